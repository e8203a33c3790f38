//! An engine that has to be started: who waits, who goes on meanwhile, and what a start that fails leaves behind.

use std::{future::Future, pin::pin, task::Context};

use futures::task::noop_waker;

use super::*;
use crate::SlowEngine;

type Waiting = LocalBoxFuture<'static, Result<ExecuteOutput, Failure>>;

/// Asks, and hands back what waits for the engine.
fn waiting(executor: &Rc<Executor<SlowEngine>>, input: ExecuteInput, attachment: &[u8]) -> Waiting {
    let mut reader = SupplyReader::new(&input.supply);
    reader.push(attachment).unwrap();
    match executor.execute(input, reader.finish().unwrap()) {
        Answer::Later(mut outcome) => {
            assert!(is_pending(&mut outcome));
            outcome
        }
        Answer::Now(outcome) => panic!("it did not wait: {outcome:?}"),
    }
}

fn is_pending(outcome: &mut (impl Future + Unpin)) -> bool {
    pin!(outcome).poll(&mut Context::from_waker(&noop_waker())).is_pending()
}

fn finish(outcome: Waiting) -> Result<ExecuteOutput, Failure> {
    futures::executor::block_on(outcome)
}

fn done(outcome: Waiting) -> Executed {
    match finish(outcome).unwrap() {
        ExecuteOutput::Done(executed) => executed,
        other => panic!("not executed: {other:?}"),
    }
}

fn nothing() -> Supplied {
    SupplyReader::new(&Supply::Nothing).finish().unwrap()
}

fn select(tenant: &str) -> ExecuteInput {
    input(tenant, Version::EMPTY, "select 1", Supply::Nothing)
}

#[test]
fn who_waits_with_another_joins_its_start() {
    let executor = Executor::<SlowEngine>::begin();
    let first = waiting(&executor, select("a"), &[]);
    let second = waiting(&executor, select("a"), &[]);
    assert_eq!(executor.report().engine, EngineState::Cold, "it does not run yet");
    SlowEngine::end_starts(Ok(()));
    let (first, second) = (done(first), done(second));
    assert_eq!((first.engine, first.copy), (EngineState::Cold, CopyState::Miss));
    assert_eq!((second.engine, second.copy), (EngineState::Coalesced, CopyState::Hit));
    assert_eq!(SlowEngine::starts(), 1);
    let third = now(executor.execute(select("a"), nothing())).unwrap();
    assert!(matches!(third, ExecuteOutput::Done(Executed { engine: EngineState::Warm, .. })));
}

#[test]
fn the_same_state_that_comes_twice_starts_one_engine() {
    let executor = Executor::<SlowEngine>::begin();
    let (source, elsewhere) = (super::executor(), "create table t (n)");
    let (at, change) = write(&source, "a", Version::EMPTY, elsewhere);
    let whole = Supply::Whole { base: Version::EMPTY, pages: 0, change_bytes: lengths(&[&change]) };
    let first = waiting(&executor, input("a", at, COUNT, whole.clone()), &change);
    let second = waiting(&executor, input("a", at, COUNT, whole), &change);
    SlowEngine::end_starts(Ok(()));
    assert_eq!((done(first).copy, done(second).copy), (CopyState::Miss, CopyState::Hit));
    assert_eq!(SlowEngine::starts(), 1);
}

#[test]
fn an_engine_that_ended_with_its_pages_is_started_before_it_executes() {
    let executor = Executor::<SlowEngine>::begin();
    SlowEngine::end_starts(Ok(()));
    let run = |input: ExecuteInput, attachment: &[u8]| {
        let mut reader = SupplyReader::new(&input.supply);
        reader.push(attachment).unwrap();
        match futures::executor::block_on(executor.execute(input, reader.finish().unwrap()).wait()).unwrap() {
            ExecuteOutput::Done(executed) => executed,
            other => panic!("not executed: {other:?}"),
        }
    };
    let turn = |at, sql| ExecuteInput { access: Access::Turn, ..input("a", at, sql, Supply::Nothing) };
    let created = run(turn(Version::EMPTY, "create table t (n)"), &[]).change.unwrap();
    let at = Version::EMPTY.next(&created);
    // It is behind, and follows a change from elsewhere.
    let source = super::executor();
    write(&source, "a", Version::EMPTY, "create table t (n)");
    let (next, change) = write(&source, "a", at, "insert into t values (1)");
    let changes = Supply::Changes { from: at, change_bytes: lengths(&[&change]) };
    assert_eq!(run(input("a", next, COUNT, changes), &change).copy, CopyState::Stale);
    // It is ahead, and takes back a write that was never stored.
    run(turn(next, "insert into t values (2)"), &[]);
    let executed = run(turn(next, "insert into t values (3)"), &[]);
    assert!(executed.change.is_some());
    assert_eq!(SlowEngine::starts(), 3);
}

