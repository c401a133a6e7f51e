//! The page of Full Loop. See ARCHITECTURE.md; read from the bottom of this list up.

pub mod app;
pub mod charts;
pub mod embed;
pub mod export;
pub mod rooms;
pub mod route;
pub mod shared;
pub mod state;
pub mod storage;
pub mod texts;
pub mod widgets;
pub mod worker;
