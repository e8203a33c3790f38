//! A number of a run by its name, as claims and gates write it: `split.hot_read.new.ratio.upper`.
//!
//! ```text
//! [scenario.]cell[.arm].measure[.end]      the headline arm where none is named
//! arm/other: how an arm compares with another than the base, in its ratio and its difference_ms; in traffic of tenants by a gain
//! end: value, lower or upper; without it the whole interval in a claim, the value in a gate
//! ```

mod audit;
mod condition;
mod measure;
mod names;
mod traffic;

pub(crate) use self::names::unknown;
pub use self::{
    audit::OfAudit,
    condition::Condition,
    measure::{End, Measure},
    traffic::OfTraffic,
};
use crate::{
    error::{Error, Result},
    instrument::scenario::{Cell, Procedure, Scenario},
    ranged::Ranged,
    record::Findings,
};

/// A number of a run by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// The cell that it belongs to.
    pub cell: String,
    /// The arm, the cell's headline where the name left it out.
    pub arm: String,
    /// What the arm is compared with, where that is not the cell's base.
    pub against: Option<String>,
    /// What of the arm.
    pub measure: Measure,
    /// Which number of the interval, where one is meant.
    pub end: Option<End>,
    /// The highest rung of the cell's ladder, where it is one.
    highest: Option<u32>,
}

impl Quantity {
    /// Reads a name; whatever the scenario does not have is a usage error that names the part and lists what there is.
    pub fn parse(text: &str, scenario: &Scenario) -> Result<Self> {
        let parts: Vec<&str> = text.trim().split('.').collect();
        let parsed = match parts.as_slice() {
            // A cell may be called like its scenario.
            [first, rest @ ..] if *first == scenario.name => {
                within(rest, scenario).or_else(|error| within(&parts, scenario).map_err(|_| error))
            }
            [first, second, ..] if !scenario.cells.contains_key(*first) && scenario.cells.contains_key(*second) => {
                Err(unknown("scenario", first, [scenario.name.as_str()]))
            }
            all => within(all, scenario),
        };
        parsed.map_err(|what| Error::usage(format!("{}: {what}", text.trim())))
    }

    /// What the run found; `None` where it was not measured.
    ///
    /// With an end, all three numbers are that end. Infinite for the first failing number where a whole ladder
    /// did not fail.
    pub fn find(&self, findings: &Findings) -> Option<Ranged> {
        let found = match &self.against {
            None => self.measure.find(findings.cell(&self.cell)?, &self.arm, self.highest)?,
            Some(against) => self.measure.find_between(findings.cell(&self.cell)?, &self.arm, against)?,
        };
        Some(match self.end {
            None => found,
            Some(end) => exactly(end.of(found)),
        })
    }

    /// The highest number that was tried, where the name asks for the first that fails.
    pub fn highest(&self) -> Option<u32> {
        self.highest.filter(|_| self.measure == Measure::FirstFailing)
    }

    /// The number itself: the end that was named, else the value.
    pub fn number(&self, findings: &Findings) -> Option<f64> {
        self.find(findings).map(|found| found.value)
    }
}

/// A number that has no interval.
fn exactly(value: f64) -> Ranged {
    Ranged { value, lower: value, upper: value }
}

/// Reads what follows the scenario's name; the error is a sentence.
fn within(parts: &[&str], scenario: &Scenario) -> Result<Quantity, String> {
    let cells = || scenario.cells.keys().map(String::as_str);
    let (cell_name, rest) = parts.split_first().ok_or_else(|| format!("no cell is named{}", names::listed(cells())))?;
    let cell = scenario.cells.get(*cell_name).ok_or_else(|| unknown("cell", cell_name, cells()))?;
    let (named, rest) = split_arm(cell_name, cell, rest)?;
    let (named, against) = match named.and_then(|named| named.split_once('/')) {
        Some((arm, against)) => (Some(arm), Some(against)),
        None => (named, None),
    };
    let arm = named.unwrap_or(&cell.headline);
    let measures = || Measure::all().map(Measure::as_str);
    let (measure, rest) =
        rest.split_first().ok_or_else(|| format!("no measure is named{}", names::listed(measures())))?;
    let measure = Measure::parse(measure).ok_or_else(|| unknown("measure", measure, measures()))?;
    let end = match rest {
        [] => None,
        [end] => Some(End::parse(end).ok_or_else(|| unknown("end", end, End::ALL.into_iter().map(End::as_str)))?),
        [_, more, ..] => return Err(format!("nothing can follow an end, but \"{more}\" does")),
    };
    // What is compared with the base is an arm's own ratio.
    let against = against.filter(|against| cell.base.as_deref() != Some(against));
    match against {
        None => measure.fits(cell_name, cell, arm, named.is_some())?,
        Some(against) => measure.fits_between(cell_name, cell, arm, against)?,
    }
    let highest = match &cell.procedure {
        Procedure::Ladder { rungs, .. } => rungs.iter().max().copied(),
        Procedure::Paired { .. }
        | Procedure::FirstRequest { .. }
        | Procedure::Open { .. }
        | Procedure::Audit(_)
        | Procedure::Traffic { .. } => None,
    };
    Ok(Quantity {
        cell: (*cell_name).to_owned(),
        arm: arm.to_owned(),
        against: against.map(str::to_owned),
        measure,
        end,
        highest,
    })
}

/// Tells an arm from a measure: an arm is one that the cell has, or is followed by a measure.
fn split_arm<'a>(
    cell_name: &str,
    cell: &Cell,
    parts: &'a [&'a str],
) -> Result<(Option<&'a str>, &'a [&'a str]), String> {
    let Some((first, rest)) = parts.split_first() else {
        return Ok((None, parts));
    };
    if first.split('/').all(|arm| cell.arms.contains_key(arm)) && first.matches('/').count() <= 1 {
        return Ok((Some(first), rest));
    }
    let measure_follows = rest.first().is_some_and(|next| End::parse(next).is_none());
    if Measure::parse(first).is_none() && measure_follows {
        let stranger = first.split('/').find(|arm| !cell.arms.contains_key(*arm)).unwrap_or(first);
        return Err(unknown(&format!("arm of {cell_name}"), stranger, cell.arms.keys().map(String::as_str)));
    }
    Ok((None, parts))
}

#[cfg(test)]
mod tests;
