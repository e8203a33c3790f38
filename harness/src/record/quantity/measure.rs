//! What of a cell or an arm can be asked for, and which number of its interval.

use super::{audit::OfAudit, exactly, traffic::OfTraffic};
use crate::{
    instrument::scenario::{Cell, Procedure, Role},
    ranged::Ranged,
    record::{ArmFinding, CellFinding, PairFinding},
};

/// What of a cell or an arm can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// How many times the base it takes.
    Ratio,
    /// How many milliseconds more than the base it takes.
    Difference,
    /// How many milliseconds more than that of the base its 95th percentile takes.
    DifferenceP95,
    /// The same of the 99th percentile.
    DifferenceP99,
    /// The median of requests.
    P50,
    /// The 90th percentile.
    P90,
    /// The 95th percentile.
    P95,
    /// The 99th percentile.
    P99,
    /// The percentile 99.9.
    P999,
    /// The cost of one operation of a batch.
    Cost,
    /// The median time to the head of the answer.
    FirstByte,
    /// The share of requests that got no right answer.
    Errors,
    /// Requests answered in a second on the best rung of a ladder, or operations of such.
    PerSecond,
    /// The first number of clients or operations at which one got no right answer.
    FirstFailing,
    /// The half-width of the cell's A/A control.
    NoiseFloor,
    /// Connections made anew on the way.
    Reconnects,
    /// What only an audit has.
    OfAudit(OfAudit),
    /// What only traffic of tenants has.
    OfTraffic(OfTraffic),
}

impl Measure {
    /// Those that any cell may have, in the order in which they are listed.
    const COMMON: [Self; 16] = [
        Self::Ratio,
        Self::Difference,
        Self::DifferenceP95,
        Self::DifferenceP99,
        Self::P50,
        Self::P90,
        Self::P95,
        Self::P99,
        Self::P999,
        Self::Cost,
        Self::FirstByte,
        Self::Errors,
        Self::PerSecond,
        Self::FirstFailing,
        Self::NoiseFloor,
        Self::Reconnects,
    ];

    /// All of them, in the order in which they are listed.
    pub fn all() -> impl Iterator<Item = Self> {
        let audit = OfAudit::ALL.map(Self::OfAudit);
        Self::COMMON.into_iter().chain(audit).chain(OfTraffic::ALL.map(Self::OfTraffic))
    }

    /// The measure of that name, `None` for any other text.
    pub fn parse(name: &str) -> Option<Self> {
        Self::all().find(|known| known.as_str() == name)
    }

