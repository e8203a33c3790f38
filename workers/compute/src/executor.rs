//! The logic of compute: finds or makes the copy that a question needs, and executes on it.
//!
//! ```text
//! Execute { at, supply } ──> copy at `at`?  ── yes ──────────────────> execute ──> Done | NeedsTurn
//!                                 │ no
//!                                 ├─ Changes from where the copy is ──> apply, execute
//!                                 ├─ Whole ────────────────────────────> hydrate, execute
//!                                 └─ Nothing ──────────────────────────> NeedState { have }
//! ```
//!
//! A tenant that was never written needs no state: its copy begins empty.

use std::{cell::Cell, rc::Rc};

use engine::{Copies, CopyAnswer, Engine, Supplied, TenantCopy};
use shared::{
    change::PAGE_BYTES,
    error::{ErrorCode, Failure},
    image::Image,
    limits,
    protocol::{ComputeReport, ExecuteInput, ExecuteOutput, Executed, Owner, Supply},
    timing::{CopyState, EngineState},
    version::Version,
};

/// Everything that one WASM instance of compute holds.
pub(crate) struct Executor<E> {
    copies: Copies<E>,
    /// Bytes of the state that is being read from streams, which no copy counts yet.
    arriving: Rc<Cell<usize>>,
    /// Whether an engine was opened since the instance began.
    started: bool,
    executions: u64,
}

/// State that is being read from a stream; its memory is spoken for until this is dropped.
#[derive(Debug)]
pub(crate) struct Arrival {
    arriving: Rc<Cell<usize>>,
    bytes: usize,
}

impl Drop for Arrival {
    fn drop(&mut self) {
        self.arriving.set(self.arriving.get().saturating_sub(self.bytes));
    }
}

/// Whether there is a copy at the asked version, and how it came to be there.
enum Found {
    Ready(CopyState),
    NeedState(Option<Version>),
}

impl<E: Engine> Executor<E> {
    pub(crate) fn new() -> Self {
        Self { copies: Copies::new(limits::COPIES_BYTES), arriving: Rc::default(), started: false, executions: 0 }
    }

    /// Executes a batch on the copy that it asks for.
    pub(crate) fn execute(&mut self, input: &ExecuteInput, supplied: Supplied) -> Result<ExecuteOutput, Failure> {
        self.executions += 1;
        let engine = self.engine_state();
        let copy = match self.find(input, supplied)? {
            Found::Ready(copy) => copy,
            Found::NeedState(have) => return Ok(ExecuteOutput::NeedState { have, engine }),
        };
        let Some(tenant_copy) = self.copies.find(&input.owner) else {
            return Ok(ExecuteOutput::NeedState { have: None, engine });
        };
        let answer = tenant_copy.execute(input.at, input.access, &input.batch);
        if let Err(Failure {
            code: ErrorCode::Internal | ErrorCode::StateDamaged | ErrorCode::MemoryExceeded, ..
        }) = answer
        {
            // Whatever happened, this copy is not to be trusted any more, or holds much; the object's state is there.
            self.copies.close(&input.owner);
        }
        self.copies.close_beyond_budget();
        Ok(match answer? {
            CopyAnswer::NeedState { have } => ExecuteOutput::NeedState { have: Some(have), engine },
            CopyAnswer::NeedsTurn => ExecuteOutput::NeedsTurn { engine, copy },
            CopyAnswer::Done { results, change, pages } => {
                ExecuteOutput::Done(Executed { results, change, pages, engine, copy })
            }
        })
    }

    /// Starts the engine, if it is not running, by opening an empty database and closing it.
    pub(crate) fn keep_warm(&mut self) -> Result<ComputeReport, Failure> {
        let engine = self.engine_state();
        if engine == EngineState::Cold {
            E::open(Image::new())?;
            self.started = true;
        }
        Ok(ComputeReport { engine, ..self.report() })
    }

