//! The engine of Full Loop: preparation, learning, evaluation, serving and monitoring, as plain data in,
//! plain data out. It knows no browser, clock, file, thread or global randomness, and gives the same bits
//! natively and in every browser.
//!
//! Read it from top to bottom: **ground** imports only ground, **skills** import ground and never each other,
//! **stories** import what stands above them, and the page comes in by the **door**.

// ground
pub mod distribution;
pub mod error;
pub mod fingerprint;
pub mod lanes;
mod later;
pub mod math;
pub mod matrix;
pub mod note;
pub mod order;
pub mod rng;
pub mod said;
pub mod table;
pub mod task;
pub mod work;

// skills
pub mod calibrate;
pub mod drift;
pub mod metrics;
pub mod models;
pub mod prepare;
pub mod quality;
pub mod split;
pub mod views;
pub mod worlds;

// stories, the first one first: why a model says so, a decision, then watching it
pub mod explain;

pub mod serve;

pub mod monitor;

// the door
pub mod expedition;

// what the texts say, proved on whole expeditions
pub mod claims;
