//! The platform's gate of an object: while something is done behind it, no event is delivered.

use std::{future::Future, rc::Rc};

use shared::error::{ErrorCode, Failure};
use worker::{State, console_error};

use crate::queued::Gate;

/// The gate of one object.
pub(crate) struct ObjectGate {
    state: Rc<State>,
}

impl ObjectGate {
    pub(crate) fn new(state: Rc<State>) -> Self {
        Self { state }
    }
}

impl Gate for ObjectGate {
    async fn closed<T: 'static>(&self, work: impl Future<Output = Result<T, Failure>> + 'static) -> Result<T, Failure> {
        // A failure is handed through as a value: the platform would take it for the end of the object.
        let outcome = self.state.block_concurrency_while(async move { Ok(work.await) }).await;
        outcome.unwrap_or_else(|error| {
            console_error!("the gate of the object failed: {error}");
            Err(Failure::new(ErrorCode::ObjectFailed, "the gate of the object failed; try again"))
        })
    }
}
