//! One processor that all requests of a machine share: each gets as much of it as any other.

use std::{cmp::Reverse, collections::BinaryHeap};

/// Requests under way, by how much work all of them will have got when they end.
///
/// Work is counted in what each one has got: with `k` requests it grows `k` times slower than time, the same for all, so that the order in
/// which they end never changes.
#[derive(Debug, Default)]
pub(crate) struct Processor {
    running: BinaryHeap<Reverse<Share>>,
    got: f64,
    at: u64,
}

/// A request, and what it takes to end it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Share {
    until: f64,
    pub(crate) slot: u32,
    pub(crate) life: u8,
    pub(crate) arrived: u64,
}

impl Eq for Share {}

impl PartialOrd for Share {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Share {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.until.total_cmp(&other.until).then(self.arrived.cmp(&other.arrived))
    }
}

impl Processor {
    fn pass(&mut self, now: u64) {
        if !self.running.is_empty() {
            self.got += (now - self.at) as f64 / self.running.len() as f64;
        }
        self.at = now;
    }

    pub(crate) fn begin(&mut self, now: u64, work: u64, (slot, life): (u32, u8), arrived: u64) {
        self.pass(now);
        self.running.push(Reverse(Share { until: self.got + work as f64, slot, life, arrived }));
    }

    /// When the next one ends; never, if none does.
    pub(crate) fn next(&self) -> u64 {
        self.running.peek().map_or(u64::MAX, |Reverse(share)| {
            self.at + ((share.until - self.got).max(0.0) * self.running.len() as f64).ceil() as u64
        })
    }

    pub(crate) fn end(&mut self, now: u64) -> Option<Share> {
        self.pass(now);
        let Reverse(share) = self.running.pop()?;
        self.got = self.got.max(share.until);
        Some(share)
    }
}
