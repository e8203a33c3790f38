//! What stands around a statement, and the words in which one is turned away: the same in every arm with SQLite.

use std::fmt::Write as _;

use serde_json::json;
use shared::error::ErrorCode::{
    self, ConstraintViolated, EmptyStatement, MultipleStatements, SqlError, StatementRefused,
};

use crate::lab::{ARMS, Lab};

/// Texts that hold one statement, which answers one row with a one.
const ONE: [&str; 13] = [
    "SELECT 1",
    "SELECT 1;",
    "SELECT 1;;;",
    " ; ;; SELECT 1 ; ",
    "SELECT 1; -- note",
    "SELECT 1 -- note",
    "-- note\nSELECT 1; /* note; */ -- ; note\n;",
    "/* note */ SELECT /* note; */ 1 /* note */",
    "SELECT 1; /* never closed",
    "SELECT 1 /* never closed",
    "\u{feff}SELECT 1",
    "\r\n\tSELECT\n1\r\n;\r\n",
    "EXPLAIN QUERY PLAN SELECT 1; -- it has a row too",
];

/// Texts that are turned away, with their code and their words; one line is one case.
const WORDS: [(&str, ErrorCode, &str); 24] = [
    (";;", EmptyStatement, "\"sql\" holds no statement"),
    ("-- note", EmptyStatement, "\"sql\" holds no statement"),
    (
        "SELECT 1; SELECT 2",
        MultipleStatements,
        "\"sql\" holds more than one statement; send them as \"statements\" to run them in one transaction",
    ),
    ("SELEC 1", SqlError, "near \"SELEC\": syntax error"),
    ("  /* a */ SELECT 1 1", SqlError, "near \"1\": syntax error"),
    ("SELECT", SqlError, "incomplete input"),
    ("SELECT 'open", SqlError, "unrecognized token: \"'open\""),
    ("SELECT * FROM missing", SqlError, "no such table: missing"),
    ("SELECT missing FROM t", SqlError, "no such column: missing"),
    ("SELECT nosuch(1)", SqlError, "no such function: nosuch"),
    ("SELECT abs(1, 2)", SqlError, "wrong number of arguments to function abs()"),
    ("SELECT json('{')", SqlError, "malformed JSON"),
    ("SELECT abs(-9223372036854775808)", SqlError, "integer overflow"),
    ("CREATE TABLE t (a)", SqlError, "table t already exists"),
    ("INSERT INTO t VALUES (1, 2, 3)", SqlError, "table t has 2 columns but 3 values were supplied"),
    ("INSERT INTO t VALUES (1, 1)", ConstraintViolated, "UNIQUE constraint failed: t.a"),
    ("SELECT power(2, 3)", StatementRefused, "the function power is refused in every arm with SQLite"),
    ("BEGIN", StatementRefused, shared::refusal::TRANSACTIONS),
    ("EXPLAIN COMMIT", StatementRefused, shared::refusal::TRANSACTIONS),
    ("VACUUM", StatementRefused, shared::refusal::OTHER_FILES),
    ("PRAGMA user_version", StatementRefused, shared::refusal::PRAGMAS),
    ("SELECT total_changes()", StatementRefused, shared::refusal::TOTAL_CHANGES),
    ("ALTER TABLE t RENAME TO _cf_t", StatementRefused, shared::refusal::PLATFORM_NAMES),
    ("CREATE TABLE sqlite_x (a)", SqlError, "object name reserved for internal use: sqlite_x"),
];

#[test]
fn whatever_stands_around_a_statement_is_passed_over() {
    let lab = Lab::shared();
    let mut differences = String::new();
    for sql in ONE {
        for arm in ARMS {
            let answer = lab.query(arm, "texts", sql);
            let is_plan = sql.starts_with("EXPLAIN");
            if answer.status != 200 || !is_plan && answer.body["rows"] != json!([[1]]) {
                let _ = writeln!(differences, "{arm}: {sql:?}: {}", answer.body);
            }
        }
    }
    assert!(differences.is_empty(), "{differences}");
}

#[test]
fn migrations_are_taken_as_they_are_written() {
    let lab = Lab::shared();
    for arm in ARMS {
        let tenant = "migrations";
        let statements = [
            "-- first\nCREATE TABLE IF NOT EXISTS a (x); -- a table",
            ";CREATE TRIGGER a_x AFTER INSERT ON a BEGIN\n  UPDATE a SET x = x + 1; -- inside;\nEND; -- behind",
            "INSERT INTO a VALUES (?1); -- with a parameter",
        ];
        lab.batch(arm, tenant, &statements[..2]).ok();
        lab.query_with(arm, tenant, statements[2], &json!([1])).ok();
        assert_eq!(lab.query(arm, tenant, "SELECT x FROM a;").rows(), json!([[2]]), "{arm}");
    }
}

#[test]
fn statements_are_turned_away_in_the_same_words() {
    let lab = Lab::shared();
    let mut differences = String::new();
    for arm in ARMS {
        lab.batch(arm, "words", &["CREATE TABLE t (a UNIQUE, b)", "INSERT INTO t VALUES (1, 1)"]).ok();
        for (sql, code, words) in WORDS {
            let answer = lab.query(arm, "words", sql);
            if answer.status == 200 || answer.code() != code || answer.body["error"]["message"] != words {
                let _ = writeln!(differences, "{arm}: {sql:?}: {}", answer.body);
            }
        }
    }
    assert!(differences.is_empty(), "{differences}");
}

#[test]
fn a_statement_that_is_too_complex_is_called_so() {
    let lab = Lab::shared();
    let list = |count: usize| {
        format!("SELECT 1 WHERE 5 IN ({})", (0..count).map(|index| index.to_string()).collect::<Vec<_>>().join(","))
    };
    for arm in ARMS {
        // Three instructions for each: 21,504 are taken in every arm, and more than 26,112 in none.
        assert_eq!(lab.query(arm, "complex", &list(7_150)).rows(), json!([[1]]), "{arm}");
        let refused = lab.query(arm, "complex", &list(9_000));
        assert_eq!(refused.code(), SqlError, "{arm}: {}", refused.body);
        let words = refused.body["error"]["message"].as_str().unwrap();
        assert_eq!(words, shared::refusal::too_complex().message, "{arm}");
    }
}
