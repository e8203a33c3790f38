//! What is asked in the compute split: statements, and the requests that carry them.

use serde_json::{Value, json};

use super::{Agreement, Expectation, Method, Question, Step};

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
        let question = Question { turns: OTHERS, ..sql(text, &json!([]), "other-{turn}") };
        Step { question, times: OTHERS, arms: vec![beside.to_owned()] }
    };
    [CREATE_ITEMS, FILL_ITEMS].map(step).into()
}

const OTHERS: u32 = 4;

pub(super) fn others() -> Vec<Question> {
    let other = |number: u32| {
        let body = json!({ "sql": FIRST_ITEM, "tenant": format!("other-{number}") });
        post("/new/query", body)
    };
    (1..=OTHERS).map(other).collect()
}

pub(super) fn point_query() -> Question {
    let question = sql(POINT_QUERY, &json!(["{turn}"]), "{tenant}");
    with_rows(Question { turns: ROWS, ..question }, json!([["{turn}", "item {turn}", "{turn}"]]))
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

pub(super) fn post(path: &str, body: Value) -> Question {
    Question { method: Method::Post, path: path.to_owned(), body: Some(body), expect: Expectation::default(), turns: 1 }
}

pub(super) fn get(path: &str) -> Question {
    Question { method: Method::Get, path: path.to_owned(), body: None, expect: Expectation::default(), turns: 1 }
}

pub(super) fn with_rows(question: Question, rows: Value) -> Question {
    Question { expect: Expectation { rows: Some(rows), ..question.expect }, ..question }
}

/// Tables, writes, reads of every type, and one statement that must be refused.
pub(super) fn agreement() -> Agreement {
    let insert = "INSERT INTO facts (id, label, amount, note, data) VALUES (?, ?, ?, ?, ?)";
    let create = "CREATE TABLE facts (id INTEGER PRIMARY KEY, label TEXT NOT NULL, amount REAL, note TEXT, data BLOB)";
    let statements = [
        (create, json!([])),
        ("CREATE INDEX facts_label ON facts (label)", json!([])),
        (
            "INSERT INTO facts (id, label, amount, note, data) VALUES (?, ?, ?, NULL, ?)",
            json!([1, "plain", 1.5, { "blob": "AP8Q" }]),
        ),
        (
            "INSERT INTO facts (id, label, amount, note, data) VALUES (?, ?, ?, ?, NULL)",
            json!([2, "naïve — 漢字 🦀", -0.25, "it's"]),
        ),
        (insert, json!([3, "", 2, "2.0 and 2 are the same", { "blob": "" }])),
        (insert, json!([4, "far", 1e300, "x", { "blob": "AQ==" }])),
        ("UPDATE facts SET amount = amount * 2 WHERE id <= 2", json!([])),
        ("DELETE FROM facts WHERE id = ?", json!([4])),
        ("SELECT id, label, amount, note, data FROM facts ORDER BY id", json!([])),
        ("SELECT id, id, label AS id FROM facts ORDER BY id DESC", json!([])),
        ("SELECT count(*), sum(amount), avg(amount), min(label), max(id), total(id) FROM facts", json!([])),
        ("SELECT label FROM facts WHERE label = ?", json!(["naïve — 漢字 🦀"])),
        ("SELECT a.id, b.id FROM facts a JOIN facts b ON a.id < b.id ORDER BY 1, 2", json!([])),
        ("SELECT 9007199254740991, -1, 0.1, NULL, 'text', x'00ff'", json!([])),
        ("SELECT id FROM facts WHERE id > 100", json!([])),
        ("SELECT nothing FROM facts", json!([])),
        ("SELECT count(*) FROM facts", json!([])),
    ];
    let arm = |arm: &str| {
        let values = [("arm", json!(arm)), ("tenant", json!("agreement{fresh}"))];
        (arm.to_owned(), values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    };
    Agreement {
        arms: ["native", "traditional", "new", "hybrid"].map(arm).into(),
        questions: statements.into_iter().map(|(text, params)| sql(text, &params, "{tenant}")).collect(),
        compare: ["/columns", "/rows", "/rows_affected", "/error/code"].map(str::to_owned).into(),
    }
}
