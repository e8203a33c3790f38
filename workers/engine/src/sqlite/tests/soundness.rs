//! Whatever a write does, the change says all of it, and stepping back undoes all of it.

use proptest::prelude::*;
use serde_json::json;

use super::*;

const SCHEMA: [&str; 12] = [
    "CREATE TABLE person (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, age INTEGER, note TEXT)",
    "CREATE INDEX person_age ON person (age)",
    "CREATE UNIQUE INDEX person_name ON person (name) WHERE name LIKE 'u%'",
    "CREATE TABLE pet (id INTEGER PRIMARY KEY, owner REFERENCES person (id) ON DELETE CASCADE ON UPDATE CASCADE, name)",
    "CREATE INDEX pet_owner ON pet (owner)",
    "CREATE TABLE plain (a, b)",
    "CREATE TABLE keyed (k TEXT PRIMARY KEY, v) WITHOUT ROWID",
    "CREATE TABLE log (at INTEGER PRIMARY KEY, what)",
    "CREATE TRIGGER person_added AFTER INSERT ON person BEGIN INSERT INTO log (what) VALUES (new.name); END",
    "CREATE TRIGGER pet_gone AFTER DELETE ON pet BEGIN UPDATE plain SET b = b + 1 WHERE a = old.id % 7; END",
    "CREATE VIRTUAL TABLE words USING fts5 (text)",
    "CREATE VIEW old AS SELECT * FROM person WHERE age > 50",
];

/// Questions whose answers a replica must share.
const QUESTIONS: [&str; 8] = [
    "SELECT count(*), total(age), max(id), group_concat(name) FROM (SELECT * FROM person ORDER BY id LIMIT 200)",
    "SELECT count(*), total(owner) FROM pet",
    "SELECT count(*), total(length(a)), total(b) FROM plain",
    "SELECT count(*), group_concat(k) FROM (SELECT k FROM keyed ORDER BY k LIMIT 50)",
    "SELECT count(*), max(at) FROM log",
    "SELECT count(*) FROM words WHERE words MATCH 'w1 OR w2'",
    "SELECT name, sql FROM sqlite_schema ORDER BY name",
    "SELECT count(*) FROM old",
];

#[derive(Clone, Debug)]
enum Step {
    Statements(Vec<String>),
    /// Run by ourselves, savepoints and all.
    Savepoints(String),
}

fn any_step() -> impl Strategy<Value = Step> {
    let number = 0_u32..400;
    prop_oneof![
        8 => prop::collection::vec(any_statement(), 1..5).prop_map(Step::Statements),
        // The last statement fails, and with it the batch.
        2 => prop::collection::vec(any_statement(), 1..4).prop_map(|mut statements| {
            statements.push("INSERT INTO keyed VALUES ('twice', 1), ('twice', 2)".into());
            Step::Statements(statements)
        }),
        2 => (any_statement(), any_statement(), any_statement(), number).prop_map(|(first, second, third, id)| {
            Step::Savepoints(format!(
                "BEGIN; {first}; SAVEPOINT a; {second}; DELETE FROM plain WHERE a < {id}; ROLLBACK TO a; {third}; \
                 SAVEPOINT b; DELETE FROM person WHERE id < {id}; RELEASE b; RELEASE a; COMMIT"
            ))
        }),
    ]
}

