//! Many tenants on few isolates: who is served cold, on which isolate, and what that costs.
//!
//! An arm is an architecture on an engine, and where a run has several routing policies, under one of them: `new`,
//! `traditional@postgres`, `new:random`. In sparse traffic those with a stateless engine come once more, kept warm by a signal:
//! `new_kept_warm@postgres:random`.

use indexmap::IndexMap;
use serde_json::json;
use shared::{engine::EngineName, routing::Routing};

use super::claims;
use crate::instrument::scenario::{
    Arm, Cell, Clock, EnginePlace, Expectation, Medium, Method, Pairs, Presence, Procedure, Question, Scenario,
    Serving, Size, Step, Traffic,
};

/// The cells of a quick run: all of them.
pub(super) const QUICK: [&str; 6] = ["burst", "sustained", "sparse", "second", "cross_tenant", "gaps"];

/// What is smaller in a quick run, which takes about three minutes for one engine. Break-even rests on the spread between rounds,
/// so there are more of second requests.
pub(super) const QUICK_SIZES: &str = "
[cells]
burst.procedure = { rounds = 2, traffic = { tenants = 50 } }
sustained.procedure.traffic = { tenants = 20, seconds = 30.0, period_seconds = 15.0 }
sparse.procedure.traffic = { tenants = 8, every_seconds = 14.0, keep_warm_seconds = 5.0, seconds = 42.0 }
second.procedure = { rounds = 5, traffic = { tenants = 10 } }
cross_tenant.procedure = { rounds = 2 }
gaps.procedure.traffic = { gap_seconds = [1.0, 5.0, 9.0, 9.5, 10.5, 11.0, 14.0, 20.0], trials = 8 }
";

/// An architecture that tenants can be served by.
struct Architecture {
    name: &'static str,
    place: EnginePlace,
    engines: &'static [EngineName],
}

/// All architectures, in the order of reports.
const ARCHITECTURES: [Architecture; 4] = [
    Architecture { name: "new", place: EnginePlace::Compute, engines: &[EngineName::Sqlite, EngineName::Postgres] },
    Architecture {
        name: "traditional",
        place: EnginePlace::Object,
        engines: &[EngineName::Sqlite, EngineName::Postgres],
    },
    Architecture { name: "hybrid", place: EnginePlace::Both, engines: &[EngineName::Sqlite, EngineName::Postgres] },
    Architecture { name: "native", place: EnginePlace::Object, engines: &[EngineName::Sqlite] },
];

