//! The tracker of an object, as it is reached: by HTTP.

use std::time::Duration;

use kit::deadline::within;
use shared::{
    call::{Service, WorkflowTracker},
    limits,
    workflow::{Delivery, Event},
};
use worker::{Env, Headers, Method, Request, RequestInit, Stub};

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