    /// Its name, with the unit where it has one.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ratio => "ratio",
            Self::Difference => "difference_ms",
            Self::DifferenceP95 => "difference_p95_ms",
            Self::DifferenceP99 => "difference_p99_ms",
            Self::P50 => "p50_ms",
            Self::P90 => "p90_ms",
            Self::P95 => "p95_ms",
            Self::P99 => "p99_ms",
            Self::P999 => "p999_ms",
            Self::Cost => "cost_ms",
            Self::FirstByte => "first_byte_ms",
            Self::Errors => "errors",
            Self::PerSecond => "per_second",
            Self::FirstFailing => "first_failing",
            Self::NoiseFloor => "noise_floor",
            Self::Reconnects => "reconnects",
            Self::OfAudit(measure) => measure.as_str(),
            Self::OfTraffic(measure) => measure.as_str(),
        }
    }

    /// Refuses what a run of the cell could never find, with a sentence.
    pub(super) fn fits(self, cell_name: &str, cell: &Cell, arm: &str, arm_named: bool) -> Result<(), String> {
        let (measure, procedure) = (self.as_str(), cell.procedure.as_str());
        let ladder = matches!(cell.procedure, Procedure::Ladder { .. });
        let traffic = cell.procedure.traffic().is_some();
        let audit = matches!(cell.procedure, Procedure::Audit(_));
        let batch = cell.arms.get(arm).is_some_and(|arm| arm.batch.is_some());
        let refusal = match self {
            Self::Ratio | Self::Difference => self.uncompared(cell_name, cell, arm),
            Self::DifferenceP95 | Self::DifferenceP99 => {
                self.uncompared(cell_name, cell, arm).or_else(|| self.tailless(cell_name, cell, arm))
            }
            Self::P50 | Self::P90 | Self::P95 | Self::P99 | Self::P999 | Self::FirstByte => match (ladder, batch) {
                _ if traffic => Some(format!(
                    "{cell_name} is traffic, whose cold and warm answers are no one population: ask for cold_p50_ms or warm_p50_ms, not {measure}"
                )),
                _ if audit => Some(format!("{cell_name} is an audit, which has no {measure}")),
                (true, _) => Some(format!("{cell_name} is a ladder, which has no {measure} over all its rungs")),
                (_, true) => Some(format!("{arm} of {cell_name} asks in batches, so it has cost_ms, not {measure}")),
                (false, false) => None,
            },
            Self::Cost => {
                (!batch).then(|| format!("{arm} of {cell_name} does not ask in batches, so it has no {measure}"))
            }
            Self::PerSecond | Self::FirstFailing => {
                (!ladder).then(|| format!("{measure} is found by ladders, and {cell_name} is {procedure}"))
            }
            Self::NoiseFloor if arm_named => Some(format!("{measure} belongs to the cell, so leave out \"{arm}\"")),
            Self::NoiseFloor => cell.control().is_none().then(|| format!("{cell_name} has no A/A control")),
            Self::OfTraffic(of) if of.is_gain() => {
                Some(format!("{measure} is between two arms, such as {arm}/other.{measure}"))
            }
            Self::OfAudit(of) => of.unfit(cell_name, cell),
            Self::OfTraffic(of) => of.unfit(cell_name, cell),
            Self::Errors | Self::Reconnects => None,
        };
        refusal.map_or(Ok(()), Err)
    }

    /// Whether it is a time.
    pub(crate) fn is_time(self) -> bool {
        self.as_str().ends_with("_ms")
    }

    /// Whether it is a share of requests or of time, or by how much one share exceeds another.
    pub(crate) const fn is_share(self) -> bool {
        match self {
            Self::Errors | Self::NoiseFloor => true,
            Self::OfTraffic(of) => of.is_share(),
            Self::Ratio
            | Self::Difference
            | Self::DifferenceP95
            | Self::DifferenceP99
            | Self::P50
            | Self::P90
            | Self::P95
            | Self::P99
            | Self::P999
            | Self::Cost
            | Self::FirstByte
            | Self::PerSecond
            | Self::FirstFailing
            | Self::OfAudit(_)
            | Self::Reconnects => false,
        }
    }

    /// Whether it tells how an arm compares with another.
    pub(crate) const fn is_relative(self) -> bool {
        matches!(self, Self::Ratio | Self::Difference | Self::DifferenceP95 | Self::DifferenceP99)
    }

    /// Why an arm is not compared with the base of its cell.
    fn uncompared(self, cell_name: &str, cell: &Cell, arm: &str) -> Option<String> {
        let measure = self.as_str();
        match cell.base.as_deref() {
            _ if matches!(cell.procedure, Procedure::Ladder { .. }) => {
                Some(format!("{cell_name} is a ladder, in which nothing has a {measure}"))
            }
            None => Some(format!("{cell_name} has no base, so nothing has a {measure}")),
            Some(base) if base == arm => Some(format!("{arm} is the base of {cell_name}, so it has no {measure}")),
            Some(_) => None,
        }
    }

    /// Why the tail of an arm is not compared with that of its base.
    fn tailless(self, cell_name: &str, cell: &Cell, arm: &str) -> Option<String> {
        let (measure, procedure) = (self.as_str(), &cell.procedure);
        if !matches!(procedure, Procedure::Paired { .. }) {
            return Some(format!("{measure} is found in paired cells, and {cell_name} is {}", procedure.as_str()));
        }
        let in_batches = |name: &&str| cell.arms.get(*name).is_some_and(|arm| arm.batch.is_some());
        let asks = [Some(arm), cell.base.as_deref()].into_iter().flatten().find(in_batches)?;
        Some(format!("{asks} of {cell_name} asks in batches, which have no {measure}"))
    }

    /// Refuses what no two arms of the cell could have, with a sentence.
    pub(super) fn fits_between(self, cell_name: &str, cell: &Cell, arm: &str, against: &str) -> Result<(), String> {
        let measure = self.as_str();
        if let Self::OfTraffic(of) = self
            && of.is_gain()
        {
            let is_other = arm != against && [arm, against].iter().all(|name| cell.arms.contains_key(*name));
            let unfit = of.unfit(cell_name, cell);
            let same = || format!("{arm} is not compared with {against} in {cell_name}");
            return unfit.or_else(|| (!is_other).then(same)).map_or(Ok(()), Err);
        }
        let own = |name: &str| cell.arms.get(name).is_some_and(|arm| arm.role == Role::Compared);
        if !matches!(self, Self::Ratio | Self::Difference) {
            return Err(format!("{measure} belongs to one arm; ratio and difference_ms compare two"));
        }
        if arm == against || !own(arm) || !own(against) || cell.base.as_deref() == Some(arm) {
            return Err(format!("{arm} is not compared with {against} in {cell_name}"));
        }
        self.fits(cell_name, cell, arm, true)
    }

    /// How an arm compares with another than the base, whichever of the two the cell names first.
    pub(super) fn find_between(self, cell: &CellFinding, arm: &str, against: &str) -> Option<Ranged> {
        if let Self::OfTraffic(of) = self {
            return of.find_between(cell, arm, against);
        }
        let of = |arm: &str, base: &str| cell.others.iter().find(|pair| pair.arm == arm && pair.base == base);
        let ratio = self == Self::Ratio;
        let chosen = |pair: &PairFinding| if ratio { pair.ratio } else { pair.difference_ms };
        of(arm, against).map(chosen).or_else(|| {
            let Ranged { value, lower, upper } = chosen(of(against, arm)?);
            Some(if ratio {
                Ranged { value: value.recip(), lower: upper.recip(), upper: lower.recip() }
            } else {
                Ranged { value: -value, lower: -upper, upper: -lower }
            })
        })
    }

    pub(super) fn find(self, cell: &CellFinding, arm: &str, highest: Option<u32>) -> Option<Ranged> {
        let found = || cell.arm(arm);
        match self {
            Self::Ratio => found()?.ratio,
            Self::Difference => found()?.difference_ms,
            Self::DifferenceP95 => found()?.difference_p95_ms,
            Self::DifferenceP99 => found()?.difference_p99_ms,
            Self::P50 => found()?.p50_ms,
            Self::P90 => found()?.p90_ms,
            Self::P95 => found()?.p95_ms,
            Self::P99 => found()?.p99_ms,
            Self::P999 => found()?.p999_ms,
            Self::Cost => found()?.cost_ms,
            Self::FirstByte => found()?.first_byte_ms.map(exactly),
            Self::Errors => Some(found()?.errors).filter(|errors| errors.of > 0).map(|errors| errors.share),
            Self::PerSecond => found()?.rungs.iter().map(|rung| rung.per_second).max_by(f64::total_cmp).map(exactly),
            Self::FirstFailing => first_failing(found()?, highest).map(exactly),
            Self::NoiseFloor => cell.noise.as_ref().map(|noise| exactly(noise.floor)),
            Self::OfAudit(of) => of.find(found()?.audit.as_deref()?),
            Self::OfTraffic(of) => of.find(found()?.traffic.as_deref()?),
            Self::Reconnects => u32::try_from(found()?.reconnects).ok().map(f64::from).map(exactly),
        }
    }
}

/// Beyond every number where the whole ladder went well; unknown where it ended early.
fn first_failing(arm: &ArmFinding, highest: Option<u32>) -> Option<f64> {
    let climbed = arm.rungs.iter().map(|rung| rung.number).max();
    let beyond = (climbed.is_some() && climbed >= highest).then_some(f64::INFINITY);
    arm.first_failing.map(f64::from).or(beyond)
}

/// Which number of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The best single value.
    Value,
    /// The lower end.
    Lower,
    /// The upper end.
    Upper,
}

impl End {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Value, Self::Lower, Self::Upper];

    /// The end of that name, `None` for any other text.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == name)
    }

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Lower => "lower",
            Self::Upper => "upper",
        }
    }

    pub(super) fn of(self, found: Ranged) -> f64 {
        match self {
            Self::Value => found.value,
            Self::Lower => found.lower,
            Self::Upper => found.upper,
        }
    }
}
