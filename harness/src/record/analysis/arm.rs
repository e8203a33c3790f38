//! What is found of one arm.

use statistics::{difference, median, wilson};

use super::{
    audit,
    comparison::Comparison,
    load, picture,
    table::{ArmTable, against_zero, milliseconds},
    times::{Percentiles, outliers},
    traffic,
};
use crate::{
    instrument::{
        samples::{Outcome, Phase, Sample},
        scenario::{Procedure, Role},
    },
    ranged::Ranged,
    record::{ArmFinding, Point, Share},
};

/// What is found of an arm, but for the verdict; `p_adjusted` is not adjusted yet.
pub(super) fn finding(arm: &ArmTable, procedure: &Procedure, comparison: Comparison, seed: u64) -> ArmFinding {
    let shown = Shown::of(arm, procedure, seed);
    let counts = procedure.counts();
    let rungs = counts.map(|counts| load::rungs(arm, counts)).unwrap_or_default();
    let first_failing = load::first_failing(&rungs);
    ArmFinding {
        name: arm.name.to_owned(),
        control: arm.arm.role == Role::Control,
        handicap: arm.arm.handicap,
        reading: arm.arm.reading.clone(),
        samples: arm.measured().count() as u64,
        warm_up: arm.rows.iter().filter(|sample| sample.phase == Phase::WarmUp).count() as u64,
        errors: errors(arm),
        reconnects: reconnects(arm, procedure),
        // A cold answer lies far out among warm ones, and says nothing by that.
        outliers: if procedure.traffic().is_some() { 0 } else { outliers(arm) },
        p50_ms: shown.percentiles.p50,
        p90_ms: shown.percentiles.p90,
        p95_ms: shown.percentiles.p95,
        p99_ms: shown.percentiles.p99,
        p999_ms: shown.percentiles.p999,
        first_byte_ms: shown.first_byte,
        cost_ms: shown.cost,
        ratio: comparison.ratio.map(Ranged::from),
        difference_ms: comparison.difference.map(Ranged::from),
        difference_p95_ms: comparison.tails.p95,
        difference_p99_ms: comparison.tails.p99,
        verdict: None,
        pairs_to_settle: None,
        p_adjusted: comparison.p_value.filter(|_| arm.arm.role == Role::Compared),
        spectrum: shown.spectrum,
        strip: shown.strip,
        pair_ratios: comparison.points,
        first_failing,
        failed_by: counts.and_then(|counts| load::failed_by(arm, counts, first_failing)),
        rungs,
        load: match procedure {
            Procedure::Open { per_second, .. } => Some(load::schedule(arm, *per_second)),
            Procedure::Traffic { traffic, .. } => traffic.is_scheduled().then(|| load::schedule(arm, load::due(arm))),
            Procedure::Paired { .. }
            | Procedure::FirstRequest { .. }
            | Procedure::Ladder { .. }
            | Procedure::Audit(_) => None,
        },
        audit: audit::finding(arm, procedure).map(Box::new),
        traffic: traffic::finding(arm, procedure),
    }
}

/// The times of an arm, as far as they are one population.
#[derive(Default)]
struct Shown {
    percentiles: Percentiles,
    first_byte: Option<f64>,
    cost: Option<Ranged>,
    spectrum: Vec<Point>,
    strip: Vec<Point>,
}

impl Shown {
    fn of(arm: &ArmTable, procedure: &Procedure, seed: u64) -> Self {
        if arm.arm.batch.is_some() {
            // Few and many operations are two populations; what they have in common is the cost of one operation.
            let costs: Vec<f64> = arm.values.values().copied().collect();
            let cost = difference(&against_zero(&arm.values), seed).map(Ranged::from);
            return Self { cost, strip: picture::strip(&costs), ..Self::default() };
        }
        let times = || arm.right_answers().map(|sample| milliseconds(sample.elapsed())).collect::<Vec<f64>>();
        let spectrum = || picture::spectrum(arm.right_answers().map(Sample::elapsed));
        let first_byte = || {
            let times = arm.right_answers().map(|sample| milliseconds(sample.times.first_byte));
            median(&times.collect::<Vec<_>>())
        };
        match procedure {
            Procedure::Paired { .. } | Procedure::Open { .. } => Self {
                percentiles: Percentiles::of_blocks(arm, seed),
                first_byte: first_byte(),
                cost: None,
                spectrum: spectrum(),
                strip: picture::strip(&times()),
            },
            Procedure::FirstRequest { .. } => Self {
                percentiles: Percentiles::of_single(&times()),
                first_byte: first_byte(),
                cost: None,
                spectrum: spectrum(),
                strip: picture::numbered(&times()),
            },
            // Every number of clients or operations is a population of its own, and so are cold and warm answers.
            Procedure::Ladder { .. } | Procedure::Audit(_) | Procedure::Traffic { .. } => Self::default(),
        }
    }
}

fn errors(arm: &ArmTable) -> Share {
    let of = arm.measured().count() as u64;
    let hits = arm.measured().filter(|sample| sample.outcome != Outcome::Right).count() as u64;
    // Without a single request the share may be anything.
    let share = wilson(hits, of).map_or(Ranged { value: 0.0, lower: 0.0, upper: 1.0 }, Ranged::from);
    Share { hits, of, share }
}

/// Connections are made before the clock starts, so that every one that a request had to make is one too many; but a fresh
/// process needs a fresh one.
fn reconnects(arm: &ArmTable, procedure: &Procedure) -> u64 {
    if procedure.is_first_request() {
        0
    } else {
        arm.rows.iter().filter(|sample| sample.times.connect.is_some()).count() as u64
    }
}
