//! Ways to look at many columns at once: [`pca`] puts rows on a plane, [`kmeans`] puts alike ones together.

pub mod kmeans;
pub mod pca;
