mod remote;

use std::{
    cell::Cell,
    future::Future,
    pin::{Pin, pin},
    task::Context,
    time::Duration,
};

use engine::{Engine, SlowEngine, SqliteEngine};
use futures::{
    FutureExt,
    executor::block_on,
    future::{LocalBoxFuture, join, join_all},
    task::noop_waker,
};
use kit::client::Asking;
use shared::{
    call::ServiceName,
    engine::EngineName,
    error::{ErrorCode, Failure},
    ids::{RandomId, TenantId},
    protocol::{QueryInput, QueryOutput},
    statement::Batch,
    tables::memory::MemoryTables,
    timing::{Clock, CopyState, EngineState, UnixMillis},
};
use tenant::store::Store;

use self::remote::{Remote, give_way};
use crate::logic::Tenant;

struct StoppedClock;

impl Clock for StoppedClock {
    fn now(&self) -> UnixMillis {
        UnixMillis(1)
    }
}

type Tested<'a, E> = Tenant<MemoryTables, E, &'a Remote, StoppedClock>;

fn tenant<E: Engine + 'static>(remote: &Remote) -> Tested<'_, E> {
    let store = Store::new(MemoryTables::new(), EngineName::Sqlite);
    Tenant::new(ServiceName::Hybrid, store, remote, StoppedClock)
}

fn name() -> TenantId {
    TenantId::parse("t").unwrap()
}

fn input(sql: &str) -> QueryInput {
    QueryInput { tenant: name(), engine: EngineName::Sqlite, batch: Batch::of(sql), idempotency_key: None, pings: 0 }
}

/// Runs one statement; the answer, and how many hops it took.
async fn ask<E: Engine + 'static>(tenant: &Tested<'_, E>, sql: &str) -> (Result<QueryOutput, Failure>, usize) {
    let request = Asking { request_id: RandomId(1), from: ServiceName::Hybrid, patience: Duration::from_secs(1) };
    let (outcome, trace) = tenant.query(request, input(sql)).await;
    (outcome, trace.hops.len())
}

fn query<E: Engine + 'static>(tenant: &Tested<'_, E>, sql: &str) -> (Result<QueryOutput, Failure>, usize) {
    block_on(ask(tenant, sql))
}

#[track_caller]
fn value<E: Engine + 'static>(tenant: &Tested<'_, E>, sql: &str) -> i64 {
    number(&query(tenant, sql).0.unwrap())
}

/// The one number of an answer.
fn number(output: &QueryOutput) -> i64 {
    let text = String::from_utf8(output.results.clone()).unwrap();
    let (_, rest) = text.split_once("\"rows\":[[").unwrap();
    rest.split_once("]]").unwrap().0.parse().unwrap()
}

fn load<E: Engine + 'static>(tenant: &Tested<'_, E>) {
    block_on(tenant.load(&name())).unwrap();
}

fn counter<E: Engine + 'static>(tenant: &Tested<'_, E>) {
    query(tenant, "create table t (n integer)").0.unwrap();
    query(tenant, "insert into t values (0)").0.unwrap();
}

const INCREMENT: &str = "update t set n = n + 1";
const READ: &str = "select n from t";

#[test]
fn answers_come_through_compute_until_the_own_engine_is_loaded() {
    let remote = Remote::new();
    let tenant = tenant::<SqliteEngine>(&remote);
    counter(&tenant);
    assert!(tenant.wants_load() && !tenant.report(EngineName::Sqlite).unwrap().engine_open);
    assert_eq!(query(&tenant, READ).1, 1);
    load(&tenant);
    assert!(!tenant.wants_load() && tenant.report(EngineName::Sqlite).unwrap().engine_open);
    let (output, hops) = query(&tenant, READ);
    let output = output.unwrap();
    assert_eq!((hops, output.engine, output.copy), (0, Some(EngineState::Warm), Some(CopyState::Hit)));
    let calls = remote.calls.get();
    query(&tenant, INCREMENT).0.unwrap();
    assert_eq!((value(&tenant, READ), remote.calls.get()), (1, calls));
}

#[test]
fn what_moved_on_while_the_engine_was_loaded_is_supplied_to_it() {
    let remote = Remote::new();
    let tenant = tenant::<SlowEngine>(&remote);
    counter(&tenant);
    let mut loading = start_loading(&tenant);
    for count in 1..=3 {
        let (output, hops) = query(&tenant, INCREMENT);
        assert_eq!((output.unwrap().version.unwrap().counter, hops), (2 + count, 1));
    }
    SlowEngine::end_starts(Ok(()));
    assert!(is_ready(&mut loading));
    let (output, hops) = query(&tenant, READ);
    let output = output.unwrap();
    assert_eq!((number(&output), hops, output.copy), (3, 0, Some(CopyState::Stale)));
}

fn start_loading<'a, E: Engine + 'static>(tenant: &'a Tested<'_, E>) -> LocalBoxFuture<'a, Result<(), Failure>> {
    let mut loading = Box::pin(async { tenant.load(&name()).await }).boxed_local();
    assert!(!is_ready(&mut loading), "the engine starts at once");
    loading
}

fn is_ready<T>(future: &mut (impl Future<Output = T> + Unpin)) -> bool {
    Pin::new(future).poll(&mut Context::from_waker(&noop_waker())).is_ready()
}