#[test]
fn a_start_that_fails_closes_the_copy_and_fails_all_who_wait() {
    let executor = Executor::<SlowEngine>::begin();
    let waiters = [waiting(&executor, select("a"), &[]), waiting(&executor, select("a"), &[])];
    SlowEngine::end_starts(Err(ErrorCode::MemoryExceeded));
    for waiter in waiters {
        assert_eq!(finish(waiter).unwrap_err().code, ErrorCode::MemoryExceeded);
    }
    assert_eq!((executor.report().copies, executor.report().engine), (0, EngineState::Cold));
    SlowEngine::hold_starts();
    let again = waiting(&executor, select("a"), &[]);
    SlowEngine::end_starts(Ok(()));
    assert_eq!(done(again).engine, EngineState::Cold);
}

#[test]
fn changes_wait_for_a_start_that_is_under_way_before_they_are_applied() {
    let executor = Executor::<SlowEngine>::begin();
    let source = super::executor();
    let (v1, create) = write(&source, "a", Version::EMPTY, CREATE);
    let first = waiting(&executor, select("a"), &[]);
    let supply = Supply::Changes { from: Version::EMPTY, change_bytes: lengths(&[&create]) };
    let second = waiting(&executor, input("a", v1, COUNT, supply), &create);
    SlowEngine::end_starts(Ok(()));
    // Whoever comes first: the copy moves on once, and the other is told where it is.
    let executed = done(second);
    assert_eq!(
        (executed.engine, executed.copy),
        (EngineState::Cold, CopyState::Stale),
        "the engine ended with its pages"
    );
    let late = finish(first).unwrap();
    assert_eq!(late, ExecuteOutput::NeedState { have: Some(v1), engine: EngineState::Cold });
}

#[test]
fn whoever_gives_up_waiting_leaves_the_start_to_others() {
    let executor = Executor::<SlowEngine>::begin();
    drop(waiting(&executor, select("a"), &[]));
    let second = waiting(&executor, select("a"), &[]);
    SlowEngine::end_starts(Ok(()));
    assert_eq!(done(second).engine, EngineState::Coalesced);
}

#[test]
fn a_copy_that_is_closed_during_the_wait_is_asked_for_and_not_made_again() {
    let executor = Executor::<SlowEngine>::begin();
    let first = waiting(&executor, select("a"), &[]);
    executor.held.borrow_mut().copies.close(&select("a").owner);
    SlowEngine::end_starts(Ok(()));
    assert!(matches!(finish(first).unwrap(), ExecuteOutput::NeedState { have: None, .. }));
}

#[test]
fn other_tenants_are_served_while_one_waits() {
    let executor = Executor::<SlowEngine>::begin();
    SlowEngine::end_starts(Ok(()));
    let Answer::Later(warm) = executor.execute(select("b"), nothing()) else { panic!("it has to start") };
    done(warm);
    SlowEngine::hold_starts();
    let waiter = waiting(&executor, select("a"), &[]);
    assert!(now(executor.execute(select("b"), nothing())).is_ok());
    SlowEngine::end_starts(Ok(()));
    done(waiter);
}

#[test]
fn keeping_warm_waits_for_a_start() {
    let executor = Executor::<SlowEngine>::begin();
    let Answer::Later(mut warming) = executor.keep_warm() else { panic!("it has to start") };
    assert!(is_pending(&mut warming));
    assert_eq!(executor.report().engine, EngineState::Cold);
    SlowEngine::end_starts(Ok(()));
    assert_eq!(futures::executor::block_on(warming).unwrap().engine, EngineState::Cold, "this call started it");
    assert_eq!(now(executor.keep_warm()).unwrap().engine, EngineState::Warm);
    assert_eq!(executor.report().copies, 0);
}
