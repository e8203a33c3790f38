//! A run under way: what it is to measure, what it measured so far, and where it tells of it.

use shared::statistics::Random;

use super::{plan::Plan, progress::Progress, samples::Samples, stage::Stage};

/// Everything that the parts of a run share.
pub(super) struct Run {
    /// The size.
    pub plan: Plan,
    /// Where processes come from.
    pub stage: Stage,
    /// The source of every order.
    pub random: Random,
    /// What was measured.
    pub samples: Samples,
    /// The person at the terminal.
    pub progress: Progress,
}
