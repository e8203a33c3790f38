//! The ways to the function: inline, or one of the clients of the runtime.

use kit::{
    bindings,
    client::{Asking, Client, Session, Way},
    stream::Attachment,
};
use shared::{
    call::{RpcObject, RpcRuntime, Run, Service},
    encoding::{Json, MessagePack, Postcard},
    error::{ErrorCode, Failure},
    rpc::{Codec, Plan, Task, Transport, Value},
    timing::Trace,
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::console_error;

use crate::calls::Runtime;

/// The object that all calls go to.
const OBJECT: &str = "runtime";

#[wasm_bindgen]
extern "C" {
    /// Ways that only JavaScript can open.
    pub type Doors;

    #[wasm_bindgen(method)]
    fn capnweb(this: &Doors) -> JsValue;

    #[wasm_bindgen(method, js_name = hasAddress)]
    fn has_address(this: &Doors) -> bool;

    #[wasm_bindgen(method)]
    fn raw(this: &Doors) -> JsValue;

    #[wasm_bindgen(method, js_name = hasLoader)]
    fn has_loader(this: &Doors) -> bool;

    #[wasm_bindgen(method, catch)]
    async fn loaded(this: &Doors) -> Result<JsValue, JsValue>;
}

/// A way to a service, with the codec of its calls.
pub(crate) struct Remote<S> {
    client: Client<S>,
    codec: Codec,
}

/// A way to the runtime.
pub(crate) enum Reached {
    /// As a Worker.
    Worker(Remote<RpcRuntime>),
    /// As an object.
    Object(Remote<RpcObject>),
}

/// A session of a runtime.
pub(crate) enum Opened {
    /// As a Worker.
    Worker(Session<RpcRuntime>, Codec),
    /// As an object.
    Object(Session<RpcObject>, Codec),
}

/// Why a method is not available here, where it is not.
pub(crate) fn unavailable(doors: &Doors, method: Transport) -> Option<String> {
    match method {
        Transport::RawFetch if !doors.has_address() => {
            Some("raw_fetch needs the runtime's address in the variable RUNTIME_URL of the caller".to_owned())
        }
        Transport::Loader if !doors.has_loader() => {
            Some("loader needs the caller's binding LOADER, the platform's Worker Loader".to_owned())
        }
        Transport::Direct
        | Transport::BindingFetch
        | Transport::BindingRpc
        | Transport::ObjectFetch
        | Transport::ObjectRpc
        | Transport::CapnWeb
        | Transport::RawFetch
        | Transport::Loader => None,
    }
}

/// Opens the way of a plan; `None` for a function that runs inline.
pub(crate) async fn open(doors: &Doors, plan: &Plan) -> Result<Option<Reached>, Failure> {
    let Some(codec) = plan.codec else { return Ok(None) };
    if let Some(reason) = unavailable(doors, plan.method) {
        return Err(Failure::new(ErrorCode::MethodUnavailable, reason));
    }
    let env = bindings::env();
    let way = way(plan.method, codec);
    let worker = |client: Client<RpcRuntime>| Some(Reached::Worker(Remote { client: client.by(way), codec }));
    Ok(match plan.method {
        Transport::Direct => None,
        Transport::BindingFetch | Transport::BindingRpc => worker(Client::service(&env)?),
        Transport::CapnWeb => worker(Client::of(doors.capnweb(), way)),
        Transport::RawFetch => worker(Client::of(doors.raw(), way)),
        Transport::Loader => {
            let loaded = doors.loaded().await.map_err(|error| {
                console_error!("the runtime's code could not be loaded: {error:?}");
                Failure::new(ErrorCode::RuntimeFailed, "the runtime's code could not be loaded; try again")
            })?;
            worker(Client::of(loaded, way))
        }
        Transport::ObjectFetch | Transport::ObjectRpc => {
            let client = Client::<RpcObject>::object(&env, OBJECT)?;
            Some(Reached::Object(Remote { client: client.by(way), codec }))
        }
    })
}

fn way(method: Transport, codec: Codec) -> Way {
    match (method, codec) {
        (Transport::BindingFetch | Transport::ObjectFetch | Transport::RawFetch, _) => Way::Fetch,
        (_, Codec::StructuredClone | Codec::CapnWeb) => Way::Value,
        (_, Codec::Postcard | Codec::Bytes | Codec::Json | Codec::MessagePack) => Way::Rpc,
    }
}

async fn ask<S: Service>(
    client: &Client<S>,
    codec: Codec,
    asking: Asking,
    task: &Task,
) -> (Result<Value, Failure>, Trace) {
    match codec {
        Codec::Postcard | Codec::Bytes => client.ask::<Run<S, Postcard>>(asking, task, Attachment::None).await,
        Codec::MessagePack => client.ask::<Run<S, MessagePack>>(asking, task, Attachment::None).await,
        Codec::Json | Codec::StructuredClone | Codec::CapnWeb => {
            client.ask::<Run<S, Json>>(asking, task, Attachment::None).await
        }
    }
}

impl Reached {
    /// Opens a session, without waiting for it.
    pub(crate) fn session(&self) -> Result<Opened, Failure> {
        Ok(match self {
            Self::Worker(remote) => Opened::Worker(remote.client.session()?, remote.codec),
            Self::Object(remote) => Opened::Object(remote.client.session()?, remote.codec),
        })
    }
}

impl Runtime for Reached {
    async fn run(&self, asking: Asking, task: &Task) -> (Result<Value, Failure>, Trace) {
        match self {
            Self::Worker(remote) => ask(&remote.client, remote.codec, asking, task).await,
            Self::Object(remote) => ask(&remote.client, remote.codec, asking, task).await,
        }
    }
}

impl Runtime for Opened {
    async fn run(&self, asking: Asking, task: &Task) -> (Result<Value, Failure>, Trace) {
        match self {
            Self::Worker(session, codec) => ask(session.client(), *codec, asking, task).await,
            Self::Object(session, codec) => ask(session.client(), *codec, asking, task).await,
        }
    }
}
