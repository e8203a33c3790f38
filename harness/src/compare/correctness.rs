//! Before anything is timed: all arms answer the same statements with the same rows.

use serde_json::{Value, json};

use super::{
    blocks::{Clients, broken},
    lane::Arm,
    question::{query, same},
};
use crate::error::{Error, Exit, Result};

/// The tenant of the check.
const TENANT: &str = "correctness";

/// Statements with their parameters, in order: tables, writes, reads of every type, and one that must be refused.
fn statements() -> Vec<(&'static str, Value)> {
    let insert = "INSERT INTO facts (id, label, amount, note, data) VALUES (?, ?, ?, ?, ?)";
    vec![
        (
            "CREATE TABLE facts (id INTEGER PRIMARY KEY, label TEXT NOT NULL, amount REAL, note TEXT, data BLOB)",
            json!([]),
        ),
        ("CREATE INDEX facts_label ON facts (label)", json!([])),
        (insert, json!([1, "plain", 1.5, null, { "blob": "AP8Q" }])),
        (insert, json!([2, "naïve — 漢字 🦀", -0.25, "it's", null])),
        (insert, json!([3, "", 2, "2.0 and 2 are the same", { "blob": "" }])),
        (insert, json!([4, "far", 1e300, "x", null])),
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
    ]
}

/// Asks every arm and compares; the first difference is an error that shows both answers.
pub(super) async fn check(clients: &mut Clients) -> Result<()> {
    for (sql, params) in statements() {
        let [first, others @ ..] = Arm::ALL;
        let expected = answer(clients, first, sql, &params).await?;
        for arm in others {
            let found = answer(clients, arm, sql, &params).await?;
            if !same(&found, &expected) {
                let (left, right) = (first.as_str(), arm.as_str());
                let message = format!("{sql}: {left} answers {expected}, {right} answers {found}");
                return Err(Error::new(Exit::WrongResponse, message));
            }
        }
    }
    Ok(())
}

/// What has to be equal: status, columns, rows, counts, and the code of an error.
async fn answer(clients: &mut Clients, arm: Arm, sql: &str, params: &Value) -> Result<Value> {
    let exchange = clients.router.send(&query(arm, TENANT, sql, params)).await.map_err(|failure| broken(&failure))?;
    let body: Value = serde_json::from_slice(&exchange.body)
        .map_err(|error| Error::new(Exit::WrongResponse, format!("{}: {sql}: {error}", arm.as_str())))?;
    let part = |name: &str| body.get(name).cloned().unwrap_or_default();
    Ok(json!({
        "status": exchange.status,
        "columns": part("columns"),
        "rows": part("rows"),
        "rows_affected": part("rows_affected"),
        "code": body.pointer("/error/code").cloned().unwrap_or_default(),
    }))
}
