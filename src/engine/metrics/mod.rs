//! How good predictions are: scikit-learn's names and definitions.
//!
//! [`Scored`] checks labels and scores once; every score is a function of it or of the [`Confusion`] it gives
//! at a threshold. [`Classified`] does the same for several classes, [`Predicted`] for numbers. What is undefined (a recall without positives) is `None`, where scikit-learn says 0 and
//! warns.

pub mod clusters;
pub mod compare;
pub mod confusion;
pub mod cost;
pub mod group;
pub mod interval;
pub mod multiclass;
pub mod proba;
pub mod rank;
pub mod regression;
pub mod scored;
pub mod slices;

pub use confusion::{Confusion, Scores};
pub use cost::{Cost, CostMatrix};
pub use interval::Interval;
pub use multiclass::Classified;
pub use regression::Predicted;
pub use scored::Scored;
