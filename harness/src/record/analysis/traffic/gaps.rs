//! What idleness does: who was still warm, and whose object was still awake, after each gap.

use std::collections::BTreeMap;

use super::{
    census::{Served, Tally},
    times, took, warm,
};
use crate::record::{GapFinding, analysis::table::milliseconds};

/// What each gap does, ascending.
pub(super) fn gaps(rounds: &[Vec<Served>]) -> Vec<GapFinding> {
    let mut by_gap: BTreeMap<u64, Vec<(Served, bool)>> = BTreeMap::new();
    for round in rounds {
        let mut lives = BTreeMap::new();
        for served in round {
            let object = served.told.object();
            let awake = object.is_some() && lives.get(&served.told.tenant) == Some(&object);
            lives.insert(served.told.tenant, object);
            if let Some(gap) = served.told.gap.filter(|_| served.warmth.is_some()) {
                by_gap.entry(gap).or_default().push((*served, awake));
            }
        }
    }
    let finding = |(gap, trials): (u64, Vec<(Served, bool)>)| GapFinding {
        gap_seconds: milliseconds(gap) / 1e3,
        warm: warm(trials.iter().filter_map(|(served, _)| served.warmth)),
        awake: trials.iter().map(|(_, awake)| *awake).collect::<Tally>().share(),
        ms: times(trials.iter().map(|(served, _)| took(served))),
    };
    by_gap.into_iter().map(finding).collect()
}
