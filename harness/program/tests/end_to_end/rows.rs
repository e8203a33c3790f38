//! The arms answer the same statements with the same columns, rows and counts.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::lab::{ARMS, Answer, Lab, same};

/// Statements in order, on one tenant of each arm.
const STATEMENTS: [&str; 62] = [
    "CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, price REAL, data BLOB, made TEXT DEFAULT 'then')",
    "INSERT INTO items (name, price, data) VALUES ('plain', 1.5, x'00ff')",
    "INSERT INTO items (name, price) VALUES ('naïve — 漢字 🦀', -0.25), ('it''s', 2.0), ('', NULL)",
    "SELECT * FROM items ORDER BY id",
    "SELECT id, id, name AS id FROM items ORDER BY id DESC LIMIT 2 OFFSET 1",
    "UPDATE items SET price = price * 2 WHERE price > 0 RETURNING id, price",
    "UPDATE items SET price = 0 WHERE id > 100",
    "DELETE FROM items WHERE name = '' RETURNING *",
    "INSERT INTO items (name, price) VALUES ('plain', 9) ON CONFLICT (name) DO UPDATE SET price = excluded.price + 1",
    "INSERT INTO items (name) VALUES ('plain') ON CONFLICT DO NOTHING",
    "INSERT OR IGNORE INTO items (name) VALUES ('plain'), ('other')",
    "INSERT OR REPLACE INTO items (id, name, price) VALUES (2, 'replaced', 7.25)",
    "REPLACE INTO items (id, name) VALUES (50, 'fifty') RETURNING id, made",
    "SELECT name, price, hex(data), typeof(data), length(name) FROM items ORDER BY name COLLATE NOCASE",
    "SELECT count(*), count(price), sum(price), avg(price), min(name), max(id), total(id) FROM items",
    "WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 6) SELECT n, n * n FROM s",
    "WITH cheap AS (SELECT id FROM items WHERE price < 5) SELECT count(*) FROM cheap",
    "WITH gone AS (SELECT 50 AS id) DELETE FROM items WHERE id IN (SELECT id FROM gone)",
    "WITH w AS (SELECT 'with' AS name) INSERT INTO items (name) SELECT name FROM w RETURNING id",
    "SELECT id, row_number() OVER (ORDER BY id), sum(id) OVER (ORDER BY id ROWS 1 PRECEDING) FROM items ORDER BY id",
    "SELECT name, rank() OVER (ORDER BY price), lag(name) OVER (ORDER BY id) FROM items ORDER BY id",
    "VALUES (1, 'a'), (2, NULL), (3, x'0a')",
    "SELECT 9007199254740991, -9007199254740991, 0.1, 1e300, -0.0, NULL, 'text', x'', ''",
    "SELECT json_object('a', json_array(1, 2.5, NULL)), json('{ \"b\" : [ ] }'), json_type('[1]', '$[0]')",
    "SELECT key, value, type FROM json_each('{\"x\": 1, \"y\": [2], \"z\": null}')",
    "SELECT '{\"a\": {\"b\": 3}}' -> '$.a', '{\"a\": {\"b\": 3}}' ->> '$.a.b'",
    "CREATE VIRTUAL TABLE notes USING fts5 (title, body)",
    "INSERT INTO notes VALUES ('first', 'the quick brown fox'), ('second', 'a lazy dog'), ('dritte', 'ein schneller Fuchs')",
    "SELECT rowid, title FROM notes WHERE notes MATCH 'quick OR dog' ORDER BY rowid",
    "SELECT highlight(notes, 1, '[', ']') FROM notes WHERE notes MATCH 'body: fox'",
    "UPDATE notes SET body = 'a lazy cat' WHERE title = 'second'",
    "SELECT count(*) FROM notes WHERE notes MATCH 'dog'",
    "DELETE FROM notes WHERE title = 'first'",
    "CREATE TABLE log (id INTEGER PRIMARY KEY AUTOINCREMENT, what TEXT)",
    "CREATE TRIGGER items_insert AFTER INSERT ON items BEGIN INSERT INTO log (what) VALUES (new.name); INSERT INTO log (what) VALUES ('again'); END",
    "INSERT INTO items (name) VALUES ('triggered'), ('twice')",
    "SELECT * FROM log ORDER BY id",
    "DELETE FROM log WHERE id > 2",
    "INSERT INTO log (what) VALUES ('after the gap')",
    "SELECT id, what FROM log ORDER BY id",
    "CREATE TABLE parent (id INTEGER PRIMARY KEY)",
    "CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER NOT NULL REFERENCES parent (id) ON DELETE CASCADE)",
    "INSERT INTO parent VALUES (1), (2)",
    "INSERT INTO child (parent) VALUES (1), (1), (2)",
    "INSERT INTO child (parent) VALUES (3)",
    "DELETE FROM parent WHERE id = 1",
    "SELECT * FROM child",
    "CREATE TABLE pairs (a TEXT, b TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID",
    "INSERT INTO pairs VALUES ('x', 'y'), ('x', 'z')",
    "INSERT INTO pairs VALUES ('x', 'y')",
    "SELECT * FROM pairs ORDER BY b DESC",
    "CREATE TABLE boxes (w REAL, h REAL, area REAL GENERATED ALWAYS AS (w * h) STORED, half REAL AS (w / 2)) STRICT",
    "INSERT INTO boxes (w, h) VALUES (2.5, 4), (3, 3)",
    "SELECT *, typeof(w) FROM boxes ORDER BY area",
    "INSERT INTO boxes (w) VALUES ('wide')",
    "CREATE VIEW dear AS SELECT name FROM items WHERE price > 5",
    "SELECT * FROM dear ORDER BY name",
    "ALTER TABLE items ADD COLUMN note TEXT DEFAULT 'none'",
    "ALTER TABLE items RENAME COLUMN made TO created",
    "SELECT note, created FROM items WHERE id = 1",
    "CREATE INDEX items_price ON items (price) WHERE price IS NOT NULL",
    "DROP TABLE pairs",
];

