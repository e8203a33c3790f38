use std::{
    cell::RefCell,
    collections::VecDeque,
    future::{pending, poll_fn, ready},
    task::Poll,
};

use futures::{executor::block_on, future::join};
use shared::{
    change::{ChangeBuilder, PAGE_BYTES},
    ids::{IdempotencyKey, RandomId},
    statement::Batch,
    tables::memory::MemoryTables,
    timing::CopyState,
};

use super::*;

/// A compute that follows a script, and remembers what it was asked.
#[derive(Default)]
struct Script {
    replies: RefCell<VecDeque<Result<ExecuteOutput, Failure>>>,
    asked: RefCell<Vec<(ExecuteInput, usize)>>,
    late: Cell<bool>,
}

impl Transport for &Script {
    async fn execute(
        &self,
        _asking: Asking,
        input: ExecuteInput,
        attachment: Attachment,
    ) -> (Result<ExecuteOutput, Failure>, Trace) {
        let length = match attachment {
            Attachment::Stream(chunks) => chunks.fold(0, |sum, chunk| async move { sum + chunk.unwrap().len() }).await,
            other => other.length(),
        };
        self.asked.borrow_mut().push((input, length));
        // Others get a chance while compute works, as they do on the platform.
        give_way().await;
        let reply = self.replies.borrow_mut().pop_front();
        (reply.expect("the script is long enough"), Trace::default())
    }

    async fn ping(&self, _asking: Asking, payload: PingPayload) -> Result<PingPayload, Failure> {
        Ok(payload)
    }

    fn rest(&self, _patience: Duration) -> impl Future<Output = ()> {
        let late = self.late.get();
        async move { if late { ready(()).await } else { pending().await } }
    }
}

