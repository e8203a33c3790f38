//! The way to an engine: compute until the object's own is loaded, and that one from then on.
//!
//! ```text
//!            a query, once it is answered            it runs
//!   Away ───────────────────────────────> Loading ───────────> Here
//!    ▲  ▲                                    │                  │
//!    │  └── it failed: after more queries ───┘                  │
//!    └───────────── its copy had to be closed ──────────────────┘
//! ```
//!
//! Nothing is handed over when the way changes. Every question names the version at which it is to be executed, whoever
//! answers: what has moved on since the engine was loaded is supplied to it as to any copy that is behind, and a write that
//! compute executed and the object never stored is nowhere but in compute's copy, which steps back from it when it is asked
//! again.
//!
//! A batch that fails in the object's own engine is answered with that failure and is not tried again in compute: what
//! costs too much memory here does so there, and state that is damaged here is damaged for all. Its copy is closed, as
//! compute closes one, and compute answers until another is loaded.

use std::{cell::Cell, rc::Rc, time::Duration};

use engine::{Engine, Executor, Supplied, SupplyReader};
use futures::StreamExt;
use kit::{client::Asking, stream::Attachment};
use shared::{
    error::Failure,
    protocol::{ExecuteInput, ExecuteOutput, PingPayload, Supply},
    timing::Trace,
};
use tenant::split::Transport;

/// Most queries that go by before a load that failed is tried again.
const MOST_WAITING: u32 = 1024;

/// The object's own engine, and compute `R` until it is loaded.
pub(crate) struct Switch<E, R> {
    own: Rc<Executor<E>>,
    compute: R,
    phase: Cell<Phase>,
    /// Loads that failed, one after the other.
    failed_loads: Cell<u32>,
}

/// Where the object's own engine is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Not here; so many queries go by before it is loaded.
    Away { queries_left: u32 },
    /// On its way.
    Loading,
    /// It executes.
    Here,
}

impl<E: Engine + 'static, R: Transport> Switch<E, R> {
    pub(crate) fn new(compute: R) -> Self {
        let phase = Cell::new(Phase::Away { queries_left: 0 });
        Self { own: Executor::begin(), compute, phase, failed_loads: Cell::new(0) }
    }

    /// Whether the object's own engine executes.
    pub(crate) fn is_here(&self) -> bool {
        self.phase.get() == Phase::Here
    }

    /// Counts a query that was answered, and says whether the engine should be loaded now.
    pub(crate) fn wants_load(&self) -> bool {
        match self.phase.get() {
            Phase::Away { queries_left: 0 } => true,
            Phase::Away { queries_left } => {
                self.phase.set(Phase::Away { queries_left: queries_left - 1 });
                false
            }
            Phase::Loading | Phase::Here => false,
        }
    }

    /// Loads the object's own engine by a question that brings all of the state along, unless somebody else does or did.
    pub(crate) async fn load(
        &self,
        question: impl FnOnce() -> Result<(ExecuteInput, Attachment), Failure>,
    ) -> Result<(), Failure> {
        match self.phase.get() {
            Phase::Away { .. } => self.phase.set(Phase::Loading),
            Phase::Loading | Phase::Here => return Ok(()),
        }
        let _given_up = GivenUp(&self.phase);
        let outcome = match question() {
            Ok((input, attachment)) => self.execute_here(input, attachment).await,
            Err(failure) => Err(failure),
        };
        let next = match &outcome {
            Ok(ExecuteOutput::Done(_)) => Phase::Here,
            // The copy was closed while it waited for its engine.
            Ok(ExecuteOutput::NeedState { .. } | ExecuteOutput::NeedsTurn { .. }) => Phase::Away { queries_left: 0 },
            Err(_) => {
                let queries_left = 2_u32.saturating_pow(self.failed_loads.get()).min(MOST_WAITING);
                self.failed_loads.set(self.failed_loads.get().saturating_add(1));
                Phase::Away { queries_left }
            }
        };
        if next == Phase::Here {
            self.failed_loads.set(0);
        }
        self.phase.set(next);
        outcome.map(drop)
    }

    async fn execute_here(&self, input: ExecuteInput, attachment: Attachment) -> Result<ExecuteOutput, Failure> {
        let supplied = self.receive(&input.supply, attachment).await?;
        self.own.execute(input, supplied).wait().await
    }

    async fn receive(&self, supply: &Supply, attachment: Attachment) -> Result<Supplied, Failure> {
        let mut reader = SupplyReader::new(supply);
        match attachment {
            Attachment::None => {}
            Attachment::Bytes(bytes) => reader.push(&bytes)?,
            Attachment::Stream(mut chunks) => {
                let _arrival = self.own.expect_arrival(supply)?;
                while let Some(chunk) = chunks.next().await {
                    reader.push(&chunk?)?;
                }
            }
        }
        reader.finish()
    }
}

/// A load that ends without an outcome, because nobody waits for it any more, is as good as none.
struct GivenUp<'a>(&'a Cell<Phase>);

impl Drop for GivenUp<'_> {
    fn drop(&mut self) {
        if self.0.get() == Phase::Loading {
            self.0.set(Phase::Away { queries_left: 0 });
        }
    }
}

impl<E: Engine + 'static, R: Transport> Transport for Switch<E, R> {
    async fn execute(
        &self,
        asking: Asking,
        input: ExecuteInput,
        attachment: Attachment,
    ) -> (Result<ExecuteOutput, Failure>, Trace) {
        if !self.is_here() {
            return self.compute.execute(asking, input, attachment).await;
        }
        let owner = input.owner.clone();
        let outcome = self.execute_here(input, attachment).await;
        if self.is_here() && outcome.is_err() && !self.own.holds(&owner) {
            self.phase.set(Phase::Away { queries_left: 0 });
        }
        (outcome, Trace::default())
    }

    async fn ping(&self, asking: Asking, payload: PingPayload) -> Result<PingPayload, Failure> {
        self.compute.ping(asking, payload).await
    }

    async fn rest(&self, patience: Duration) {
        self.compute.rest(patience).await;
    }
}
