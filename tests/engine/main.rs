//! The engine's tests: everything that needs no browser.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail")]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "tests read files and clocks; the engine does not"
)]

mod bad_input;
mod boosting;
mod claims;
mod columns;
mod contract;
mod explain;
mod flights;
mod golden;
mod properties;
mod replay;
mod trees;
