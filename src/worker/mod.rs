//! The engine in a worker: what crosses, who answers there, how the page reaches it.

pub mod client;
mod files;
pub mod host;
mod job;
mod life;
pub mod protocol;
