//! A request at the edge: when it arrived, how the router asks others for it, and what every answer tells of its way.

use std::time::Duration;

use futures::FutureExt as _;
use kit::{
    client::{Asking, Client},
    clock::WorkerClock,
    deadline::within,
    identity,
    stream::Attachment,
};
use serde::Serialize;
use shared::{
    call::{Call, ServiceName},
    error::Failure,
    ids::RequestId,
    limits,
    timing::{Clock, Hop, Place, Trace, UnixMillis},
};
use worker::{Env, Request};

use crate::body;

/// How long a question may take that waits for nothing.
pub(crate) const PATIENCE: Duration = Duration::from_millis(limits::QUERY_DEADLINE_MS);

/// How much longer each one waits than it tells the next to take, whose own failure says more.
pub(crate) const GRACE: Duration = Duration::from_secs(1);

/// The media type of events.
pub(crate) const EVENTS: &str = "text/event-stream";

/// A request that is being answered.
pub(crate) struct Arrival<'a> {
    pub(crate) env: &'a Env,
    pub(crate) request: &'a Request,
    pub(crate) errand: Errand,
}

/// What is left of a request once it was read: an answer that is told piece by piece outlives the request itself.
#[derive(Clone, Copy)]
pub(crate) struct Errand {
    pub(crate) request_id: RequestId,
    at: UnixMillis,
}

/// The way of a request, as every answer tells it.
#[derive(Serialize)]
pub(crate) struct Way {
    pub(crate) request_id: RequestId,
    /// From the arrival at the router to the finished answer, by the router's clock.
    pub(crate) total_ms: u32,
    pub(crate) hops: Vec<Hop>,
    pub(crate) places: Vec<Place>,
}

impl<'a> Arrival<'a> {
    /// A request that has arrived just now.
    pub(crate) fn now(env: &'a Env, request: &'a Request) -> Self {
        Self { env, request, errand: Errand { request_id: identity::new_request(), at: WorkerClock.now() } }
    }

    /// The body of the request.
    pub(crate) async fn body(&self) -> Result<Vec<u8>, Failure> {
        body::read(self.request).await
    }

    /// Whether the answer may be told in events.
    pub(crate) fn takes_events(&self) -> bool {
        let accept = self.request.headers().get("accept").ok().flatten().unwrap_or_default();
        accept.split([',', ';']).any(|part| part.trim().eq_ignore_ascii_case(EVENTS))
    }

    /// Asks a service, see [`Errand::ask`].
    pub(crate) async fn ask<C: Call>(
        &self,
        service: &Client<C::Service>,
        input: &C::Input,
        patience: Duration,
        late: impl FnOnce() -> Failure,
    ) -> (Result<C::Output, Failure>, Trace) {
        self.errand.ask::<C>(service, input, patience, late).await
    }

    /// The way that a request has come, at its end.
    pub(crate) fn way(&self, trace: Trace) -> Way {
        self.errand.way(trace)
    }
}

impl Errand {
    /// Asks a service that is told to answer within `patience`. Its own deadline comes first, and says more; `late` is the
    /// failure of one that answers nothing at all.
    pub(crate) async fn ask<C: Call>(
        self,
        service: &Client<C::Service>,
        input: &C::Input,
        patience: Duration,
        late: impl FnOnce() -> Failure,
    ) -> (Result<C::Output, Failure>, Trace) {
        let asking = Asking { request_id: self.request_id, from: ServiceName::Router, patience };
        // In a box, it is one function for each call, and not a part of everything that asks: the router is smaller by a twentieth, and sooner
        // compiled. A box is nothing beside a hop.
        let asked = service.ask::<C>(asking, input, Attachment::None).boxed_local();
        within(patience + GRACE, asked).await.unwrap_or_else(|| (Err(late()), Trace::default()))
    }

    /// The way that a request has come, at its end.
    pub(crate) fn way(self, trace: Trace) -> Way {
        let Trace { hops, mut places } = trace;
        places.insert(0, identity::here(ServiceName::Router));
        Way { request_id: self.request_id, total_ms: WorkerClock.now().since(self.at), hops, places }
    }
}
