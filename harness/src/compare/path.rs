//! Where the time of a hot query goes: one leg of its way after the other.

use serde::Serialize;
use shared::statistics::difference;

use super::{
    lane::{Cell, Lane},
    plan::Plan,
    report::Numbers,
    rounds::envelope_hop,
    samples::{Medians, Samples},
};

/// One leg of an arm's way.
#[derive(Debug, Serialize)]
pub(super) struct Leg {
    /// The arm.
    pub arm: &'static str,
    /// What happens in it.
    pub work: &'static str,
    /// How long it takes, in milliseconds.
    pub elapsed_ms: Numbers,
}

/// The legs of all arms, from paired differences of requests that go ever further.
pub(super) fn legs(samples: &Samples, plan: &Plan) -> Vec<Leg> {
    let between = |shorter: &dyn Fn(&Medians) -> Option<f64>, longer: &dyn Fn(&Medians) -> Option<f64>| {
        difference(&samples.pairs(Cell::Path, shorter, longer), plan.seed).map(Numbers::from)
    };
    let nothing = |_: &Medians| Some(0.0);
    let router = |pair: &Medians| pair.of(Lane::Router);
    let mut legs = Vec::new();
    let mut tell = |arm, work, elapsed: Option<Numbers>| {
        legs.extend(elapsed.map(|elapsed_ms| Leg { arm, work, elapsed_ms }));
    };
    tell("all", "client and router (unknown route)", between(&nothing, &router));
    let inside = [
        ("native", "SQL in the object", Lane::NativeStatus, Lane::Native),
        ("traditional", "engine in the object", Lane::TraditionalStatus, Lane::Traditional),
    ];
    for (arm, work, status, query) in inside {
        tell(arm, "router and object (status)", between(&router, &|pair| pair.of(status)));
        tell(arm, work, between(&|pair| pair.of(status), &|pair| pair.of(query)));
    }
    let status = |pair: &Medians| pair.of(Lane::NewStatus);
    tell("new", "router and object (status)", between(&router, &status));
    let hop = difference(&samples.pairs(Cell::Hop, nothing, envelope_hop), plan.seed);
    tell("new", "object and compute (ping)", hop.map(Numbers::from));
    let rest = hop.and_then(|hop| between(&|pair| Some(status(pair)? + hop.value), &|pair| pair.of(Lane::New)));
    tell("new", "engine, and object beyond status", rest);
    legs
}
