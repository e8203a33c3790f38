//! What a pool is told to be: sizes, bounds and policies, checked once and valid ever after.

use super::{
    moment::Span,
    words::{Discipline, Keeping, Placement},
};
use crate::error::{ErrorCode, Failure};

/// A pool's sizes, bounds and policies. Bounds are in [`crate::limits::pool`].
///
/// The default is a pool as the seed describes it: 16 isolates that are all there and stay, 100 waiting requests each, a look at their
/// health every 30 s, renewed above 256 MB.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Configuration {
    /// Most isolates.
    pub size: u32,
    /// Isolates that are there even if nobody asks; as many as `size` for a pool whose size does not change.
    pub least: u32,
    /// Isolates without an owner that are kept ready.
    pub spares: u32,
    /// Requests that one isolate runs at the same time.
    pub concurrency: u8,
    /// Requests that may wait, for each isolate.
    pub queue: u16,
    /// Which isolate a request goes to.
    pub placement: Placement,
    /// By how much the load of an isolate may exceed the mean before affinity looks further, in percent of the mean.
    pub load_factor_percent: u32,
    /// In which order waiting requests are served.
    pub discipline: Discipline,
    /// How long a request may wait once the queue stands (`codel`).
    pub queue_target: Span,
    /// For how long a queue must have stood (`codel`).
    pub queue_interval: Span,
    /// How long isolates without work are kept.
    pub keeping: Keeping,
    /// For how long exactly, where the policy is `fixed` or has no history yet.
    pub keep_alive: Span,
    /// How many owners there are, numbered from zero. With one, all requests are of one owner.
    pub owners: u32,
    /// Most requests of one owner that wait or run; none for no bound.
    pub owner_requests: Option<u32>,
    /// Most isolates of one owner; none for no bound.
    pub owner_slots: Option<u32>,
    /// Bytes above which an isolate is renewed.
    pub restart_bytes: Option<u64>,
    /// Uses after which an isolate is renewed; 1 makes isolates disposable.
    pub restart_uses: Option<u32>,
    /// Age above which an isolate is renewed.
    pub restart_age: Option<Span>,
    /// Traps after which an isolate is renewed.
    pub restart_traps: Option<u8>,
    /// How often every isolate without work is asked whether it is well.
    pub check_every: Option<Span>,
    /// How long making an isolate may take.
    pub open_patience: Option<Span>,
    /// How long an isolate may take to finish what it does once it is to go.
    pub drain_patience: Option<Span>,
    /// Load at which another isolate is made, in percent of what the open ones run at the same time.
    pub grow_at_percent: u32,
    /// Load under which an isolate goes.
    pub shrink_under_percent: u32,
    /// For how long the load must have been so low.
    pub shrink_after: Option<Span>,
    /// Bytes of all isolates together above which no further isolate is made.
    pub pressure_bytes: Option<u64>,
}

impl Default for Configuration {
    fn default() -> Self {
        Self {
            size: 16,
            least: 16,
            spares: 0,
            concurrency: 1,
            queue: 100,
            placement: Placement::Central,
            load_factor_percent: 125,
            discipline: Discipline::Fifo,
            queue_target: Span::from_millis(5),
            queue_interval: Span::from_millis(100),
            keeping: Keeping::Lru,
            keep_alive: Span::from_millis(600_000),
            owners: 1,
            owner_requests: None,
            owner_slots: None,
            restart_bytes: Some(256 << 20),
            restart_uses: None,
            restart_age: None,
            restart_traps: Some(8),
            check_every: Some(Span::from_millis(30_000)),
            open_patience: Some(Span::from_millis(10_000)),
            drain_patience: Some(Span::from_millis(15_000)),
            grow_at_percent: 200,
            shrink_under_percent: 50,
            shrink_after: Some(Span::from_millis(60_000)),
            pressure_bytes: None,
        }
    }
}

impl Configuration {
    /// A pool of so many isolates and owners that does nothing but place and queue: no checks, no renewal, no patience.
    ///
    /// It is what a simulation begins with, and takes 32 bytes an isolate.
    pub fn bare(size: u32, owners: u32) -> Self {
        Self {
            size,
            least: if owners == 1 { size } else { 0 },
            owners,
            restart_bytes: None,
            restart_traps: None,
            check_every: None,
            open_patience: None,
            drain_patience: None,
            shrink_after: None,
            ..Self::default()
        }
    }

    /// Checks what the fields must be to each other.
    pub fn check(&self) -> Result<(), Failure> {
        let wrong = |message: String| Err(Failure::new(ErrorCode::BadChoice, message));
        if self.least > self.size {
            return wrong(format!("a pool of {} cannot keep {} isolates open", self.size, self.least));
        }
        if self.spares > self.size {
            return wrong(format!("a pool of {} cannot keep {} spares", self.size, self.spares));
        }
        // One isolate less must not be a reason to make one more.
        if self.grow_at_percent < self.shrink_under_percent.saturating_mul(2) {
            return wrong(format!(
                "a pool that shrinks under a load of {} % grows at {} % or more, not at {} %",
                self.shrink_under_percent,
                self.shrink_under_percent.saturating_mul(2),
                self.grow_at_percent
            ));
        }
        if self.owners == 1 && self.placement == Placement::Affinity {
            return wrong("placement \"affinity\" needs more than one owner".to_owned());
        }
        Ok(())
    }

    /// Whether the number of isolates follows the load.
    pub(super) const fn is_dynamic(&self) -> bool {
        self.least < self.size
    }

    /// Whether anything asks for ages and sizes.
    pub(super) const fn wants_details(&self) -> bool {
        self.restart_bytes.is_some()
            || self.restart_age.is_some()
            || self.check_every.is_some()
            || self.open_patience.is_some()
            || self.drain_patience.is_some()
            || self.pressure_bytes.is_some()
            || matches!(self.keeping, Keeping::Fixed | Keeping::GreedyDual | Keeping::Histogram)
    }

    /// Whether idle isolates must be found by their last use.
    ///
    /// A pool of one owner whose size stays, and which is not asked for the one used last, needs no such order.
    pub(super) fn wants_order(&self) -> bool {
        self.owners > 1 || self.is_dynamic() || matches!(self.placement, Placement::Central)
    }

    /// Whether isolates must be found by what they have to do.
    pub(super) fn wants_loads(&self) -> bool {
        self.owners == 1 && (self.placement == Placement::LeastLoaded || self.concurrency > 1)
    }
}
