//! From a score to a decision: who is flagged, within what the desk can do, and what that costs.

pub mod policy;
