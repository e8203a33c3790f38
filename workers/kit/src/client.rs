//! The asking end of a hop: one typed client for each service, over Workers RPC or another way that it is reached by.

use std::{marker::PhantomData, time::Duration};

use shared::{
    call::{Call, ObjectService, Service, ServiceName},
    encoding::Encoding,
    envelope::{Question, Reply},
    error::{ErrorCode, Failure},
    ids::RequestId,
    timing::{Hop, Trace},
};
use wasm_bindgen::JsValue;
use worker::{Env, console_error};

use crate::{
    method,
    promise::{self, Settled},
    session::Session,
    stream::Attachment,
};

pub use crate::promise::Way;

/// A request that is being answered here and may ask others.
#[derive(Clone, Copy, Debug)]
pub struct Asking {
    /// Names the request.
    pub request_id: RequestId,
    /// Who asks.
    pub from: ServiceName,
    /// How long the asker will wait; whoever answers need not work longer.
    pub patience: Duration,
}

/// Asks the service `S`.
pub struct Client<S> {
    remote: JsValue,
    way: Way,
    service: PhantomData<S>,
}

impl<S: Service> Client<S> {
    /// The client of a service that is bound as such.
    pub fn service(env: &Env) -> Result<Self, Failure> {
        let fetcher = env.service(S::BINDING).map_err(|error| unbound::<S>(&error))?;
        Ok(Self::of(fetcher.into_rpc::<JsValue>(), Way::Rpc))
    }

    /// The client of something that stands for the service: a stub, a session, or an object with the same methods.
    pub fn of(remote: JsValue, way: Way) -> Self {
        Self { remote, way, service: PhantomData }
    }

    /// The same service, asked in another way.
    #[must_use]
    pub fn by(self, way: Way) -> Self {
        Self { way, ..self }
    }

    /// A session of the service, which need not have arrived: calls on it follow the question for it without waiting.
    pub fn session(&self) -> Result<Session<S>, Failure> {
        Session::open(&self.remote, self.way).map_err(|error| {
            console_error!("{} opened no session: {error:?}", S::NAME.as_str());
            Failure::new(S::FAILED, format!("{} failed; try again", S::NAME.as_str()))
        })
    }

    /// Asks and waits, for ever if need be: a deadline belongs around the whole of a request, see
    /// [`crate::deadline::within`]. The trace holds this hop and, if there was a reply, what it saw below.
    pub async fn ask<C: Call<Service = S>>(
        &self,
        asking: Asking,
        input: &C::Input,
        attachment: Attachment,
    ) -> (Result<C::Output, Failure>, Trace) {
        let question = C::Encoding::encode(&Question {
            request_id: asking.request_id,
            patience_ms: u64::try_from(asking.patience.as_millis()).unwrap_or(u64::MAX),
            input,
        });
        let attached_bytes = attachment.length();
        let (reply, elapsed_ms) = self.send::<C>(&question, attachment, asking).await;
        let hop = Hop {
            from: asking.from,
            to: S::NAME,
            elapsed_ms,
            question_bytes: length(question.len() + attached_bytes),
            reply_bytes: reply.as_ref().map_or(0, |bytes| length(bytes.len())),
        };
        // A reply that cannot be read says nothing of what was done, so it counts as none.
        let reply = reply.and_then(|bytes| C::Encoding::decode(&bytes).map_err(|unread| failed::<S>(asking, &unread)));
        match reply {
            Ok(Reply::<C::Output> { request_id, outcome, mut trace }) if request_id == asking.request_id => {
                trace.hops.push(hop);
                (outcome, trace)
            }
            Ok(Reply { request_id, .. }) => {
                let failure = failed::<S>(asking, &format_args!("the reply answers {request_id}"));
                (Err(failure), Trace { hops: vec![hop], places: Vec::new() })
            }
            Err(failure) => (Err(failure), Trace { hops: vec![hop], places: Vec::new() }),
        }
    }

    /// The bytes of the reply, and how many milliseconds it took.
    async fn send<C: Call<Service = S>>(
        &self,
        question: &[u8],
        attachment: Attachment,
        asking: Asking,
    ) -> (Result<Vec<u8>, Failure>, u32) {
        let attachment = attachment.into_javascript(asking.patience);
        let called =
            method::with_name::<C, _>(|method| promise::call(&self.remote, self.way, method, question, &attachment));
        match called {
            Ok(outcome) => {
                let Settled { reply, elapsed_ms } = outcome.await;
                (reply.map_err(|error| failed::<S>(asking, &error)), elapsed_ms)
            }
            Err(error) => (Err(failed::<S>(asking, &error)), 0),
        }
    }
}

impl<S: ObjectService> Client<S> {
    /// The client of the object of that name.
    pub fn object(env: &Env, name: &str) -> Result<Self, Failure> {
        let stub = env
            .durable_object(S::BINDING)
            .and_then(|namespace| namespace.get_by_name(name))
            .map_err(|error| unbound::<S>(&error))?;
        Ok(Self::of(stub.into_rpc::<JsValue>(), Way::Rpc))
    }
}

fn unbound<S: Service>(error: &worker::Error) -> Failure {
    console_error!("the binding {} cannot be used: {error}", S::BINDING);
    Failure::new(ErrorCode::Internal, format!("{} is not bound", S::NAME.as_str()))
}

fn failed<S: Service>(asking: Asking, error: &impl std::fmt::Debug) -> Failure {
    console_error!("{} {} failed: {error:?}", asking.request_id, S::NAME.as_str());
    Failure::new(S::FAILED, format!("{} failed; try again", S::NAME.as_str()))
}

fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
