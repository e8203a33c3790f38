//! The way from the state object to compute: the service binding, or a double in a test.

use std::{cell::OnceCell, future::Future, time::Duration};

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
    /// Looked up once: a binding is the same for the life of the object.
    client: OnceCell<Client<Compute>>,
}

impl ComputeBinding {
    pub(crate) fn new(env: Env) -> Self {
        Self { env, client: OnceCell::new() }
    }

    fn client(&self) -> Result<&Client<Compute>, Failure> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = Client::service(&self.env)?;
        Ok(self.client.get_or_init(|| client))
    }
}

impl Transport for ComputeBinding {
    async fn execute(
        &self,
        asking: Asking,
        input: ExecuteInput,
        attachment: Attachment,
    ) -> (Result<ExecuteOutput, Failure>, Trace) {
        match self.client() {
            Ok(compute) => compute.ask::<Execute>(asking, &input, attachment).await,
            Err(failure) => (Err(failure), Trace::default()),
        }
    }

    async fn ping(&self, asking: Asking, payload: PingPayload) -> Result<PingPayload, Failure> {
        self.client()?.ask::<Ping>(asking, &payload, Attachment::None).await.0
    }

    async fn rest(&self, patience: Duration) {
        Delay::from(patience).await;
    }
}
