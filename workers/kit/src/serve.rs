//! The answering end of a hop: a call that has arrived passes the methods of its service, and the one that it names answers.
//!
//! ```text
//!           ┌── on::<Ping> ────────────── Now ───────┐
//! Arrived ──┼── on::<Execute> ─────────── Later ── ──┼──> reply, or the promise of one
//!           └── on_waiting::<Query> ──────────────────┘
//! ```
//!
//! A service is a chain of these; what no link of it knows is answered as such. Nothing is boxed but what has to be waited
//! for, and what need not be waited for is answered without a promise, which would take a trip through the queue of
//! microtasks.

use std::{future::Future, marker::PhantomData, time::Duration};

use futures::{FutureExt, future::LocalBoxFuture};
use js_sys::Uint8Array;
use shared::{
    call::{Call, Service},
    encoding::{Encoding, Postcard},
    envelope::{Question, Reply},
    error::{ErrorCode, Failure},
    ids::{RandomId, RequestId},
    timing::{Place, Trace},
};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::future_to_promise;

use crate::{border, client::Asking, identity, method};

/// What a call led to, and what it saw on its way there.
pub type Outcome<T> = (Result<T, Failure>, Trace);

/// An outcome that is there, or that has to be waited for.
pub enum Answer<T> {
    /// It is there, and nobody else was asked for it.
    Now(Result<T, Failure>),
    /// It is on its way.
    Later(LocalBoxFuture<'static, Outcome<T>>),
}

impl<T> Answer<T> {
    /// An answer that has to be waited for.
    pub fn later(outcome: impl Future<Output = Outcome<T>> + 'static) -> Self {
        Self::Later(outcome.boxed_local())
    }
}

/// A call of the service `S` that has arrived.
pub struct Arrived<'a, S> {
    method: &'a JsValue,
    question: &'a Uint8Array,
    state: State,
    service: PhantomData<S>,
}

/// How far it has come.
enum State {
    /// No method was the one that it names; it is to be answered at this place.
    Open(Place),
    /// It is answered.
    Answered(JsValue),
}

/// A question that was read.
struct Read<I> {
    place: Place,
    asking: Asking,
    input: I,
}

impl<'a, S: Service> Arrived<'a, S> {
    /// A call that has arrived at a Worker.
    pub fn here(method: &'a JsValue, question: &'a Uint8Array) -> Self {
        Self::at(identity::here(S::NAME), method, question)
    }

    /// A call that has arrived at an object.
    pub fn at(place: Place, method: &'a JsValue, question: &'a Uint8Array) -> Self {
        Self { method, question, state: State::Open(place), service: PhantomData }
    }

    /// Whether the call is of that name, for a method that no contract knows.
    pub fn names(&self, method: &str) -> bool {
        *self.method == method
    }

    /// Has the call answered, if it is `C`.
    #[must_use]
    pub fn on<C: Call<Service = S>>(mut self, answer: impl FnOnce(Asking, C::Input) -> Answer<C::Output>) -> Self
    where
        C::Output: 'static,
    {
        if let Some(Read { place, asking, input }) = self.read::<C>() {
            let request_id = asking.request_id;
            self.state = State::Answered(match answer(asking, input) {
                Answer::Now(outcome) => reply::<C>(place, request_id, (outcome, Trace::default())),
                Answer::Later(outcome) => {
                    future_to_promise(async move { Ok(reply::<C>(place, request_id, outcome.await)) }).into()
                }
            });
        }
        self
    }

    /// Has the call answered, if it is `C`, by what is waited for right here: it may borrow from whoever waits.
    pub async fn on_waiting<C: Call<Service = S>>(
        mut self,
        answer: impl AsyncFnOnce(Asking, C::Input) -> Outcome<C::Output>,
    ) -> Self {
        if let Some(Read { place, asking, input }) = self.read::<C>() {
            let request_id = asking.request_id;
            self.state = State::Answered(reply::<C>(place, request_id, answer(asking, input).await));
        }
        self
    }

    /// The reply. A method that the service does not have says that two builds do not fit each other.
    pub fn reply(self) -> JsValue {
        match self.state {
            State::Answered(reply) => reply,
            State::Open(place) => {
                let message = format!("{} has no method {:?}", S::NAME.as_str(), self.method);
                let trace = Trace { hops: Vec::new(), places: vec![place] };
                let outcome = Err(Failure::new(ErrorCode::Internal, message));
                border::to_javascript(&Postcard::encode(&Reply::<()> { request_id: RandomId(0), outcome, trace }))
                    .into()
            }
        }
    }

    /// The question, if the call is `C` and can be read. Of one that cannot be, nobody knows whose it is.
    fn read<C: Call<Service = S>>(&mut self) -> Option<Read<C::Input>> {
        let State::Open(place) = &self.state else { return None };
        if !method::is(self.method, C::METHOD) {
            return None;
        }
        let place = place.clone();
        match C::Encoding::decode(&border::from_javascript(self.question)) {
            Ok(Question { request_id, patience_ms, input }) => {
                let asking = Asking { request_id, from: S::NAME, patience: Duration::from_millis(patience_ms) };
                Some(Read { place, asking, input })
            }
            Err(failure) => {
                let outcome = (Err(failure), Trace::default());
                self.state = State::Answered(reply::<C>(place, RandomId(0), outcome));
                None
            }
        }
    }
}

/// Encodes the reply to a request that was answered at `place`, which becomes the first place of its trace.
fn reply<C: Call>(place: Place, request_id: RequestId, (outcome, mut trace): Outcome<C::Output>) -> JsValue {
    trace.places.insert(0, place);
    border::to_javascript(&C::Encoding::encode(&Reply { request_id, outcome, trace })).into()
}
