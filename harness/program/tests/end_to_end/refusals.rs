//! Every arm turns the same statements away under the same code, and answers the same where none does.

use std::fmt::Write as _;

use serde_json::{Value, json};
use shared::error::ErrorCode::{self, SqlError, StatementRefused};

use crate::lab::{ARMS, ENGINE_ARMS, Lab, same};

/// What the tenant holds before each statement.
const SCHEMA: [&str; 6] = [
    "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)",
    "CREATE INDEX t_b ON t (b)",
    "CREATE TABLE child (t INTEGER REFERENCES t (a))",
    "CREATE VIRTUAL TABLE f USING fts5(x)",
    "INSERT INTO t VALUES (1, 'one')",
    "INSERT INTO f VALUES ('a word')",
];

/// What shows whether a statement left a trace.
const TRACES: [&str; 3] = [
    "SELECT type, name FROM sqlite_schema WHERE name NOT LIKE '\\_cf%' ESCAPE '\\' ORDER BY 1, 2",
    "SELECT a, b FROM t ORDER BY a",
    "SELECT x FROM f",
];

/// Statements that every arm refuses, and under which code.
const REFUSED: [(&str, ErrorCode); 95] = [
    ("BEGIN", StatementRefused),
    ("BEGIN IMMEDIATE", StatementRefused),
    ("COMMIT", StatementRefused),
    ("END", StatementRefused),
    ("ROLLBACK", StatementRefused),
    ("SAVEPOINT a", StatementRefused),
    ("RELEASE a", StatementRefused),
    ("ROLLBACK TO a", StatementRefused),
    ("ATTACH ':memory:' AS other", StatementRefused),
    ("ATTACH 'file' AS other", StatementRefused),
    ("DETACH main", StatementRefused),
    ("VACUUM", StatementRefused),
    ("VACUUM INTO 'file'", StatementRefused),
    ("CREATE TEMP TABLE u (a)", StatementRefused),
    ("CREATE TABLE temp.u (a)", StatementRefused),
    ("CREATE TEMP VIEW u AS SELECT 1", StatementRefused),
    ("CREATE TEMP TRIGGER u AFTER INSERT ON t BEGIN SELECT 1; END", StatementRefused),
    ("PRAGMA user_version = 7", StatementRefused),
    ("PRAGMA user_version", StatementRefused),
    ("PRAGMA application_id = 7", StatementRefused),
    ("PRAGMA journal_mode", StatementRefused),
    ("PRAGMA journal_mode = wal", StatementRefused),
    ("PRAGMA page_size", StatementRefused),
    ("PRAGMA page_size = 512", StatementRefused),
    ("PRAGMA page_count", StatementRefused),
    ("PRAGMA max_page_count = 99999", StatementRefused),
    ("PRAGMA foreign_keys = off", StatementRefused),
    ("PRAGMA writable_schema = on", StatementRefused),
    ("PRAGMA synchronous = off", StatementRefused),
    ("PRAGMA cache_size = 1", StatementRefused),
    ("PRAGMA encoding = 'UTF-16'", StatementRefused),
    ("PRAGMA auto_vacuum = 1", StatementRefused),
    ("PRAGMA incremental_vacuum", StatementRefused),
    ("PRAGMA wal_checkpoint", StatementRefused),
    ("PRAGMA integrity_check", StatementRefused),
    ("PRAGMA database_list", StatementRefused),
    ("PRAGMA compile_options", StatementRefused),
    ("PRAGMA function_list", StatementRefused),
    ("PRAGMA module_list", StatementRefused),
    ("PRAGMA collation_list", StatementRefused),
    ("PRAGMA temp_store = memory", StatementRefused),
    ("PRAGMA secure_delete = on", StatementRefused),
    ("PRAGMA mmap_size = 1", StatementRefused),
    ("PRAGMA locking_mode = exclusive", StatementRefused),
    ("PRAGMA schema_version", StatementRefused),
    ("PRAGMA trusted_schema = on", StatementRefused),
    ("PRAGMA hard_heap_limit = 1", StatementRefused),
    ("PRAGMA no_such_pragma", StatementRefused),
    ("CREATE VIRTUAL TABLE n USING no_such_module(id)", StatementRefused),
    ("PRAGMA recursive_triggers = on", StatementRefused),
    ("PRAGMA case_sensitive_like = on", StatementRefused),
    ("PRAGMA ignore_check_constraints = on", StatementRefused),
    ("PRAGMA legacy_alter_table = on", StatementRefused),
    ("PRAGMA reverse_unordered_selects = on", StatementRefused),
    ("PRAGMA optimize", StatementRefused),
    ("EXPLAIN PRAGMA foreign_keys = off", StatementRefused),
    ("EXPLAIN PRAGMA journal_mode", StatementRefused),
    ("PRAGMA defer_foreign_keys = off", StatementRefused),
    ("PRAGMA table_info(_cf_KV)", StatementRefused),
    ("EXPLAIN BEGIN", StatementRefused),
    ("EXPLAIN QUERY PLAN ROLLBACK", StatementRefused),
    ("EXPLAIN VACUUM", StatementRefused),
    ("EXPLAIN ATTACH 'file' AS other", StatementRefused),
    ("EXPLAIN CREATE TEMP TABLE u (a)", StatementRefused),
    ("CREATE TEMPORARY TABLE u AS SELECT 1", StatementRefused),
    ("CREATE VIEW temp.u AS SELECT 1", StatementRefused),
    ("CREATE TABLE other.u (a)", SqlError),
    ("SELECT * FROM other.t", SqlError),
    ("CREATE VIRTUAL TABLE u USING fts4 (x)", StatementRefused),
    ("CREATE VIRTUAL TABLE u USING dbstat", StatementRefused),
    ("CREATE VIRTUAL TABLE u USING csv (x)", StatementRefused),
    ("SELECT * FROM sqlite_stmt", SqlError),
    ("SELECT * FROM dbstat", SqlError),
    ("SELECT * FROM sqlite_dbpage", SqlError),
    ("SELECT * FROM bytecode('SELECT 1')", SqlError),
    ("SELECT * FROM generate_series(1, 2)", SqlError),
    ("SELECT * FROM pragma_user_version", StatementRefused),
    ("SELECT * FROM pragma_function_list", StatementRefused),
    ("SELECT * FROM pragma_compile_options", StatementRefused),
    ("CREATE TABLE _cf_u (a)", StatementRefused),
    ("ALTER TABLE t RENAME TO _CF_u", StatementRefused),
    ("ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)", StatementRefused),
    ("UPDATE sqlite_schema SET sql = ''", SqlError),
    ("DROP TABLE f_data", SqlError),
    ("INSERT INTO f_data VALUES (1, x'00')", SqlError),
    ("SELECT load_extension('x')", StatementRefused),
    ("SELECT load_extension('x', 'y')", StatementRefused),
    ("SELECT sqlite_version()", StatementRefused),
    ("SELECT sqlite_source_id()", StatementRefused),
    ("SELECT sqlite_compileoption_get(0)", StatementRefused),
    ("SELECT fts3_tokenizer('simple')", SqlError),
    ("INSERT INTO sqlite_schema VALUES ('table', 'u', 'u', 0, 'CREATE TABLE u (a)')", SqlError),
    ("DELETE FROM sqlite_schema", SqlError),
    ("DROP TABLE sqlite_schema", SqlError),
    ("CREATE TABLE sqlite_mine (a)", SqlError),
];

