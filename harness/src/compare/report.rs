//! What the samples say: one value from which the terminal and the files are written.

use serde::Serialize;
use shared::statistics::{Estimate, Interval, Summary, Verdict, difference, median_interval, pairs_to_settle, ratio};

use super::{
    lane::{Cell, Lane},
    path::{self, Leg},
    plan::Plan,
    rounds::{envelope_hop, script_hop},
    samples::{Medians, Samples},
    targets::{self, Target},
};

/// The findings of a run.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    /// One table per cell that was measured.
    pub cells: Vec<CellReport>,
    /// What a ping costs, where it was measured.
    pub hop: Option<HopReport>,
    /// The bounds, and whether they hold.
    pub targets: Vec<Target>,
    /// Where the time of a hot query goes.
    pub legs: Vec<Leg>,
    /// Why the run cannot be trusted, if so.
    pub invalid: Option<String>,
}

/// One cell.
#[derive(Debug, Serialize)]
pub(super) struct CellReport {
    /// Its name.
    pub cell: &'static str,
    /// Pairs over all rounds.
    pub pairs: usize,
    /// Its lanes, the base first.
    pub lanes: Vec<LaneReport>,
}

/// One lane of a cell.
#[derive(Debug, Serialize)]
pub(super) struct LaneReport {
    /// Its name.
    pub lane: &'static str,
    /// How many requests counted.
    pub samples: usize,
    /// The median in milliseconds.
    pub p50_ms: f64,
    /// The interval of the median from order statistics; only for cold starts, whose samples stand alone.
    pub p50_interval_ms: Option<Numbers>,
    /// The 95th percentile in milliseconds, given enough samples.
    pub p95_ms: Option<f64>,
    /// The 99th percentile in milliseconds, given enough samples.
    pub p99_ms: Option<f64>,
    /// How many times the base it takes.
    pub ratio: Option<Numbers>,
    /// How many milliseconds more than the base it takes.
    pub difference_ms: Option<Numbers>,
    /// The word for the ratio.
    pub verdict: Option<&'static str>,
    /// How many pairs would settle it, where it is inconclusive.
    pub pairs_to_settle: Option<f64>,
}

/// What a ping costs.
#[derive(Debug, Serialize)]
pub(super) struct HopReport {
    /// Through the envelope, in milliseconds.
    pub envelope_ms: f64,
    /// Between the hand-written Workers, in milliseconds.
    pub script_ms: f64,
    /// How many times the hand-written one the envelope takes.
    pub ratio: Numbers,
}

/// An estimate as stored.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Numbers {
    /// The best single value.
    pub value: f64,
    /// The lower end of the 95 % interval.
    pub low: f64,
    /// The upper end of the 95 % interval.
    pub high: f64,
}

impl From<Estimate> for Numbers {
    fn from(Estimate { value, interval }: Estimate) -> Self {
        Self { value, low: interval.low, high: interval.high }
    }
}

impl Report {
    /// Draws the findings from the samples, whole or partial.
    pub(super) fn of(samples: &Samples, plan: &Plan) -> Self {
        let arms = [Lane::Native, Lane::Control, Lane::Traditional, Lane::New];
        // A control would cost two more processes a pair.
        let cold_arms = [Lane::Native, Lane::Traditional, Lane::New];
        let cells = [
            (Cell::ColdEmpty, cold_arms.as_slice()),
            (Cell::ColdData, &cold_arms),
            (Cell::ColdEngine, &[Lane::KeepWarm]),
            (Cell::Hot, &arms),
            (Cell::Write, &arms),
            (Cell::AgeWarm, &[Lane::Young, Lane::Old]),
            (Cell::AgeCold, &[Lane::Young, Lane::Old]),
            (Cell::Hydrate, &[Lane::Small, Lane::Large]),
        ];
        Self {
            cells: cells.iter().filter_map(|(cell, lanes)| cell_report(samples, plan, *cell, lanes)).collect(),
            hop: hop_report(samples, plan),
            targets: targets::all(samples, plan),
            legs: path::legs(samples, plan),
            invalid: invalid(samples, plan),
        }
    }
}

