//! How each request was served, and shares of such.

use std::collections::HashSet;

use shared::timing::EngineState;
use statistics::wilson;

use crate::{
    instrument::samples::{Outcome, Sample, Told},
    record::Share,
};

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

/// A request, what its answer told, and how it was served.
#[derive(Clone, Copy, Debug)]
pub(super) struct Served<'a> {
    pub sample: &'a Sample,
    pub told: &'a Told,
    /// None without a right answer.
    pub warmth: Option<Warmth>,
}

/// The requests of tenants of one round in the order of sending, each with how it was served.
///
/// An answer without the state of an engine comes from an object that is its own engine: it is warm when the same life of the
/// object had answered before.
pub(super) fn served<'a>(samples: impl IntoIterator<Item = &'a Sample>) -> Vec<Served<'a>> {
    let mut samples: Vec<(&Sample, &Told)> =
        samples.into_iter().filter_map(|sample| Some((sample, sample.told.as_deref()?))).collect();
    samples.sort_by_key(|(sample, _)| sample.times.sent);
    let mut awake = HashSet::new();
    let served = |(sample, told): (&'a Sample, &'a Told)| {
        let was_awake = told.object().map(|object| !awake.insert(object));
        let said = told.engine.map(|state| match state {
            EngineState::Cold => Warmth::Cold,
            EngineState::Coalesced => Warmth::Coalesced,
            EngineState::Warm => Warmth::Warm,
        });
        let seen = was_awake.map(|awake| if awake { Warmth::Warm } else { Warmth::Cold });
        Served { sample, told, warmth: said.or(seen).filter(|_| sample.outcome == Outcome::Right) }
    };
    samples.into_iter().map(served).collect()
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
