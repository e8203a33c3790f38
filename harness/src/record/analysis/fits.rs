//! What a difference grows by: a constant and a cost per unit of each coordinate, fitted over several cells.

use std::collections::BTreeMap;

use indexmap::{IndexMap, IndexSet};
use statistics::{Estimate, Pair, combinations, least_squares};

use super::table::{CellTable, pairs_by_round};
use crate::{
    instrument::scenario::{Fit, Scenario},
    ranged::Ranged,
    record::{CellFinding, FitFinding, FittedArm},
};

/// Every fit for which at least one arm was measured in enough cells.
pub(super) fn all(scenario: &Scenario, tables: &[CellTable], cells: &[CellFinding], seed: u64) -> Vec<FitFinding> {
    let finding = |(name, fit): (&String, &Fit)| {
        let measured: Vec<(&CellTable, &CellFinding)> = fit
            .cells
            .iter()
            .filter_map(|name| tables.iter().zip(cells).find(|(table, _)| table.name == name))
            .filter(|(table, _)| table.base().is_some())
            .collect();
        let base = measured.first()?.1.base.clone()?;
        let names: IndexSet<&str> = measured.iter().flat_map(|(_, cell)| cell.compared()).collect();
        let fitted = |arm: &str| fitted(arm, &fit.over, &observed(arm, &base, &measured), seed);
        let arms: Vec<FittedArm> = names.into_iter().filter_map(fitted).collect();
        (!arms.is_empty()).then(|| FitFinding {
            name: name.clone(),
            title: fit.title.clone(),
            base,
            over: fit.over.clone(),
            arms,
        })
    };
    scenario.fits.iter().filter_map(finding).collect()
}

/// What an arm takes beyond the base in one cell.
struct Observed<'a> {
    at: &'a IndexMap<String, f64>,
    difference: Ranged,
    rounds: BTreeMap<u32, Vec<Pair>>,
}

impl Observed<'_> {
    /// Against which its residual is held: the difference itself, so that cells of any size count alike, but no less than the reach of
    /// its interval, for what may be nothing is not known to a share of itself.
    fn size(&self) -> f64 {
        let Ranged { value, lower, upper } = self.difference;
        value.abs().max(upper - value).max(value - lower)
    }
}

/// Every cell in which the arm is compared with that base.
fn observed<'a>(arm: &str, base: &str, measured: &[(&CellTable<'a>, &CellFinding)]) -> Vec<Observed<'a>> {
    let of_cell = |(table, cell): &(&CellTable<'a>, &CellFinding)| {
        let (base, side) = (table.base().filter(|table| table.name == base)?, table.arm(arm)?);
        let rounds = pairs_by_round(&base.values, &side.values);
        Some(Observed { at: &table.cell.at, difference: cell.arm(arm)?.difference_ms?, rounds })
    };
    measured.iter().filter_map(of_cell).collect()
}

/// The unknowns of one arm; none where its cells are too few or do not tell them apart.
fn fitted(arm: &str, over: &[String], cells: &[Observed], seed: u64) -> Option<FittedArm> {
    let column = |name: &String| cells.iter().map(|cell| cell.at.get(name).copied()).collect::<Option<Vec<f64>>>();
    let varies = |column: &Vec<f64>| column.iter().any(|value| Some(value) != column.first());
    let factors: Vec<(&String, Vec<f64>)> =
        over.iter().filter_map(|name| Some((name, column(name).filter(varies)?))).collect();
    let columns: Vec<Vec<f64>> =
        [vec![1.0; cells.len()]].into_iter().chain(factors.iter().map(|(_, column)| column.clone())).collect();
    // Fixed for all rounds and draws, so that the fit is linear in what was measured.
    let weights: Vec<f64> = cells.iter().map(|cell| cell.size().powi(-2)).collect();
    let known = cells.len() >= columns.len() && weights.iter().all(|weight| weight.is_finite());
    let rows = least_squares(&columns, &weights).filter(|_| known)?;
    let found = combinations(&whole_rounds(cells), &rows, seed)?;
    let (constant, slopes) = found.split_first()?;
    let spare = cells.len() > columns.len();
    Some(FittedArm {
        arm: arm.to_owned(),
        constant_ms: (*constant).into(),
        factors_ms: factors.iter().zip(slopes).map(|((name, _), slope)| ((*name).clone(), (*slope).into())).collect(),
        cells: u32::try_from(cells.len()).unwrap_or(u32::MAX),
        worst_residual: if spare { worst_residual(cells, &columns, &found) } else { None },
    })
}

/// The rounds in which all cells have pairs.
fn whole_rounds(cells: &[Observed]) -> Vec<Vec<Vec<Pair>>> {
    let of_all = |round: &u32| cells.iter().map(|cell| cell.rounds.get(round).cloned()).collect();
    cells.first().map(|cell| cell.rounds.keys().filter_map(of_all).collect()).unwrap_or_default()
}

/// How far the fit is off at worst, as a share of what was found there.
fn worst_residual(cells: &[Observed], columns: &[Vec<f64>], found: &[Estimate]) -> Option<f64> {
    let off = |(place, cell): (usize, &Observed)| {
        let part = |(column, unknown): (&Vec<f64>, &Estimate)| Some(column.get(place)? * unknown.value);
        let sum: f64 = columns.iter().zip(found).filter_map(part).sum();
        (sum - cell.difference.value).abs() / cell.size()
    };
    cells.iter().enumerate().map(off).max_by(f64::total_cmp)
}
