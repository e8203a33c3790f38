//! The logic of the traditional object: the same store as the state object's, with the engine beside it.
//!
//! Only the start of an engine is waited for, and nothing else: whoever has waited begins anew. So a query runs from its
//! first statement to its durable write without another in between, and no turn has to be waited for.

use std::cell::{Cell, RefCell};

use engine::{CopyAnswer, Engine, Start, TenantCopy};
use shared::{
    engine::EngineName,
    error::{ErrorCode, Failure},
    image::Image,
    protocol::{Access, ObjectReport, QueryInput, QueryOutput, Supply},
    statement_text::Guess,
    tables::Tables,
    timing::{CopyState, EngineState},
    version::Version,
};
use tenant::{
    object::Folds,
    receipt::Receipt,
    store::{Head, Package, Store},
};

/// Pages that are read from the store at once when the engine opens: 256 KiB.
const CHUNK_PAGES: u32 = 64;

/// One tenant.
pub(crate) struct Tenant<T, E> {
    pub(crate) store: Store<T>,
    copy: RefCell<Option<TenantCopy<E>>>,
    queries: Cell<u64>,
}

/// How far a query comes without waiting.
enum Outcome {
    /// To its end.
    Done(QueryOutput),
    /// It writes and was only allowed to read; nothing was executed.
    NeedsTurn,
    /// The engine does not run yet; nothing was executed.
    Start(Start),
}

impl<T: Tables, E: Engine> Tenant<T, E> {
    pub(crate) fn new(store: Store<T>) -> Self {
        Self { store, copy: RefCell::new(None), queries: Cell::new(0) }
    }

    /// Runs a batch.
    pub(crate) async fn query(&self, input: &QueryInput) -> Result<QueryOutput, Failure> {
        self.queries.set(self.queries.get() + 1);
        self.store.expect(input.engine)?;
        let mut joined = None;
        loop {
            match self.attempt(input)? {
                Outcome::Done(output) => return Ok(after_wait(output, joined)),
                Outcome::NeedsTurn => {
                    return Err(Failure::new(ErrorCode::Internal, "the engine asked for a turn that it had"));
                }
                Outcome::Start(start) => {
                    joined = Some(start.joined);
                    if let Err(failure) = start.done.await {
                        self.copy.replace(None);
                        return Err(failure);
                    }
                }
            }
        }
    }

    /// Runs a batch as far as it comes without waiting.
    fn attempt(&self, input: &QueryInput) -> Result<Outcome, Failure> {
        // Before anything else, since a key that has written must not answer for another batch, not even for a read.
        if let Some(key) = &input.idempotency_key
            && let Some(answer) = self.store.answer(key)?
        {
            let results = answer.for_batch(&input.batch)?;
            let output = QueryOutput { replayed: true, ..output(results, self.store.head()?.version) };
            return Ok(Outcome::Done(output));
        }
        if input.batch.guess() == Guess::Read {
            match self.execute(input, Access::Read)? {
                Outcome::NeedsTurn => {}
                outcome @ (Outcome::Done(_) | Outcome::Start(_)) => return Ok(outcome),
            }
        }
        self.execute(input, Access::Turn)
    }

    /// What the object holds.
    pub(crate) fn report(&self, engine: EngineName) -> Result<ObjectReport, Failure> {
        self.store.expect(engine)?;
        self.store.report(self.copy.borrow().is_some(), self.queries.get())
    }

    /// Executes, and makes a write durable.
    fn execute(&self, input: &QueryInput, access: Access) -> Result<Outcome, Failure> {
        let head = self.store.head()?;
        let mut slot = self.copy.borrow_mut();
        let (engine, copy_state) =
            if slot.is_some() { (EngineState::Warm, CopyState::Hit) } else { (EngineState::Cold, CopyState::Miss) };
        let copy = match &mut *slot {
            Some(copy) => copy,
            empty => empty.insert(self.hydrate(&head)?),
        };
        match copy.start(head.version, access) {
            Ok(None) => {}
            Ok(Some(start)) => return Ok(Outcome::Start(start)),
            Err(failure) => {
                // It could not take back what was never stored.
                *slot = None;
                return Err(failure);
            }
        }
        let answer = copy.execute(head.version, access, &input.batch);
        if let Err(Failure {
            code: ErrorCode::Internal | ErrorCode::StateDamaged | ErrorCode::MemoryExceeded, ..
        }) = answer
        {
            // Whatever happened, this copy is not to be trusted any more, or holds too much; the store is as it was.
            *slot = None;
        }
        let (results, change) = match answer? {
            CopyAnswer::Done { results, change, pages: _ } => (results, change),
            CopyAnswer::NeedsTurn => return Ok(Outcome::NeedsTurn),
            CopyAnswer::NeedState { .. } => {
                // Nobody but this object moves its copy, so a copy elsewhere is a fault; it is made anew.
                *slot = None;
                return Err(Failure::new(ErrorCode::ObjectFailed, "the object lost its copy; try again"));
            }
        };
        let key = input.idempotency_key.as_ref().filter(|_| access == Access::Turn);
        let receipt = key.map(|key| Receipt::new(key, &input.batch, &results)).transpose()?;
        let version = if change.is_some() || receipt.is_some() {
            // If this fails, the copy holds a write that never became real, and steps back before the next.
            self.store.append(change.as_deref(), receipt.as_ref())?
        } else {
            head.version
        };
        Ok(Outcome::Done(QueryOutput { engine: Some(engine), copy: Some(copy_state), ..output(results, version) }))
    }

    fn hydrate(&self, head: &Head) -> Result<TenantCopy<E>, Failure> {
        let Package { supply, base_pages, changes } = self.store.package(None)?;
        let base = match supply {
            Supply::Whole { base, .. } => base,
            Supply::Changes { from, .. } => from,
            Supply::Nothing => Version::EMPTY,
        };
        let mut pages = Image::new();
        for start in (0..base_pages).step_by(usize::try_from(CHUNK_PAGES).unwrap_or(1)) {
            let bytes = self.store.pages(start, CHUNK_PAGES)?;
            pages.extend(&bytes).map_err(|error| Failure::new(ErrorCode::StateDamaged, error.to_string()))?;
        }
        let changes: Vec<&[u8]> = changes.iter().map(Vec::as_slice).collect();
        TenantCopy::hydrate(pages, base, &changes, head.version)
    }
}

impl<T: Tables, E> Folds for Tenant<T, E> {
    fn wants_fold(&self) -> bool {
        self.store.wants_fold().unwrap_or(false)
    }

    fn fold(&self) -> Result<(), Failure> {
        self.store.fold()
    }
}

/// What is said of the engine by a request that has waited for it: for its own start, or for that of another.
fn after_wait(output: QueryOutput, joined: Option<bool>) -> QueryOutput {
    let (engine, copy) = match joined {
        Some(true) => (EngineState::Coalesced, CopyState::Hit),
        Some(false) => (EngineState::Cold, CopyState::Miss),
        None => return output,
    };
    QueryOutput { engine: output.engine.and(Some(engine)), copy: output.copy.and(Some(copy)), ..output }
}

fn output(results: Vec<u8>, version: Version) -> QueryOutput {
    QueryOutput {
        results,
        engine: None,
        copy: None,
        turn_wait_ms: 0,
        version: Some(version),
        replayed: false,
        pings: None,
    }
}
