use std::{cell::RefCell, collections::VecDeque};

use serde_json::json;

use super::*;

/// A process that answers what a test has laid ready, and remembers what it was told.
struct Script {
    answers: RefCell<VecDeque<Option<Vec<u8>>>>,
    told: RefCell<Vec<String>>,
}

impl Script {
    fn new(answers: impl IntoIterator<Item = Vec<u8>>) -> Self {
        Self { answers: RefCell::new(answers.into_iter().map(Some).collect()), told: RefCell::default() }
    }

    fn told(&self) -> Vec<String> {
        self.told.borrow().clone()
    }
}

impl Wire for Script {
    fn send(&self, messages: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        let text: String =
            messages.iter().map(|&byte| if byte.is_ascii_graphic() { char::from(byte) } else { ' ' }).collect();
        self.told.borrow_mut().push(text);
        Ok(self.answers.borrow_mut().pop_front().expect("the test lays every answer ready"))
    }
}

fn message(tag: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap();
    [&[tag], &length.to_be_bytes()[..], body].concat()
}

fn ready() -> Vec<u8> {
    message(b'Z', b"I")
}

fn complete(tag: &str) -> Vec<u8> {
    message(b'C', format!("{tag}\0").as_bytes())
}

fn error(state: &str) -> Vec<u8> {
    message(b'E', format!("SERROR\0C{state}\0Mwhat went wrong\0\0").as_bytes())
}

/// One column of a type.
fn column(name: &str, type_number: u32) -> Vec<u8> {
    let head = [&1_u16.to_be_bytes()[..], name.as_bytes(), &[0; 7]].concat();
    message(b'T', &[&head[..], &type_number.to_be_bytes(), &[0; 8]].concat())
}

fn row(text: &str) -> Vec<u8> {
    let length = u32::try_from(text.len()).unwrap();
    message(b'D', &[&1_u16.to_be_bytes()[..], &length.to_be_bytes(), text.as_bytes()].concat())
}

/// The answers to what every batch begins with.
fn first() -> Vec<u8> {
    [complete("DISCARD ALL"), ready(), complete("SET"), ready(), complete("BEGIN"), ready()].concat()
}

fn has_written(written: bool) -> Vec<u8> {
    [column("?column?", 16), row(if written { "t" } else { "f" }), complete("SELECT 1"), ready()].concat()
}

#[test]
fn a_read_is_answered_in_one_piece() {
    let answers = [first(), column("n", 23), row("42"), complete("SELECT 1"), ready(), complete("COMMIT"), ready()];
    let wire = Script::new([answers.concat()]);
    let ran = run(&wire, &Batch::of("select 42 as n"), Access::Read).unwrap();
    let Ran::Done { results, has_written: false } = ran else { panic!("{ran:?}") };
    let json: serde_json::Value = serde_json::from_slice(&results).unwrap();
    assert_eq!(json, json!({ "columns": ["n"], "rows": [[42]], "rows_affected": 0, "last_insert_rowid": 0 }));
    let told = wire.told();
    assert_eq!(told.len(), 1);
    for part in ["DISCARD ALL", "SET SESSION AUTHORIZATION tenant", "BEGIN READ ONLY", "select 42 as n", "COMMIT"] {
        assert!(told[0].contains(part), "{part}: {told:?}");
    }
}

#[test]
fn a_write_that_was_sent_as_a_read_asks_for_the_turn() {
    let wire = Script::new([[first(), error("25006"), ready(), complete("ROLLBACK"), ready()].concat()]);
    assert_eq!(run(&wire, &Batch::of("delete from t"), Access::Read).unwrap(), Ran::NeedsTurn);
}

#[test]
fn a_write_is_committed_after_its_rows_have_been_read() {
    let statement = [first(), message(b'n', b""), complete("INSERT 0 3"), ready()].concat();
    let wire = Script::new([statement, [complete("COMMIT"), ready()].concat()]);
    let ran = run(&wire, &Batch::of("insert into t values (1), (2), (3)"), Access::Turn).unwrap();
    let Ran::Done { results, has_written: true } = ran else { panic!("{ran:?}") };
    let json: serde_json::Value = serde_json::from_slice(&results).unwrap();
    assert_eq!(json["rows_affected"], 3);
}

#[test]
fn a_statement_that_does_not_say_whether_it_wrote_is_asked_about() {
    for written in [true, false] {
        let statement = [first(), message(b'n', b""), complete("SELECT 0"), ready()].concat();
        let wire = Script::new([statement, [has_written(written), complete("COMMIT"), ready()].concat()]);
        let ran = run(&wire, &Batch::of("select 1 for update"), Access::Turn).unwrap();
        let Ran::Done { has_written, .. } = ran else { panic!("{ran:?}") };
        assert_eq!(has_written, written);
        assert!(wire.told()[1].contains("pg_current_xact_id_if_assigned"));
    }
    // A transaction that is no more cannot be committed.
    let statement = [first(), message(b'n', b""), complete("SELECT 0"), ready()].concat();
    let gone = [error("25P02"), ready(), complete("ROLLBACK"), ready()].concat();
    let failure = run(&Script::new([statement, gone]), &Batch::of("select 1 for update"), Access::Turn).unwrap_err();
    assert_eq!(failure.code, ErrorCode::SqlError);
}

#[test]
fn a_write_that_fails_is_rolled_back_and_says_why() {
    for (state, code) in [
        ("23505", ErrorCode::ConstraintViolated),
        ("42501", ErrorCode::StatementRefused),
        ("53200", ErrorCode::MemoryExceeded),
        ("57014", ErrorCode::StepBudgetExceeded),
        ("42P01", ErrorCode::SqlError),
    ] {
        let wire = Script::new([[first(), error(state), ready()].concat(), [complete("ROLLBACK"), ready()].concat()]);
        let failure = run(&wire, &Batch::of("insert into t values (1)"), Access::Turn).unwrap_err();
        assert_eq!(
            (failure.code, failure.sqlstate.map(|name| name.as_str().to_owned())),
            (code, Some(state.to_owned()))
        );
        assert!(wire.told()[1].contains("ROLLBACK"));
    }
}

#[test]
fn a_constraint_that_waited_for_the_end_fails_there() {
    let statement = [first(), message(b'n', b""), complete("INSERT 0 1"), ready()].concat();
    let wire = Script::new([statement, [error("23505"), ready()].concat()]);
    let failure = run(&wire, &Batch::of("insert into t values (1)"), Access::Turn).unwrap_err();
    assert_eq!(failure.code, ErrorCode::ConstraintViolated);
}

#[test]
fn a_result_that_does_not_fit_is_rolled_back() {
    let suspended = [first(), column("n", 23), row("1"), message(b's', b""), ready()].concat();
    let wire = Script::new([suspended, [complete("ROLLBACK"), ready()].concat()]);
    let failure = run(&wire, &Batch::of("insert into t select 1 returning n"), Access::Turn).unwrap_err();
    assert_eq!(failure.code, ErrorCode::ResultTooLarge);

    let wire = Script {
        answers: RefCell::new([None, Some([complete("ROLLBACK"), ready()].concat())].into()),
        ..Script::new([])
    };
    let failure = run(&wire, &Batch::of("select 1"), Access::Turn).unwrap_err();
    assert_eq!(failure.code, ErrorCode::ResultTooLarge);
}

#[test]
fn a_refused_statement_is_never_sent() {
    let wire = Script::new([]);
    let failure = run(&wire, &Batch::of("commit"), Access::Turn).unwrap_err();
    assert_eq!((failure.code, wire.told().len()), (ErrorCode::StatementRefused, 0));
}
