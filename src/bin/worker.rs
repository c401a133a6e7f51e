//! Starts the engine: in a worker at once, on the page's thread when it is given a port.

use full_loop::worker::host;
use wasm_bindgen::prelude::*;

fn main() {
    if let Ok(scope) = js_sys::global().dyn_into::<web_sys::DedicatedWorkerGlobalScope>() {
        // Without message channels there is no greeting, and the page tries another way.
        let _ = host::serve(scope.unchecked_into());
    }
}

/// Serves on the page's own thread, through a message port.
///
/// # Errors
/// If the browser has no message channels.
#[wasm_bindgen]
pub fn serve_port(port: web_sys::MessagePort) -> Result<(), JsValue> {
    host::serve(port.unchecked_into())
}
