//! The learner's own file outside the state: held, handed to workers, kept in storage.

use engine::expedition::own::Own;
use yew::prelude::*;

use super::App;
use crate::state::{Action, FileEffect, OwnAct};
use crate::worker::client::Client;

impl App {
    /// Whether the file of a world is held.
    pub(super) fn holds(&self, own: Own) -> bool {
        self.file.as_ref().is_some_and(|(fingerprint, _)| fingerprint.as_deref() == Some(own.bytes.as_str()))
    }

    /// Hands the file to a worker, if one is held.
    pub(super) fn give(&self, client: &Client) {
        if let Some((_, file)) = &self.file {
            client.give(file);
        }
    }

    pub(super) fn file(&mut self, ctx: &Context<Self>, effect: FileEffect) {
        match effect {
            FileEffect::Give(fingerprint, bytes) => {
                let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(&bytes[..]));
                let Ok(file) = web_sys::Blob::new_with_u8_array_sequence(&parts) else { return };
                (self.file, self.opened) = (Some((fingerprint, file)), None);
                if let Some(client) = self.client.as_ref().filter(|_| self.connected) {
                    self.give(client);
                }
            }
            FileEffect::Keep(fingerprint) => {
                let Some((known, file)) = &mut self.file else { return };
                *known = Some(fingerprint.clone());
                let (file, storage) = (file.clone(), self.keeper.storage());
                let act = ctx.link().callback(super::Msg::Act);
                wasm_bindgen_futures::spawn_local(async move {
                    let kept = match storage {
                        Some(storage) => storage.keep_file(&fingerprint, &file).await,
                        None => false,
                    };
                    if !kept {
                        act.emit(Action::Own(OwnAct::NotKept));
                    }
                });
            }
            FileEffect::Drop => (self.file, self.opened) = (None, None),
        }
    }
}
