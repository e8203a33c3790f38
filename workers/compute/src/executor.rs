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

use engine::{Copies, CopyAnswer, Engine, Supplied, TenantCopy};
use shared::{
    change::PAGE_BYTES,
    error::{ErrorCode, Failure},
    image::Image,
    limits,
    protocol::{ComputeReport, ExecuteInput, ExecuteOutput, Executed, Supply},
    timing::{CopyState, EngineState},
    version::Version,
};

/// Everything that one WASM instance of compute holds.
pub(crate) struct Executor<E> {
    copies: Copies<E>,
    started: bool,
    executions: u64,
}

/// Whether there is a copy at the asked version, and how it came to be there.
enum Found {
    Ready(CopyState),
    NeedState(Option<Version>),
}

impl<E: Engine> Executor<E> {
    pub(crate) fn new() -> Self {
        Self { copies: Copies::new(limits::COPIES_BYTES), started: false, executions: 0 }
    }

    /// Executes a batch on the copy that it asks for.
    pub(crate) fn execute(&mut self, input: &ExecuteInput, supplied: Supplied) -> Result<ExecuteOutput, Failure> {
        self.executions += 1;
        let engine = self.engine_state();
        let copy = match self.find(input, supplied)? {
            Found::Ready(copy) => copy,
            Found::NeedState(have) => return Ok(ExecuteOutput::NeedState { have, engine }),
        };
        let Some(tenant_copy) = self.copies.find(&input.tenant) else {
            return Ok(ExecuteOutput::NeedState { have: None, engine });
        };
        let answer = tenant_copy.execute(input.at, input.access, &input.batch);
        if let Err(Failure { code: ErrorCode::Internal | ErrorCode::StateDamaged, .. }) = answer {
            // Whatever happened, this copy is not to be trusted any more; the object's state is.
            self.copies.close(&input.tenant);
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
        }
        Ok(ComputeReport { engine, ..self.report() })
    }

    /// What is held now.
    pub(crate) fn report(&self) -> ComputeReport {
        ComputeReport {
            engine: if self.started { EngineState::Warm } else { EngineState::Cold },
            copies: u32::try_from(self.copies.len()).unwrap_or(u32::MAX),
            copies_bytes: u64::try_from(self.copies.memory_bytes()).unwrap_or(u64::MAX),
            executions: self.executions,
        }
    }

    /// Closes older copies before the pages of a large one arrive.
    pub(crate) fn make_room(&mut self, supply: &Supply) {
        if let Supply::Whole { pages, .. } = supply {
            let bytes = usize::try_from(*pages).unwrap_or(usize::MAX).saturating_mul(PAGE_BYTES);
            self.copies.make_room(bytes);
        }
    }

    fn engine_state(&mut self) -> EngineState {
        if std::mem::replace(&mut self.started, true) { EngineState::Warm } else { EngineState::Cold }
    }

    fn find(&mut self, input: &ExecuteInput, mut supplied: Supplied) -> Result<Found, Failure> {
        let at = input.at;
        match &input.supply {
            Supply::Nothing => {
                if at == Version::EMPTY && self.copies.find(&input.tenant).is_none() {
                    let copy = TenantCopy::hydrate(Image::new(), at, &[], at)?;
                    self.copies.insert(input.tenant.clone(), copy);
                    return Ok(Found::Ready(CopyState::Miss));
                }
                Ok(match self.copies.find(&input.tenant) {
                    Some(_) => Found::Ready(CopyState::Hit),
                    None => Found::NeedState(None),
                })
            }
            Supply::Changes { from, .. } => {
                let Some(copy) = self.copies.find(&input.tenant) else { return Ok(Found::NeedState(None)) };
                match copy.catch_up(*from, &supplied.changes(), at) {
                    Ok(Ok(())) => Ok(Found::Ready(CopyState::Stale)),
                    Ok(Err(have)) => Ok(Found::NeedState(Some(have))),
                    // The changes do not follow from what this copy believes: the copy is wrong, not the object.
                    Err(_) => {
                        self.copies.close(&input.tenant);
                        Ok(Found::NeedState(None))
                    }
                }
            }
            Supply::Whole { base, .. } => {
                self.make_room(&input.supply);
                let pages = supplied.take_pages();
                let changes = supplied.changes();
                // A copy that cannot be used holds pages that are of no more use; they go before the new ones open.
                self.copies.close(&input.tenant);
                let copy = TenantCopy::hydrate(pages, *base, &changes, at)?;
                self.copies.insert(input.tenant.clone(), copy);
                Ok(Found::Ready(CopyState::Miss))
            }
        }
    }
}
