//! The way from an object to whoever executes: the service binding of compute, or something else with the same answers.

use std::{cell::OnceCell, future::Future, time::Duration};

use kit::{
    client::{Asking, Client},
    stream::Attachment,
};
use shared::{
    call::{AnyCompute, Execute, Ping},
    engine::EngineName,
    error::Failure,
    protocol::{ExecuteInput, ExecuteOutput, PingPayload},
    timing::Trace,
};
use worker::{Delay, Env};

/// Asks compute, and waits.
pub trait Transport {
    /// Asks compute to execute a batch.
    fn execute(
        &self,
        asking: Asking,
        input: ExecuteInput,
        attachment: Attachment,
    ) -> impl Future<Output = (Result<ExecuteOutput, Failure>, Trace)>;

    /// Asks compute for nothing.
    fn ping(&self, asking: Asking, payload: PingPayload) -> impl Future<Output = Result<PingPayload, Failure>>;

    /// Ends after `patience`.
    fn rest(&self, patience: Duration) -> impl Future<Output = ()>;
}

/// The service binding of the compute Worker that has an engine, looked up once: it is the same for the life of the object.
pub struct ComputeBinding {
    env: Env,
    engine: EngineName,
    client: OnceCell<Client<AnyCompute>>,
}

impl ComputeBinding {
    /// The compute Worker of `engine`.
    pub fn new(env: Env, engine: EngineName) -> Self {
        Self { env, engine, client: OnceCell::new() }
    }

    fn client(&self) -> Result<&Client<AnyCompute>, Failure> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = Client::compute(&self.env, self.engine)?;
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
            Ok(compute) => compute.ask::<Execute<AnyCompute>>(asking, &input, attachment).await,
            Err(failure) => (Err(failure), Trace::default()),
        }
    }

    async fn ping(&self, asking: Asking, payload: PingPayload) -> Result<PingPayload, Failure> {
        self.client()?.ask::<Ping<AnyCompute>>(asking, &payload, Attachment::None).await.0
    }

    async fn rest(&self, patience: Duration) {
        Delay::from(patience).await;
    }
}
