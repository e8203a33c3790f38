//! The tracker of an object, as it is reached: by HTTP.

use std::{rc::Rc, time::Duration};

use durable_object::ObjectPlatform;
use kit::deadline::within;
use shared::{
    call::{Service, WorkflowTracker},
    limits,
    workflow::{Delivery, Event},
};
use worker::{Env, Headers, Method, Request, RequestInit, Stub};
use workflow_engine::engine::Engine;

use crate::teller::{Listener, Told, Untaken};

/// Where events are posted to. Only the path matters: a binding leads to one object.
const ADDRESS: &str = "https://workflow-tracker/events";

/// The tracker of one object, which has its name.
pub struct Tracker {
    env: Env,
    name: String,
}

impl Tracker {
    /// The tracker of the object of that name.
    pub fn new(env: Env, name: String) -> Self {
        Self { env, name }
    }

    /// Whether this Worker is bound to trackers.
    pub fn is_bound(&self) -> bool {
        self.env.durable_object(WorkflowTracker::BINDING).is_ok()
    }

    /// Posts events; says why they were not taken.
    pub async fn post(&self, events: Vec<Event>) -> Result<(), String> {
        let patience = Duration::from_millis(limits::workflow::TRACKER_PATIENCE_MS.into());
        let answered = within(patience, self.send(events)).await;
        answered.unwrap_or_else(|| Err(format!("it did not answer within {} ms", patience.as_millis())))
    }

    async fn send(&self, events: Vec<Event>) -> Result<(), String> {
        let words = |error: worker::Error| error.to_string();
        let body = serde_json::to_string(&Delivery { events }).map_err(|error| error.to_string())?;
        let headers = Headers::new();
        headers.set("content-type", "application/json").map_err(words)?;
        let mut init = RequestInit::new();
        init.with_method(Method::Post).with_headers(headers).with_body(Some(body.into()));
        let request = Request::new_with_init(ADDRESS, &init).map_err(words)?;
        let mut response = self.stub().map_err(words)?.fetch_with_request(request).await.map_err(words)?;
        match response.status_code() {
            200..300 => Ok(()),
            status => Err(format!("{status} {}", response.text().await.unwrap_or_default())),
        }
    }

    /// A new one each time: a stub stays broken once its object was reset.
    fn stub(&self) -> worker::Result<Stub> {
        self.env.durable_object(WorkflowTracker::BINDING)?.get_by_name(&self.name)
    }
}

/// Most rows of the journal in one batch: each has up to [`limits::workflow::ROW_BYTES`].
const ROWS: u64 = 64;

/// What the tracker of an object is told: every event of its instances.
pub(crate) struct Events {
    engine: Rc<Engine<ObjectPlatform>>,
    tracker: Tracker,
}

impl Events {
    pub(crate) fn new(engine: Rc<Engine<ObjectPlatform>>, tracker: Tracker) -> Self {
        Self { engine, tracker }
    }
}

impl Listener for Events {
    const NAME: &'static str = "tracker";

    const GATHER: Duration = Duration::from_millis(20);

    async fn tell_some(&self) -> Result<Told, Untaken> {
        let Some(untold) = self.engine.untold(ROWS)? else { return Ok(Told::Nothing) };
        // Of some rows there is nothing to tell.
        if !untold.events.is_empty() {
            self.tracker.post(untold.events).await.map_err(Untaken::Refused)?;
        }
        self.engine.told(untold.up_to);
        Ok(if untold.is_all { Told::All } else { Told::Some })
    }
}
