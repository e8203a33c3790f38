use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
};

use serde_json::json;

use super::*;
use crate::postgres::wire::Counts;

/// A process that answers what a test has laid ready, remembers what it was told, and counts what changes a session.
#[derive(Default)]
struct Script {
    answers: RefCell<VecDeque<Option<Vec<u8>>>>,
    told: RefCell<Vec<String>>,
    counts: Cell<Counts>,
    /// What the statements of the next piece change beside what frames them.
    changing: Cell<u32>,
    /// How many writes the next piece has refused, and how many moments it reads.
    refusing: Cell<u32>,
    reading: Cell<u32>,
    spent: Cell<bool>,
}

impl Script {
    fn lay(&self, answers: impl IntoIterator<Item = Vec<u8>>) {
        self.answers.borrow_mut().extend(answers.into_iter().map(Some));
    }

    fn told(&self) -> Vec<String> {
        self.told.take()
    }
}

impl Wire for Script {
    fn begin(&self) {}

    fn send(&self, messages: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        let text: String =
            messages.iter().map(|&byte| if byte.is_ascii_graphic() { char::from(byte) } else { ' ' }).collect();
        let counted = ["DISCARD", "SET SESSION", "BEGIN", "READ ONLY", "COMMIT", "ROLLBACK"];
        let own = counted.iter().map(|word| text.matches(word).count()).sum::<usize>();
        let mut counts = self.counts.get();
        counts.session_changes += u32::try_from(own).unwrap() + self.changing.take();
        counts.refused_writes += self.refusing.take();
        counts.parsed_moments += self.reading.take();
        self.counts.set(counts);
        self.told.borrow_mut().push(text);
        Ok(self.answers.borrow_mut().pop_front().expect("the test lays every answer ready"))
    }

    fn send_as_owner(&self, messages: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        self.send(&[b"owner: ", messages].concat())
    }

    fn counts(&self) -> Counts {
        self.counts.get()
    }

    fn is_spent(&self) -> bool {
        self.spent.get()
    }
}

/// A session that has been discarded, which is not among what it was told.
fn session() -> Session<Script> {
    let session = Session::new(Script::default());
    session.wire.lay([discarded()]);
    session
}

/// A session whose requests need no discard.
fn clean_session() -> Session<Script> {
    let mut session = session();
    session.wire.lay([read_of("1")]);
    session.run(&Batch::of("select 1"), Access::Read, Size::default()).unwrap();
    session.wire.told();
    session
}

/// Runs one batch in a new session.
fn run_once(
    answers: impl IntoIterator<Item = Vec<u8>>,
    batch: &Batch,
    access: Access,
) -> (Result<Ran, Failure>, Vec<String>) {
    let mut session = session();
    session.wire.lay(answers);
    let ran = session.run(batch, access, Size::default());
    let told = session.wire.told();
    assert!(told.is_empty() || told[0].contains("DISCARD ALL"));
    (ran, told.into_iter().skip(1).collect())
}

fn message(tag: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap();
    [&[tag], &length.to_be_bytes()[..], body].concat()
}

