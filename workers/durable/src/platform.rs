//! What an object lends the library: its rows, its one alarm, its clock, waiting, and chance.

use std::time::Duration;

use futures::future::LocalBoxFuture;
use shared::{
    error::Failure,
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
    /// As [`Tables::atomically`], for work that is expected to fail only where storage fails: an object may end its life instead of
    /// taking statements back, since nothing that a turn wrote is stored then. A transaction around the statements costs more than
    /// most of them.
    fn or_not_at_all<T>(&self, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
        self.atomically(work)
    }

    /// Is done after so long.
    fn sleep(&self, duration: Duration) -> LocalBoxFuture<'static, ()>;

    /// Bits that nobody can tell before: for names and for jitter.
    fn random_bits(&self) -> u64;

    /// Runs a task to its end beside everything else, for as long as the object lives.
    fn spawn(&self, task: LocalBoxFuture<'static, ()>);

    /// Is done when everything that was written so far is stored.
    fn stored(&self) -> LocalBoxFuture<'static, Result<(), Failure>>;
}
