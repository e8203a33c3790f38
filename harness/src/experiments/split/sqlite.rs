//! The compute split with SQLite in every arm that has an engine.

use serde_json::json;

use super::{
    claims::{AGE_COLD, AGE_WARM},
    engine::{PARAMETERS, SplitEngine, agreement},
};
use crate::instrument::scenario::{Agreement, Arm, Values};

/// What is particular to it.
pub(super) const SQLITE: SplitEngine = SplitEngine {
    title: "Where should the WASM live: inside the object that owns the data, or in a stateless Worker beside it?",
    path: "",
    parameters: PARAMETERS,
    create_filler: "CREATE TABLE filler (id INTEGER PRIMARY KEY, data BLOB NOT NULL)",
    fill_filler: "INSERT INTO filler (data) WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers \
                  WHERE n < 128) SELECT randomblob(4000) FROM numbers",
    // 10 MB together.
    fills: 20,
    hydrate: "hydrate: first read on a cold copy, engine warm, of a tenant with 10 MB and of one without data",
    hypotheses: &[(
        "engine_inside_is_free",
        "Is a WASM engine inside the object as fast as the object's own SQLite, within 3 %?",
        "hot_read.traditional.ratio <= 1.03",
    )],
    bounds: &[
        ("bound_hot_read_split", "Hot read through the split against the floor", "hot_read.new.ratio <= 1.5"),
        (
            "bound_hot_read_inside",
            "Hot read with the engine inside against the floor",
            "hot_read.traditional.ratio <= 1.15",
        ),
        ("bound_write_split", "Write through the split against the floor", "write.new.ratio <= 1.6"),
        ("bound_write_inside", "Write with the engine inside against the floor", "write.traditional.ratio <= 1.15"),
        ("bound_hop", "Hop through the envelope against a JavaScript pair", "hop.envelope.ratio <= 1.3"),
        ("bound_engine", "Starting the engine in a cold isolate", "cold_engine.keep_warm.p50_ms <= 50"),
        AGE_WARM,
        AGE_COLD,
        ("bound_hydrate", "Hydrating 10 MB into a cold copy", "hydrate.large.difference_ms <= 60"),
    ],
    agreement: agree,
};

/// Tables, writes, reads of every type, and one statement that must be refused.
fn agree() -> Agreement {
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
    // No statement names a parameter by a placeholder.
    let values = |arm: &str| -> Values {
        [("arm".to_owned(), json!(arm))].into_iter().chain(Arm::default().tenant("agreement{fresh}").values).collect()
    };
    agreement(values, &statements, &["/columns", "/rows", "/rows_affected", "/error/code"])
}
