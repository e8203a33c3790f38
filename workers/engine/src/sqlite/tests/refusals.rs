//! What is refused, under which code, and that nothing of it stays.

use serde_json::json;
use shared::limits;

use super::*;

fn code(engine: &mut SqliteEngine, sql: &str) -> ErrorCode {
    let before = image(engine);
    let code = write_failure(engine, &[sql]).code;
    assert_eq!(image(engine), before, "{sql}");
    assert!(engine.recorded_change().is_none(), "{sql}");
    code
}

#[test]
fn statements_that_the_object_refuses_are_refused() {
    let mut engine = new_engine();
    write(&mut engine, &["CREATE TABLE t (a)", "CREATE VIRTUAL TABLE f USING fts5(x)"]);
    for sql in [
        "BEGIN",
        "BEGIN IMMEDIATE",
        "COMMIT",
        "ROLLBACK",
        "SAVEPOINT a",
        "RELEASE a",
        "ATTACH ':memory:' AS other",
        "DETACH main",
        "CREATE TEMP TABLE u (a)",
        "CREATE TEMP VIEW u AS SELECT 1",
        "CREATE TEMP TRIGGER u AFTER INSERT ON t BEGIN SELECT 1; END",
        "PRAGMA journal_mode = wal",
        "PRAGMA page_size = 512",
        "PRAGMA user_version = 7",
        "PRAGMA foreign_keys = off",
        "PRAGMA writable_schema = on",
        "PRAGMA max_page_count = 99999",
        "PRAGMA optimize",
        "CREATE VIRTUAL TABLE r USING rtree(id, a, b)",
        "SELECT load_extension('x')",
        "SELECT sqlite_version()",
        "SELECT * FROM dbstat",
    ] {
        assert_eq!(code(&mut engine, sql), ErrorCode::StatementRefused, "{sql}");
    }
}

#[test]
fn vacuum_fails_since_every_batch_is_a_transaction() {
    let mut engine = new_engine();
    write(&mut engine, &["CREATE TABLE t (a)"]);
    for sql in ["VACUUM", "VACUUM INTO 'file'"] {
        assert!(matches!(engine.execute(&Batch::of(sql), Access::Read).unwrap(), Execution::NeedsTurn));
        assert_eq!(code(&mut engine, sql), ErrorCode::SqlError, "{sql}");
    }
}

#[test]
fn telling_pragmas_are_reads() {
    let mut engine = new_engine();
    write(&mut engine, &["CREATE TABLE t (a UNIQUE REFERENCES t (a))"]);
    assert_eq!(rows(&mut engine, "PRAGMA table_info(t)"), json!([[0, "a", "", 0, null, 0]]));
    assert_eq!(rows(&mut engine, "SELECT name FROM pragma_table_info('t')"), json!([["a"]]));
    assert_eq!(rows(&mut engine, "PRAGMA foreign_keys"), json!([[1]]));
    assert_eq!(rows(&mut engine, "PRAGMA quick_check"), json!([["ok"]]));
    assert_eq!(rows(&mut engine, "PRAGMA foreign_key_check"), json!([]));
}

#[test]
fn errors_of_sql_keep_the_words_of_sqlite() {
    let mut engine = new_engine();
    let failure = write_failure(&mut engine, &["SELEC 1"]);
    assert_eq!((failure.code, failure.message.as_str()), (ErrorCode::SqlError, "near \"SELEC\": syntax error"));
    assert_eq!(code(&mut engine, "SELECT * FROM missing"), ErrorCode::SqlError);
    assert_eq!(code(&mut engine, "SELECT 1; SELECT 2"), ErrorCode::MultipleStatements);
    assert_eq!(code(&mut engine, "  -- nothing"), ErrorCode::EmptyStatement);
}

#[test]
fn parameters_must_be_as_many_as_the_statement_takes() {
    let mut engine = new_engine();
    for params in [vec![], vec![Value::Null; 2]] {
        let failure = engine.execute(&with_params("SELECT ?", params), Access::Read).unwrap_err();
        assert_eq!(failure.code, ErrorCode::ParameterMismatch);
    }
}

