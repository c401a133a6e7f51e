//! What only a browser can show: the same bits as natively, rooms that render, a host that answers. Run by
//! wasm-bindgen's test runner in headless Chromium (`cargo xtask test --only browser`); natively this file is empty.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail")]

use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);

mod host;
mod line;
mod replay;
mod rooms;
mod storage;
mod world;
