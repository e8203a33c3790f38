//! SQLite that runs only once a test lets it: the double of an engine that has to be started, for host tests. It ends whenever
//! its pages move, as a process does that caches them.

use std::{
    cell::{Cell, RefCell},
    future::poll_fn,
    rc::Rc,
    task::{Poll, Waker},
};

use futures::FutureExt;
use shared::{
    change::ChangeRef,
    error::{ErrorCode, Failure},
    image::Image,
    protocol::Access,
    statement::Batch,
};

use crate::{
    engine::{Engine, Execution, Start},
    sqlite::SqliteEngine,
};

thread_local! {
    static GATE: RefCell<Gate> = RefCell::new(Gate::default());
}

/// What the engines of a test are told; each test runs on a thread of its own.
#[derive(Default)]
struct Gate {
    outcome: Option<Result<(), ErrorCode>>,
    begun: usize,
    failure: Option<ErrorCode>,
    wakers: Vec<Waker>,
}

/// SQLite whose starts take as long as the test wants.
pub struct SlowEngine {
    inner: SqliteEngine,
    starting: bool,
    running: Rc<Cell<bool>>,
}

impl SlowEngine {
    /// Ends every start that is under way or will be, until they are held again.
    pub fn end_starts(outcome: Result<(), ErrorCode>) {
        let wakers = GATE.with_borrow_mut(|gate| {
            gate.outcome = Some(outcome);
            std::mem::take(&mut gate.wakers)
        });
        wakers.into_iter().for_each(Waker::wake);
    }

    /// Makes starts wait, as they do in the beginning.
    pub fn hold_starts() {
        GATE.with_borrow_mut(|gate| gate.outcome = None);
    }

    /// Makes the next execution fail.
    pub fn fail_next_execution(code: ErrorCode) {
        GATE.with_borrow_mut(|gate| gate.failure = Some(code));
    }

    /// How many engines have begun to start in this test.
    pub fn starts() -> usize {
        GATE.with_borrow(|gate| gate.begun)
    }

    fn stop(&mut self) {
        assert!(!self.is_starting(), "pages moved under a start");
        (self.starting, self.running) = (false, Rc::default());
    }

    fn running(&mut self) -> &mut SqliteEngine {
        assert!(self.running.get(), "an engine was asked that does not run");
        &mut self.inner
    }
}

impl Engine for SlowEngine {
    fn open(image: Image) -> Result<Self, Failure> {
        Ok(Self { inner: SqliteEngine::open(image)?, starting: false, running: Rc::default() })
    }

    fn start(&mut self) -> Option<Start> {
        if self.running.get() {
            return None;
        }
        let joined = std::mem::replace(&mut self.starting, true);
        if !joined {
            GATE.with_borrow_mut(|gate| gate.begun += 1);
        }
        let running = Rc::clone(&self.running);
        let done = poll_fn(move |context| {
            GATE.with_borrow_mut(|gate| {
                let Some(outcome) = gate.outcome else {
                    gate.wakers.push(context.waker().clone());
                    return Poll::Pending;
                };
                running.set(outcome.is_ok());
                Poll::Ready(outcome.map_err(|code| Failure::new(code, "told to fail")))
            })
        });
        Some(Start { done: done.boxed_local(), joined })
    }

    fn is_starting(&self) -> bool {
        self.starting && !self.running.get()
    }

    fn apply(&mut self, changes: &[ChangeRef<'_>]) -> Result<(), Failure> {
        self.stop();
        self.inner.apply(changes)
    }

    fn execute(&mut self, batch: &Batch, access: Access) -> Result<Execution, Failure> {
        if let Some(code) = GATE.with_borrow_mut(|gate| gate.failure.take()) {
            return Err(Failure::new(code, "told to fail"));
        }
        self.running().execute(batch, access)
    }

    fn read_before(&mut self, batch: &Batch) -> Result<Execution, Failure> {
        self.running().read_before(batch)
    }

    fn keep(&mut self) {
        self.inner.keep();
    }

    fn step_back(&mut self) -> Result<(), Failure> {
        self.stop();
        self.inner.step_back()
    }

    fn page_count(&self) -> u32 {
        self.inner.page_count()
    }

    fn memory_bytes(&self) -> usize {
        self.inner.memory_bytes()
    }
}