#[test]
fn a_violated_constraint_rolls_the_whole_batch_back() {
    let mut engine = new_engine();
    write(
        &mut engine,
        &["CREATE TABLE p (id INTEGER PRIMARY KEY)", "CREATE TABLE c (p REFERENCES p DEFERRABLE INITIALLY DEFERRED)"],
    );
    let failure = write_failure(&mut engine, &["INSERT INTO p VALUES (1)", "INSERT INTO p VALUES (1)"]);
    assert_eq!(failure.code, ErrorCode::ConstraintViolated);
    assert_eq!(code(&mut engine, "INSERT INTO c VALUES (9)"), ErrorCode::ConstraintViolated);
    assert_eq!(rows(&mut engine, "SELECT (SELECT count(*) FROM p), (SELECT count(*) FROM c)"), json!([[0, 0]]));
}

#[test]
fn a_read_that_writes_needs_the_turn_and_executes_nothing() {
    let mut engine = new_engine();
    write(&mut engine, &["CREATE TABLE t (a)"]);
    let before = image(&engine);
    for statements in [
        ["SELECT 1", "INSERT INTO t VALUES (1)"],
        ["CREATE TABLE u (a)", "SELECT * FROM u"],
        ["SELECT 1", "WITH w AS (SELECT 1) DELETE FROM t"],
    ] {
        assert!(matches!(engine.execute(&batch(&statements), Access::Read).unwrap(), Execution::NeedsTurn));
        assert_eq!(image(&engine), before);
    }
}

#[test]
fn the_step_budget_ends_what_does_not_end() {
    let mut engine = new_engine();
    write(&mut engine, &["CREATE TABLE t (a)"]);
    let endless = "WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s)";
    assert_eq!(code(&mut engine, &format!("{endless} SELECT count(*) FROM s")), ErrorCode::StepBudgetExceeded);
    let failure = write_failure(
        &mut engine,
        &["INSERT INTO t VALUES (1)", &format!("{endless} INSERT INTO t SELECT i % 2 FROM s WHERE i % 1000000 = 0")],
    );
    assert_eq!(failure.code, ErrorCode::StepBudgetExceeded);
    assert_eq!(rows(&mut engine, "SELECT count(*) FROM t"), json!([[0]]));
}

#[test]
fn results_are_bounded_and_a_bounded_write_is_rolled_back() {
    let mut engine = new_engine();
    write(&mut engine, &["CREATE TABLE t (a)"]);
    let many = "WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 10001)";
    assert_eq!(
        code(&mut engine, &format!("{many} INSERT INTO t SELECT i FROM s RETURNING a")),
        ErrorCode::ResultTooLarge
    );
    assert_eq!(
        code(&mut engine, "SELECT zeroblob(2000000), zeroblob(2000000), zeroblob(1)"),
        ErrorCode::ResultTooLarge
    );
}

#[test]
fn a_change_beyond_its_bound_is_rolled_back() {
    let mut engine = new_engine();
    write(&mut engine, &["CREATE TABLE t (a)"]);
    let rows_of_64_kib = limits::CHANGE_BYTES / 65_536 + 1;
    let many = format!("WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < {rows_of_64_kib})");
    assert_eq!(
        code(&mut engine, &format!("{many} INSERT INTO t SELECT randomblob(65536) FROM s")),
        ErrorCode::ChangeTooLarge
    );
    assert_eq!(rows(&mut engine, "SELECT count(*) FROM t"), json!([[0]]));
    write(&mut engine, &["INSERT INTO t VALUES (1)"]);
}

/// A tenant of the given size, in rows of one page.
fn large_engine(bytes: usize) -> SqliteEngine {
    let mut engine = new_engine();
    write(&mut engine, &["CREATE TABLE t (id INTEGER PRIMARY KEY, a, b)"]);
    let per_write = 1500;
    for _ in 0..=bytes / 4096 / per_write {
        let many = format!("WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < {per_write})");
        write(&mut engine, &[&format!("{many} INSERT INTO t (a, b) SELECT 0, randomblob(3500) FROM s")]);
    }
    engine
}