    /// What is held now.
    pub(crate) fn report(&self) -> ComputeReport {
        ComputeReport {
            engine: self.engine_state(),
            copies: u32::try_from(self.copies.len()).unwrap_or(u32::MAX),
            copies_bytes: u64::try_from(self.copies.memory_bytes()).unwrap_or(u64::MAX),
            executions: self.executions,
        }
    }

    /// Closes older copies before state arrives piece by piece, and keeps its memory free until it is here.
    ///
    /// Other requests run between the pieces, so several may arrive at once. One alone is always taken; what would be too
    /// much together with others is refused under [`ErrorCode::ComputeFailed`], to be tried again.
    pub(crate) fn expect_arrival(&mut self, supply: &Supply) -> Result<Arrival, Failure> {
        let bytes = announced_bytes(supply);
        let others = self.arriving.get();
        if others > 0 && others.saturating_add(bytes) > limits::COPIES_BYTES {
            return Err(Failure::new(ErrorCode::ComputeFailed, "compute is busy with the state of others; try again"));
        }
        self.make_room(supply);
        self.arriving.set(others.saturating_add(bytes));
        Ok(Arrival { arriving: Rc::clone(&self.arriving), bytes })
    }

    fn make_room(&mut self, supply: &Supply) {
        if let Supply::Whole { .. } = supply {
            self.copies.make_room(self.arriving.get().saturating_add(announced_bytes(supply)));
        }
    }

    fn engine_state(&self) -> EngineState {
        if self.started { EngineState::Warm } else { EngineState::Cold }
    }

    /// Takes a copy in, whose making has started the engine.
    fn insert(&mut self, owner: &Owner, copy: TenantCopy<E>) {
        self.started = true;
        self.copies.insert(owner.clone(), copy);
    }

    fn find(&mut self, input: &ExecuteInput, mut supplied: Supplied) -> Result<Found, Failure> {
        let at = input.at;
        match &input.supply {
            Supply::Nothing => {
                if at == Version::EMPTY && self.copies.find(&input.owner).is_none() {
                    let copy = TenantCopy::hydrate(Image::new(), at, &[], at)?;
                    self.insert(&input.owner, copy);
                    return Ok(Found::Ready(CopyState::Miss));
                }
                Ok(match self.copies.find(&input.owner) {
                    Some(_) => Found::Ready(CopyState::Hit),
                    None => Found::NeedState(None),
                })
            }
            Supply::Changes { from, .. } => {
                let Some(copy) = self.copies.find(&input.owner) else { return Ok(Found::NeedState(None)) };
                match copy.catch_up(*from, &supplied.changes(), at) {
                    Ok(Ok(())) => Ok(Found::Ready(CopyState::Stale)),
                    Ok(Err(have)) => Ok(Found::NeedState(Some(have))),
                    // The changes do not follow from what this copy believes: the copy is wrong, not the object.
                    Err(_) => {
                        self.copies.close(&input.owner);
                        Ok(Found::NeedState(None))
                    }
                }
            }
            Supply::Whole { base, .. } => {
                self.make_room(&input.supply);
                let pages = supplied.take_pages();
                let changes = supplied.changes();
                // A copy that cannot be used holds pages that are of no more use; they go before the new ones open.
                self.copies.close(&input.owner);
                let copy = TenantCopy::hydrate(pages, *base, &changes, at)?;
                self.insert(&input.owner, copy);
                Ok(Found::Ready(CopyState::Miss))
            }
        }
    }
}

/// Bytes of memory that supplied state takes, as far as they are announced.
fn announced_bytes(supply: &Supply) -> usize {
    let (pages, change_bytes): (u32, &[u32]) = match supply {
        Supply::Nothing => (0, &[]),
        Supply::Changes { change_bytes, .. } => (0, change_bytes),
        Supply::Whole { pages, change_bytes, .. } => (*pages, change_bytes),
    };
    let pages = widen(pages).saturating_mul(PAGE_BYTES);
    change_bytes.iter().fold(pages, |sum, &bytes| sum.saturating_add(widen(bytes)))
}

fn widen(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
