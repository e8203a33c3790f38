//! Where instances are looked at: the routes of a router.

use std::time::Duration;

use load::{Client, Endpoint, Request};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use tokio::runtime::{self, Runtime};

use super::{Instance, Router};
use crate::{
    error::{Error, Exit, Result},
    terminal,
};

/// Longest wait for an answer; events are waited for by the router itself, for a second.
const DEADLINE: Duration = Duration::from_secs(30);

/// Most answers that one journal takes: each tells a thousand events, of which an operation has a few.
const PAGES: u32 = 1_000;

/// Where an instance is.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub(super) struct Status {
    pub(super) id: String,
    pub(super) object: String,
    pub(super) workflow: String,
    pub(super) state: String,
    pub(super) accepted_ms: u64,
    pub(super) ended_ms: Option<u64>,
    #[serde(default)]
    pub(super) input: Value,
    #[serde(default)]
    pub(super) output: Value,
    pub(super) error: Option<String>,
    pub(super) waits_for: Vec<String>,
}

/// One thing that an instance did, or that came to it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub(super) struct Event {
    pub(super) id: u64,
    pub(super) at_ms: u64,
    pub(super) kind: String,
    pub(super) operation: Option<u32>,
    pub(super) scope: Option<u32>,
    pub(super) name: Option<String>,
    pub(super) output: Option<Value>,
    pub(super) error: Option<String>,
    pub(super) due_ms: Option<u64>,
}

impl Event {
    /// Whether nothing comes behind it.
    pub(super) fn is_end(&self) -> bool {
        ["completed", "failed", "cancelled", "stuck", "poisoned"].contains(&self.kind.as_str())
    }
}

#[derive(Deserialize)]
struct Events {
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Refused {
    error: Reason,
}

#[derive(Deserialize)]
struct Reason {
    message: String,
}

/// The routes of a router.
pub(super) struct Routes {
    client: Client,
    runtime: Runtime,
}

/// Those of one instance.
pub(super) struct Source {
    routes: Routes,
    path: String,
    object: String,
}

impl Source {
    pub(super) fn open(instance: &Instance) -> Result<Self> {
        let routes = Routes::open(&instance.router)?;
        let object = instance.object.as_ref().map(|object| format!("object={}", object.as_str())).unwrap_or_default();
        Ok(Self { routes, path: format!("/workflow/instances/{}", instance.id.as_str()), object })
    }

    pub(super) fn status(&mut self) -> Result<Status> {
        self.routes.ask(&format!("{}?{}", self.path, self.object))
    }

    /// Everything that it did.
    pub(super) fn journal(&mut self) -> Result<Vec<Event>> {
        let mut all: Vec<Event> = Vec::new();
        for _ in 0..PAGES {
            let after = all.last().map_or(0, |event| event.id);
            let Events { events } = self.routes.ask(&format!("{}/journal?after={after}&{}", self.path, self.object))?;
            if events.is_empty() {
                return Ok(all);
            }
            all.extend(events);
        }
        terminal::tell(&format!("the journal is longer than its first {} events, which is what is shown", all.len()));
        Ok(all)
    }

    /// What it did behind an event; waits a moment where there is nothing yet.
    pub(super) fn events(&mut self, after: u64) -> Result<Vec<Event>> {
        let Events { events } = self.routes.ask(&format!("{}/events?after={after}&{}", self.path, self.object))?;
        Ok(events)
    }
}

impl Routes {
    pub(super) fn open(router: &Router) -> Result<Self> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let client = Client::new(Endpoint::parse(&router.at, router.token.clone())?, DEADLINE);
        Ok(Self { client, runtime })
    }

    pub(super) fn ask<T: DeserializeOwned>(&mut self, path: &str) -> Result<T> {
        let request = Request::get(path.trim_end_matches(['?', '&']));
        let answer = self.runtime.block_on(self.client.send(&request)).map_err(|failure| {
            Error::environment(failure.to_string()).remedy("cargo lab up, or name another address by --at")
        })?;
        if answer.status != 200 {
            let refused = serde_json::from_slice::<Refused>(&answer.body);
            let reason = refused.map_or_else(|_| String::new(), |refused| format!(": {}", refused.error.message));
            return Err(Error::new(Exit::WrongResponse, format!("the router answers {}{reason}", answer.status)));
        }
        let wrong =
            |error| Error::new(Exit::WrongResponse, format!("{request}: the answer is not as it has to be: {error}"));
        serde_json::from_slice(&answer.body).map_err(wrong)
    }
}
