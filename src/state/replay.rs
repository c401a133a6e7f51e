//! A training that was over long ago, told slowly.

/// Its curve up to a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replay {
    /// The last point shown.
    pub at: usize,
    /// Whether it goes on by itself.
    pub plays: bool,
    /// The timer it waits for; one that was started before is not listened to.
    pub(super) timer: u32,
}