#[test]
fn a_write_that_touches_too_many_pages_is_rolled_back() {
    let mut engine = large_engine(limits::TOUCHED_BYTES + (4 << 20));
    assert_eq!(code(&mut engine, "UPDATE t SET a = 1"), ErrorCode::ChangeTooLarge);
    assert_eq!(rows(&mut engine, "SELECT sum(a) FROM t"), json!([[0]]));
    assert_eq!(rows(&mut engine, "PRAGMA quick_check"), json!([["ok"]]));
}

#[test]
fn a_write_that_adds_too_many_pages_ends_before_it_holds_them() {
    let mut engine = new_engine();
    write(&mut engine, &["CREATE TABLE t (a)"]);
    // Zeros change little, however many there are, so only the pages count.
    let rows_of_1_mib = limits::TOUCHED_BYTES / (1 << 20) + 2;
    let many = format!("WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < {rows_of_1_mib})");
    assert_eq!(
        code(&mut engine, &format!("{many} INSERT INTO t SELECT zeroblob(1048576) FROM s")),
        ErrorCode::ChangeTooLarge
    );
    assert!(engine.memory_bytes() < limits::TOUCHED_BYTES / 2, "the pages are gone again");
    assert_eq!(rows(&mut engine, "SELECT count(*) FROM t"), json!([[0]]));
    write(&mut engine, &["INSERT INTO t VALUES (1)"]);
}

#[test]
fn a_database_beyond_its_bound_is_refused() {
    let mut engine = large_engine(limits::TENANT_BYTES - (12 << 20));
    let many = "WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 1500)";
    let insert = format!("{many} INSERT INTO t (a, b) SELECT 0, randomblob(3500) FROM s");
    let failure = loop {
        match engine.execute(&batch(&[&insert]), Access::Turn) {
            Ok(_) => engine.keep(),
            Err(failure) => break failure,
        }
    };
    assert_eq!(failure.code, ErrorCode::TenantTooLarge);
    assert!(engine.recorded_change().is_none());
    write(&mut engine, &["DELETE FROM t WHERE id < 100"]);
}

#[test]
fn limits_of_the_object_hold() {
    let mut engine = new_engine();
    let columns = (0..101).map(|index| format!("c{index}")).collect::<Vec<_>>().join(", ");
    let union = ["SELECT 1"; 6].join(" UNION ALL ");
    for sql in [
        format!("CREATE TABLE t ({columns})"),
        union,
        format!("SELECT {}1{}", "(".repeat(120), " + 1)".repeat(120)),
        format!("SELECT 'a' LIKE '{}'", "a".repeat(51)),
        "SELECT zeroblob(2200001)".to_owned(),
    ] {
        assert_eq!(code(&mut engine, &sql), ErrorCode::SqlError, "{sql}");
    }
}

#[cfg(feature = "fault-injection")]
#[test]
fn the_fault_function_is_there_on_demand() {
    let mut engine = new_engine();
    assert_eq!(rows(&mut engine, "SELECT isolab_fault('none')"), json!([["none"]]));
}

#[test]
fn deferring_foreign_keys_ends_with_its_request() {
    let mut engine = new_engine();
    write(&mut engine, &["CREATE TABLE p (id INTEGER PRIMARY KEY)", "CREATE TABLE c (p REFERENCES p)"]);
    let repaired = ["INSERT INTO c VALUES (1)", "INSERT INTO p VALUES (1)"];
    for sql in ["PRAGMA defer_foreign_keys = on", "EXPLAIN PRAGMA defer_foreign_keys = on"] {
        let _ = engine.execute(&Batch::of(sql), Access::Read);
        assert_eq!(write_failure(&mut engine, &repaired).code, ErrorCode::ConstraintViolated, "{sql}");
    }
    write(&mut engine, &["PRAGMA defer_foreign_keys = on", repaired[0], repaired[1]]);
}
