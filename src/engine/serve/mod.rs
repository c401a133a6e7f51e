//! From a score to a decision: who is flagged, within what the desk can do, and what that costs; how long an answer
//! takes, and who answers where the model should not.

pub mod amounts;
pub mod checks;
pub mod decisions;
pub mod names;
pub mod policy;
pub mod queue;
pub mod safeguards;
