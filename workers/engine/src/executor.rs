//! Executes batches on copies of tenants: finds or makes the copy that a question needs, and waits for its engine.
//!
//! ```text
//! Execute { at, supply } ──> copy at `at`?  ── yes ──────────────────> execute ──> Done | NeedsTurn
//!                                 │ no
//!                                 ├─ Changes from where the copy is ──> apply, execute
//!                                 ├─ Whole ────────────────────────────> hydrate, execute
//!                                 └─ Nothing ──────────────────────────> NeedState { have }
//! ```
//!
//! A tenant that was never written needs no state: its copy begins empty. An engine that runs answers at once; one that
//! has to be started first is waited for with nothing borrowed, so that other requests go on meanwhile. Whoever has waited
//! looks for the copy again: it may have moved on, or be gone, and its version tells.

mod arrival;
mod held;

use std::{cell::RefCell, rc::Rc};

use futures::{FutureExt, future::LocalBoxFuture};
use shared::{
    error::Failure,
    image::Image,
    protocol::{ComputeReport, ExecuteInput, ExecuteOutput, Owner, Supply},
    timing::EngineState,
};

pub use self::arrival::Arrival;
use self::held::{Held, Question, Step};
use crate::{
    engine::{Engine, Start},
    supply::Supplied,
};

/// An outcome that is there, or that has to be waited for.
pub enum Answer<T> {
    /// It is there; nothing had to be waited for.
    Now(Result<T, Failure>),
    /// An engine is being started.
    Later(LocalBoxFuture<'static, Result<T, Failure>>),
}

impl<T> Answer<T> {
    /// Waits for it.
    pub async fn wait(self) -> Result<T, Failure> {
        match self {
            Self::Now(outcome) => outcome,
            Self::Later(outcome) => outcome.await,
        }
    }
}

/// Everything that one WASM instance, or one object, holds of an engine.
pub struct Executor<E> {
    held: RefCell<Held<E>>,
}

impl<E: Engine + 'static> Executor<E> {
    /// An executor that holds nothing yet. Whatever waits for an engine shares it.
    pub fn begin() -> Rc<Self> {
        Rc::new(Self { held: RefCell::new(Held::new()) })
    }

    /// Executes a batch on the copy that it asks for.
    pub fn execute(self: &Rc<Self>, input: ExecuteInput, supplied: Supplied) -> Answer<ExecuteOutput> {
        let mut held = self.held.borrow_mut();
        let mut question = held.question(input, supplied);
        match held.step(&mut question) {
            Ok(Step::Done(output)) => Answer::Now(Ok(output)),
            Ok(Step::Wait(start)) => Answer::Later(Rc::clone(self).execute_after(start, question).boxed_local()),
            Err(failure) => Answer::Now(Err(failure)),
        }
    }

    /// Starts the engine, if it is not running, by opening an empty database and closing it.
    pub fn keep_warm(self: &Rc<Self>) -> Answer<ComputeReport> {
        if self.report().engine == EngineState::Warm {
            return Answer::Now(Ok(self.report()));
        }
        let mut opened = match E::open(Image::new()) {
            Ok(opened) => opened,
            Err(failure) => return Answer::Now(Err(failure)),
        };
        match opened.start() {
            None => Answer::Now(Ok(self.has_started(opened, EngineState::Cold))),
            Some(Start { done, joined }) => {
                let executor = Rc::clone(self);
                let engine = state_of_wait(joined);
                Answer::Later(async move { done.await.map(|()| executor.has_started(opened, engine)) }.boxed_local())
            }
        }
    }

    /// What is held now.
    pub fn report(&self) -> ComputeReport {
        self.held.borrow().report()
    }

    /// Whether there is a copy of an object's tenant.
    pub fn holds(&self, owner: &Owner) -> bool {
        self.held.borrow_mut().copies.find(owner).is_some()
    }

    /// Closes older copies before state arrives piece by piece, and keeps its memory free until it is here.
    ///
    /// Other requests run between the pieces, so several may arrive at once. One alone is always taken; what would be too
    /// much together with others is refused under [`shared::error::ErrorCode::ComputeFailed`], to be tried again.
    pub fn expect_arrival(&self, supply: &Supply) -> Result<Arrival, Failure> {
        self.held.borrow_mut().expect_arrival(supply)
    }

    fn has_started(&self, opened: E, engine: EngineState) -> ComputeReport {
        drop(opened);
        let mut held = self.held.borrow_mut();
        held.started = true;
        ComputeReport { engine, ..held.report() }
    }

    async fn execute_after(self: Rc<Self>, mut start: Start, mut question: Question) -> Result<ExecuteOutput, Failure> {
        loop {
            question.has_waited(state_of_wait(start.joined));
            let outcome = start.done.await;
            let mut held = self.held.borrow_mut();
            if let Err(failure) = outcome {
                held.copies.close(&question.input.owner);
                return Err(failure);
            }
            match held.step(&mut question)? {
                Step::Done(output) => return Ok(output),
                Step::Wait(next) => start = next,
            }
        }
    }
}

/// What a request says that has waited for an engine.
fn state_of_wait(joined: bool) -> EngineState {
    if joined { EngineState::Coalesced } else { EngineState::Cold }
}

#[cfg(test)]
#[cfg(feature = "sqlite")]
mod tests;
