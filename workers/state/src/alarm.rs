//! The alarm of the object, and compute as it is called by it.

use std::time::Duration;

use kit::{
    client::{Asking, Client},
    clock::WorkerClock,
    deadline::within,
    identity,
    stream::Attachment,
};
use shared::{
    call::{Compute, ComputePostgres, ComputeService, KeepWarm, ServiceName},
    engine::EngineName,
    error::{ErrorCode, Failure},
    limits,
    timing::Clock,
};
use worker::{Env, Storage, console_error};

use crate::keep_warm::Alarm;

/// The platform's alarm.
pub(crate) struct ObjectAlarm {
    storage: Storage,
    env: Env,
}

impl ObjectAlarm {
    pub(crate) fn new(storage: Storage, env: Env) -> Self {
        Self { storage, env }
    }
}

impl Alarm for ObjectAlarm {
    async fn set(&self, milliseconds: u32) -> Result<(), Failure> {
        self.storage.set_alarm(i64::from(milliseconds)).await.map_err(|error| failed(&error))
    }

    async fn due(&self) -> Result<Option<i64>, Failure> {
        let set = self.storage.get_alarm().await.map_err(|error| failed(&error))?;
        let now = i64::try_from(WorkerClock.now().0).unwrap_or(i64::MAX);
        Ok(set.map(|at| at.saturating_sub(now)))
    }

    async fn warm(&self, engine: EngineName) -> Result<(), Failure> {
        match engine {
            EngineName::Sqlite => warm::<Compute>(&self.env).await,
            EngineName::Postgres => warm::<ComputePostgres>(&self.env).await,
        }
    }
}

async fn warm<S: ComputeService>(env: &Env) -> Result<(), Failure> {
    let compute = Client::<S>::service(env)?;
    let patience = Duration::from_millis(limits::QUERY_DEADLINE_MS);
    // Nobody sent a request; the name ties the lines of the log together.
    let asking = Asking { request_id: identity::new_request(), from: ServiceName::State, patience };
    match within(patience, compute.ask::<KeepWarm<S>>(asking, &(), Attachment::None)).await {
        Some((outcome, _)) => outcome.map(|_| ()),
        None => Err(Failure::new(ErrorCode::ComputeFailed, "compute did not answer in time")),
    }
}

fn failed(error: &worker::Error) -> Failure {
    console_error!("the object's alarm failed: {error}");
    Failure::new(ErrorCode::ObjectFailed, "the object's alarm failed; try again")
}
