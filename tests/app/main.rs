//! The page without a browser: `update`, charts drawn as SVG, texts, tidiness. Native only.
#![cfg(not(target_arch = "wasm32"))]

mod charts;