/// Lets every other future that is ready go first, once.
async fn give_way() {
    let mut gave_way = false;
    poll_fn(|context| {
        if std::mem::replace(&mut gave_way, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

struct StoppedClock;

impl Clock for StoppedClock {
    fn now(&self) -> UnixMillis {
        UnixMillis(1)
    }
}

fn tenant(script: &Script) -> Tenant<MemoryTables, &Script, StoppedClock> {
    let store = Store::new(MemoryTables::new(), EngineName::Sqlite);
    Tenant::new(ServiceName::State, store, script, StoppedClock)
}

fn request() -> Asking {
    Asking { request_id: RandomId(1), from: ServiceName::State, patience: Duration::from_secs(1) }
}

fn input(sql: &str, key: Option<&str>) -> QueryInput {
    QueryInput {
        tenant: TenantId::parse("t").unwrap(),
        engine: EngineName::Sqlite,
        batch: Batch::of(sql),
        idempotency_key: key.map(|key| IdempotencyKey::parse(key).unwrap()),
        pings: 0,
    }
}

/// A change that appends a page to as many as there are.
fn change(pages_before: u32) -> Vec<u8> {
    let mut builder = ChangeBuilder::new(pages_before, pages_before + 1);
    builder.page(pages_before, None, &[7; PAGE_BYTES]);
    builder.finish().unwrap().into_bytes()
}

type Scripted = Result<ExecuteOutput, Failure>;

#[expect(clippy::unnecessary_wraps, reason = "one line of a script, others of which are failures")]
fn done(change: Option<Vec<u8>>) -> Scripted {
    Ok(ExecuteOutput::Done(Executed {
        results: b"{}".to_vec(),
        change,
        pages: 1,
        engine: EngineState::Warm,
        copy: CopyState::Hit,
    }))
}

fn script(replies: impl IntoIterator<Item = Result<ExecuteOutput, Failure>>) -> Script {
    Script { replies: RefCell::new(replies.into_iter().collect()), ..Script::default() }
}

fn query(tenant: &Tenant<MemoryTables, &Script, StoppedClock>, input: QueryInput) -> Result<QueryOutput, Failure> {
    block_on(tenant.query(request(), input)).0
}

#[test]
fn a_read_does_not_take_the_turn() {
    let script = script([done(None)]);
    query(&tenant(&script), input("select 1", None)).unwrap();
    assert_eq!(script.asked.borrow()[0].0.access, Access::Read);
}

#[test]
fn a_write_that_looks_like_a_read_is_sent_again_with_the_turn() {
    let needs_turn = Ok(ExecuteOutput::NeedsTurn { engine: EngineState::Warm, copy: CopyState::Hit });
    let script = script([needs_turn, done(Some(change(0)))]);
    let output = query(&tenant(&script), input("with a as (select 1) insert into t select * from a", None)).unwrap();
    assert_eq!(output.version.unwrap().counter, 1);
    let accesses: Vec<Access> = script.asked.borrow().iter().map(|(input, _)| input.access).collect();
    assert_eq!(accesses, [Access::Read, Access::Turn]);
}

#[test]
fn failed_compute_leaves_state_alone() {
    let script = script([
        done(Some(change(0))),
        Err(Failure::new(ErrorCode::ComputeFailed, "compute failed")),
        done(Some(change(1))),
    ]);
    let tenant = tenant(&script);
    let before = query(&tenant, input("insert", None)).unwrap().version.unwrap();
    assert_eq!(query(&tenant, input("insert", None)).unwrap_err().code, ErrorCode::ComputeFailed);
    assert_eq!(tenant.report(EngineName::Sqlite, false).unwrap().version, Some(before));
    // The next write executes at the version before, so that a copy with the lost write steps back.
    query(&tenant, input("insert", None)).unwrap();
    assert_eq!(script.asked.borrow()[2].0.at, before);
}

#[test]
fn the_last_of_three_calls_takes_everything_along() {
    let need = |have| Ok(ExecuteOutput::NeedState { have, engine: EngineState::Cold });
    let script = script([done(Some(change(0))), need(Some(Version::EMPTY)), need(Some(Version::EMPTY)), done(None)]);
    let tenant = tenant(&script);
    query(&tenant, input("insert", None)).unwrap();
    let output = query(&tenant, input("select 1", None)).unwrap();
    assert_eq!(output.engine, Some(EngineState::Cold));
    let asked = script.asked.borrow();
    assert!(matches!(asked[1].0.supply, Supply::Nothing));
    assert!(matches!(asked[2].0.supply, Supply::Changes { .. }));
    assert!(matches!(asked[3].0.supply, Supply::Whole { .. }));
    assert_eq!(asked[3].1, change(0).len());
}

#[test]
fn a_request_that_waited_for_the_start_of_another_did_not_start_the_engine() {
    let need = Ok(ExecuteOutput::NeedState { have: None, engine: EngineState::Cold });
    let joined = done(None).map(|output| match output {
        ExecuteOutput::Done(executed) => ExecuteOutput::Done(Executed { engine: EngineState::Coalesced, ..executed }),
        other => other,
    });
    let output = query(&tenant(&script([need, joined])), input("select 1", None)).unwrap();
    assert_eq!(output.engine, Some(EngineState::Coalesced));
}

#[test]
fn compute_that_never_takes_the_state_is_a_failure_and_no_loop() {
    let need = || Ok(ExecuteOutput::NeedState { have: None, engine: EngineState::Warm });
    let script = script([need(), need(), need()]);
    assert_eq!(query(&tenant(&script), input("select 1", None)).unwrap_err().code, ErrorCode::ComputeFailed);
}

#[test]
fn a_retry_under_the_same_key_is_answered_and_not_executed() {
    let script = script([done(Some(change(0)))]);
    let tenant = tenant(&script);
    let first = query(&tenant, input("insert", Some("k"))).unwrap();
    let again = query(&tenant, input("insert", Some("k"))).unwrap();
    assert!(!first.replayed && again.replayed);
    assert_eq!((again.results, again.version), (first.results, first.version));
    assert_eq!(script.asked.borrow().len(), 1);
}

#[test]
fn a_key_that_has_written_answers_for_no_other_batch() {
    let needs_turn = Ok(ExecuteOutput::NeedsTurn { engine: EngineState::Warm, copy: CopyState::Hit });
    let looks_like_a_read = "with a as (select 1) insert into t select * from a";
    for (batch, replies) in [("insert", vec![]), (looks_like_a_read, vec![needs_turn])] {
        let script = script(replies.into_iter().chain([done(Some(change(0)))]));
        let tenant = tenant(&script);
        query(&tenant, input(batch, Some("k"))).unwrap();
        let asked = script.asked.borrow().len();
        for other in ["delete", "insert ", "select 1", "values (1)", "with a as (select 1) select * from a"] {
            let failure = query(&tenant, input(other, Some("k"))).unwrap_err();
            assert_eq!(failure.code, ErrorCode::IdempotencyKeyReused, "{batch}, then {other}");
        }
        assert!(query(&tenant, input(batch, Some("k"))).unwrap().replayed);
        assert_eq!(script.asked.borrow().len(), asked, "none of them was executed");
    }
}

#[test]
fn a_key_that_has_only_read_is_free() {
    let script = script([done(None), done(None), done(Some(change(0)))]);
    let tenant = tenant(&script);
    for batch in ["select 1", "select 2", "insert"] {
        assert!(!query(&tenant, input(batch, Some("k"))).unwrap().replayed, "{batch}");
    }
    assert_eq!(query(&tenant, input("select 1", Some("k"))).unwrap_err().code, ErrorCode::IdempotencyKeyReused);
}

#[test]
fn writes_wait_for_their_turn() {
    let script = script([done(Some(change(0))), done(Some(change(1)))]);
    let tenant = tenant(&script);
    let (first, second) =
        block_on(join(tenant.query(request(), input("insert", None)), tenant.query(request(), input("insert", None))));
    assert_eq!(first.0.unwrap().version.unwrap().counter, 1);
    assert_eq!(second.0.unwrap().version.unwrap().counter, 2);
    assert_eq!(script.asked.borrow()[1].0.at.counter, 1);
}

#[test]
fn a_wait_for_the_turn_ends_at_the_deadline() {
    let script = script([done(Some(change(0)))]);
    let tenant = tenant(&script);
    let (first, second) = block_on(join(tenant.query(request(), input("insert", None)), async {
        script.late.set(true);
        tenant.query(request(), input("insert", None)).await
    }));
    assert!(first.0.is_ok());
    assert_eq!(second.0.unwrap_err().code, ErrorCode::DeadlineExceeded);
    assert_eq!(tenant.report(EngineName::Sqlite, false).unwrap().version.unwrap().counter, 1);
}

#[test]
fn a_request_for_another_engine_is_refused_before_anything_is_asked() {
    let script = script([]);
    let strange = QueryInput { engine: EngineName::Postgres, ..input("select 1", None) };
    assert_eq!(query(&tenant(&script), strange).unwrap_err().code, ErrorCode::Internal);
    assert!(script.asked.borrow().is_empty());
}

#[test]
fn copies_are_named_after_the_object_and_not_the_tenant_alone() {
    let script = script([done(None)]);
    query(&tenant(&script), input("select 1", None)).unwrap();
    let owner = Owner { service: ServiceName::State, tenant: TenantId::parse("t").unwrap() };
    assert_eq!(script.asked.borrow()[0].0.owner, owner);
}

#[test]
fn state_beyond_one_argument_travels_as_a_stream() {
    let pages = u32::try_from(limits::INLINE_STATE_BYTES / PAGE_BYTES).unwrap() + 1;
    let mut builder = ChangeBuilder::new(0, pages);
    for page in 0..pages {
        builder.page(page, None, &[u8::try_from(page % 200).unwrap() + 1; PAGE_BYTES]);
    }
    let large = builder.finish().unwrap().into_bytes();
    let need = Ok(ExecuteOutput::NeedState { have: None, engine: EngineState::Warm });
    let script = script([done(Some(large.clone())), need, done(None)]);
    let tenant = tenant(&script);
    query(&tenant, input("insert", None)).unwrap();
    assert!(tenant.wants_fold());
    tenant.fold().unwrap();
    query(&tenant, input("select 1", None)).unwrap();
    let (asked, length) = script.asked.borrow()[2].clone();
    assert_eq!(length, usize::try_from(pages).unwrap() * PAGE_BYTES);
    assert!(matches!(asked.supply, Supply::Whole { .. }));
    assert!(!tenant.wants_fold(), "the stream has ended, and the log is short");
}