fn any_statement() -> impl Strategy<Value = String> {
    let number = 0_u32..400;
    let number_too = number.clone();
    let kind = 0_u8..24;
    (kind, number, number_too).prop_map(|(kind, n, m)| {
        let some = format!("WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < {})", n % 40 + 1);
        match kind {
            0 | 1 => {
                format!("{some} INSERT INTO person (name, age) SELECT 'name ' || i || '-{m}', (i * {m}) % 99 FROM s")
            }
            2 => format!("INSERT OR REPLACE INTO person (id, name, age) VALUES ({n}, 'u{m}', {m})"),
            3 => format!("UPDATE person SET age = age + {m}, note = hex(randomblob({n})) WHERE id % 7 = {}", m % 7),
            4 => format!("DELETE FROM person WHERE id % 11 = {}", n % 11),
            5 => format!(
                "{some} INSERT INTO pet (owner, name) SELECT id, 'pet ' || id FROM person ORDER BY id LIMIT {m}"
            ),
            6 => format!("UPDATE person SET id = id + 1000 WHERE id = (SELECT min(id) FROM person WHERE id > {n})"),
            7 | 8 => format!("{some} INSERT INTO plain SELECT i + {m}, randomblob({n}) FROM s"),
            9 => format!("DELETE FROM plain WHERE a % 5 = {}", n % 5),
            10 => format!("{some} INSERT OR IGNORE INTO keyed SELECT 'k' || (i * {m} % 97), zeroblob({n}) FROM s"),
            11 => "DELETE FROM keyed".into(),
            12 => format!("{some} INSERT INTO words SELECT 'w' || (i % 9) || ' w{m} ' || hex(randomblob(8)) FROM s"),
            13 => format!("DELETE FROM words WHERE rowid % 3 = {}", n % 3),
            14 => format!("UPDATE words SET text = 'w1 again' WHERE rowid = {}", n % 20),
            15 => format!("CREATE TABLE IF NOT EXISTS extra{} (x, y UNIQUE)", n % 3),
            16 => format!("DROP TABLE IF EXISTS extra{}", n % 3),
            17 => format!("CREATE INDEX IF NOT EXISTS plain_{} ON plain (a, b)", n % 2),
            18 => format!("DROP INDEX IF EXISTS plain_{}", n % 2),
            19 => "ANALYZE".into(),
            20 => format!("ALTER TABLE plain ADD COLUMN c{n} DEFAULT {m}"),
            // More than the page cache holds, so that pages spill in the middle of the transaction.
            21 => format!(
                "WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < {}) \
                 INSERT INTO plain SELECT i, randomblob(3000) FROM s",
                300 + n
            ),
            22 => "DELETE FROM plain".into(),
            _ => "INSERT INTO words (words) VALUES ('optimize')".into(),
        }
    })
}

fn perform(engine: &mut SqliteEngine, step: &Step) -> Option<Change> {
    match step {
        Step::Statements(statements) => {
            let texts: Vec<&str> = statements.iter().map(String::as_str).collect();
            match engine.execute(&batch(&texts), Access::Turn) {
                Ok(Execution::Done { change, .. }) => change,
                Ok(Execution::NeedsTurn) => panic!("the turn was given"),
                Err(failure) => {
                    assert!(
                        matches!(
                            failure.code,
                            ErrorCode::ConstraintViolated | ErrorCode::SqlError | ErrorCode::ChangeTooLarge
                        ),
                        "{failure} in {statements:?}"
                    );
                    None
                }
            }
        }
        Step::Savepoints(script) => match engine.session.run_script(script) {
            Ok(()) => engine.recorded_change(),
            Err(failure) => {
                engine.session.run_script("ROLLBACK").ok();
                engine.restore(failure).unwrap();
                None
            }
        },
    }
}

fn answers(engine: &mut SqliteEngine) -> Vec<serde_json::Value> {
    QUESTIONS.iter().map(|sql| rows(engine, sql)).collect()
}

fn rows_before(engine: &mut SqliteEngine, sql: &str) -> serde_json::Value {
    json(engine.read_before(&Batch::of(sql)).unwrap())["rows"].take()
}

fn check_integrity(image: &Image) {
    let mut engine = SqliteEngine::open(image.clone()).unwrap();
    assert_eq!(engine.session.integrity(), "ok");
    assert_eq!(rows(&mut engine, "PRAGMA foreign_key_check"), json!([]));
}

/// Performs steps on an engine and their changes on a replica, stepping back from those that `undone` names.
fn check(mut engine: SqliteEngine, steps: &[(Step, bool)]) {
    for sql in SCHEMA {
        write(&mut engine, &[sql]);
    }
    let mut replica = image(&engine);
    for (step, undone) in steps {
        let before = answers(&mut engine);
        let change = perform(&mut engine, step);
        let after = image(&engine);
        let Some(change) = change else {
            assert_eq!(after, replica, "what changed nothing changed pages: {step:?}");
            continue;
        };
        let earlier: Vec<_> = QUESTIONS.iter().map(|sql| rows_before(&mut engine, sql)).collect();
        assert_eq!(earlier, before, "a read during {step:?}");
        if *undone {
            engine.step_back().unwrap();
            assert_eq!(image(&engine), replica, "stepping back from {step:?}");
            assert_eq!(answers(&mut engine), before);
        } else {
            change.view().apply(&mut replica);
            assert_eq!(replica, after, "the change of {step:?}");
            engine.keep();
        }
    }
    check_integrity(&replica);
    let mut reopened = SqliteEngine::open(replica).unwrap();
    assert_eq!(answers(&mut reopened), answers(&mut engine));
}

