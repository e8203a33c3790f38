//! Counts places: how many isolates, WASM instances and objects there were, who was served cold, and who came back to where.
//!
//! ```text
//! visits of a pass, by time ──► warmth of each ─┬─► again: the same isolate, the same tenant's isolate, the same object
//!                                               ├─► services: distinct places
//!                                               ├─► pool: places that were not seen either
//!                                               └─► heat: a letter per tenant and slot
//! ```

pub(super) mod again;
pub(super) mod heat;
pub(super) mod pool;
pub(super) mod services;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use shared::timing::EngineState;
use statistics::wilson;

use super::visit::Visit;
use crate::record::Share;

/// How a request was served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Warmth {
    /// It started the engine; without one, it woke the object.
    Cold,
    /// It waited for a start that another request had begun.
    Coalesced,
    /// The engine was running; without one, the object was awake.
    Warm,
}

/// A visit and how it was served.
#[derive(Clone, Copy, Debug)]
pub(super) struct Served<'a> {
    pub visit: &'a Visit,
    /// None without a right answer.
    pub warmth: Option<Warmth>,
}

/// The visits of one pass in the order of sending, each with how it was served.
///
/// An answer without the state of an engine comes from an object that is its own engine: it is warm when the same life of the
/// object had answered before.
pub(super) fn served<'a>(visits: impl IntoIterator<Item = &'a Visit>) -> Vec<Served<'a>> {
    let mut visits: Vec<&Visit> = visits.into_iter().collect();
    visits.sort_by_key(|visit| visit.sent_ns);
    let mut awake = HashSet::new();
    let warmth = |visit: &Visit| {
        let was_awake = visit.object().map(|object| !awake.insert(object));
        let told = visit.engine_state.map(|state| match state {
            EngineState::Cold => Warmth::Cold,
            EngineState::Coalesced => Warmth::Coalesced,
            EngineState::Warm => Warmth::Warm,
        });
        let seen = was_awake.map(|awake| if awake { Warmth::Warm } else { Warmth::Cold });
        told.or(seen).filter(|_| visit.is_right())
    };
    let warmths: Vec<Option<Warmth>> = visits.iter().copied().map(warmth).collect();
    visits.into_iter().zip(warmths).map(|(visit, warmth)| Served { visit, warmth }).collect()
}

/// A count of hits with its interval, `None` without trials.
pub(super) fn share(hits: u64, of: u64) -> Option<Share> {
    wilson(hits, of).map(|estimate| Share { hits, of, share: estimate.into() })
}

/// A share that is taken one trial after the other.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    hits: u64,
    of: u64,
}

impl Tally {
    /// Takes a trial in.
    pub(super) fn take(&mut self, is_hit: bool) {
        self.of += 1;
        self.hits += u64::from(is_hit);
    }

    /// The share, `None` without trials.
    pub(super) fn share(self) -> Option<Share> {
        share(self.hits, self.of)
    }
}

impl FromIterator<bool> for Tally {
    fn from_iter<I: IntoIterator<Item = bool>>(trials: I) -> Self {
        let mut tally = Self::default();
        trials.into_iter().for_each(|is_hit| tally.take(is_hit));
        tally
    }
}
