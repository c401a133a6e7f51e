//! What every algorithm and every recipe step promises. A new one is a line in its list, and promises the same.

mod answers;
mod dials;
mod door;
mod learned;
mod levels;
pub mod listed;
pub mod models;
mod recipes;
pub mod steps;
