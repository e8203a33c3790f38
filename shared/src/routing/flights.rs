//! Calls that are on their way, by the isolate they went to.

use std::num::NonZeroUsize;

use crate::timing::UnixMillis;

/// Calls in flight.
///
/// A call counts until it has ended, and no longer than its caller waits: where a caller vanishes, the platform may drop the
/// call and say nothing, and an isolate that is believed to be busy for ever would never be chosen again.
#[derive(Clone, Debug, Default)]
pub(super) struct Flights {
    /// A handful, rarely some hundred: looking through them costs less than keeping them sorted.
    calls: Vec<Flight>,
    tickets: u32,
}

#[derive(Clone, Copy, Debug)]
struct Flight {
    ticket: u32,
    isolate: usize,
    until: UnixMillis,
}

impl Flights {
    /// The isolate with the fewest calls; of several the first, so that no more of them stay warm than are needed.
    pub(super) fn least_busy(&mut self, isolates: NonZeroUsize, now: UnixMillis) -> usize {
        self.calls.retain(|call| call.until > now);
        let busy = |isolate: &usize| self.calls.iter().filter(|call| call.isolate == *isolate).count();
        (0..isolates.get()).min_by_key(busy).unwrap_or_default()
    }

    /// Counts a call, and names it.
    pub(super) fn depart(&mut self, isolate: usize, patience_ms: u64, now: UnixMillis) -> u32 {
        self.tickets = self.tickets.wrapping_add(1);
        let until = UnixMillis(now.0.saturating_add(patience_ms));
        self.calls.push(Flight { ticket: self.tickets, isolate, until });
        self.tickets
    }

    /// Counts a call no more; one that was given up already is not missed.
    pub(super) fn arrive(&mut self, ticket: u32) {
        self.calls.retain(|call| call.ticket != ticket);
    }
}
