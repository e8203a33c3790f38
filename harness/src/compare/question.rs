//! Requests to the router with the rows they must answer.

use serde_json::{Value, json};
use shared::limits::PINGS;

use super::lane::Arm;
use crate::client::{Exchange, Request};

/// Rows of the table that hot queries read and writes update.
pub(super) const ROWS: u8 = 100;
/// The statement that every hot query runs.
pub(super) const POINT_QUERY: &str = "SELECT id, name, price FROM items WHERE id = ?";
/// The statement that every write runs.
pub(super) const POINT_UPDATE: &str = "UPDATE items SET quantity = quantity + 1 WHERE id = ?";
/// Fewest pings in a request; the slope to [`MANY_PINGS`] is what one costs.
pub(super) const FEW_PINGS: u32 = 4;
/// Most pings in a request.
pub(super) const MANY_PINGS: u32 = PINGS;

const CREATE_ITEMS: &str =
    "CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT NOT NULL, price REAL NOT NULL, quantity INTEGER NOT NULL)";
const FILL_ITEMS: &str = "INSERT INTO items WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers \
                          WHERE n < 100) SELECT n, 'item ' || n, n + 0.5, 0 FROM numbers";

/// A request, and the rows that have to come back where they are known.
#[derive(Clone, Debug)]
pub(super) struct Question {
    /// What is sent.
    pub request: Request,
    status: u16,
    rows: Option<Value>,
}

impl Question {
    /// A request whose rows do not matter.
    pub(super) fn any(request: Request) -> Self {
        Self { request, status: 200, rows: None }
    }

    /// A request that brings these rows.
    fn with_rows(request: Request, rows: Value) -> Self {
        Self { rows: Some(rows), ..Self::any(request) }
    }

    /// What is wrong with an answer, if anything.
    pub(super) fn objection(&self, exchange: &Exchange) -> Option<String> {
        let body = || String::from_utf8_lossy(&exchange.body).chars().take(300).collect::<String>();
        if exchange.status != self.status {
            return Some(format!("status {} with {}", exchange.status, body()));
        }
        let expected = self.rows.as_ref()?;
        let answer: Value = serde_json::from_slice(&exchange.body).unwrap_or_default();
        let right = answer.get("rows").is_some_and(|rows| same(rows, expected));
        (!right).then(|| format!("rows {expected} were expected, the answer is {}", body()))
    }
}

/// Whether two JSON values are the same, numbers by their value: 2 is 2.0, since the object's own SQLite has no integers.
pub(super) fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(name, value)| right.get(name).is_some_and(|other| same(value, other)))
        }
        (Value::Number(left), Value::Number(right)) if left.is_f64() != right.is_f64() => {
            left.as_f64() == right.as_f64()
        }
        _ => left == right,
    }
}

/// A query with its parameters.
pub(super) fn query(arm: Arm, tenant: &str, sql: &str, params: &Value) -> Request {
    let path = format!("/{}/query", arm.as_str());
    Request::post(path, &json!({ "sql": sql, "params": params, "tenant": tenant }))
}

/// The statements that give a tenant the table of [`ROWS`] rows.
pub(super) fn make_items(arm: Arm, tenant: &str) -> [Question; 2] {
    [CREATE_ITEMS, FILL_ITEMS].map(|sql| Question::any(query(arm, tenant, sql, &json!([]))))
}

/// The point query of one row.
pub(super) fn point_query(arm: Arm, tenant: &str, id: u8) -> Question {
    let row = json!([[id, format!("item {id}"), f64::from(id) + 0.5]]);
    Question::with_rows(query(arm, tenant, POINT_QUERY, &json!([id])), row)
}

/// Point queries over all rows of the table.
pub(super) fn point_queries(arm: Arm, tenant: &str) -> Vec<Question> {
    (1..=ROWS).map(|id| point_query(arm, tenant, id)).collect()
}

/// Updates over all rows of the table.
pub(super) fn point_updates(arm: Arm, tenant: &str) -> Vec<Question> {
    (1..=ROWS).map(|id| Question::any(query(arm, tenant, POINT_UPDATE, &json!([id])))).collect()
}

/// A question that needs no table, so that a tenant without data can answer it.
pub(super) fn constant(arm: Arm, tenant: &str) -> Question {
    Question::with_rows(query(arm, tenant, "SELECT 40 + 2 AS answer", &json!([])), json!([[42]]))
}

/// Asks how many updates the tenant's table has seen.
pub(super) fn update_count(arm: Arm, tenant: &str, expected: usize) -> Question {
    let sql = "SELECT sum(quantity), count(*) FROM items";
    Question::with_rows(query(arm, tenant, sql, &json!([])), json!([[expected, ROWS]]))
}

/// The least that the router answers alone: it refuses a route that it does not have.
pub(super) fn nowhere() -> Question {
    Question { status: 404, ..Question::any(Request::get("/nowhere")) }
}

/// The guide, which the router answers alone.
pub(super) fn root() -> Question {
    Question::any(Request::get("/"))
}

/// Starts the engine of compute, without an object.
pub(super) fn keep_warm() -> Question {
    Question::any(Request::post("/compute/keep-warm", &json!({})))
}

/// The status of the tenant's object.
pub(super) fn status(arm: Arm, tenant: &str) -> Question {
    Question::any(Request::get(format!("/{}/status?tenant={tenant}", arm.as_str())))
}

/// A request that makes the tenant's object ping compute.
pub(super) fn pings(tenant: &str, pings: u32) -> Question {
    let body = json!({ "sql": "SELECT 1", "tenant": tenant, "pings": pings });
    Question::with_rows(Request::post("/new/timing", &body), json!([[1]]))
}

/// The same between the hand-written Workers.
pub(super) fn script_pings(tenant: &str, pings: u32) -> Question {
    Question::any(Request::post("/", &json!({ "tenant": tenant, "pings": pings })))
}

#[cfg(test)]
mod tests;