fn ready() -> Vec<u8> {
    message(b'Z', b"T")
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

fn discarded() -> Vec<u8> {
    [complete("DISCARD ALL"), ready(), complete("SET"), ready()].concat()
}

fn begun() -> Vec<u8> {
    [complete("BEGIN"), ready()].concat()
}

fn committed() -> Vec<u8> {
    [complete("COMMIT"), ready()].concat()
}

/// The answer to a read of one number.
fn read_of(number: &str) -> Vec<u8> {
    [begun(), column("n", 23), row(number), complete("SELECT 1"), ready(), committed()].concat()
}

/// The two answers to an insert of one row, behind some others.
fn write(before: Vec<u8>) -> [Vec<u8>; 2] {
    [[before, begun(), message(b'n', b""), complete("INSERT 0 1"), ready()].concat(), committed()]
}

fn has_written(written: bool) -> Vec<u8> {
    [column("?column?", 16), row(if written { "t" } else { "f" }), complete("SELECT 1"), ready()].concat()
}

#[test]
fn a_read_is_answered_in_one_piece() {
    let (ran, told) = run_once([read_of("42")], &Batch::of("select 42 as n"), Access::Read);
    let Ok(Ran::Done { results, has_written: false }) = ran else { panic!("{ran:?}") };
    let json: serde_json::Value = serde_json::from_slice(&results).unwrap();
    assert_eq!(json, json!({ "columns": ["n"], "rows": [[42]], "rows_affected": 0, "last_insert_rowid": 0 }));
    assert_eq!(told.len(), 1);
    for part in ["BEGIN READ ONLY", "select 42 as n", "ROLLBACK"] {
        assert!(told[0].contains(part), "{part}: {told:?}");
    }
}

#[test]
fn a_read_that_tried_to_write_asks_for_the_turn_whatever_it_answered() {
    for answer in
        [[error("25006"), ready()].concat(), [column("n", 23), row("1"), complete("SELECT 1"), ready()].concat()]
    {
        let mut session = clean_session();
        session.wire.lay([[begun(), answer, complete("COMMIT"), ready()].concat()]);
        session.wire.refusing.set(1);
        let ran = session.run(&Batch::of("select put()"), Access::Read, Size::default());
        assert_eq!(ran.unwrap(), Ran::NeedsTurn);
    }
}

#[test]
fn a_read_that_did_anything_but_read_asks_for_the_turn() {
    let mut session = clean_session();
    let answer = [begun(), complete("SET"), column("n", 23), row("1"), complete("SELECT 1"), ready()].concat();
    session.wire.lay([[answer, complete("ROLLBACK"), ready()].concat()]);
    session.wire.changing.set(1);
    let statements = ["set transaction read write", "select 1"].map(|sql| Batch::of(sql).statements.remove(0));
    let batch = Batch { statements: statements.into(), listed: true };
    assert_eq!(session.run(&batch, Access::Read, Size::default()).unwrap(), Ran::NeedsTurn);
}

#[test]
fn a_batch_that_leaves_an_unlogged_table_is_refused() {
    let mut session = clean_session();
    session.wire.lay([[begun(), complete("CREATE TABLE"), ready()].concat()]);
    session.wire.lay([has_written(true), [complete("ROLLBACK"), ready()].concat()]);
    session.wire.changing.set(1);
    let ran = session.run(&Batch::of("create unlogged table t (n int)"), Access::Turn, Size::default());
    assert_eq!(ran.unwrap_err().code, ErrorCode::StatementRefused);
    let told = session.wire.told();
    assert!(told[1].contains("relpersistence") && told[2].contains("ROLLBACK"), "{told:?}");
}

#[test]
fn a_transaction_that_is_no_more_is_not_taken_for_ours() {
    let outside = || message(b'Z', b"I");
    for answer in [complete("COMMIT"), error("22012")] {
        let answers = [[begun(), answer, outside()].concat(), [complete("ROLLBACK"), outside()].concat()];
        let (ran, _) = run_once(answers, &Batch::of("commit"), Access::Turn);
        assert_eq!(ran.unwrap_err().code, ErrorCode::Internal);
    }
}

#[test]
fn only_who_has_used_up_its_steps_is_told_so() {
    for (spent, code) in [(true, ErrorCode::StepBudgetExceeded), (false, ErrorCode::SqlError)] {
        let mut session = session();
        session.wire.lay([[begun(), error("57014"), ready(), complete("ROLLBACK"), ready()].concat()]);
        session.wire.spent.set(spent);
        let ran = session.run(&Batch::of("select pg_cancel_backend(1)"), Access::Read, Size::default());
        assert_eq!(ran.unwrap_err().code, code);
    }
}

#[test]
fn a_statement_that_names_a_moment_is_parsed_each_time() {
    let mut session = clean_session();
    let batch = Batch::of("select date 'today'");
    session.wire.reading.set(1);
    for _ in 0..3 {
        session.wire.lay([read_of("1")]);
        session.run(&batch, Access::Read, Size::default()).unwrap();
        let told = session.wire.told().pop().unwrap();
        assert!(told.contains("select date 'today'"), "{told}");
    }
}

#[test]
fn only_a_checkpoint_is_the_owners() {
    let mut session = session();
    session.wire.lay([read_of("1")]);
    session.run(&Batch::of("select 1"), Access::Read, Size::default()).unwrap();
    assert!(session.wire.told().iter().all(|piece| !piece.contains("owner")));
    session.wire.lay([["SET", "CHECKPOINT", "SET"].map(|tag| [complete(tag), ready()].concat()).concat()]);
    session.checkpoint().unwrap();
    let told = session.wire.told();
    assert!(told[0].starts_with("owner") && told[0].contains("CHECKPOINT"), "{told:?}");
}

#[test]
fn a_write_is_committed_after_its_rows_have_been_read() {
    let statement = [begun(), message(b'n', b""), complete("INSERT 0 3"), ready()].concat();
    let (ran, _) = run_once([statement, committed()], &Batch::of("insert into t values (1), (2), (3)"), Access::Turn);
    let Ok(Ran::Done { results, has_written: true }) = ran else { panic!("{ran:?}") };
    let json: serde_json::Value = serde_json::from_slice(&results).unwrap();
    assert_eq!(json["rows_affected"], 3);
}

#[test]
fn a_statement_that_does_not_say_whether_it_wrote_is_asked_about() {
    for written in [true, false] {
        let statement = [begun(), message(b'n', b""), complete("SELECT 0"), ready()].concat();
        let answers = [statement, [has_written(written), committed()].concat()];
        let (ran, told) = run_once(answers, &Batch::of("select 1 for update"), Access::Turn);
        let Ok(Ran::Done { has_written, .. }) = ran else { panic!("{ran:?}") };
        assert_eq!(has_written, written);
        assert!(told[1].contains("pg_current_xact_id_if_assigned"));
    }
    // A transaction that is no more cannot be committed.
    let statement = [begun(), message(b'n', b""), complete("SELECT 0"), ready()].concat();
    let gone = [error("25P02"), ready(), complete("ROLLBACK"), ready()].concat();
    let (ran, _) = run_once([statement, gone], &Batch::of("select 1 for update"), Access::Turn);
    assert_eq!(ran.unwrap_err().code, ErrorCode::SqlError);
}

#[test]
fn a_write_that_fails_is_rolled_back_and_says_why() {
    for (state, code) in [
        ("23505", ErrorCode::ConstraintViolated),
        ("42501", ErrorCode::StatementRefused),
        ("53200", ErrorCode::MemoryExceeded),
        ("42P01", ErrorCode::SqlError),
    ] {
        let answers = [[begun(), error(state), ready()].concat(), [complete("ROLLBACK"), ready()].concat()];
        let (ran, told) = run_once(answers, &Batch::of("insert into t values (1)"), Access::Turn);
        let failure = ran.unwrap_err();
        assert_eq!(
            (failure.code, failure.sqlstate.map(|name| name.as_str().to_owned())),
            (code, Some(state.to_owned()))
        );
        assert!(told[1].contains("ROLLBACK"));
    }
}

#[test]
fn a_constraint_that_waited_for_the_end_fails_there() {
    let statement = [begun(), message(b'n', b""), complete("INSERT 0 1"), ready()].concat();
    let answers = [statement, [error("23505"), ready()].concat()];
    let (ran, _) = run_once(answers, &Batch::of("insert into t values (1)"), Access::Turn);
    assert_eq!(ran.unwrap_err().code, ErrorCode::ConstraintViolated);
}

#[test]
fn a_result_that_does_not_fit_is_rolled_back() {
    let suspended = [begun(), column("n", 23), row("1"), message(b's', b""), ready()].concat();
    let answers = [suspended, [complete("ROLLBACK"), ready()].concat()];
    let (ran, _) = run_once(answers, &Batch::of("insert into t select 1 returning n"), Access::Turn);
    assert_eq!(ran.unwrap_err().code, ErrorCode::ResultTooLarge);

    let mut session = session();
    session.wire.answers.borrow_mut().push_back(None);
    session.wire.lay([[complete("ROLLBACK"), ready()].concat()]);
    let failure = session.run(&Batch::of("select 1"), Access::Turn, Size::default()).unwrap_err();
    assert_eq!(failure.code, ErrorCode::ResultTooLarge);
}

#[test]
fn a_wrong_number_of_parameters_is_told_without_the_name_of_the_statement() {
    let text = "bind message supplies 1 parameters, but prepared statement \"kept_0\" requires 2";
    let answer = message(b'E', format!("SERROR\0C08P01\0M{text}\0\0").as_bytes());
    let (ran, _) = run_once(
        [[begun(), answer, ready(), complete("ROLLBACK"), ready()].concat()],
        &Batch::of("select $1, $2"),
        Access::Read,
    );
    let failure = ran.unwrap_err();
    assert_eq!(failure.code, ErrorCode::ParameterMismatch);
    assert_eq!(failure.message, "the statement takes 2 parameters and was given 1");
}

#[test]
fn the_first_statement_of_a_batch_is_parsed_once() {
    let mut session = session();
    let batch = Batch::of("select n from t");
    session.wire.lay([read_of("1"), read_of("2")]);
    for parsed in [true, false] {
        session.run(&batch, Access::Read, Size::default()).unwrap();
        let told = session.wire.told().pop().unwrap();
        assert_eq!((told.contains("select n from t"), told.contains("kept_0")), (parsed, true), "{told}");
    }
}

#[test]
fn nothing_is_discarded_while_nothing_changes_the_session_but_what_sequences_remember() {
    let mut session = session();
    let insert = Batch::of("insert into t values (1)");
    let numbers = || [complete("DISCARD SEQUENCES"), ready()].concat();
    session.wire.lay(write(Vec::new()));
    session.wire.lay(write(numbers()));
    session.wire.lay([[numbers(), read_of("1")].concat(), read_of("1")]);
    session.run(&insert, Access::Turn, Size::default()).unwrap();
    session.run(&insert, Access::Turn, Size::default()).unwrap();
    session.run(&Batch::of("select n from t"), Access::Read, Size::default()).unwrap();
    session.run(&Batch::of("select n from t"), Access::Read, Size::default()).unwrap();
    let told = session.wire.told();
    let discards: Vec<bool> = told.iter().skip(1).map(|piece| piece.contains("DISCARD")).collect();
    assert_eq!(discards, [false, false, true, false, true, false], "{told:?}");
    assert!(told.iter().skip(1).all(|piece| !piece.contains("DISCARD ALL")));
}

#[test]
fn whatever_changes_a_session_has_it_discarded_with_all_that_was_kept() {
    let select = Batch::of("select n from t");
    let after = |spoil: &dyn Fn(&mut Session<Script>)| {
        let mut session = session();
        session.wire.lay([read_of("1")]);
        session.run(&select, Access::Read, Size::default()).unwrap();
        spoil(&mut session);
        session.wire.told();
        session.wire.lay([discarded(), read_of("1")]);
        session.run(&select, Access::Read, Size::default()).unwrap();
        let told = session.wire.told();
        assert!(told[0].contains("DISCARD ALL") && told[1].contains("select n from t"), "{told:?}");
    };
    // A function that sets something, or a definition.
    after(&|session| {
        session.wire.lay([read_of("1")]);
        session.wire.changing.set(1);
        session.run(&select, Access::Read, Size::default()).unwrap();
    });
    // A failure.
    after(&|session| {
        session.wire.lay([[begun(), error("22012"), ready(), complete("ROLLBACK"), ready()].concat()]);
        session.run(&Batch::of("select 1 / 0"), Access::Read, Size::default()).unwrap_err();
    });
    // A checkpoint, which is another role's.
    after(&|session| {
        session.wire.lay([["SET", "CHECKPOINT", "SET"].map(|tag| [complete(tag), ready()].concat()).concat()]);
        session.checkpoint().unwrap();
    });
}

#[test]
fn what_is_kept_is_forgotten_when_the_database_has_grown() {
    let mut session = session();
    let select = Batch::of("select n from t");
    for (blocks, pieces) in [(0, 2), (7, 1), (8, 2), (15, 1)] {
        if pieces == 2 && blocks > 0 {
            session.wire.lay([discarded()]);
        }
        session.wire.lay([read_of("1")]);
        session.run(&select, Access::Read, Size { blocks, memory_bytes: 0 }).unwrap();
        assert_eq!(session.wire.told().len(), pieces, "{blocks} blocks");
    }
}

#[test]
fn one_statement_too_many_takes_the_place_of_all() {
    let mut session = session();
    let run = |session: &mut Session<Script>, sql: &str| {
        session.wire.lay([read_of("1")]);
        session.run(&Batch::of(sql), Access::Read, Size::default()).unwrap();
        session.wire.told()
    };
    for number in 0..kept::MOST {
        run(&mut session, &format!("select {number}"));
    }
    assert!(!run(&mut session, "select 0")[0].contains("select 0"), "it is known and needs no room");
    session.wire.lay([discarded()]);
    assert_eq!(run(&mut session, "select n from t").len(), 2);
    assert!(run(&mut session, "select 0")[0].contains("select 0"));
}

#[test]
fn only_the_first_statement_of_a_batch_is_kept() {
    let mut session = session();
    let two = || {
        [begun(), column("n", 23), complete("SELECT 0"), column("m", 23), complete("SELECT 0"), ready(), committed()]
    };
    session.wire.lay([two().concat(), two().concat()]);
    let batch = Batch {
        statements: ["select n", "select m"].map(|sql| Batch::of(sql).statements.remove(0)).into(),
        listed: true,
    };
    for parsed in [true, false] {
        session.run(&batch, Access::Read, Size::default()).unwrap();
        let told = session.wire.told().pop().unwrap();
        assert_eq!((told.contains("select n"), told.contains("select m")), (parsed, true), "{told}");
    }
}

#[test]
fn a_long_statement_is_not_kept() {
    let mut session = session();
    let long = Batch::of(format!("select n from t -- {}", "x".repeat(3_000)).as_str());
    session.wire.lay([read_of("1"), read_of("1")]);
    for _ in 0..2 {
        session.run(&long, Access::Read, Size::default()).unwrap();
        let told = session.wire.told().pop().unwrap();
        assert!(told.contains("select n from t") && !told.contains("kept_"), "{told}");
    }
}
