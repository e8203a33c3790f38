//! What a run of tenants asks: the record of everything that was chosen, and the built-in sizes.

use indexmap::IndexSet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shared::routing::Routing;

use super::{
    contender::Contender,
    traffic::{ScenarioName, Shape, Traffic},
};
use crate::spread::Spread;

/// What a run of tenants asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Who serves the tenants.
    pub contenders: Vec<Contender>,
    /// What is sent.
    pub shapes: Vec<Shape>,
    /// All waiting times are divided by this. What the platform does by its own clock is not.
    pub time_scale: f64,
    /// How requests find an isolate of compute.
    pub placement: Placement,
    /// Longest wait for an answer, in milliseconds.
    pub deadline_ms: u64,
    /// Most failed requests, as a share, beyond which the run is invalid.
    pub error_limit: f64,
}

/// How requests find an isolate of compute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Placement {
    /// Isolates of compute that were started; none where the platform decides.
    pub compute_isolates: Option<u32>,
    /// The rule by which one is chosen: `single` locally, `platform` where nobody here knows. Of several, each of which has
    /// contenders of its own, all are named, with commas between them.
    pub routing: String,
}

impl Placement {
    /// One isolate of each Worker, as the local runtime has it, or several of compute behind a spreader.
    pub fn of(spreads: &[Spread]) -> Self {
        let spreads = if spreads.is_empty() { &[Spread::NONE] } else { spreads };
        let policies: Vec<&str> = spreads.iter().map(|spread| spread.routing.as_str()).collect();
        let isolates = spreads.first().and_then(|spread| u32::try_from(spread.isolates).ok());
        Self { compute_isolates: isolates, routing: policies.join(", ") }
    }

    /// Whatever the platform does.
    pub fn platform() -> Self {
        Self { compute_isolates: None, routing: "platform".to_owned() }
    }

    /// For a reader: `1 isolate of compute, routing single`.
    pub fn in_words(&self) -> String {
        match self.compute_isolates {
            Some(1) => format!("1 isolate of compute, routing {}", self.routing),
            Some(isolates) => format!("{isolates} isolates of compute, routing {}", self.routing),
            None => "isolates and routing as the platform decides".to_owned(),
        }
    }
}

/// Longest wait for an answer.
pub(super) const DEADLINE_MS: u64 = 20_000;

/// One failure in a hundred: a burst may meet a limit, but then its rates say little.
pub(super) const ERROR_LIMIT: f64 = 0.01;

/// The scenarios at full size, about eleven minutes of which two are waited for three times.
pub(super) fn full() -> Vec<Shape> {
    let shape = |passes, traffic: Traffic| Shape { name: traffic.name(), passes, traffic };
    vec![
        shape(5, Traffic::Burst { tenants: 100, clients: 32 }),
        shape(
            1,
            Traffic::Sustained {
                tenants: 50,
                seconds: 120.0,
                per_second: 12.0,
                swing: 0.8,
                period_seconds: 40.0,
                skew: 1.0,
            },
        ),
        shape(1, Traffic::Sparse { tenants: 20, every_seconds: 30.0, keep_warm_seconds: 10.0, seconds: 120.0 }),
        shape(10, Traffic::Second { tenants: 20 }),
        shape(5, Traffic::CrossTenant { tenants: 20 }),
        shape(
            1,
            Traffic::Gaps {
                gap_seconds: vec![1.0, 4.0, 7.0, 9.0, 9.5, 10.0, 10.5, 11.0, 12.0, 15.0, 20.0, 30.0, 60.0],
                trials: 12,
            },
        ),
    ]
}

/// The scenarios of a quick run, about three minutes for one engine.
pub(super) fn quick() -> Vec<Shape> {
    let smaller = |shape: Shape| {
        let (passes, traffic) = match shape.traffic {
            Traffic::Burst { .. } => (2, Traffic::Burst { tenants: 50, clients: 32 }),
            Traffic::Sustained { per_second, swing, skew, .. } => {
                (1, Traffic::Sustained { tenants: 20, seconds: 30.0, per_second, swing, period_seconds: 15.0, skew })
            }
            Traffic::Sparse { .. } => {
                (1, Traffic::Sparse { tenants: 8, every_seconds: 14.0, keep_warm_seconds: 5.0, seconds: 42.0 })
            }
            // Break-even rests on the spread between passes, so there are more of them.
            Traffic::Second { .. } => (5, Traffic::Second { tenants: 10 }),
            Traffic::CrossTenant { tenants } => (2, Traffic::CrossTenant { tenants }),
            Traffic::Gaps { .. } => {
                (1, Traffic::Gaps { gap_seconds: vec![1.0, 5.0, 9.0, 9.5, 10.5, 11.0, 14.0, 20.0], trials: 8 })
            }
        };
        Shape { name: shape.name, passes, traffic }
    };
    full().into_iter().map(smaller).collect()
}

impl Plan {
    /// The scenario of a name.
    pub fn shape(&self, name: ScenarioName) -> Option<&Shape> {
        self.shapes.iter().find(|shape| shape.name == name)
    }

    /// The policies that contenders were measured under, in their order; none where one goes for all.
    pub fn policies(&self) -> Vec<Routing> {
        let policies: IndexSet<Routing> = self.contenders.iter().filter_map(|contender| contender.routing).collect();
        policies.into_iter().collect()
    }
}
