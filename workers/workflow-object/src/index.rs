//! The index of an object, as it is told.

use std::{cell::Cell, rc::Rc, time::Duration};

use durable_object::ObjectPlatform;
use futures::lock::Mutex;
use kit::{
    client::{Asking, Client},
    deadline::within,
    identity,
    stream::Attachment,
};
use shared::{
    call::{Service, ServiceName, WorkflowIndex, workflow::TellIndex},
    error::{ErrorCode, Failure},
    limits,
    workflow::{Changes, Mended, index_of},
};
use worker::Env;
use workflow_engine::engine::{Engine, Range, Unindexed};

use crate::teller::{Listener, Told, Untaken};

/// The index that one object tells.
pub(crate) struct Index {
    engine: Rc<Engine<ObjectPlatform>>,
    env: Env,
    /// The name of the object.
    object: String,
    /// Held from what is read until it is taken: what is read later is told later.
    order: Mutex<()>,
    sweeping: Cell<bool>,
}

impl Index {
    pub(crate) fn new(engine: Rc<Engine<ObjectPlatform>>, env: Env, object: String) -> Self {
        Self { engine, env, object, order: Mutex::new(()), sweeping: Cell::new(false) }
    }

    /// Whether this Worker is bound to indexes. An object without a name cannot be found by it.
    pub(crate) fn is_bound(&self) -> bool {
        !self.object.is_empty() && self.env.durable_object(WorkflowIndex::BINDING).is_ok()
    }

    /// Tells everything that the object holds, range by range; says what the index had otherwise.
    pub(crate) async fn sweep(&self) -> Result<Mended, Failure> {
        if !self.is_bound() {
            let message = "the object has no name, or its Worker is bound to no index";
            return Err(Failure::new(ErrorCode::Internal, message));
        }
        if self.sweeping.replace(true) {
            let message = "the object is telling its index everything already; try again later";
            return Err(Failure::new(ErrorCode::Overloaded, message));
        }
        let swept = self.sweep_all().await;
        self.sweeping.set(false);
        swept
    }

    async fn sweep_all(&self) -> Result<Mended, Failure> {
        let (mut sum, mut behind) = (Mended::default(), 0);
        // As many ranges as an object can have, and one for each that begins and ends meanwhile.
        for _ in 0..2 * limits::workflow::INSTANCES.div_ceil(limits::workflow::INDEX_ROWS) {
            let _ordered = self.order.lock().await;
            let range = self.engine.range_behind(behind)?;
            let is_last = range.is_last();
            let Range { numbers, rows, version } = range;
            let object = self.object.clone();
            let changes = Changes { object, version, rows, gone: Vec::new(), whole: Some(numbers) };
            let mended = self.send(&changes).await?;
            sum.told += mended.told;
            sum.changed += mended.changed;
            sum.gone += mended.gone;
            if is_last {
                return Ok(sum);
            }
            behind = numbers.1;
        }
        Err(Failure::new(ErrorCode::Overloaded, "instances begin faster than they are told; try again later"))
    }

    async fn send(&self, changes: &Changes) -> Result<Mended, Failure> {
        let patience = Duration::from_millis(limits::workflow::TRACKER_PATIENCE_MS.into());
        // A new one each time: a stub stays broken once its object was reset.
        let index = Client::<WorkflowIndex>::object(&self.env, &index_of(&self.object))?;
        let asking = Asking { request_id: identity::new_request(), from: ServiceName::Workflow, patience };
        let answered = within(patience, index.ask::<TellIndex>(asking, changes, Attachment::None)).await;
        let late = || Failure::new(ErrorCode::ObjectFailed, "the index did not answer in time; try again");
        answered.map_or_else(|| Err(late()), |(outcome, _)| outcome)
    }
}

impl Listener for Index {
    const NAME: &'static str = "index";

    /// Whoever lists instances does not wait for one of them.
    const GATHER: Duration = Duration::from_millis(500);

    async fn tell_some(&self) -> Result<Told, Untaken> {
        let _ordered = self.order.lock().await;
        let Some(unindexed) = self.engine.unindexed()? else { return Ok(Told::Nothing) };
        let Unindexed { rows, gone, version, .. } = &unindexed;
        let changes = Changes {
            object: self.object.clone(),
            version: *version,
            rows: rows.clone(),
            gone: gone.clone(),
            whole: None,
        };
        self.send(&changes).await.map_err(|failure| Untaken::Refused(failure.to_string()))?;
        self.engine.is_indexed(&unindexed)?;
        Ok(if unindexed.is_all { Told::All } else { Told::Some })
    }
}
