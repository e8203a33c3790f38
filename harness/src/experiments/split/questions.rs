//! What is asked in the compute split: statements, and the requests that carry them.

use serde_json::{Value, json};

use crate::{
    experiments::asking::{get, post},
    instrument::scenario::{Expectation, Question, Step},
};

/// Rows of the table that reads and writes go through.
pub(super) const ROWS: u32 = 100;
const POINT_QUERY: &str = "SELECT id, name, price FROM items WHERE id = {first}";
const FIRST_ITEM: &str = "SELECT id, name, price FROM items WHERE id = 1";
const CREATE_ITEMS: &str =
    "CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT NOT NULL, price REAL NOT NULL, quantity INTEGER NOT NULL)";
const FILL_ITEMS: &str = "INSERT INTO items WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers \
                          WHERE n < 100) SELECT n, 'item ' || n, n, 0 FROM numbers";

pub(super) fn make_items() -> Vec<Step> {
    let step = |text| Step { question: sql(text, &json!([]), "{tenant}"), times: 1, arms: Vec::new() };
    [CREATE_ITEMS, FILL_ITEMS].map(step).into()
}

/// Tenants whose only purpose is that engine and code are warm before the clock runs; made beside one arm, that is once.
pub(super) fn make_others(beside: &str) -> Vec<Step> {
    let step = |text| {
        let question = Question { cycle: OTHERS, ..sql(text, &json!([]), "other-{ordinal}") };
        Step { question, times: OTHERS, arms: vec![beside.to_owned()] }
    };
    [CREATE_ITEMS, FILL_ITEMS].map(step).into()
}

const OTHERS: u32 = 4;

/// Asked of the engine that stands at `path` behind an architecture's name.
pub(super) fn others(path: &str) -> Vec<Question> {
    let other = |number: u32| {
        let body = json!({ "sql": FIRST_ITEM, "tenant": format!("other-{number}") });
        post(&format!("/new{path}/query"), body)
    };
    (1..=OTHERS).map(other).collect()
}

pub(super) fn point_query() -> Question {
    let question = sql(POINT_QUERY, &json!(["{ordinal}"]), "{tenant}");
    with_rows(Question { cycle: ROWS, ..question }, json!([["{ordinal}", "item {ordinal}", "{ordinal}"]]))
}

/// Needs no table, so that a tenant without data can answer it.
pub(super) fn constant(tenant: &str) -> Question {
    with_rows(sql("SELECT 40 + 2 AS answer", &json!([]), tenant), json!([[42]]))
}

pub(super) fn root() -> Question {
    get("/")
}

pub(super) fn sql(text: &str, params: &Value, tenant: &str) -> Question {
    post("/{arm}/query", json!({ "sql": text, "params": params, "tenant": tenant }))
}

pub(super) fn with_rows(question: Question, rows: Value) -> Question {
    Question { expect: Expectation { rows: Some(rows), ..question.expect }, ..question }
}
