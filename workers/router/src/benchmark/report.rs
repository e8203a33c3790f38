//! The answer of a benchmark endpoint: for each section and arm what the samples say, and nothing that so few cannot.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;
use shared::{
    engine::EngineName,
    summary::Summary,
    timing::{CopyState, EngineState},
};

use super::{
    cursor::{Key, Progress},
    plan::{Kind, Section},
    sample::Sample,
};
use crate::arms::Arm;

#[derive(Serialize)]
struct Report {
    benchmark: Kind,
    engine: EngineName,
    steps_done: usize,
    steps: usize,
    invocations: usize,
    clock: &'static str,
    sections: Vec<SectionReport>,
    /// Send it in the next body to go on; null when all is done.
    cursor: Option<String>,
}

#[derive(Serialize)]
struct SectionReport {
    section: Section,
    arms: BTreeMap<&'static str, ArmReport>,
    /// The seed's "RPC overhead": the mean of the split minus the mean of the traditional object.
    new_minus_traditional_ms: Option<f64>,
    new_minus_native_ms: Option<f64>,
}

#[derive(Default, Serialize)]
struct ArmReport {
    requests: usize,
    errors: usize,
    avg_ms: Option<f64>,
    min_ms: Option<f64>,
    max_ms: Option<f64>,
    p50_ms: Option<f64>,
    p95_ms: Option<f64>,
    p99_ms: Option<f64>,
    cold_starts: usize,
    coalesced: usize,
    warm_hits: usize,
    copy_misses: usize,
    copy_stale: usize,
    copy_hits: usize,
    compute_isolates: usize,
    objects: usize,
}

/// Renders what is known so far.
pub(super) fn json(progress: &Progress, invocations: usize, key: &Key) -> Vec<u8> {
    let report = Report {
        benchmark: progress.plan.kind,
        engine: progress.plan.engine,
        steps_done: progress.steps_done,
        steps: progress.plan.steps(),
        invocations,
        clock: "whole milliseconds of the router's clock",
        sections: progress.plan.kind.sections().iter().map(|section| of_section(*section, progress)).collect(),
        cursor: progress.cursor(key),
    };
    serde_json::to_vec(&report).expect("numbers and names always render")
}

fn of_section(section: Section, progress: &Progress) -> SectionReport {
    let arms: BTreeMap<&'static str, ArmReport> = Arm::with_engine(progress.plan.engine)
        .iter()
        .map(|&arm| {
            let of_arm = progress.samples.iter().filter(|sample| sample.section == section && sample.arm == arm);
            (arm.as_str(), of_arm_samples(&of_arm.collect::<Vec<_>>()))
        })
        .collect();
    let mean = |arm: Arm| arms.get(arm.as_str()).and_then(|report| report.avg_ms);
    let minus = |other: Arm| Some(mean(Arm::New)? - mean(other)?);
    SectionReport {
        section,
        new_minus_traditional_ms: minus(Arm::Traditional),
        new_minus_native_ms: minus(Arm::Native),
        arms,
    }
}

fn of_arm_samples(samples: &[&Sample]) -> ArmReport {
    let answered: Vec<f64> =
        samples.iter().filter(|sample| sample.error.is_none()).map(|sample| f64::from(sample.elapsed_ms)).collect();
    let engine = |state: EngineState| samples.iter().filter(|sample| sample.engine == Some(state)).count();
    let copy = |state: CopyState| samples.iter().filter(|sample| sample.copy == Some(state)).count();
    let counts = ArmReport {
        requests: samples.len(),
        errors: samples.len() - answered.len(),
        cold_starts: engine(EngineState::Cold),
        coalesced: engine(EngineState::Coalesced),
        warm_hits: engine(EngineState::Warm),
        copy_misses: copy(CopyState::Miss),
        copy_stale: copy(CopyState::Stale),
        copy_hits: copy(CopyState::Hit),
        compute_isolates: samples.iter().filter_map(|sample| sample.compute_isolate).collect::<HashSet<_>>().len(),
        objects: samples.iter().filter_map(|sample| sample.object).collect::<HashSet<_>>().len(),
        ..ArmReport::default()
    };
    match Summary::of(&answered) {
        None => counts,
        Some(summary) => ArmReport {
            avg_ms: Some(summary.mean),
            min_ms: Some(summary.least),
            max_ms: Some(summary.greatest),
            p50_ms: Some(summary.p50),
            p95_ms: summary.p95,
            p99_ms: summary.p99,
            ..counts
        },
    }
}
