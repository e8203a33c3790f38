//! What several arms or cells say together: the summary, and the parts of a request's way.

use indexmap::IndexMap;
use statistics::{Pair, difference, geometric_mean};

use super::table::{CellTable, Values, pairs};
use crate::{
    instrument::scenario::{Leg, Procedure, Role},
    ranged::Ranged,
    record::{LegFinding, SummaryFinding},
};

/// Every arm that is compared with the same base in at least two paired cells in which the client's time counts.
pub(super) fn summary(tables: &[CellTable], seed: u64) -> Vec<SummaryFinding> {
    let mut together: IndexMap<(&str, &str), Vec<Compared>> = IndexMap::new();
    for table in tables {
        for (names, compared) in comparisons(table) {
            together.entry(names).or_default().push(compared);
        }
    }
    let finding = |((arm, base), cells): ((&str, &str), Vec<Compared>)| {
        let (names, rounds): (Vec<String>, Vec<_>) = cells.into_iter().unzip();
        let ratio: Ranged = geometric_mean(&rounds, seed).filter(|_| names.len() >= 2)?.into();
        Some(SummaryFinding { arm: arm.to_owned(), base: base.to_owned(), cells: names, ratio })
    };
    together.into_iter().filter_map(finding).collect()
}

/// A cell's name and its pairs by round.
type Compared = (String, Vec<Vec<Pair>>);

/// The arms of a paired cell that have a ratio, with the base they are compared with.
fn comparisons<'a>(table: &CellTable<'a>) -> Vec<((&'a str, &'a str), Compared)> {
    // Waiting and processor have no mean.
    let is_one_of_all = matches!(table.cell.procedure, Procedure::Paired { .. }) && table.cell.clock.is_usual();
    let Some(base) = table.base().filter(|_| is_one_of_all) else {
        return Vec::new();
    };
    let others = table.arms.iter().filter(|arm| arm.name != base.name && arm.arm.role == Role::Compared);
    let compared = others.map(|arm| ((arm.name, base.name), (table.name.to_owned(), pairs(&base.values, &arm.values))));
    compared.filter(|(_, (_, rounds))| has_ratio(rounds)).collect()
}

fn has_ratio(rounds: &[Vec<Pair>]) -> bool {
    !rounds.is_empty() && rounds.iter().flatten().all(|pair| pair.base > 0.0 && pair.arm > 0.0)
}

/// Every leg that the run measured, in the scenario's order.
pub(super) fn legs(legs: &[Leg], tables: &[CellTable], seed: u64) -> Vec<LegFinding> {
    let finding = |leg: &Leg| {
        let table = tables.iter().find(|table| table.name == leg.cell)?;
        let longer = sum(table, &leg.longer)?;
        let shorter = if leg.shorter.is_empty() {
            longer.keys().map(|key| (*key, 0.0)).collect()
        } else {
            sum(table, &leg.shorter)?
        };
        let elapsed_ms = difference(&pairs(&shorter, &longer), seed)?.into();
        Some(LegFinding { of: leg.of.clone(), work: leg.work.clone(), elapsed_ms })
    };
    legs.iter().filter_map(finding).collect()
}

/// What arms take together, in every pair that has all of them; `None` where an arm was not measured.
fn sum(table: &CellTable, arms: &[String]) -> Option<Values> {
    let (first, others) = arms.split_first()?;
    let mut total = table.arm(first)?.values.clone();
    for name in others {
        let values = &table.arm(name)?.values;
        total = total.iter().filter_map(|(key, value)| Some((*key, value + values.get(key)?))).collect();
    }
    Some(total)
}
