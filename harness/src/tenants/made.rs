//! Made-up visits and plans, for tests.

use shared::{
    engine::EngineName,
    ids::RandomId,
    timing::{CopyState, EngineState},
};

use super::{
    contender::Contender,
    plan::{self, Placement, Plan},
    traffic::ScenarioName,
    visit::{Place, Places, Purpose, Variant, Visit},
};
use crate::{samples::Outcome, target::TargetKind};

/// A right and warm answer for tenant 0 from isolate 1, at second 0.
pub(crate) fn visit(arm: &str) -> Visit {
    Visit {
        target: TargetKind::Workerd,
        scenario: ScenarioName::Sustained,
        arm: arm.to_owned(),
        engine: EngineName::Sqlite,
        routing: None,
        variant: Variant::Plain,
        pass: 0,
        purpose: Purpose::Measured,
        tenant: 0,
        turn: 0,
        gap_ns: None,
        scheduled_ns: None,
        sent_ns: 0,
        connect_ns: None,
        first_byte_ns: 900_000,
        last_byte_ns: 1_000_000,
        outcome: Outcome::Right,
        status: 200,
        engine_state: Some(EngineState::Warm),
        copy_state: Some(CopyState::Hit),
        places: places(1, Some(10)),
    }
}

/// The way through an object to compute in an isolate.
pub(crate) fn places(isolate: u64, object: Option<u64>) -> Places {
    let place = |service: &str, isolate, object| Place {
        service: service.to_owned(),
        isolate: RandomId(isolate),
        instance: RandomId(isolate + 1000),
        object,
    };
    Places(vec![place("state", 99, object.map(RandomId)), place("compute", isolate, None)])
}

/// So many visits of tenants in turn, a second apart.
pub(crate) fn of_arm(arm: &str, count: u32) -> Vec<Visit> {
    let visit = |number: u32| Visit {
        tenant: number,
        sent_ns: u64::from(number) * 1_000_000_000,
        places: places(1, Some(u64::from(number))),
        ..visit(arm)
    };
    (0..count).map(visit).collect()
}

/// The quick plan over all architectures on the first engine.
pub(crate) fn plan() -> Plan {
    Plan {
        contenders: Contender::all(&[EngineName::Sqlite]),
        shapes: plan::quick(),
        time_scale: 1.0,
        placement: Placement::of(&[]),
        deadline_ms: 1000,
        error_limit: 0.01,
    }
}
