use shared::{
    call::ServiceName,
    change::PAGE_BYTES,
    error::ErrorCode,
    ids::TenantId,
    limits,
    protocol::{Access, ExecuteInput, ExecuteOutput, Executed, Owner, Supply},
    statement::Batch,
    timing::{CopyState, EngineState},
    version::Version,
};

use super::*;
use crate::{SqliteEngine, SupplyReader};

mod starting;

type Tested = Rc<Executor<SqliteEngine>>;

fn executor() -> Tested {
    Executor::begin()
}

const CREATE: &str = "create table t (n integer)";
const INSERT: &str = "insert into t values (1)";
const COUNT: &str = "select count(*) from t";

fn input(tenant: &str, at: Version, sql: &str, supply: Supply) -> ExecuteInput {
    let access = if sql.starts_with("select") { Access::Read } else { Access::Turn };
    let owner = Owner { service: ServiceName::State, tenant: TenantId::parse(tenant).unwrap() };
    ExecuteInput { owner, at, access, batch: Batch::of(sql), supply }
}

fn ask(executor: &Tested, input: &ExecuteInput, attachment: &[u8]) -> ExecuteOutput {
    let mut reader = SupplyReader::new(&input.supply);
    reader.push(attachment).unwrap();
    now(executor.execute(input.clone(), reader.finish().unwrap())).unwrap()
}

/// The outcome of an engine that needs no start.
fn now<T>(answer: Answer<T>) -> Result<T, Failure> {
    match answer {
        Answer::Now(outcome) => outcome,
        Answer::Later(_) => panic!("nothing has to be waited for"),
    }
}

fn execute(executor: &Tested, tenant: &str, at: Version, sql: &str) -> Executed {
    match ask(executor, &input(tenant, at, sql, Supply::Nothing), &[]) {
        ExecuteOutput::Done(executed) => executed,
        other => panic!("not executed: {other:?}"),
    }
}

/// Executes a write that the object stores.
fn write(executor: &Tested, tenant: &str, at: Version, sql: &str) -> (Version, Vec<u8>) {
    let change = execute(executor, tenant, at, sql).change.expect("it changes something");
    (at.next(&change), change)
}

fn lengths(changes: &[&[u8]]) -> Vec<u32> {
    changes.iter().map(|change| u32::try_from(change.len()).unwrap()).collect()
}

/// The rendered results of one query, to look into without a JSON parser.
struct Rows(String);

impl Rows {
    fn hold(&self, rows: &str) -> bool {
        self.0.contains(&format!("\"rows\":{rows}"))
    }
}

fn rows(executed: &Executed) -> Rows {
    Rows(String::from_utf8(executed.results.clone()).unwrap())
}

#[test]
fn a_tenant_that_was_never_written_needs_no_state() {
    let executor = executor();
    let first = execute(&executor, "a", Version::EMPTY, "select 1");
    assert_eq!((first.engine, first.copy), (EngineState::Cold, CopyState::Miss));
    let second = execute(&executor, "a", Version::EMPTY, "select 1");
    assert_eq!((second.engine, second.copy), (EngineState::Warm, CopyState::Hit));
}

#[test]
fn an_unknown_tenant_with_a_past_needs_its_state() {
    let executor = executor();
    let at = Version::EMPTY.next(b"something");
    let output = ask(&executor, &input("a", at, "select 1", Supply::Nothing), &[]);
    assert_eq!(output, ExecuteOutput::NeedState { have: None, engine: EngineState::Cold });
}

#[test]
fn a_stale_copy_follows_the_changes_it_lacks() {
    let (here, there) = (executor(), executor());
    let (v1, create) = write(&here, "a", Version::EMPTY, CREATE);
    let (v2, insert) = write(&here, "a", v1, INSERT);
    // The other isolate saw the tenant when it was new, and not since.
    execute(&there, "a", Version::EMPTY, "select 1");
    let stale = ask(&there, &input("a", v2, COUNT, Supply::Nothing), &[]);
    assert!(matches!(stale, ExecuteOutput::NeedState { have: Some(Version::EMPTY), .. }));
    let supply = Supply::Changes { from: Version::EMPTY, change_bytes: lengths(&[&create, &insert]) };
    let ExecuteOutput::Done(executed) = ask(&there, &input("a", v2, COUNT, supply), &[create, insert].concat()) else {
        panic!("the copy had all it needs")
    };
    assert_eq!(executed.copy, CopyState::Stale);
    assert!(rows(&executed).hold("[[1]]"));
}

#[test]
fn a_write_that_was_never_stored_is_stepped_back_from() {
    let executor = executor();
    let (v1, _) = write(&executor, "a", Version::EMPTY, CREATE);
    write(&executor, "a", v1, INSERT);
    // The object did not store the insert: it asks at the version before, first to read, then to write.
    assert!(rows(&execute(&executor, "a", v1, COUNT)).hold("[[0]]"));
    let (v2, _) = write(&executor, "a", v1, "insert into t values (2), (3)");
    assert!(rows(&execute(&executor, "a", v2, COUNT)).hold("[[2]]"));
}

