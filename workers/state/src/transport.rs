//! The way from the state object to compute: the service binding, or a double in a test.

use std::{future::Future, time::Duration};

use kit::{
    client::{Asking, Client},
    stream::Attachment,
};
use shared::{
    call::{Compute, Execute, Ping},
    error::Failure,
    protocol::{ExecuteInput, ExecuteOutput, PingPayload},
    timing::Trace,
};
use worker::{Delay, Env};

/// Asks compute, and waits.
pub(crate) trait Transport {
    /// Asks compute to execute a batch.
    async fn execute(
        &self,
        asking: Asking,
        input: ExecuteInput,
        attachment: Attachment,
    ) -> (Result<ExecuteOutput, Failure>, Trace);

    /// Asks compute for nothing.
    async fn ping(&self, asking: Asking, payload: PingPayload) -> Result<PingPayload, Failure>;

    /// Ends after `patience`.
    fn rest(&self, patience: Duration) -> impl Future<Output = ()>;
}

/// The service binding.
pub(crate) struct ComputeBinding {
    env: Env,
}

impl ComputeBinding {
    pub(crate) fn new(env: Env) -> Self {
        Self { env }
    }
}

impl Transport for ComputeBinding {
    async fn execute(
        &self,
        asking: Asking,
        input: ExecuteInput,
        attachment: Attachment,
    ) -> (Result<ExecuteOutput, Failure>, Trace) {
        match Client::<Compute>::service(&self.env) {
            Ok(compute) => compute.ask::<Execute>(asking, input, attachment).await,
            Err(failure) => (Err(failure), Trace::default()),
        }
    }

    async fn ping(&self, asking: Asking, payload: PingPayload) -> Result<PingPayload, Failure> {
        Client::<Compute>::service(&self.env)?.ask::<Ping>(asking, payload, Attachment::None).await.0
    }

    async fn rest(&self, patience: Duration) {
        Delay::from(patience).await;
    }
}