/// Readers and writers at the same time, and the engine arrives after the `moment`-th answer.
fn switch_in_the_middle(moment: usize, losses: usize) {
    const WRITERS: i64 = 6;
    const ROUNDS: i64 = 4;
    let remote = Remote::new();
    let tenant = tenant::<SqliteEngine>(&remote);
    counter(&tenant);
    remote.losses.set(losses);
    let (answers, acknowledged) = (Cell::new(0), Cell::new(0));
    let writer = || async {
        for _ in 0..ROUNDS {
            if ask(&tenant, INCREMENT).await.0.is_ok() {
                acknowledged.set(acknowledged.get() + 1);
            }
            let stored = acknowledged.get();
            let seen = number(&ask(&tenant, READ).await.0.unwrap_or_else(|_| panic!("a read failed")));
            assert!(seen >= stored, "{moment}: {seen} after {stored} acknowledged writes");
            answers.set(answers.get() + 1);
        }
    };
    let loader = async {
        while answers.get() < moment {
            give_way().await;
        }
        tenant.load(&name()).await.unwrap();
    };
    block_on(join(join_all((0..WRITERS).map(|_| writer())), loader));
    assert_eq!(value(&tenant, READ), acknowledged.get(), "{moment}");
    let lost = i64::try_from(losses - remote.losses.get()).unwrap();
    assert_eq!(acknowledged.get() + lost, WRITERS * ROUNDS, "{moment}");
    assert_eq!(query(&tenant, READ).1, 0, "{moment}: the engine is here");
}

#[test]
fn a_switch_among_readers_and_writers_loses_and_doubles_nothing() {
    (0..=24).for_each(|moment| switch_in_the_middle(moment, 0));
}

#[test]
fn a_switch_among_writes_that_nobody_stored_loses_and_doubles_nothing() {
    (0..=24).for_each(|moment| switch_in_the_middle(moment, 5));
}

#[test]
fn a_write_that_compute_executed_and_nobody_stored_is_not_there_after_the_switch() {
    let remote = Remote::new();
    let tenant = tenant::<SqliteEngine>(&remote);
    counter(&tenant);
    remote.losses.set(1);
    assert_eq!(query(&tenant, INCREMENT).0.unwrap_err().code, ErrorCode::ComputeFailed);
    load(&tenant);
    assert_eq!(value(&tenant, READ), 0);
    query(&tenant, INCREMENT).0.unwrap();
    assert_eq!(value(&tenant, READ), 1);
}

#[test]
fn a_write_that_is_dropped_in_the_middle_of_the_switch_never_happened() {
    let remote = Remote::new();
    let tenant = tenant::<SqliteEngine>(&remote);
    counter(&tenant);
    let mut write = Box::pin(ask(&tenant, INCREMENT));
    // It waits for compute, which executes it; then nobody waits for its reply any more.
    for _ in 0..2 {
        assert!(!is_ready(&mut write));
    }
    load(&tenant);
    drop(write);
    assert_eq!(value(&tenant, READ), 0);
    query(&tenant, INCREMENT).0.unwrap();
    assert_eq!(value(&tenant, READ), 1);
}

#[test]
fn a_load_that_fails_leaves_compute_to_answer_and_is_tried_ever_more_rarely() {
    let remote = Remote::new();
    let tenant = tenant::<SlowEngine>(&remote);
    counter(&tenant);
    SlowEngine::end_starts(Err(ErrorCode::MemoryExceeded));
    for expected in [1, 2, 4, 8] {
        assert!(tenant.wants_load());
        assert_eq!(block_on(tenant.load(&name())).unwrap_err().code, ErrorCode::MemoryExceeded);
        assert_eq!(query(&tenant, INCREMENT).1, 1);
        let waited = (0..100).take_while(|_| !tenant.wants_load()).count();
        assert_eq!(waited, expected);
    }
    SlowEngine::end_starts(Ok(()));
    load(&tenant);
    assert_eq!((value(&tenant, READ), query(&tenant, READ).1), (4, 0));
}

#[test]
fn a_load_that_nobody_waits_for_any_more_is_begun_again() {
    let remote = Remote::new();
    let tenant = tenant::<SlowEngine>(&remote);
    counter(&tenant);
    let loading = start_loading(&tenant);
    assert!(!tenant.wants_load(), "it is under way");
    assert!(block_on(tenant.load(&name())).is_ok(), "a second one does nothing");
    drop(loading);
    assert!(tenant.wants_load());
}

#[test]
fn a_batch_that_spoils_the_own_copy_is_answered_with_its_failure_and_compute_takes_over() {
    let remote = Remote::new();
    let tenant = tenant::<SlowEngine>(&remote);
    SlowEngine::end_starts(Ok(()));
    counter(&tenant);
    load(&tenant);
    SlowEngine::fail_next_execution(ErrorCode::ConstraintViolated);
    assert_eq!(query(&tenant, INCREMENT).0.unwrap_err().code, ErrorCode::ConstraintViolated);
    assert_eq!(query(&tenant, READ).1, 0, "the copy is as it was");
    let calls = remote.calls.get();
    SlowEngine::fail_next_execution(ErrorCode::MemoryExceeded);
    let failure = query(&tenant, INCREMENT).0.unwrap_err();
    assert_eq!((failure.code, remote.calls.get()), (ErrorCode::MemoryExceeded, calls));
    assert!(tenant.wants_load());
    let (output, hops) = query(&tenant, READ);
    assert_eq!((number(&output.unwrap()), hops > 0), (0, true));
    load(&tenant);
    assert_eq!(query(&tenant, READ).1, 0);
}

#[test]
fn pings_always_go_to_compute() {
    let remote = Remote::new();
    let tenant = tenant::<SqliteEngine>(&remote);
    load(&tenant);
    let request = Asking { request_id: RandomId(1), from: ServiceName::Hybrid, patience: Duration::from_secs(1) };
    let asked = QueryInput { pings: 5, ..input("select 1") };
    let (outcome, trace) = block_on(pin!(tenant.query(request, asked)));
    assert_eq!(outcome.unwrap().pings.map(|pings| pings.count), Some(5));
    assert_eq!((remote.pings.get(), trace.hops.len()), (5, 0));
}
