//! The logic of an object without an engine of its own: order, versions and durability for one tenant, over a store and
//! a way to compute.
//!
//! ```text
//! query ── known idempotency key ──> stored answer ──────────────────────────────────> answer
//!   ├── looks like a read ──> execute as a read ── done ──────────────────────────────>  │
//!   │                                   └─ needs a turn ┐                                │
//!   └── looks like a write ─────────────────────────────┴─> take the turn                │
//!         known idempotency key ──> stored answer                 │
//!         execute with the turn ──> append the change ──> answer <┘
//! ```
//!
//! The object cannot parse SQL, so it guesses and compute verifies. It writes nothing before it has compute's answer,
//! and appends the change, the version and the receipt of the idempotency key in one atomic write before it answers. If
//! compute fails or is late, nothing has been written: compute's copy holds a write that never became real, and steps
//! back when the next request shows it the version before.

use std::{cell::Cell, pin::pin, rc::Rc, time::Duration};

use futures::{
    StreamExt,
    future::{Either, select},
    stream,
};
use kit::{client::Asking, deadline, stream::Attachment};
use shared::{
    call::ServiceName,
    change::PAGE_BYTES,
    engine::EngineName,
    error::{ErrorCode, Failure},
    ids::TenantId,
    limits,
    protocol::{
        Access, ExecuteInput, ExecuteOutput, Executed, ObjectReport, Owner, PingPayload, QueryInput, QueryOutput,
        Supply,
    },
    statement_text::Guess,
    tables::Tables,
    timing::{Clock, EngineState, Pings, Trace, UnixMillis},
    version::Version,
};

use super::{
    answer::{colder, output},
    transport::Transport,
    turn::Turns,
};
use crate::{
    object::Folds,
    receipt::Receipt,
    store::{Package, Store},
};

/// Pages of one chunk when the state travels as a stream: 256 KiB.
const CHUNK_PAGES: u32 = 64;

/// One tenant.
pub struct Tenant<T, C, K> {
    /// The Worker of the object.
    service: ServiceName,
    store: Rc<Store<T>>,
    compute: C,
    clock: K,
    turns: Turns,
    queries: Cell<u64>,
}

/// All of a tenant's state, for a copy that has none.
pub struct State {
    /// The version that it leads to.
    pub at: Version,
    /// What the attachment holds.
    pub supply: Supply,
    /// Pages and changes. As long as it is held, the log is not folded.
    pub attachment: Attachment,
}

/// A request on its way through the object.
struct Ongoing<'a> {
    request: Asking,
    started: UnixMillis,
    input: &'a QueryInput,
}

/// What compute made of a batch.
enum Outcome {
    NeedsTurn,
    Done { executed: Executed, at: Version },
}

