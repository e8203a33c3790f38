//! What traffic of tenants says of an arm: a count of places, who was warm, and what idleness does.
//!
//! ```text
//! samples of a round, by time ──► warmth of each ─┬─► again: the same isolate, the same tenant's isolate, the same object
//!                                                 ├─► services: distinct places
//!                                                 ├─► pool: places that were not seen either
//!                                                 ├─► gaps: what idleness does
//!                                                 └─► heat: a letter per tenant and slot
//! ```

mod again;
mod break_even;
mod census;
#[cfg(test)]
mod census_tests;
mod gaps;
mod heat;
mod keep_warm;
#[cfg(test)]
mod made;
mod pool;
mod services;
#[cfg(test)]
mod tests;
mod warnings;

use std::collections::BTreeMap;

use shared::timing::CopyState;
use statistics::{PerMille, median, median_interval, quantile_interval};

pub(super) use self::{break_even::all as break_even, keep_warm::all as keep_warm, warnings::warnings};
use self::{
    census::{Served, Tally, Warmth},
    gaps::gaps,
};
use super::table::{ArmTable, milliseconds};
use crate::{
    instrument::{
        samples::{Purpose, Sample},
        scenario::{Procedure, Traffic},
    },
    record::{Share, Times, TrafficFinding},
};

/// What an arm's samples say; none where they are not those of tenants.
pub(super) fn finding(arm: &ArmTable, procedure: &Procedure) -> Option<Box<TrafficFinding>> {
    let traffic = procedure.traffic()?;
    let rounds = rounds(arm);
    let longest = rounds.iter().max_by_key(|round| round.len())?;
    Some(Box::new(of_rounds(traffic, &rounds, longest)))
}

/// The samples of each round in the order of sending, each with how it was served.
fn rounds<'a>(arm: &ArmTable<'a>) -> Vec<Vec<Served<'a>>> {
    let mut rounds: BTreeMap<u32, Vec<&Sample>> = BTreeMap::new();
    for sample in arm.rows {
        rounds.entry(sample.round).or_default().push(sample);
    }
    rounds.into_values().map(census::served).collect()
}

fn of_rounds(traffic: &Traffic, rounds: &[Vec<Served>], longest: &[Served]) -> TrafficFinding {
    let counted = || rounds.iter().flatten().filter(|served| served.told.purpose == Purpose::Measured);
    let served = || counted().filter_map(|served| Some((served, served.warmth?)));
    let of_warmth = |warm: bool| {
        times(served().filter(|(_, warmth)| (*warmth == Warmth::Warm) == warm).map(|(served, _)| took(served)))
    };
    let openings = rounds.iter().flatten().filter(|served| served.told.purpose == Purpose::Opening);
    let copies = served().filter_map(|(served, _)| served.told.copy);
    TrafficFinding {
        warm: warm(served().map(|(_, warmth)| warmth)),
        coalesced: served().filter(|(_, warmth)| *warmth == Warmth::Coalesced).count() as u64,
        copies: copies.map(|copy| copy == CopyState::Hit).collect::<Tally>().share(),
        cold_ms: of_warmth(false),
        warm_ms: of_warmth(true),
        openings_ms: times(openings.filter(|served| served.warmth.is_some()).map(took)),
        again: again::again(rounds),
        services: services::services(longest),
        pool: pool::pool(longest),
        heat: heat::heat(traffic, rounds),
        gaps: gaps(rounds),
        signals: rounds.iter().flatten().filter(|served| served.told.purpose == Purpose::Signal).count() as u64,
    }
}

fn warm(warmths: impl Iterator<Item = Warmth>) -> Option<Share> {
    warmths.map(|warmth| warmth == Warmth::Warm).collect::<Tally>().share()
}

/// From sending to the last byte, in milliseconds.
fn took(served: &Served) -> f64 {
    milliseconds(served.sample.times.last_byte)
}

/// What a list of times says; `None` for none.
fn times(milliseconds: impl Iterator<Item = f64>) -> Option<Times> {
    let mut times: Vec<f64> = milliseconds.collect();
    times.sort_unstable_by(f64::total_cmp);
    Some(Times {
        samples: times.len() as u64,
        p50: median(&times)?,
        p50_interval: median_interval(&times).map(Into::into),
        p95: quantile_interval(&times, PerMille::P95).map(Into::into),
    })
}
