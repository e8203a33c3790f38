//! A made-up run of tenants, as large as runs become, for the tests of reports.

use std::collections::{BTreeMap, HashMap};

use shared::{
    engine::EngineName,
    ids::RandomId,
    routing::Routing,
    timing::{CopyState, EngineState},
};
use statistics::Random;

use super::{
    analysis,
    contender::{Contender, EnginePlace},
    plan::{self, Placement, Plan},
    traffic::Shape,
    visit::{Place, Places, Purpose, Variant, Visit},
    workload::{self, Ask},
};
use crate::{
    record::{Run, example},
    samples::Outcome,
    spread::Spread,
    target::TargetKind,
};

/// Isolates of compute, of which one is chosen at random unless tenants have one of their own.
const ISOLATES: usize = 6;

/// How long an object stays in memory without a request.
const EVICTION_NS: u64 = 10_000_000_000;

/// The run: every contender on every engine, all scenarios at full size, one request in 500 without an answer.
pub fn run() -> Run {
    made("cargo lab tenants --engine both --seed 7", Contender::all(&EngineName::ALL), &[Routing::Random])
}

/// A run under two policies.
pub fn policies() -> Run {
    let policies = [Routing::Random, Routing::TenantAffine];
    let contenders = Contender::all(&[EngineName::Sqlite]).into_iter().flat_map(|contender| contender.under(&policies));
    made("cargo lab tenants --routing random,tenant-affine --seed 7", contenders.collect(), &policies)
}

fn made(command: &str, contenders: Vec<Contender>, policies: &[Routing]) -> Run {
    let spreads: Vec<Spread> =
        policies.iter().map(|routing| Spread { isolates: ISOLATES, routing: *routing }).collect();
    let plan = Plan {
        contenders,
        shapes: plan::full(),
        time_scale: 1.0,
        placement: Placement::of(&spreads),
        deadline_ms: plan::DEADLINE_MS,
        error_limit: plan::ERROR_LIMIT,
    };
    let mut random = Random::seeded(7);
    let mut visits = Vec::new();
    for shape in &plan.shapes {
        for contender in &plan.contenders {
            for pass in 0..shape.passes {
                visits.extend(lane(shape, contender, (pass, Variant::Plain), &mut random));
                if contender.place != EnginePlace::Object && shape.traffic.name().letter() == 'C' {
                    visits.extend(lane(shape, contender, (pass, Variant::KeepWarm), &mut random));
                }
            }
        }
    }
    let mut run = example::run();
    run.scenario = super::scenario(&plan);
    command.clone_into(&mut run.card.command);
    run.card.absent = BTreeMap::new();
    run.findings = analysis::findings(&visits, &plan, &run.card);
    run.samples.rows = visits.len() as u64;
    run.tenants = Some(plan);
    run
}

fn lane(shape: &Shape, contender: &Contender, (pass, variant): (u32, Variant), random: &mut Random) -> Vec<Visit> {
    let asks = workload::asks(&shape.traffic, variant, 1.0, random);
    let base = random.next_bits();
    // When each isolate and each object answered last.
    let (mut isolates, mut objects) = (HashMap::new(), HashMap::new());
    let visit = |(number, ask): (u64, &Ask)| {
        let sent_ns = ask.at.map_or(number * 2_000_000, |at| u64::try_from(at.as_nanos()).unwrap_or(u64::MAX));
        let place = match contender.routing {
            Some(Routing::TenantAffine) if ask.purpose != Purpose::KeepWarm => u64::from(ask.tenant) % ISOLATES as u64,
            _ => random.below(ISOLATES) as u64,
        };
        let isolate = base ^ place;
        let awake = objects.insert(ask.tenant, sent_ns).is_some_and(|last| sent_ns < last + EVICTION_NS);
        let started = isolates.insert(isolate, sent_ns).is_some();
        let warm = if contender.place == EnginePlace::Object { awake } else { started };
        let is_dropped = random.below(500) == 0;
        let milliseconds = if warm { 2.0 + random.unit() } else { 12.0 + 20.0 * random.unit() };
        Visit {
            target: TargetKind::Workerd,
            scenario: shape.name,
            arm: contender.arm.clone(),
            engine: contender.engine,
            routing: contender.routing,
            variant,
            pass,
            purpose: ask.purpose,
            tenant: ask.tenant,
            turn: ask.turn,
            gap_ns: ask.gap.map(|gap| u64::try_from(gap.as_nanos()).unwrap_or(u64::MAX)),
            scheduled_ns: ask.at.map(|_| sent_ns),
            sent_ns: sent_ns + random.below(1_000_000) as u64,
            connect_ns: None,
            first_byte_ns: 1_000_000,
            last_byte_ns: std::time::Duration::from_secs_f64(milliseconds / 1e3).subsec_nanos().into(),
            outcome: if is_dropped { Outcome::Refused } else { Outcome::Right },
            status: if is_dropped { 503 } else { 200 },
            engine_state: (contender.arm != "native").then_some(if warm {
                EngineState::Warm
            } else {
                EngineState::Cold
            }),
            copy_state: Some(if awake { CopyState::Hit } else { CopyState::Miss }),
            places: if is_dropped {
                Places::default()
            } else {
                places(contender, ask, (base, isolate), awake, sent_ns)
            },
        }
    };
    (0..).zip(&asks).map(visit).collect()
}

fn places(contender: &Contender, ask: &Ask, (base, isolate): (u64, u64), awake: bool, sent_ns: u64) -> Places {
    let life = u64::from(ask.tenant) << 40 | if awake { 0 } else { sent_ns };
    let place = |service: &str, isolate: u64, object: Option<u64>| Place {
        service: service.to_owned(),
        isolate: RandomId(isolate),
        instance: RandomId(isolate ^ 1),
        object: object.map(RandomId),
    };
    let mut places = vec![place("router", base, None)];
    if ask.purpose != Purpose::KeepWarm {
        places.push(place(&contender.arm, base ^ 0x4d, Some(base ^ life)));
    }
    if contender.place != EnginePlace::Object {
        places.push(place("compute", isolate, None));
    }
    Places(places)
}
