use std::cell::{Cell, RefCell};

use futures::{executor::block_on, future::poll_fn};
use shared::{
    ids::RandomId,
    rpc::{Codec, Function, Payload, Transport},
    timing::UnixMillis,
};

use super::*;

/// What a runtime does with its next call.
#[derive(Clone, Copy)]
enum Deed {
    Answer,
    AnswerWrong,
    Fail,
}

/// A runtime that does what it is told, and counts how many calls it has at the same time.
#[derive(Default)]
struct Double {
    deeds: RefCell<Vec<Deed>>,
    calls: Cell<u32>,
    under_way: Cell<u32>,
    most_under_way: Cell<u32>,
}

impl Double {
    fn told(deeds: &[Deed]) -> Self {
        Self { deeds: RefCell::new(deeds.to_vec()), ..Self::default() }
    }
}

impl Runtime for Double {
    async fn run(&self, asking: Asking, task: &Task) -> (Result<Value, Failure>, Trace) {
        self.calls.set(self.calls.get() + 1);
        self.under_way.set(self.under_way.get() + 1);
        self.most_under_way.set(self.most_under_way.get().max(self.under_way.get()));
        let mut polled = false;
        poll_fn(|context| {
            if std::mem::replace(&mut polled, true) {
                return std::task::Poll::Ready(());
            }
            context.waker().wake_by_ref();
            std::task::Poll::Pending
        })
        .await;
        self.under_way.set(self.under_way.get() - 1);
        let hop = Hop {
            from: asking.from,
            to: ServiceName::RpcRuntime,
            elapsed_ms: self.calls.get(),
            question_bytes: 7,
            reply_bytes: 8,
        };
        let deed = self.deeds.borrow_mut().pop().unwrap_or(Deed::Answer);
        let outcome = match deed {
            Deed::Answer => rpc::run(task.function, task.payload.clone()),
            Deed::AnswerWrong => Ok(Value::Number(1.0)),
            Deed::Fail => Err(Failure::new(ErrorCode::RuntimeFailed, "rpc-runtime failed; try again")),
        };
        (outcome, Trace { hops: vec![hop], places: Vec::new() })
    }
}

struct Still;

impl Clock for Still {
    fn now(&self) -> UnixMillis {
        UnixMillis(5)
    }
}

fn batch(mode: Mode, calls: u32, concurrency: u32) -> Batch {
    let plan = Plan {
        method: Transport::BindingRpc,
        codec: Some(Codec::Postcard),
        function: Function::Transform,
        size: 200,
        depth: 1,
        deadline_ms: 1_000,
    };
    Batch { plan, mode, concurrency, calls }
}

fn make(runtime: &impl Runtime, batch: &Batch) -> Result<Vec<Answered>, Failure> {
    block_on(Calls::of(&batch.plan, RandomId(1)).unwrap().many(runtime, batch))
}

#[test]
fn every_mode_makes_every_call() {
    for (mode, concurrency, most) in [(Mode::Sequential, 1, 1), (Mode::Parallel, 3, 3), (Mode::Pipelined, 10, 10)] {
        let double = Double::default();
        assert_eq!(make(&double, &batch(mode, 10, concurrency)).unwrap().len(), 10);
        assert_eq!((double.calls.get(), double.most_under_way.get()), (10, most), "{mode:?}");
    }
}

#[test]
fn a_wrong_answer_is_found_out() {
    for mode in [Mode::Sequential, Mode::Parallel, Mode::Pipelined] {
        let double = Double::told(&[Deed::AnswerWrong]);
        assert_eq!(make(&double, &batch(mode, 3, 3)).unwrap_err().code, ErrorCode::WrongReply, "{mode:?}");
    }
}

#[test]
fn a_failed_call_ends_a_sequence() {
    let double = Double::told(&[Deed::Fail, Deed::Answer]);
    assert_eq!(make(&double, &batch(Mode::Sequential, 10, 1)).unwrap_err().code, ErrorCode::RuntimeFailed);
    assert_eq!(double.calls.get(), 2);
}

#[test]
fn the_same_function_runs_inline() {
    let plan = Plan { method: Transport::Direct, codec: None, ..batch(Mode::Sequential, 1, 1).plan };
    let calls = Calls::of(&plan, RandomId(1)).unwrap();
    let answered = block_on(calls.one(&Inline { clock: Still })).unwrap();
    assert_eq!((answered.hop.elapsed_ms, answered.hop.question_bytes), (0, 0));
    assert!(matches!(calls.right, Value::Payload(Payload::Records(_))));
}
