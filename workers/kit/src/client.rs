//! The asking end of a hop: one typed client for each service, over Workers RPC or another way that it is reached by.

use std::{marker::PhantomData, time::Duration};

use shared::{
    call::{
        AnyCompute, AnyInbox, AnyTenant, Call, Compute, ComputeService, InboxService, ObjectService, Service,
        ServiceName, TenantService,
    },
    encoding::Encoding,
    engine::{EngineName, Postgres, Sqlite},
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
    session::Target,
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

/// Asks the service `S`, or any service of the kind `S`.
pub struct Client<S> {
    remote: Remote,
    kind: PhantomData<S>,
}

/// What a client asks, whatever the service: what is compiled of it is there once, not once for each call.
struct Remote {
    target: JsValue,
    way: Way,
    name: ServiceName,
    failed: ErrorCode,
}

/// A session that is open as long as this is held.
pub struct Session<S> {
    client: Client<S>,
    _target: Target,
}

impl<S: Service> Client<S> {
    /// The client of a service that is bound as such.
    pub fn service(env: &Env) -> Result<Self, Failure> {
        let fetcher = env.service(S::BINDING).map_err(|error| unbound::<S>(&error))?;
        Ok(Self::of(fetcher.into_rpc::<JsValue>(), Way::Rpc))
    }

    /// The client of something that stands for the service: a stub, a session, or an object with the same methods.
    pub fn of(remote: JsValue, way: Way) -> Self {
        Self { remote: Remote { target: remote, way, name: S::NAME, failed: S::FAILED }, kind: PhantomData }
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

impl Client<AnyTenant> {
    /// The client of the object of that name, of whichever class.
    pub fn tenant<S: ObjectService + TenantService>(env: &Env, name: &str) -> Result<Self, Failure> {
        Client::<S>::object(env, name).map(Client::widened)
    }
}

impl Client<AnyInbox> {
    /// The client of the object of that name, of whichever class has an inbox.
    pub fn inbox<S: ObjectService + InboxService>(env: &Env, name: &str) -> Result<Self, Failure> {
        Client::<S>::object(env, name).map(Client::widened)
    }
}

impl Client<AnyCompute> {
    /// The client of the compute Worker that has an engine.
    pub fn compute(env: &Env, engine: EngineName) -> Result<Self, Failure> {
        fn of<S: Service + ComputeService>(env: &Env) -> Result<Client<AnyCompute>, Failure> {
            Client::<S>::service(env).map(Client::widened)
        }
        match engine {
            EngineName::Sqlite => of::<Compute<Sqlite>>(env),
            EngineName::Postgres => of::<Compute<Postgres>>(env),
        }
    }
}

impl<S> Client<S> {
    /// The same service, asked in another way.
    #[must_use]
    pub fn by(self, way: Way) -> Self {
        Self { remote: Remote { way, ..self.remote }, ..self }
    }

    /// The same service, of which only the kind is known from here on.
    fn widened<K>(self) -> Client<K> {
        Client { remote: self.remote, kind: PhantomData }
    }

    /// Which service it is.
    pub fn name(&self) -> ServiceName {
        self.remote.name
    }

    /// The service's failure, in these words.
    pub fn failure(&self, words: impl Into<String>) -> Failure {
        Failure::new(self.remote.failed, words)
    }

    /// A session of the service, which need not have arrived: calls on it follow the question for it without waiting.
    pub fn session(&self) -> Result<Session<S>, Failure> {
        let Remote { target, way, name, failed } = &self.remote;
        let target = Target::open(target).map_err(|error| {
            console_error!("{} opened no session: {error:?}", name.as_str());
            self.remote.try_again()
        })?;
        let remote = Remote { target: target.remote().clone(), way: *way, name: *name, failed: *failed };
        Ok(Session { client: Client { remote, kind: PhantomData }, _target: target })
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
        let (reply, hop) = self.remote.send(C::METHOD, &question, attachment, asking).await;
        // A reply that cannot be read says nothing of what was done, so it counts as none.
        let reply =
            reply.and_then(|bytes| C::Encoding::decode(&bytes).map_err(|unread| self.remote.lost(asking, &unread)));
        match reply {
            Ok(Reply::<C::Output> { request_id, outcome, mut trace }) if request_id == asking.request_id => {
                trace.hops.push(hop);
                (outcome, trace)
            }
            Ok(Reply { request_id, .. }) => {
                let failure = self.remote.lost(asking, &format_args!("the reply answers {request_id}"));
                (Err(failure), Trace { hops: vec![hop], places: Vec::new() })
            }
            Err(failure) => (Err(failure), Trace { hops: vec![hop], places: Vec::new() }),
        }
    }
}

impl Remote {
    /// The bytes of the reply, and the hop that they came by.
    async fn send(
        &self,
        method_name: &'static str,
        question: &[u8],
        attachment: Attachment,
        asking: Asking,
    ) -> (Result<Vec<u8>, Failure>, Hop) {
        let attached_bytes = attachment.length();
        let attachment = attachment.into_javascript(asking.patience);
        let called = method::with_name(method_name, |method| {
            promise::call(&self.target, self.way, method, question, &attachment)
        });
        let (reply, elapsed_ms) = match called {
            Ok(outcome) => {
                let Settled { reply, elapsed_ms } = outcome.await;
                (reply.map_err(|error| self.lost(asking, &error)), elapsed_ms)
            }
            Err(error) => (Err(self.lost(asking, &error)), 0),
        };
        let hop = Hop {
            from: asking.from,
            to: self.name,
            elapsed_ms,
            question_bytes: length(question.len() + attached_bytes),
            reply_bytes: reply.as_ref().map_or(0, |bytes| length(bytes.len())),
        };
        (reply, hop)
    }

    /// What is said of a call that has no reply, or one that says nothing.
    fn lost(&self, asking: Asking, error: &dyn std::fmt::Debug) -> Failure {
        console_error!("{} {} failed: {error:?}", asking.request_id, self.name.as_str());
        self.try_again()
    }

    fn try_again(&self) -> Failure {
        Failure::new(self.failed, format!("{} failed; try again", self.name.as_str()))
    }
}

impl<S> Session<S> {
    /// Asks on the session.
    pub fn client(&self) -> &Client<S> {
        &self.client
    }
}

fn unbound<S: Service>(error: &worker::Error) -> Failure {
    console_error!("the binding {} cannot be used: {error}", S::BINDING);
    Failure::new(ErrorCode::Internal, format!("{} is not bound", S::NAME.as_str()))
}

fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