/// Statements that every arm answers with the same rows.
const ALLOWED: [&str; 20] = [
    "PRAGMA table_info(t)",
    "PRAGMA table_xinfo(t)",
    "PRAGMA index_list(t)",
    "PRAGMA index_info(t_b)",
    "PRAGMA foreign_key_list(child)",
    "PRAGMA foreign_key_check",
    "PRAGMA quick_check",
    "SELECT name FROM pragma_table_info('t')",
    "EXPLAIN QUERY PLAN SELECT * FROM t WHERE b = 'x'",
    "SELECT json_extract('{\"a\": [1, 2]}', '$.a[1]')",
    "SELECT value FROM json_each('[1, 2]')",
    "SELECT printf('%05d', 42), format('%s', 'x'), hex(x'0aff'), quote('it''s'), unhex('0aff')",
    "SELECT date('2026-01-31', '+1 month'), strftime('%Y', '2026-01-31'), unixepoch('2026-01-31')",
    "SELECT iif(1, 'a', 'b'), coalesce(NULL, 2), nullif(1, 1), ifnull(NULL, 3), likely(1)",
    "SELECT sqrt(16), pow(2, 10), floor(2.5), ceil(2.5), round(2.567, 2), sign(-3), mod(7, 3)",
    "SELECT group_concat(a, '-'), string_agg(b, '+'), total(a) FROM t",
    "SELECT snippet(f, 0, '<', '>', '', 5) FROM f WHERE f MATCH 'word'",
    "SELECT 'a' GLOB 'A', 'a' LIKE 'A', instr('abc', 'c'), substr('abc', 2), trim('  a '), upper('ä')",
    "SELECT typeof(NULL), typeof('a'), typeof(x'00'), typeof(1.5), unicode('a'), char(97, 8364)",
    "SELECT concat('a', 1), concat_ws('-', 1, NULL, 2), octet_length('ä'), length('ä')",
];

