//! Files as the engine wants them: fetched from beside the page and unpacked, or given by the learner.

use std::rc::Rc;

use engine::expedition::WorldId;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// The bytes of a file that the learner gave; none if the browser can no longer read it.
pub async fn read(file: &web_sys::Blob) -> Option<Rc<[u8]>> {
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    Some(js_sys::Uint8Array::new(&buffer).to_vec().into())
}

/// The files of a world, unpacked; or which one did not come, and the status of the answer.
pub async fn load(id: WorldId, data: &str) -> std::result::Result<Vec<Vec<u8>>, (String, Option<u16>)> {
    let mut files = Vec::new();
    for file in id.files() {
        let failed = |status| (String::from(*file), status);
        let response = fetch(&format!("{data}{file}")).await.ok_or_else(|| failed(None))?;
        if !response.ok() {
            return Err(failed(Some(response.status())));
        }
        let bytes = bytes_of(&response).await.ok_or_else(|| failed(None))?;
        files.push(unpack(bytes).await.ok_or_else(|| failed(None))?);
    }
    Ok(files)
}

#[wasm_bindgen]
extern "C" {
    /// `fetch` has the same name in a window and in a worker.
    #[wasm_bindgen(js_name = fetch)]
    fn global_fetch(address: &str) -> js_sys::Promise;

    /// Declared here, since `web-sys` counts it as unstable; every browser of the last years has it.
    type DecompressionStream;

    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> std::result::Result<DecompressionStream, JsValue>;

    #[wasm_bindgen(method, getter)]
    fn readable(this: &DecompressionStream) -> web_sys::ReadableStream;

    #[wasm_bindgen(method, getter)]
    fn writable(this: &DecompressionStream) -> web_sys::WritableStream;
}

async fn fetch(address: &str) -> Option<web_sys::Response> {
    JsFuture::from(global_fetch(address)).await.ok()?.dyn_into().ok()
}

async fn bytes_of(response: &web_sys::Response) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// Unpacks gzip, unless the host has already done so: some do, by the look of the bytes.
async fn unpack(bytes: Vec<u8>) -> Option<Vec<u8>> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Some(bytes);
    }
    let packed =
        web_sys::Response::new_with_opt_buffer_source(Some(&js_sys::Uint8Array::from(&bytes[..]))).ok()?;
    let unpacker = DecompressionStream::new("gzip").ok()?;
    let pair = web_sys::ReadableWritablePair::new(&unpacker.readable(), &unpacker.writable());
    let stream = packed.body()?.pipe_through(&pair);
    bytes_of(&web_sys::Response::new_with_opt_readable_stream(Some(&stream)).ok()?).await
}
