//! The way from an object to whoever executes: the service binding of compute, or something else with the same answers.

use std::{cell::OnceCell, future::Future, time::Duration};

use kit::{
    client::{Asking, Client},
    stream::Attachment,
};
use shared::{
    call::{Compute, ComputePostgres, ComputeService, Execute, Ping},
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

/// The service binding of the compute Worker that has an engine.
pub struct ComputeBinding {
    reached: Reached,
}

/// Which compute Worker it is.
enum Reached {
    Sqlite(Bound<Compute>),
    Postgres(Bound<ComputePostgres>),
}

impl ComputeBinding {
    /// The compute Worker of `engine`.
    pub fn new(env: Env, engine: EngineName) -> Self {
        let reached = match engine {
            EngineName::Sqlite => Reached::Sqlite(Bound::new(env)),
            EngineName::Postgres => Reached::Postgres(Bound::new(env)),
        };
        Self { reached }
    }
}

impl Transport for ComputeBinding {
    async fn execute(
        &self,
        asking: Asking,
        input: ExecuteInput,
        attachment: Attachment,
    ) -> (Result<ExecuteOutput, Failure>, Trace) {
        match &self.reached {
            Reached::Sqlite(bound) => bound.execute(asking, input, attachment).await,
            Reached::Postgres(bound) => bound.execute(asking, input, attachment).await,
        }
    }

    async fn ping(&self, asking: Asking, payload: PingPayload) -> Result<PingPayload, Failure> {
        match &self.reached {
            Reached::Sqlite(bound) => bound.ping(asking, payload).await,
            Reached::Postgres(bound) => bound.ping(asking, payload).await,
        }
    }

    async fn rest(&self, patience: Duration) {
        Delay::from(patience).await;
    }
}

/// A service binding, looked up once: it is the same for the life of the object.
struct Bound<S> {
    env: Env,
    client: OnceCell<Client<S>>,
}

impl<S: ComputeService> Bound<S> {
    fn new(env: Env) -> Self {
        Self { env, client: OnceCell::new() }
    }

    fn client(&self) -> Result<&Client<S>, Failure> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = Client::service(&self.env)?;
        Ok(self.client.get_or_init(|| client))
    }

    async fn execute(
        &self,
        asking: Asking,
        input: ExecuteInput,
        attachment: Attachment,
    ) -> (Result<ExecuteOutput, Failure>, Trace) {
        match self.client() {
            Ok(compute) => compute.ask::<Execute<S>>(asking, &input, attachment).await,
            Err(failure) => (Err(failure), Trace::default()),
        }
    }

    async fn ping(&self, asking: Asking, payload: PingPayload) -> Result<PingPayload, Failure> {
        self.client()?.ask::<Ping<S>>(asking, &payload, Attachment::None).await.0
    }
}
