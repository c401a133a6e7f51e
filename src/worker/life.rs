//! A lock that a worker holds as long as it lives, so that the page learns of its death at once: a worker that is
//! ended raises no event. Where there are no locks (a sandboxed frame), the page judges by silence.

use js_sys::{Date, Function, Math, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Takes a lock of its own for good; its name once it is held, `None` where there are no locks.
pub async fn hold() -> Option<String> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into()).ok()?;
    let locks = Reflect::get(&navigator, &"locks".into()).ok().filter(|l| l.is_object())?;
    let request: Function = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    let name = format!("full-loop-{:.0}-{:.0}", Date::now(), Math::random() * 1e9);
    let held = Promise::new(&mut |held, refused| {
        let granted = Closure::once_into_js(move || {
            // Nobody waits for what these calls return.
            let _ = held.call0(&JsValue::NULL);
            Promise::new(&mut |_, _| {})
        });
        match request.call2(&locks, &name.as_str().into(), &granted).map(JsCast::dyn_into::<Promise>) {
            Ok(Ok(asked)) => {
                let on_refusal = Closure::<dyn FnMut(JsValue)>::new(move |_| {
                    let _ = refused.call0(&JsValue::NULL);
                });
                let _ = asked.catch(&on_refusal);
                on_refusal.forget();
            }
            _ => {
                let _ = refused.call0(&JsValue::NULL);
            }
        }
    });
    JsFuture::from(held).await.ok().map(|_| name)
}
