//! How long an owner pauses, and what follows for its isolate: the hybrid histogram policy.
//!
//! An isolate is kept for the longest usual pause after its last use. Where even the shortest usual pause is long, it goes at once and is made
//! again just before that has passed. An owner without a history, or with one that says nothing, has the fixed time.

use super::moment::{Moment, Span};

/// One bin for each minute, up to four hours.
const BINS: usize = 240;
const MINUTE: u64 = 60_000_000_000;
/// So many pauses make a history.
const LEAST: u32 = 8;
/// Beyond this relation of variance to mean of the counts a histogram shows no pattern: it must be larger to count.
const LEAST_DISPERSION: f64 = 2.0;

/// What to do with an isolate whose owner has just finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Window {
    /// Keep it for so long.
    Keep(Span),
    /// Let it go, and make it again after the first span, to be kept for the second.
    Return(Span, Span),
}

#[derive(Clone, Debug)]
struct History {
    bins: [u16; BINS],
    /// Pauses longer than the last bin.
    beyond: u32,
    total: u32,
    ended: Moment,
}

/// The histories of all owners, half a kilobyte each; there only where the policy asks for them.
#[derive(Clone, Debug, Default)]
pub(super) struct Histories(Vec<History>);

impl Histories {
    pub(super) fn new(owners: usize) -> Self {
        Self(vec![History { bins: [0; BINS], beyond: 0, total: 0, ended: Moment::NEVER }; owners])
    }

    /// Bytes that an owner takes, with its place among those who are foreseen.
    pub(super) const fn bytes_each() -> usize {
        size_of::<History>() + 20
    }

    /// Notes that an owner asks again.
    pub(super) fn arrive(&mut self, owner: u32, now: Moment) {
        let Some(history) = self.0.get_mut(owner as usize).filter(|history| history.ended < now) else { return };
        let minute = usize::try_from(now.since(history.ended).nanos() / MINUTE).unwrap_or(usize::MAX);
        history.ended = Moment::NEVER;
        match history.bins.get_mut(minute) {
            Some(bin) => *bin = bin.saturating_add(1),
            None => history.beyond += 1,
        }
        history.total += 1;
    }

    /// Notes that an owner has finished, and says what to do.
    pub(super) fn finish(&mut self, owner: u32, now: Moment, otherwise: Span) -> Window {
        let Some(history) = self.0.get_mut(owner as usize) else { return Window::Keep(otherwise) };
        history.ended = now;
        history.window().unwrap_or(Window::Keep(otherwise))
    }

    /// For how long an isolate is kept that was made ahead for an owner.
    pub(super) fn foreseen_for(&self, owner: u32, otherwise: Span) -> Span {
        match self.0.get(owner as usize).and_then(History::window) {
            Some(Window::Keep(span) | Window::Return(_, span)) => span,
            None => otherwise,
        }
    }
}

impl History {
    fn window(&self) -> Option<Window> {
        let within = self.total - self.beyond;
        if within < LEAST || self.beyond > within || self.dispersion(within) < LEAST_DISPERSION {
            return None;
        }
        // The head is rounded down to its minute and the tail up, each with a tenth in reserve.
        let head = self.quantile(within, 5) * MINUTE / 10 * 9;
        let tail = (self.quantile(within, 99) + 1) * MINUTE / 10 * 11;
        Some(if head < MINUTE {
            Window::Keep(Span::from_nanos(tail))
        } else {
            Window::Return(Span::from_nanos(head), Span::from_nanos(tail - head))
        })
    }

    /// Variance of the bins' counts by their mean.
    fn dispersion(&self, within: u32) -> f64 {
        let mean = f64::from(within) / 240.0;
        let squares: f64 = self.bins.iter().map(|&count| (f64::from(count) - mean).powi(2)).sum();
        squares / 240.0 / mean
    }

    fn quantile(&self, within: u32, percent: u32) -> u64 {
        let mut left = (within * percent).div_ceil(100).max(1);
        for (minute, &count) in (0_u64..).zip(&self.bins) {
            if u32::from(count) >= left {
                return minute;
            }
            left -= u32::from(count);
        }
        239
    }
}
