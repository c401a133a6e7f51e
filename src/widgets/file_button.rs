//! Picking a file: hands its name and bytes on, or says why not.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::use_id;

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picked {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Picked {
    /// The bytes as text, where they are UTF-8; a byte-order mark is left out.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok().map(|text| text.trim_start_matches('\u{feff}'))
    }
}

/// Why a file was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileProblem {
    /// Larger than `max_bytes`; it was not read.
    TooLarge {
        /// Its name.
        name: String,
        /// Its size.
        bytes: u64,
    },
    /// The browser could not read it.
    Unreadable {
        /// Its name.
        name: String,
    },
}

/// What a file button shows.
#[derive(Clone, PartialEq, Properties)]
pub struct FileButtonProps {
    /// Its words.
    pub label: AttrValue,
    /// What the picker offers (".csv,text/csv").
    #[prop_or_default]
    pub accept: AttrValue,
    /// The largest file that is read.
    pub max_bytes: u64,
    /// Called with a file.
    pub onpick: Callback<Picked>,
    /// Called when a file was not read.
    pub onfail: Callback<FileProblem>,
}

/// Reads a file and hands it on, or says why not.
fn take(file: web_sys::File, max: u64, onpick: &Callback<Picked>, onfail: &Callback<FileProblem>) {
    let (name, bytes) = (file.name(), file.size() as u64);
    if bytes > max {
        onfail.emit(FileProblem::TooLarge { name, bytes });
        return;
    }
    let (onpick, onfail) = (onpick.clone(), onfail.clone());
    wasm_bindgen_futures::spawn_local(async move {
        match wasm_bindgen_futures::JsFuture::from(file.array_buffer()).await {
            Ok(buffer) => {
                let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
                onpick.emit(Picked { name, bytes });
            }
            Err(_) => onfail.emit(FileProblem::Unreadable { name }),
        }
    });
}

/// A place to drop a file on; in it stand the words, and a button for who drops nothing.
pub fn file_drop(max: u64, onpick: Callback<Picked>, onfail: Callback<FileProblem>, children: Html) -> Html {
    // A browser opens a dropped file unless it is told that somebody takes it.
    let ondragover = Callback::from(|event: DragEvent| event.prevent_default());
    let ondrop = Callback::from(move |event: DragEvent| {
        event.prevent_default();
        let files = event.data_transfer().and_then(|data| data.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            take(file, max, &onpick, &onfail);
        }
    });
    html! { <div class="drop" {ondragover} {ondrop}>{ children }</div> }
}

/// A button that opens the browser's file picker.
#[component]
pub fn FileButton(props: &FileButtonProps) -> Html {
    let (node, id) = (use_node_ref(), use_id("file"));
    let onchange = {
        let (onpick, onfail, max) = (props.onpick.clone(), props.onfail.clone(), props.max_bytes);
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
            // Forget it at once, so that picking the same file again is a change again.
            input.set_value("");
            take(file, max, &onpick, &onfail);
        })
    };
    let onclick = {
        let node = node.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(input) = node.cast::<HtmlInputElement>() {
                input.click();
            }
        })
    };
    html! {
        <>
            <button type="button" class="or" {onclick}>{ props.label.clone() }</button>
            <input type="file" {id} ref={node} hidden=true tabindex="-1" aria-label={props.label.clone()}
                accept={props.accept.clone()} {onchange} />
        </>
    }
}
