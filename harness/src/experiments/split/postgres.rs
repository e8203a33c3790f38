//! The compute split with Postgres in every arm that has an engine.

use serde_json::json;

use super::{
    claims::{AGE_COLD, AGE_WARM},
    engine::{SplitEngine, agreement},
};
use crate::instrument::scenario::Agreement;

/// What is particular to it.
pub(super) const POSTGRES: SplitEngine = SplitEngine {
    title: "What does the compute split cost with a heavy engine: Postgres in WASM, against the object's own SQLite as the floor?",
    path: "/postgres",
    parameters: ["$1", "$2", "$3", "$4"],
    create_filler: "CREATE TABLE filler (id INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY, data BYTEA STORAGE EXTERNAL NOT NULL)",
    fill_filler: "INSERT INTO filler (data) SELECT decode(repeat(md5(n::text || random()::text), 250), 'hex') FROM \
                  generate_series(1, 128) AS n",
    // 30 MB together.
    fills: 60,
    hydrate: "hydrate: first read on a cold copy, Postgres loaded in the isolate, of a tenant with 30 MB and of one without data",
    hypotheses: &[],
    bounds: &[
        AGE_WARM,
        AGE_COLD,
        (
            "bound_first_answer",
            "First answer of a tenant in a fresh process, Postgres inside the object",
            "cold_empty.traditional.p50_ms <= 300",
        ),
        (
            "bound_opening",
            "First answer of a tenant on a cold copy, Postgres loaded in the isolate",
            "hydrate.small.p50_ms <= 120",
        ),
        ("bound_write_inside", "Write with Postgres inside against the floor", "write.traditional.ratio <= 1.8"),
        ("bound_hydrate", "First answer on a cold copy of a tenant with 30 MB", "hydrate.large.p50_ms <= 400"),
    ],
    agreement: agree,
};

/// Tables, writes and reads that mean the same to SQLite and to Postgres, and one statement that must be refused.
fn agree() -> Agreement {
    let create = "CREATE TABLE facts (id INTEGER PRIMARY KEY, label TEXT NOT NULL, amount DOUBLE PRECISION, note TEXT)";
    let insert = "INSERT INTO facts (id, label, amount, note) VALUES ({first}, {second}, {third}, {fourth})";
    let statements = [
        (create, json!([])),
        ("CREATE INDEX facts_label ON facts (label)", json!([])),
        (insert, json!([1, "plain", 1.5, null])),
        (insert, json!([2, "naïve — 漢字 🦀", -0.25, "it's"])),
        (insert, json!([3, "", 2, "x"])),
        (insert, json!([4, "far", 1e300, "x"])),
        ("UPDATE facts SET amount = amount * 2 WHERE id <= 2", json!([])),
        ("DELETE FROM facts WHERE id = {first}", json!([4])),
        ("SELECT id, label, amount, note FROM facts ORDER BY id", json!([])),
        ("SELECT count(*), sum(amount), max(id) FROM facts", json!([])),
        ("SELECT label FROM facts WHERE label = {first}", json!(["naïve — 漢字 🦀"])),
        ("SELECT a.id, b.id FROM facts a JOIN facts b ON a.id < b.id ORDER BY 1, 2", json!([])),
        ("SELECT id FROM facts WHERE id > 100", json!([])),
        ("SELECT nothing FROM facts", json!([])),
        ("SELECT count(*) FROM facts", json!([])),
    ];
    let values = |arm: &str| POSTGRES.arm(arm).tenant("agreement{fresh}").values;
    agreement(values, &statements, &["/rows", "/rows_affected", "/error/code"])
}
