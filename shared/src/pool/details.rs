//! Ages and sizes of isolates, kept only where something asks for them.

use super::moment::Moment;

/// What is known of the isolate of a slot besides its part in the placement.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Details {
    /// When it was there; before that, when it was asked for.
    pub(super) since: Moment,
    /// When it last had something to do, or when its present state began.
    pub(super) used: Moment,
    /// How large it said that it is, in KiB.
    pub(super) kibibytes: u32,
    /// How long it took to make it, in microseconds.
    pub(super) opening_micros: u32,
    /// Whether it was asked if it is well and has not said so yet.
    pub(super) asked: bool,
}
