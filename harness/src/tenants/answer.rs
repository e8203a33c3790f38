//! What a tenant asks, and what its answer says: whether it is the right one, how warm it was, and where it came from.

use serde::Deserialize;
use serde_json::{Value, json};
use shared::timing::{CopyState, EngineState};

use super::{
    contender::Contender,
    traffic::Traffic,
    visit::{Place, Places},
    workload::Ask,
};
use crate::{
    client::{Answer, Request},
    samples::Outcome,
};

/// What an answer says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Said {
    pub outcome: Option<Outcome>,
    pub engine: Option<EngineState>,
    pub copy: Option<CopyState>,
    pub places: Places,
}

#[derive(Deserialize)]
struct Rows {
    rows: Vec<Vec<Value>>,
    timing: Told,
}

#[derive(Deserialize)]
struct Told {
    engine: Option<EngineState>,
    copy: Option<CopyState>,
    places: Vec<Place>,
}

#[derive(Deserialize)]
struct Kept {
    places: Vec<Place>,
}

/// The request of a tenant. Each tenant has a number of its own to ask for, so that an answer of another would be found out.
pub(super) fn question(contender: &Contender, traffic: &Traffic, tenant: &str, ask: &Ask) -> Request {
    let sql = if traffic.is_founded() {
        "SELECT number AS value FROM tenant WHERE id = 1".to_owned()
    } else {
        format!("SELECT {} AS value", number(ask.tenant))
    };
    Request::post(contender.query_path(tenant), &json!({ "sql": sql }))
}

/// The request that gives a tenant its data, the same as often as it is sent.
pub(super) fn founding(contender: &Contender, tenant: &str, number_of: u32) -> Request {
    let statements = [
        "CREATE TABLE IF NOT EXISTS tenant (id INTEGER PRIMARY KEY, number INTEGER NOT NULL)".to_owned(),
        format!("INSERT INTO tenant (id, number) VALUES (1, {}) ON CONFLICT (id) DO NOTHING", number(number_of)),
    ];
    let statements: Vec<Value> = statements.iter().map(|sql| json!({ "sql": sql })).collect();
    Request::post(contender.query_path(tenant), &json!({ "statements": statements }))
}

/// Reads the answer to a tenant's request.
pub(super) fn read(answer: &Answer, tenant: u32) -> Said {
    if answer.status != 200 {
        // What may pass by itself is a failure; that something was refused for good was not asked for.
        let passes = matches!(answer.status, 429 | 500..);
        return Said { outcome: Some(if passes { Outcome::Refused } else { Outcome::Wrong }), ..Said::default() };
    }
    let Ok(Rows { rows, timing }) = serde_json::from_slice::<Rows>(&answer.body) else {
        return Said { outcome: Some(Outcome::Wrong), ..Said::default() };
    };
    let is_right = match rows.as_slice() {
        [row] => row.len() == 1 && row.first().and_then(Value::as_f64) == Some(f64::from(number(tenant))),
        _ => false,
    };
    Said {
        outcome: Some(if is_right { Outcome::Right } else { Outcome::Wrong }),
        engine: timing.engine,
        copy: timing.copy,
        places: Places(timing.places),
    }
}

/// Reads the answer to a signal that keeps compute warm.
pub(super) fn read_signal(answer: &Answer) -> Said {
    let outcome = if answer.status == 200 { Outcome::Right } else { Outcome::Refused };
    let places = serde_json::from_slice::<Kept>(&answer.body).map_or_else(|_| Vec::new(), |kept| kept.places);
    Said { outcome: Some(outcome), places: Places(places), ..Said::default() }
}

/// Why something was refused, in the words of the answer.
pub(super) fn reason(answer: &Answer) -> String {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let message = body.pointer("/error/message").and_then(Value::as_str).unwrap_or("no reason was given");
    format!("status {}: {message}", answer.status)
}

/// What a tenant asks for: far from what an empty or another database would answer.
const fn number(tenant: u32) -> u32 {
    tenant.wrapping_mul(7) % 1_000_000 + 1_000
}

#[cfg(test)]
mod tests;
