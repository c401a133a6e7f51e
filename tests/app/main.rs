//! The page without a browser: `update`, charts drawn as SVG, texts, tidiness. Native only.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail")]

mod charts;
mod lessons;
mod rules;
mod sliders;
mod state;
mod texts;
mod tidy;