/// How many times the base the lane takes in a cell.
pub(super) fn lane_ratio(samples: &Samples, plan: &Plan, cell: Cell, base: Lane, lane: Lane) -> Option<Estimate> {
    ratio(&samples.pairs(cell, |pair| pair.of(base), |pair| pair.of(lane)), plan.seed)
}

/// How many times the hand-written hop the envelope takes.
pub(super) fn hop_ratio(samples: &Samples, plan: &Plan) -> Option<Estimate> {
    ratio(&samples.pairs(Cell::Hop, script_hop, envelope_hop), plan.seed)
}

fn cell_report(samples: &Samples, plan: &Plan, cell: Cell, lanes: &[Lane]) -> Option<CellReport> {
    let base = *lanes.first()?;
    let pairs = samples.pairs(cell, |pair| pair.of(base), |pair| pair.of(base)).iter().map(Vec::len).sum();
    let control = lane_ratio(samples, plan, cell, base, Lane::Control);
    let lanes: Vec<_> = lanes
        .iter()
        .filter_map(|lane| lane_report(samples, plan, cell, (base, *lane), pairs, control.as_ref()))
        .collect();
    (!lanes.is_empty()).then(|| CellReport { cell: cell.as_str(), pairs, lanes })
}

fn lane_report(
    samples: &Samples,
    plan: &Plan,
    cell: Cell,
    (base, lane): (Lane, Lane),
    pairs: usize,
    control: Option<&Estimate>,
) -> Option<LaneReport> {
    let times = samples.milliseconds(cell, lane);
    let summary = Summary::of(&times)?;
    let compared = lane != base;
    let both = || samples.pairs(cell, |pair| pair.of(base), |pair| pair.of(lane));
    let times_base = compared.then(|| lane_ratio(samples, plan, cell, base, lane)).flatten();
    // Without a control there is no verdict; the control itself gets none, since it is what verdicts are judged by.
    let verdict =
        times_base.zip(control).filter(|_| lane != Lane::Control).map(|(ratio, control)| Verdict::of(&ratio, control));
    let settle = |(ratio, control): (Estimate, &Estimate)| pairs_to_settle(&ratio, control, u32::try_from(pairs).ok()?);
    Some(LaneReport {
        lane: lane.as_str(),
        samples: summary.count,
        p50_ms: summary.p50,
        p50_interval_ms: cell.is_cold_start().then(|| median_interval(&times)).flatten().map(Numbers::from),
        p95_ms: summary.p95,
        p99_ms: summary.p99,
        ratio: times_base.map(Numbers::from),
        difference_ms: compared.then(|| difference(&both(), plan.seed)).flatten().map(Numbers::from),
        verdict: verdict.map(Verdict::as_str),
        pairs_to_settle: times_base.zip(control).filter(|_| verdict == Some(Verdict::Inconclusive)).and_then(settle),
    })
}

fn hop_report(samples: &Samples, plan: &Plan) -> Option<HopReport> {
    let cost = |hop: fn(&Medians) -> Option<f64>| {
        difference(&samples.pairs(Cell::Hop, |_| Some(0.0), hop), plan.seed).map(|cost| cost.value)
    };
    Some(HopReport {
        envelope_ms: cost(envelope_hop)?,
        script_ms: cost(script_hop)?,
        ratio: hop_ratio(samples, plan)?.into(),
    })
}

/// A control that is told apart from itself condemns the run; a noisy one does not.
fn invalid(samples: &Samples, plan: &Plan) -> Option<String> {
    [Cell::Hot, Cell::Write].into_iter().find_map(|cell| {
        let control = lane_ratio(samples, plan, cell, Lane::Native, Lane::Control)?;
        let exact = Estimate { value: 1.0, interval: Interval { low: 1.0, high: 1.0 } };
        match Verdict::of(&control, &exact) {
            Verdict::Faster | Verdict::Slower => Some(format!(
                "{}: native against itself gives {:.3}, beyond the margin of 3 %",
                cell.as_str(),
                control.value
            )),
            Verdict::Equivalent | Verdict::Inconclusive => None,
        }
    })
}

#[cfg(test)]
mod tests;
