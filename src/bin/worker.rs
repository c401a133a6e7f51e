//! Starts the engine: in a worker at once, on the page's thread when it is given a port, and under a clock for
//! `cargo xtask bench`.

use engine::error::Result;
use engine::expedition::bench::Bench;
use engine::expedition::warm::warm;
use engine::expedition::{Step, Work};
use full_loop::worker::host;
use wasm_bindgen::prelude::*;

fn main() {
    if let Ok(scope) = js_sys::global().dyn_into::<web_sys::DedicatedWorkerGlobalScope>() {
        // Without message channels there is no greeting, and the page tries another way.
        let _ = host::serve(scope.unchecked_into(), Some(warm()));
    }
}

/// Serves on the page's own thread, through a message port. That thread has better to do than to warm anything.
///
/// # Errors
/// If the browser has no message channels.
#[wasm_bindgen]
pub fn serve_port(port: web_sys::MessagePort) -> std::result::Result<(), JsValue> {
    host::serve(port.unchecked_into(), None)
}

/// What `cargo xtask bench` times: a workload, step by step, as the host takes them.
#[wasm_bindgen]
pub struct Timed {
    bench: Bench,
    work: Option<Work<Result<Vec<f64>>>>,
    answer: Vec<f64>,
}

#[wasm_bindgen]
impl Timed {
    /// For rows of so many numbers.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(n_features: u32) -> Self {
        Self { bench: Bench::new(n_features), work: None, answer: Vec::new() }
    }

    /// Starts what [`Bench::start`] lists.
    pub fn start(&mut self, what: &str, x: Vec<f32>, y: Vec<f32>) {
        self.work = Some(self.bench.start(what, x, y));
    }

    /// Takes a step; whether it was the last one.
    pub fn step(&mut self) -> bool {
        let Some(Step::Done(answer)) = self.work.as_mut().map(Work::step) else { return self.work.is_none() };
        self.work = None;
        self.answer = answer.unwrap_or_else(|_| vec![f64::NAN]);
        true
    }

    /// What came of it; a single `NaN` where the engine refused.
    #[must_use]
    pub fn answer(&mut self) -> Vec<f64> {
        std::mem::take(&mut self.answer)
    }
}
