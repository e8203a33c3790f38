//! A made-up run of tenants, as large as runs become, for the tests of reports.

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use shared::{
    engine::EngineName,
    ids::RandomId,
    routing::Routing,
    timing::{CopyState, EngineState},
};
use statistics::Random;

use crate::{
    experiments::study::Study,
    instrument::{
        runner::traffic::workload::{self, Ask},
        samples::{Outcome, Phase, Place, Places, Purpose, Sample, Samples, SeriesId, Times, Told},
        scenario::{EnginePlace, Procedure, Serving, Traffic},
        target::TargetKind,
    },
    machine::spread::Spread,
    record::{Placement, Run, analysis},
};

/// Isolates of compute, of which one is chosen at random unless tenants have one of their own.
const ISOLATES: usize = 6;

/// How long an object stays in memory without a request.
const EVICTION_NS: u64 = 10_000_000_000;

/// The run: every arm on every engine, all cells at full size, one request in 500 without an answer.
pub fn run() -> Run {
    made("cargo lab tenants --engine both --seed 7", &EngineName::ALL, &[Routing::Random])
}

/// A run under two policies.
pub fn policies() -> Run {
    let policies = [Routing::Random, Routing::TenantAffine];
    made("cargo lab tenants --routing random,tenant-affine --seed 7", &[EngineName::Sqlite], &policies)
}

fn made(command: &str, engines: &[EngineName], policies: &[Routing]) -> Run {
    let spreads: Vec<Spread> =
        policies.iter().map(|routing| Spread { isolates: ISOLATES, routing: *routing }).collect();
    let scenario = Study::tenants(engines, policies, 1.0).scenario;
    let mut random = Random::seeded(7);
    let mut samples = Samples::default();
    for (name, cell) in &scenario.cells {
        let Procedure::Traffic { rounds, traffic, .. } = &cell.procedure else { continue };
        for (arm, serving) in cell.arms.iter().filter_map(|(name, arm)| Some((name, arm.serving.as_ref()?))) {
            let series = samples.series(name, arm);
            for round in 0..*rounds {
                for sample in lane((series, round), traffic, serving, &mut random) {
                    samples.push(sample);
                }
            }
        }
    }
    let mut run = super::run();
    run.scenario = scenario;
    command.clone_into(&mut run.card.command);
    run.card.absent = BTreeMap::new();
    run.card.placement = Placement::of(TargetKind::Workerd, &spreads);
    run.findings = analysis::findings(&samples, &run.scenario, &run.card);
    run.samples.rows = samples.len() as u64;
    run.origins = BTreeMap::new();
    run
}

fn lane((series, round): (SeriesId, u32), traffic: &Traffic, serving: &Serving, random: &mut Random) -> Vec<Sample> {
    let asks = workload::asks(traffic, serving.signal.is_some(), 1.0, random);
    let base = random.next_bits();
    // When each isolate and each object answered last.
    let (mut isolates, mut objects) = (HashMap::new(), HashMap::new());
    let sample = |(number, ask): (u64, &Ask)| {
        let due = ask.at.map_or(number * 2_000_000, nanoseconds);
        let place = match serving.routing {
            Some(Routing::TenantAffine) if ask.purpose != Purpose::Signal => u64::from(ask.tenant) % ISOLATES as u64,
            _ => random.below(ISOLATES) as u64,
        };
        let isolate = base ^ place;
        let awake = objects.insert(ask.tenant, due).is_some_and(|last| due < last + EVICTION_NS);
        let started = isolates.insert(isolate, due).is_some();
        let warm = if serving.place == EnginePlace::Object { awake } else { started };
        let is_refused = random.below(500) == 0;
        let milliseconds = if warm { 2.0 + random.unit() } else { 12.0 + 20.0 * random.unit() };
        let engine = if warm { EngineState::Warm } else { EngineState::Cold };
        let told = Told {
            tenant: ask.tenant,
            ordinal: ask.ordinal,
            purpose: ask.purpose,
            gap: ask.gap.map(nanoseconds),
            engine: (serving.architecture != "native").then_some(engine),
            copy: Some(if awake { CopyState::Hit } else { CopyState::Miss }),
            places: if is_refused { Places::default() } else { places(serving, ask, (base, isolate), awake, due) },
        };
        Sample {
            series,
            operations: 1,
            clients: 1,
            phase: if ask.purpose == Purpose::Measured { Phase::Measured } else { Phase::WarmUp },
            round,
            pair: ask.tenant,
            position: 0,
            times: Times {
                scheduled: ask.at.map(|_| due),
                // The client is late by up to fifty microseconds.
                sent: due + random.below(50_000) as u64,
                connect: None,
                first_byte: 1_000_000,
                last_byte: nanoseconds(Duration::from_secs_f64(milliseconds / 1e3)),
                inside: None,
            },
            outcome: if is_refused { Outcome::Refused } else { Outcome::Right },
            status: if is_refused { 503 } else { 200 },
            ray: None,
            tally: None,
            told: Some(Box::new(told)),
        }
    };
    (0..).zip(&asks).map(sample).collect()
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

fn places(serving: &Serving, ask: &Ask, (base, isolate): (u64, u64), awake: bool, due: u64) -> Places {
    let life = u64::from(ask.tenant) << 40 | if awake { 0 } else { due };
    let place = |service: &str, isolate: u64, object: Option<u64>| Place {
        service: service.to_owned(),
        isolate: RandomId(isolate),
        instance: RandomId(isolate ^ 1),
        object: object.map(RandomId),
    };
    let mut places = vec![place("router", base, None)];
    if ask.purpose != Purpose::Signal {
        places.push(place(&serving.architecture, base ^ 0x4d, Some(base ^ life)));
    }
    if serving.place != EnginePlace::Object {
        places.push(place("compute", isolate, None));
    }
    Places(places)
}