/// Where native differs on purpose: its SQLite remembers the rowid of earlier requests, and nothing can make it forget, so
/// an INSERT that inserts no row with a rowid answers an older one, where the engines answer 0.
const AGREED: [(&str, &str); 3] = [
    (STATEMENTS[8], "last_insert_rowid"),
    (STATEMENTS[17], "last_insert_rowid"),
    (STATEMENTS[48], "last_insert_rowid"),
];

fn parts(answer: &Answer) -> Value {
    let mut body = answer.body.clone();
    if answer.status != 200 {
        return json!({ "code": answer.code() });
    }
    let parts = body.as_object_mut().expect("an answer is an object");
    parts.remove("timing");
    body
}

#[test]
fn the_arms_answer_the_same() {
    let lab = Lab::shared();
    let mut differences = String::new();
    for sql in STATEMENTS {
        let [first, others @ ..] = ARMS.map(|arm| parts(&lab.query(arm, "rows", sql)));
        for (arm, other) in ARMS[1..].iter().zip(&others) {
            for field in ["columns", "rows", "rows_affected", "last_insert_rowid", "code"] {
                let agreed = AGREED.iter().any(|(statement, name)| *statement == sql && *name == field);
                if !agreed && !same(&first[field], &other[field]) {
                    let _ = writeln!(differences, "{arm}: {sql}: {field}: {} is not {}", other[field], first[field]);
                }
            }
        }
    }
    assert!(differences.is_empty(), "{differences}");
}

#[test]
fn the_arms_answer_batches_the_same() {
    let lab = Lab::shared();
    let [first, others @ ..] = ARMS.map(|arm| {
        let sets = [
            &["CREATE TABLE t (a)", "INSERT INTO t VALUES (1), (2)", "SELECT a FROM t", "UPDATE t SET a = a + 1"][..],
            &["SELECT count(*) FROM t", "SELECT 1"],
            &["INSERT INTO t VALUES (9)", "SELECT 1", "DELETE FROM t WHERE a = 9", "SELECT * FROM t"],
        ];
        json!(sets.map(|statements| parts(&lab.batch(arm, "batched-rows", statements))["results"].take()))
    });
    assert!(first[0].is_array());
    let flat = |value: &Value| {
        let results = value.as_array().unwrap().iter().flat_map(|batch| batch.as_array().unwrap().clone());
        let fields = |result: Value| {
            json!([result["columns"], result["rows"], result["rows_affected"], result["last_insert_rowid"]])
        };
        Value::Array(results.map(fields).collect())
    };
    for (arm, other) in ARMS[1..].iter().zip(&others) {
        crate::lab::assert_same(&flat(other), &flat(&first), arm);
    }
}

#[test]
fn parameters_come_back_as_they_went() {
    let lab = Lab::shared();
    let values =
        json!([null, true, 5, -0.5, "naïve 🦀\n\"", { "blob": "AP8Q" }, { "integer": "7" }, "", { "blob": "" }]);
    let expected = json!([[null, 1, 5, -0.5, "naïve 🦀\n\"", { "blob": "AP8Q" }, 7, "", { "blob": "" }]]);
    for arm in ARMS {
        let rows = lab.query_with(arm, "parameters", "SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?", &values).rows();
        crate::lab::assert_same(&rows, &expected, arm);
        let named = lab.query_with(arm, "parameters", "SELECT ?2, ?1, ?2", &json!([1, 2])).rows();
        crate::lab::assert_same(&named, &json!([[2, 1, 2]]), arm);
    }
}

#[test]
fn text_that_is_not_unicode_comes_back_with_replacements() {
    let lab = Lab::shared();
    for arm in ARMS {
        let rows = lab.query(arm, "text", "SELECT CAST(x'61ff62' AS TEXT)").rows();
        assert_eq!(rows, json!([["a\u{fffd}b"]]), "{arm}");
    }
}
