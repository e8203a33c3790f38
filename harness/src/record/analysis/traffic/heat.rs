//! Who was served how over time, as letters: what the heat map and the isolate map are drawn from.

use indexmap::IndexMap;

use super::census::{Served, Warmth};
use crate::{
    instrument::{samples::Purpose, scenario::Traffic},
    record::{Heat, HeatRow, analysis::table::milliseconds},
};

/// Slots of a row that runs over time.
const SLOTS: usize = 60;

/// No request.
const NOTHING: char = '.';

/// What stands for isolates, in the order of appearance.
const NAMES: &str = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// An isolate beyond the last name.
const BEYOND: char = '+';

/// The map of an arm: of its first round, or of all rounds where each is one row.
pub(super) fn heat(traffic: &Traffic, rounds: &[Vec<Served>]) -> Heat {
    match traffic {
        Traffic::Burst { .. } | Traffic::CrossTenant { .. } => {
            let rows = rounds.iter().zip(1_u32..).map(|(round, number)| {
                let cells = round.iter().enumerate();
                (number.to_string(), cells.collect::<Vec<_>>())
            });
            let columns = traffic.tenants();
            // The isolates of a round are those of its process.
            filled_apart(rows.collect(), size(columns), ("round", "tenants in the order of asking", f64::from(columns)))
        }
        Traffic::Second { .. } => {
            let rows = by_tenant(rounds, |served| size(served.told.ordinal));
            filled(rows, 2, ("tenant", "request of the tenant", 2.0))
        }
        Traffic::Sustained { .. } | Traffic::Sparse { .. } => {
            let first = || rounds.first().into_iter().flatten();
            let due = |served: &Served| served.sample.times.scheduled.unwrap_or(served.sample.times.sent);
            let begin = first().map(due).min().unwrap_or_default();
            let after = |served: &Served| milliseconds(served.sample.times.sent.saturating_sub(begin));
            let end = first().map(after).fold(1.0, f64::max);
            let slot = |served: &Served| {
                let share = after(served) / end;
                // A share of at most one, so that the slot is one of them.
                usize::from(crate::numbers::step(share, 600)) * SLOTS / 601
            };
            filled(by_tenant(rounds, slot), SLOTS, ("tenant", "seconds", end / 1e3))
        }
        Traffic::Gaps { trials, .. } => {
            filled(by_gap(rounds), size(*trials), ("idle seconds", "trials", f64::from(*trials)))
        }
    }
}

type Row<'a> = (String, Vec<(usize, &'a Served<'a>)>);

/// The first round, a row for each tenant in the order of their numbers.
fn by_tenant<'a>(rounds: &'a [Vec<Served<'a>>], slot: impl Fn(&Served) -> usize) -> Vec<Row<'a>> {
    let mut rows: IndexMap<u32, Vec<(usize, &Served)>> = IndexMap::new();
    let first = rounds.first().into_iter().flatten();
    for served in first.filter(|served| served.told.purpose != Purpose::Signal) {
        rows.entry(served.told.tenant).or_default().push((slot(served), served));
    }
    rows.sort_keys();
    rows.into_iter().map(|(tenant, cells)| (tenant.to_string(), cells)).collect()
}

/// The first round, a row for each gap, ascending; trials in the order in which they were made.
fn by_gap<'a>(rounds: &'a [Vec<Served<'a>>]) -> Vec<Row<'a>> {
    let mut rows: IndexMap<u64, Vec<(usize, &Served)>> = IndexMap::new();
    for served in rounds.first().into_iter().flatten() {
        let Some(gap) = served.told.gap.filter(|_| served.told.purpose == Purpose::Measured) else { continue };
        let row = rows.entry(gap).or_default();
        row.push((row.len(), served));
    }
    rows.sort_keys();
    let label = |gap: u64| crate::numbers::trimmed(milliseconds(gap) / 1e3);
    rows.into_iter().map(|(gap, cells)| (label(gap), cells)).collect()
}

/// Rows whose isolates are counted over all of them.
fn filled(rows: Vec<Row>, columns: usize, words: (&str, &str, f64)) -> Heat {
    let mut known = Vec::new();
    named(rows.into_iter().map(|row| filled_row(row, columns, &mut known)).collect(), words)
}

/// Rows whose isolates are counted anew in each.
fn filled_apart(rows: Vec<Row>, columns: usize, words: (&str, &str, f64)) -> Heat {
    named(rows.into_iter().map(|row| filled_row(row, columns, &mut Vec::new())).collect(), words)
}

fn named(rows: Vec<HeatRow>, (down, along, end): (&str, &str, f64)) -> Heat {
    Heat { down: down.to_owned(), along: along.to_owned(), end, rows }
}

fn filled_row((label, cells): Row, columns: usize, known: &mut Vec<u64>) -> HeatRow {
    let mut warmth = vec![NOTHING; columns];
    let mut isolates = vec![NOTHING; columns];
    for (slot, served) in cells {
        let (letter, isolate) = (letter(served), name(served, known));
        if let (Some(warmth), Some(place)) = (warmth.get_mut(slot), isolates.get_mut(slot))
            && (*warmth == NOTHING || rank(letter) < rank(*warmth))
        {
            (*warmth, *place) = (letter, isolate);
        }
    }
    HeatRow { label, warmth: warmth.into_iter().collect(), isolates: isolates.into_iter().collect() }
}

fn letter(served: &Served) -> char {
    match served.warmth {
        None => 'x',
        Some(Warmth::Cold) => 'c',
        Some(Warmth::Coalesced) => 'o',
        Some(Warmth::Warm) => 'w',
    }
}

/// What is shown of several: the worst.
fn rank(letter: char) -> usize {
    "xcow".find(letter).unwrap_or(usize::MAX)
}

fn name(served: &Served, known: &mut Vec<u64>) -> char {
    let Some(isolate) = served.told.server().map(|place| place.isolate.0) else { return NOTHING };
    let place = known.iter().position(|known| *known == isolate).unwrap_or_else(|| {
        known.push(isolate);
        known.len() - 1
    });
    NAMES.chars().nth(place).unwrap_or(BEYOND)
}

fn size(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
