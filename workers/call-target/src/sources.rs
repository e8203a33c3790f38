//! The sources that wait for results, as they are bound.

use std::time::Duration;

use kit::{
    client::{Asking, Client},
    stream::Attachment,
};
use shared::{
    call::{CallSource, ServiceName, durable::TakeResult},
    durable::QueuedResult,
    error::Failure,
    limits,
};
use worker::Env;

use crate::queue::Sources;

/// The binding to the sources.
pub(crate) struct BoundSources {
    env: Env,
}

impl BoundSources {
    pub(crate) fn new(env: Env) -> Self {
        Self { env }
    }
}

impl Sources for BoundSources {
    async fn tell(&self, source: &str, result: &QueuedResult) -> Result<(), Failure> {
        let patience = Duration::from_millis(limits::CALL_DEADLINE_MS.into());
        // A batch has the name of the request that asked for it.
        let asking = Asking { request_id: result.batch, from: ServiceName::CallTarget, patience };
        // The seed makes a new stub for each, and so does this.
        let source = Client::<CallSource>::object(&self.env, source)?;
        source.ask::<TakeResult>(asking, result, Attachment::None).await.0
    }
}