/// Every architecture on every one of these engines that it can have, and where several policies are named, under each; at full
/// size about eleven minutes. Waiting times are divided by `time_scale`.
pub(super) fn scenario(engines: &[EngineName], policies: &[Routing], time_scale: f64) -> Scenario {
    let arms = arms(engines, policies);
    let cell = |rounds, traffic| cell((rounds, time_scale, traffic), &arms);
    let cells = [
        cell(5, Traffic::Burst { tenants: 100, clients: 32 }),
        cell(
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
        cell(1, Traffic::Sparse { tenants: 20, every_seconds: 30.0, keep_warm_seconds: 10.0, seconds: 120.0 }),
        cell(10, Traffic::Second { tenants: 20 }),
        cell(5, Traffic::CrossTenant { tenants: 20 }),
        cell(
            1,
            Traffic::Gaps {
                gap_seconds: vec![1.0, 4.0, 7.0, 9.0, 9.5, 10.0, 10.5, 11.0, 12.0, 15.0, 20.0, 30.0, 60.0],
                trials: 12,
            },
        ),
    ];
    let cells: IndexMap<String, Cell> = QUICK.map(str::to_owned).into_iter().zip(cells).collect();
    Scenario {
        name: "tenants".to_owned(),
        title: "Many tenants on few isolates: who is served cold, and what does it cost?".to_owned(),
        size: Size {
            most_ms: None,
            // What traffic does not need: its cells have rounds of their own, and no pairs.
            rounds: 2,
            pairs: 1,
            block: 2,
            cell_ms: 1,
            starts: 0,
            deadline_ms: 20_000,
            // A burst may meet a limit, but then its rates say little.
            error_limit: 0.01,
        },
        medium: Medium::Disk,
        fixtures: Vec::new(),
        agreement: None,
        claims: claims::claims(&arms),
        cells,
        surveys: IndexMap::new(),
        fits: IndexMap::new(),
        legs: Vec::new(),
        cross_checks: IndexMap::new(),
        trials: IndexMap::new(),
    }
}

fn arms(engines: &[EngineName], policies: &[Routing]) -> IndexMap<String, Arm> {
    let mut arms = IndexMap::new();
    for engine in engines {
        for known in ARCHITECTURES.iter().filter(|known| known.engines.contains(engine)) {
            // Where no compute is asked, no policy concerns it.
            let routings: Vec<Option<Routing>> = match (known.place, policies) {
                (EnginePlace::Object, _) | (_, [] | [_]) => vec![None],
                (EnginePlace::Compute | EnginePlace::Both, several) => several.iter().copied().map(Some).collect(),
            };
            arms.extend(routings.into_iter().map(|routing| {
                let arm = arm(known, *engine, routing);
                (label(known.name, *engine, routing), arm)
            }));
        }
    }
    arms
}

/// The name of an arm: `new`, or `new@postgres` on another engine than the first, with the policy behind it where a run has
/// several.
fn label(name: &str, engine: EngineName, routing: Option<Routing>) -> String {
    let engine = match engine {
        EngineName::Sqlite => String::new(),
        EngineName::Postgres => format!("@{}", engine.as_str()),
    };
    let routing = routing.map(|routing| format!(":{}", routing.as_str())).unwrap_or_default();
    format!("{name}{engine}{routing}")
}

fn arm(known: &Architecture, engine: EngineName, routing: Option<Routing>) -> Arm {
    let policy = routing.map(|routing| format!("-{}", routing.as_str())).unwrap_or_default();
    let (parameter, telling) = match engine {
        EngineName::Sqlite => ("", "SELECT 1 AS value"),
        EngineName::Postgres => {
            ("?engine=postgres", "SELECT current_setting('server_version_num')::int / 1000000 + 1 AS value")
        }
    };
    let values = [
        ("architecture", known.name.to_owned()),
        ("parameter", parameter.to_owned()),
        // No other arm has the same tenants, since arms may share compute, and its copies.
        ("tenant", format!("{}{policy}-{{cell}}-{{round}}-{{number}}{{fresh}}", known.name)),
    ];
    let probe = asked(json!({ "sql": telling }), None);
    Arm {
        values: values.into_iter().map(|(name, value)| (name.to_owned(), json!(value))).collect(),
        serving: Some(Serving {
            architecture: known.name.to_owned(),
            engine,
            place: known.place,
            routing,
            probe,
            signal: None,
        }),
        ..Arm::default()
    }
}

fn cell((rounds, time_scale, traffic): (u32, f64, Traffic), arms: &IndexMap<String, Arm>) -> Cell {
    let (title, is_founded) = match &traffic {
        Traffic::Burst { .. } => ("many new tenants, one request each, as fast as possible", false),
        Traffic::Sustained { .. } => ("popular and rare tenants at a rate that rises and falls", true),
        Traffic::Sparse { .. } => ("every tenant seldom, with and without a signal that keeps compute warm", true),
        Traffic::Second { .. } => ("a new tenant asks, and asks again", false),
        Traffic::CrossTenant { .. } => ("one tenant warms the place, then others come for the first time", false),
        Traffic::Gaps { .. } => ("how long a tenant may be idle before it is cold again", true),
    };
    let mut arms = arms.clone();
    if matches!(traffic, Traffic::Sparse { .. }) {
        let kept: Vec<(String, Arm)> = arms.values().filter_map(kept_warm).collect();
        arms.extend(kept);
    }
    // Each tenant has a number of its own to ask for, so that an answer of another would be found out.
    let sql = if is_founded { "SELECT number AS value FROM tenant WHERE id = 1" } else { "SELECT {number} AS value" };
    Cell {
        title: title.to_owned(),
        procedure: Procedure::Traffic { rounds, time_scale, traffic },
        at: IndexMap::new(),
        question: Some(asked(json!({ "sql": sql }), Some(json!([["{number}"]])))),
        preparation: if is_founded { vec![founding()] } else { Vec::new() },
        before: Vec::new(),
        afterwards: None,
        base: None,
        headline: arms.keys().next().cloned().unwrap_or_default(),
        block: None,
        clients: None,
        clock: Clock::Client,
        pairs: Pairs::Claimed,
        presence: Presence::Asked,
        arms,
    }
}

/// The same arm under a signal, with tenants of its own; none where it has no stateless engine that could be kept warm.
fn kept_warm(arm: &Arm) -> Option<(String, Arm)> {
    let serving = arm.serving.as_ref().filter(|serving| serving.place != EnginePlace::Object)?;
    let path = match serving.engine {
        EngineName::Sqlite => "/compute/keep-warm".to_owned(),
        EngineName::Postgres => format!("/compute/{}/keep-warm", serving.engine.as_str()),
    };
    let signal = Some(Question { path, ..asked(json!({}), None) });
    let mut kept = Arm { serving: Some(Serving { signal, ..serving.clone() }), ..arm.clone() };
    if let Some(serde_json::Value::String(tenant)) = kept.values.get_mut("tenant") {
        tenant.insert_str(0, "kept-");
    }
    let name = format!("{}_kept_warm", serving.architecture);
    Some((label(&name, serving.engine, serving.routing), kept))
}

/// What gives a tenant its data, the same as often as it is asked for.
fn founding() -> Step {
    let statements = [
        "CREATE TABLE IF NOT EXISTS tenant (id INTEGER PRIMARY KEY, number INTEGER NOT NULL)",
        "INSERT INTO tenant (id, number) VALUES (1, {number}) ON CONFLICT (id) DO NOTHING",
    ];
    let statements: Vec<_> = statements.iter().map(|sql| json!({ "sql": sql })).collect();
    Step { question: asked(json!({ "statements": statements }), None), times: 1, arms: Vec::new() }
}

fn asked(body: serde_json::Value, rows: Option<serde_json::Value>) -> Question {
    Question {
        method: Method::Post,
        path: "/multi-tenant/{architecture}/{tenant}/query{parameter}".to_owned(),
        body: Some(body),
        expect: Expectation { rows, ..Expectation::default() },
        cycle: 1,
    }
}

#[cfg(test)]
mod tests;