impl<T: Tables + 'static, C: Transport, K: Clock> Tenant<T, C, K> {
    /// The tenant of an object of `service`.
    pub fn new(service: ServiceName, store: Store<T>, compute: C, clock: K) -> Self {
        Self { service, store: Rc::new(store), compute, clock, turns: Turns::default(), queries: Cell::new(0) }
    }

    /// Where it has batches executed.
    pub fn compute(&self) -> &C {
        &self.compute
    }

    /// The name of its copies.
    pub fn owner(&self, tenant: &TenantId) -> Owner {
        Owner { service: self.service, tenant: tenant.clone() }
    }

    /// All of its state, as it is now.
    pub fn state(&self) -> Result<State, Failure> {
        let at = self.store.head()?.version;
        let (supply, attachment) = self.supply(None)?;
        Ok(State { at, supply, attachment })
    }

    /// Runs a batch; the trace holds every hop, also of a request that fails.
    pub async fn query(&self, request: Asking, input: QueryInput) -> (Result<QueryOutput, Failure>, Trace) {
        self.queries.set(self.queries.get() + 1);
        let ongoing = Ongoing { request, started: self.clock.now(), input: &input };
        let mut trace = Trace::default();
        // Whatever the request waits for ends here. It stores only after its last wait, so nothing has been stored.
        let rest = pin!(self.compute.rest(request.patience));
        let outcome = match select(pin!(self.run(&ongoing, &mut trace)), rest).await {
            Either::Left((outcome, _)) => outcome,
            Either::Right(((), _)) => Err(deadline::exceeded()),
        };
        (outcome, trace)
    }

    /// What the object holds; whether an engine is open in it, only the object itself knows.
    pub fn report(&self, engine: EngineName, engine_open: bool) -> Result<ObjectReport, Failure> {
        self.store.expect(engine)?;
        self.store.report(engine_open, self.queries.get())
    }

    async fn run(&self, ongoing: &Ongoing<'_>, trace: &mut Trace) -> Result<QueryOutput, Failure> {
        self.store.expect(ongoing.input.engine)?;
        let pings = self.ping(ongoing).await?;
        // Before anything else, since a key that has written must not answer for another batch, not even for a read.
        if let Some(replayed) = self.replay(ongoing)? {
            return Ok(QueryOutput { pings, ..replayed });
        }
        if ongoing.input.batch.guess() == Guess::Read
            && let Outcome::Done { executed, at } = self.execute(ongoing, Access::Read, trace).await?
        {
            return Ok(QueryOutput { pings, ..output(executed, at, 0) });
        }
        let asked = self.clock.now();
        let turn = self.turns.take().await?;
        let turn_wait_ms = self.clock.now().since(asked);
        // And once more, since an attempt of before may have written meanwhile.
        if let Some(replayed) = self.replay(ongoing)? {
            return Ok(QueryOutput { pings, turn_wait_ms, ..replayed });
        }
        let Outcome::Done { executed, at } = self.execute(ongoing, Access::Turn, trace).await? else {
            return Err(Failure::new(ErrorCode::Internal, "compute asked for a turn that it had"));
        };
        if self.store.head()?.version != at {
            return Err(Failure::new(ErrorCode::Internal, "the tenant moved on during a turn; nothing was stored"));
        }
        let version = self.keep(&executed, ongoing, at)?;
        drop(turn);
        Ok(QueryOutput { pings, ..output(executed, version, turn_wait_ms) })
    }

    /// Makes an executed write durable.
    fn keep(&self, executed: &Executed, ongoing: &Ongoing<'_>, at: Version) -> Result<Version, Failure> {
        let key = ongoing.input.idempotency_key.as_ref();
        if executed.change.is_none() && key.is_none() {
            return Ok(at);
        }
        let receipt = key.map(|key| Receipt::new(key, &ongoing.input.batch, &executed.results)).transpose()?;
        self.store.append(executed.change.as_deref(), receipt.as_ref())
    }

    /// The answer that an earlier attempt left under the key of the request, if it has one.
    fn replay(&self, ongoing: &Ongoing<'_>) -> Result<Option<QueryOutput>, Failure> {
        let Some(key) = &ongoing.input.idempotency_key else { return Ok(None) };
        let Some(answer) = self.store.answer(key)? else { return Ok(None) };
        let results = answer.for_batch(&ongoing.input.batch)?;
        let version = Some(self.store.head()?.version);
        Ok(Some(QueryOutput {
            results,
            engine: None,
            copy: None,
            turn_wait_ms: 0,
            version,
            replayed: true,
            pings: None,
        }))
    }

    /// Asks compute, with what its copy lacks, until it has executed: at most three times, the last self-contained.
    async fn execute(&self, ongoing: &Ongoing<'_>, access: Access, trace: &mut Trace) -> Result<Outcome, Failure> {
        let mut supplied = (Supply::Nothing, Attachment::None);
        let mut coldest = EngineState::Warm;
        let owner = self.owner(&ongoing.input.tenant);
        for attempt in 1..=limits::COMPUTE_ATTEMPTS {
            let at = self.store.head()?.version;
            let (supply, attachment) = supplied;
            let input = ExecuteInput { owner: owner.clone(), at, access, batch: ongoing.input.batch.clone(), supply };
            let asking = self.asking(ongoing)?;
            let (output, seen) = self.compute.execute(asking, input, attachment).await;
            trace.append(seen);
            match output? {
                ExecuteOutput::Done(executed) => {
                    let engine = colder(coldest, executed.engine);
                    return Ok(Outcome::Done { executed: Executed { engine, ..executed }, at });
                }
                ExecuteOutput::NeedsTurn { .. } => return Ok(Outcome::NeedsTurn),
                ExecuteOutput::NeedState { have, engine } => {
                    coldest = colder(coldest, engine);
                    // The next call may reach another isolate, so the last one takes everything along.
                    let last_is_next = attempt + 1 >= limits::COMPUTE_ATTEMPTS;
                    supplied = self.supply(if last_is_next { None } else { have })?;
                }
            }
        }
        Err(Failure::new(ErrorCode::ComputeFailed, "compute did not take the tenant's state; try again"))
    }

    /// What a copy at `have` lacks, as bytes or as a stream.
    fn supply(&self, have: Option<Version>) -> Result<(Supply, Attachment), Failure> {
        let Package { supply, base_pages, changes } = self.store.package(have)?;
        let change_bytes: usize = changes.iter().map(Vec::len).sum();
        let total = u64::try_from(change_bytes).unwrap_or(u64::MAX).saturating_add(page_bytes(base_pages));
        if total <= u64::try_from(limits::INLINE_STATE_BYTES).unwrap_or(u64::MAX) {
            let mut bytes = self.store.pages(0, base_pages)?;
            bytes.reserve_exact(change_bytes);
            for change in &changes {
                bytes.extend_from_slice(change);
            }
            return Ok((supply, Attachment::Bytes(bytes)));
        }
        let store = Rc::clone(&self.store);
        let reading = store.reading();
        let starts: Vec<u32> = (0..base_pages).step_by(usize::try_from(CHUNK_PAGES).unwrap_or(1)).collect();
        let pages = stream::iter(starts).map(move |start| {
            let _reading = &reading;
            store.pages(start, CHUNK_PAGES)
        });
        let chunks = pages.chain(stream::iter(changes.into_iter().map(Ok)));
        Ok((supply, Attachment::Stream(chunks.boxed_local())))
    }

    /// Sends the pings that the request asks for, one after the other.
    async fn ping(&self, ongoing: &Ongoing<'_>) -> Result<Option<Pings>, Failure> {
        let count = ongoing.input.pings;
        if count == 0 {
            return Ok(None);
        }
        let started = self.clock.now();
        for _ in 0..count {
            let payload = PingPayload(vec![0; limits::PING_BYTES]);
            let echo = self.compute.ping(self.asking(ongoing)?, payload).await?;
            if echo.0.len() != limits::PING_BYTES {
                return Err(Failure::new(ErrorCode::Internal, "a ping came back changed"));
            }
        }
        Ok(Some(Pings { count, elapsed_ms: self.clock.now().since(started) }))
    }

    fn asking(&self, ongoing: &Ongoing<'_>) -> Result<Asking, Failure> {
        Ok(Asking { patience: self.patience(ongoing)?, ..ongoing.request })
    }

    /// How much longer the request is worth working on.
    fn patience(&self, ongoing: &Ongoing<'_>) -> Result<Duration, Failure> {
        let elapsed = Duration::from_millis(self.clock.now().since(ongoing.started).into());
        ongoing.request.patience.checked_sub(elapsed).filter(|left| !left.is_zero()).ok_or_else(deadline::exceeded)
    }
}

impl<T: Tables, C, K> Folds for Tenant<T, C, K> {
    fn wants_fold(&self) -> bool {
        self.store.wants_fold().unwrap_or(false)
    }

    fn fold(&self) -> Result<(), Failure> {
        self.store.fold()
    }
}

fn page_bytes(pages: u32) -> u64 {
    u64::from(pages) * u64::try_from(PAGE_BYTES).unwrap_or(0)
}

#[cfg(test)]
mod tests;