/// Where the arms differ on purpose: the statement, the arms' codes (none: it answers), and why.
const AGREED: [(&str, Option<ErrorCode>, Option<ErrorCode>, &str); 1] = [(
    "CREATE VIRTUAL TABLE r USING rtree(id, a, b)",
    Some(StatementRefused),
    None,
    "the engines bring full-text search as their only virtual table",
)];

fn code_of(lab: &Lab, arm: &str, tenant: &str, sql: &str) -> Option<ErrorCode> {
    let answer = lab.query(arm, tenant, sql);
    (answer.status != 200).then(|| answer.code())
}

fn traces(lab: &Lab, arm: &str, tenant: &str) -> Vec<Value> {
    TRACES.iter().map(|sql| lab.query(arm, tenant, sql).rows()).collect()
}

#[test]
fn the_arms_refuse_the_same_statements() {
    let lab = Lab::shared();
    let tenant = "refusals";
    let mut differences = String::new();
    for arm in ARMS {
        lab.batch(arm, tenant, &SCHEMA).ok();
        let before = traces(&lab, arm, tenant);
        for (sql, expected) in REFUSED {
            let found = code_of(&lab, arm, tenant, sql);
            if found != Some(expected) {
                let _ = writeln!(differences, "{arm}: {sql}: {found:?} is not {expected:?}");
            }
            let batched = lab.batch(arm, tenant, &["INSERT INTO t VALUES (2, 'two')", sql]);
            if batched.status == 200 || batched.code() != expected {
                let _ = writeln!(differences, "{arm}: {sql}: behind a write: {}", batched.body);
            }
            let after = traces(&lab, arm, tenant);
            if after != before {
                let _ = writeln!(differences, "{arm}: {sql}: left a trace: {after:?}");
                lab.query(arm, tenant, "DELETE FROM t WHERE a = 2").ok();
            }
        }
    }
    assert!(differences.is_empty(), "{differences}");
}

#[test]
fn the_arms_allow_the_same_statements() {
    let lab = Lab::shared();
    let tenant = "allowances";
    for arm in ARMS {
        lab.batch(arm, tenant, &SCHEMA).ok();
    }
    let mut differences = String::new();
    for sql in ALLOWED {
        let [first, others @ ..] = ARMS.map(|arm| {
            let answer = lab.query(arm, tenant, sql);
            if answer.status == 200 { answer.body["rows"].clone() } else { json!({ "refused": answer.body }) }
        });
        if first.is_object() || others.iter().any(|other| !same(&first, other)) {
            let _ = writeln!(differences, "{sql}: {first} {others:?}");
        }
    }
    assert!(differences.is_empty(), "{differences}");
}

#[test]
fn the_arms_differ_only_where_it_is_agreed() {
    let lab = Lab::shared();
    let tenant = "agreed";
    for (sql, engines, native, reason) in AGREED {
        for arm in ENGINE_ARMS {
            assert_eq!(code_of(&lab, arm, tenant, sql), engines, "{arm} {sql} ({reason})");
        }
        assert_eq!(code_of(&lab, "native", tenant, sql), native, "{sql} ({reason})");
    }
}