/// An engine whose file gives pages back when rows are deleted, so that it shrinks by itself.
fn shrinking_engine() -> SqliteEngine {
    let engine = new_engine();
    engine.session.run_script("PRAGMA auto_vacuum = full; CREATE TABLE seed (a)").unwrap();
    let engine = SqliteEngine::open(image(&engine)).unwrap();
    assert_eq!(engine.session.ask("PRAGMA auto_vacuum"), "1");
    engine
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_replica_follows_any_writes(steps in prop::collection::vec((any_step(), prop::bool::weighted(0.25)), 1..25)) {
        check(new_engine(), &steps);
    }

    #[test]
    fn a_replica_follows_a_file_that_shrinks(
        steps in prop::collection::vec((any_step(), prop::bool::weighted(0.25)), 1..25),
    ) {
        check(shrinking_engine(), &steps);
    }
}

#[test]
fn pages_freed_and_used_again_are_followed() {
    for mut engine in [new_engine(), shrinking_engine()] {
        let fill = "WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 800)";
        write(&mut engine, &["CREATE TABLE a (x)", "CREATE TABLE b (x)"]);
        let mut replica = image(&engine);
        for statements in [
            vec![format!("{fill} INSERT INTO a SELECT randomblob(3000) FROM s")],
            vec!["DELETE FROM a".to_owned()],
            vec![format!("{fill} INSERT INTO b SELECT randomblob(2000) FROM s")],
            vec!["DROP TABLE a".to_owned(), format!("{fill} INSERT INTO b SELECT randomblob(5000) FROM s")],
            vec!["DELETE FROM b WHERE rowid > 3".to_owned()],
            vec!["CREATE TABLE a (x)".to_owned(), format!("{fill} INSERT INTO a SELECT zeroblob(4000) FROM s")],
        ] {
            let texts: Vec<&str> = statements.iter().map(String::as_str).collect();
            write(&mut engine, &texts).unwrap().view().apply(&mut replica);
            assert_eq!(replica, image(&engine), "{statements:?}");
        }
        check_integrity(&replica);
    }
}

#[test]
fn a_small_write_makes_a_small_change() {
    let mut engine = new_engine();
    write(&mut engine, &["CREATE TABLE t (id INTEGER PRIMARY KEY, k INTEGER, v TEXT)", "CREATE INDEX i ON t (k)"]);
    for index in 0..2000 {
        write(
            &mut engine,
            &[&format!("INSERT INTO t (k, v) VALUES ({}, 'value number {index}')", index * 7919 % 2000)],
        );
    }
    let update = write(&mut engine, &["UPDATE t SET v = 'changed number 1' WHERE id = 1000"]).unwrap();
    assert!(update.as_bytes().len() < 400, "{} bytes", update.as_bytes().len());
}

#[test]
fn an_engine_that_was_behind_answers_as_the_others() {
    let mut engine = new_engine();
    let mut behind = new_engine();
    let first = write(&mut engine, &["CREATE TABLE t (a)", "INSERT INTO t VALUES (1)"]).unwrap();
    let second = write(&mut engine, &["ALTER TABLE t ADD COLUMN b", "INSERT INTO t VALUES (2, 3)"]).unwrap();
    behind.apply(&[first.view()]).unwrap();
    assert_eq!(rows(&mut behind, "SELECT * FROM t"), json!([[1]]));
    behind.apply(&[second.view()]).unwrap();
    assert_eq!(rows(&mut behind, "SELECT * FROM t"), json!([[1, null], [2, 3]]));
}

#[test]
fn a_write_that_changes_nothing_makes_no_change() {
    let mut engine = new_engine();
    write(&mut engine, &["CREATE TABLE t (a)"]);
    assert_eq!(write(&mut engine, &["DELETE FROM t WHERE a = 1", "UPDATE t SET a = 2"]), None);
    assert_eq!(write(&mut engine, &["CREATE TABLE IF NOT EXISTS t (a)", "SELECT * FROM t"]), None);
}
