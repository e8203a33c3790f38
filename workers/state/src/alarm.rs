//! The alarm of the object, and compute as it is called by it.

use std::time::Duration;

use kit::{
    alarm::ObjectAlarm,
    client::{Asking, Client},
    deadline::within,
    identity,
    stream::Attachment,
};
use shared::{
    call::{AnyCompute, KeepWarm, ServiceName},
    engine::EngineName,
    error::Failure,
    limits,
};
use worker::{Env, State};

use crate::keep_warm::Alarm;

/// The platform's alarm, and the compute Workers that are bound.
pub(crate) struct WarmingAlarm {
    alarm: ObjectAlarm,
    env: Env,
}

impl WarmingAlarm {
    pub(crate) fn new(state: &State, env: Env) -> Self {
        Self { alarm: ObjectAlarm::new(state), env }
    }
}

impl Alarm for WarmingAlarm {
    async fn set(&self, milliseconds: u32) -> Result<(), Failure> {
        self.alarm.set(milliseconds).await
    }

    async fn due(&self) -> Result<Option<i64>, Failure> {
        self.alarm.due().await
    }

    async fn warm(&self, engine: EngineName) -> Result<(), Failure> {
        let compute = Client::compute(&self.env, engine)?;
        let patience = Duration::from_millis(limits::QUERY_DEADLINE_MS);
        // Nobody sent a request; the name ties the lines of the log together.
        let asking = Asking { request_id: identity::new_request(), from: ServiceName::State, patience };
        match within(patience, compute.ask::<KeepWarm<AnyCompute>>(asking, &(), Attachment::None)).await {
            Some((outcome, _)) => outcome.map(drop),
            None => Err(compute.failure("compute did not answer in time")),
        }
    }
}
