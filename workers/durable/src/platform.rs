//! What an object lends the library: its rows, its one alarm, its clock, waiting, and chance.

use std::time::Duration;

use futures::future::LocalBoxFuture;
use shared::{
    tables::Tables,
    timing::{Clock, UnixMillis},
};

/// The one alarm of an object. Setting it is a write: it is stored with the rows of the same turn, or not at
/// all.
pub trait Alarm {
    /// Has it ring at this time, instead of what was set.
    fn set(&self, at: UnixMillis);
}

/// An object of the platform, or the double of one.
pub trait Platform: Tables + Alarm + Clock {
    /// Is done after so long.
    fn sleep(&self, duration: Duration) -> LocalBoxFuture<'static, ()>;

    /// Bits that nobody can tell before: for names and for jitter.
    fn random_bits(&self) -> u64;
}
