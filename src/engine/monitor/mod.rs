//! Watching a live model: how its inputs differ from what it learned from, and when a month asks for the learner.

pub mod alarm;
pub mod inputs;