#[test]
fn changes_that_do_not_fit_the_copy_make_it_ask_for_everything() {
    let executor = executor();
    let (v1, _) = write(&executor, "a", Version::EMPTY, CREATE);
    execute(&executor, "a", v1, COUNT);
    let elsewhere = v1.next(b"another history");
    let supply = Supply::Changes { from: v1, change_bytes: vec![3] };
    let output = ask(&executor, &input("a", elsewhere, COUNT, supply), b"???");
    assert!(matches!(output, ExecuteOutput::NeedState { have: None, .. }));
    assert_eq!(executor.report().copies, 0);
}

#[test]
fn pages_of_another_history_are_refused() {
    let executor = executor();
    let supply = Supply::Whole { base: Version::EMPTY, pages: 0, change_bytes: vec![] };
    let at = Version::EMPTY.next(b"something");
    let input = input("a", at, "select 1", supply);
    let supplied = SupplyReader::new(&input.supply).finish().unwrap();
    assert_eq!(now(executor.execute(input, supplied)).unwrap_err().code, ErrorCode::StateDamaged);
}

#[test]
fn tenants_do_not_see_each_other() {
    let executor = executor();
    let (a, _) = write(&executor, "a", Version::EMPTY, CREATE);
    let missing = input("b", Version::EMPTY, COUNT, Supply::Nothing);
    let supplied = SupplyReader::new(&missing.supply).finish().unwrap();
    assert_eq!(now(executor.execute(missing, supplied)).unwrap_err().code, ErrorCode::SqlError);
    assert!(rows(&execute(&executor, "a", a, COUNT)).hold("[[0]]"));
}

#[test]
fn keeping_warm_starts_the_engine_once() {
    let executor = executor();
    assert_eq!(now(executor.keep_warm()).unwrap().engine, EngineState::Cold, "this call started it");
    assert_eq!(now(executor.keep_warm()).unwrap().engine, EngineState::Warm);
    assert_eq!(execute(&executor, "a", Version::EMPTY, "select 1").engine, EngineState::Warm);
}

#[test]
fn asking_for_state_starts_no_engine() {
    let executor = executor();
    let at = Version::EMPTY.next(b"something");
    // The first request may have started the isolate, the second has started nothing.
    for engine in [EngineState::Cold, EngineState::Warm] {
        let output = ask(&executor, &input("a", at, "select 1", Supply::Nothing), &[]);
        assert_eq!(output, ExecuteOutput::NeedState { have: None, engine });
        assert_eq!(executor.report().engine, EngineState::Cold);
    }
    assert_eq!(now(executor.keep_warm()).unwrap().engine, EngineState::Cold, "this call started it");
    assert_eq!(executor.report().engine, EngineState::Warm);
}

fn whole(bytes: usize) -> Supply {
    let pages = u32::try_from(bytes / PAGE_BYTES).unwrap();
    Supply::Whole { base: Version::EMPTY, pages, change_bytes: vec![] }
}

#[test]
fn too_much_state_at_once_is_to_be_tried_again() {
    let executor = executor();
    let first = executor.expect_arrival(&whole(limits::TENANT_BYTES)).unwrap();
    let failure = executor.expect_arrival(&whole(limits::TENANT_BYTES)).unwrap_err();
    assert!(failure.code == ErrorCode::ComputeFailed && failure.code.retryable());
    // What still fits is taken beside it.
    let small = executor.expect_arrival(&whole(limits::COPIES_BYTES - limits::TENANT_BYTES)).unwrap();
    assert!(executor.expect_arrival(&whole(PAGE_BYTES)).is_err());
    drop(first);
    let second = executor.expect_arrival(&whole(limits::TENANT_BYTES)).unwrap();
    drop((small, second));
    // One alone is taken, however large it says it is.
    drop(executor.expect_arrival(&whole(2 * limits::COPIES_BYTES)).unwrap());
    executor.expect_arrival(&whole(limits::TENANT_BYTES)).unwrap();
}

#[test]
fn copies_close_for_state_that_arrives_and_stay_closed_while_it_does() {
    let executor = executor();
    execute(&executor, "a", Version::EMPTY, "select 1");
    let arrival = executor.expect_arrival(&whole(limits::COPIES_BYTES)).unwrap();
    assert_eq!(executor.report().copies, 0);
    // A tenant whose state came at once is served, and makes no others stay.
    for tenant in ["b", "c"] {
        let input = input(tenant, Version::EMPTY, "select 1", whole(0));
        assert!(matches!(ask(&executor, &input, &[]), ExecuteOutput::Done(_)));
        assert_eq!(executor.report().copies, 1);
    }
    drop(arrival);
    execute(&executor, "d", Version::EMPTY, "select 1");
    assert_eq!(executor.report().copies, 2);
}
