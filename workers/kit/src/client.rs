//! The asking end of a hop: one typed client for each service, over Workers RPC.

use std::{marker::PhantomData, time::Duration};

use js_sys::{Promise, Uint8Array};
use serde::Serialize;
use shared::{
    call::{Call, ObjectService, Service, ServiceName},
    envelope::{Question, Reply, decode, encode},
    error::{ErrorCode, Failure},
    ids::{RequestId, TenantId},
    timing::{Clock, Hop, Trace},
};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use worker::{Env, console_error};

use crate::{clock::WorkerClock, deadline::within, stream::Attachment};

#[wasm_bindgen]
extern "C" {
    /// Anything that exports [`shared::envelope::RPC_METHOD`].
    type Remote;

    // Workers RPC makes a call even when the method does not exist; that error arrives through the promise.
    #[wasm_bindgen(method, catch)]
    fn call(this: &Remote, method: &str, question: &Uint8Array, attachment: &JsValue) -> Result<Promise, JsValue>;
}

/// A request that is being answered here and may ask others.
#[derive(Clone, Copy, Debug)]
pub struct Asking {
    /// Names the request.
    pub request_id: RequestId,
    /// Who asks.
    pub from: ServiceName,
    /// How long it is worth waiting.
    pub patience: Duration,
}

/// Asks the service `S`.
pub struct Client<S> {
    remote: Remote,
    service: PhantomData<S>,
}

impl<S: Service> Client<S> {
    /// The client of a service that is bound as such.
    pub fn service(env: &Env) -> Result<Self, Failure> {
        let fetcher = env.service(S::BINDING).map_err(|error| unbound::<S>(&error))?;
        Ok(Self { remote: fetcher.into_rpc(), service: PhantomData })
    }

    /// Asks and waits. The trace holds this hop and, if there was a reply, what it saw below.
    pub async fn ask<C: Call<Service = S>>(
        &self,
        asking: Asking,
        input: C::Input,
        attachment: Attachment,
    ) -> (Result<C::Output, Failure>, Trace)
    where
        C::Input: Serialize,
    {
        let question = encode(&Question {
            request_id: asking.request_id,
            patience_ms: u64::try_from(asking.patience.as_millis()).unwrap_or(u64::MAX),
            input,
        });
        let attached_bytes = attachment.length();
        let clock = WorkerClock;
        let started = clock.now();
        let reply = self.send(C::METHOD, &question, attachment, asking).await;
        let hop = Hop {
            from: asking.from,
            to: S::NAME,
            elapsed_ms: clock.now().since(started),
            question_bytes: length(question.len() + attached_bytes),
            reply_bytes: reply.as_ref().map_or(0, |bytes| length(bytes.len())),
        };
        match reply.and_then(|bytes| decode::<Reply<C::Output>>(&bytes)) {
            Ok(Reply { outcome, mut trace }) => {
                trace.hops.push(hop);
                (outcome, trace)
            }
            Err(failure) => (Err(failure), Trace { hops: vec![hop], places: Vec::new() }),
        }
    }

    async fn send(
        &self,
        method: &str,
        question: &[u8],
        attachment: Attachment,
        asking: Asking,
    ) -> Result<Vec<u8>, Failure> {
        let promise = self
            .remote
            .call(method, &Uint8Array::from(question), &attachment.into())
            .map_err(|error| failed::<S>(asking, &error))?;
        match within(asking.patience, JsFuture::from(promise)).await {
            Some(Ok(reply)) => match reply.dyn_into::<Uint8Array>() {
                Ok(bytes) => Ok(bytes.to_vec()),
                Err(other) => Err(failed::<S>(asking, &other)),
            },
            Some(Err(error)) => Err(failed::<S>(asking, &error)),
            None => Err(Failure::new(
                ErrorCode::DeadlineExceeded,
                format!("{} did not answer in time; try again", S::NAME.as_str()),
            )),
        }
    }
}

impl<S: ObjectService> Client<S> {
    /// The client of the object that belongs to `tenant`.
    pub fn object(env: &Env, tenant: &TenantId) -> Result<Self, Failure> {
        let stub = env
            .durable_object(S::BINDING)
            .and_then(|namespace| namespace.get_by_name(tenant.as_str()))
            .map_err(|error| unbound::<S>(&error))?;
        Ok(Self { remote: stub.into_rpc(), service: PhantomData })
    }
}

fn unbound<S: Service>(error: &worker::Error) -> Failure {
    console_error!("the binding {} cannot be used: {error}", S::BINDING);
    Failure::new(ErrorCode::Internal, format!("{} is not bound", S::NAME.as_str()))
}

fn failed<S: Service>(asking: Asking, error: &JsValue) -> Failure {
    console_error!("{} {} failed: {error:?}", asking.request_id, S::NAME.as_str());
    Failure::new(S::FAILED, format!("{} failed; try again", S::NAME.as_str()))
}

fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
