//! Draws the findings from the samples: a pure function, so that whoever has the samples can draw them again.
//!
//! ```text
//! samples ── by cell and arm ──► one value per pair ──► cells: percentiles, ratios, verdicts ─┬─► surveys
//!                                        └────────────► across cells: summary, legs, fits, …  ├─► claims, cross-checks, trust
//! ```

mod across;
mod arm;
mod audit;
mod break_even;
mod cell;
mod claims;
mod comparison;
mod cross_checks;
mod fits;
mod load;
#[cfg(test)]
pub(crate) mod made;
mod picture;
mod surveys;
mod table;
mod times;
mod traffic;
mod trust;

use std::thread;

use statistics::holm;

use self::table::{CellTable, Series};
use crate::{
    instrument::{
        samples::Samples,
        scenario::{Cell, Scenario},
    },
    record::{Card, CellFinding, Findings},
};

/// What the samples of a run say, whole or partial.
///
/// The same samples, scenario and seed give the same findings. Arms and cells without samples are left out or say why.
pub fn findings(samples: &Samples, scenario: &Scenario, card: &Card) -> Findings {
    let series = Series::of(samples);
    let (tables, cells) = measured(&series, scenario, card);
    let seed = card.seed;
    let (summary, legs, fits, break_even) = thread::scope(|scope| {
        let summary = scope.spawn(|| across::summary(&tables, seed));
        let legs = scope.spawn(|| across::legs(&scenario.legs, &tables, seed));
        let fits = scope.spawn(|| fits::all(scenario, &tables, &cells, seed));
        let mut break_even = break_even::all(&tables, seed);
        break_even.extend(traffic::break_even(&tables, seed));
        (joined(summary), joined(legs), joined(fits), break_even)
    });
    let trust = trust::of(samples, scenario, card, &tables, &cells);
    let surveys = surveys::all(scenario, &cells);
    let (claims, cross_checks) = (Vec::new(), Vec::new());
    let keep_warm = traffic::keep_warm(scenario, &cells, card);
    let mut findings =
        Findings { cells, summary, surveys, fits, legs, claims, cross_checks, break_even, keep_warm, trust };
    findings.claims = claims::answered(scenario, &findings);
    findings.cross_checks = cross_checks::all(scenario, &findings);
    findings
}

/// The cells in the scenario's order, each on a thread of its own.
fn measured<'a>(series: &'a Series<'a>, scenario: &'a Scenario, card: &Card) -> (Vec<CellTable<'a>>, Vec<CellFinding>) {
    let claimed = &claims::pairs(scenario);
    let (tables, mut cells): (Vec<_>, Vec<_>) = thread::scope(|scope| {
        let begin = |(name, cell): (&'a String, &'a Cell)| {
            scope.spawn(move || {
                let table = CellTable::of(series, name, cell);
                let finding = cell::finding(&table, claimed, card);
                (table, finding)
            })
        };
        let running: Vec<_> = scenario.cells.iter().map(begin).collect();
        running.into_iter().map(joined).unzip()
    });
    adjust(&mut cells);
    (tables, cells)
}

/// Holds the second opinions of all comparisons of the run together.
fn adjust(cells: &mut [CellFinding]) {
    let mut opinions: Vec<&mut f64> = Vec::new();
    for cell in cells {
        opinions.extend(cell.arms.iter_mut().filter_map(|arm| arm.p_adjusted.as_mut()));
        opinions.extend(cell.others.iter_mut().filter_map(|pair| pair.p_adjusted.as_mut()));
    }
    let alone: Vec<f64> = opinions.iter().map(|opinion| **opinion).collect();
    for (opinion, adjusted) in opinions.iter_mut().zip(holm(&alone)) {
        **opinion = adjusted;
    }
}

fn joined<T>(thread: thread::ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

#[cfg(test)]
mod tests;
