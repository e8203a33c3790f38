//! The next runtime of a chain: this Worker once more, by the binding that every Worker has to itself.

use kit::client::{Client, Way};
use shared::{
    call::{ObjectService, RpcObject, RpcRuntime, Service},
    rpc::Transport,
};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

#[wasm_bindgen(module = "cloudflare:workers")]
extern "C" {
    type Exports;

    #[wasm_bindgen(thread_local_v2, js_name = exports)]
    static EXPORTS: Exports;

    #[wasm_bindgen(method, getter, js_name = default)]
    fn entrypoint(this: &Exports) -> JsValue;

    #[wasm_bindgen(method, indexing_getter)]
    fn class(this: &Exports, name: &str) -> JsValue;

    type Namespace;

    #[wasm_bindgen(method, js_name = getByName)]
    fn object(this: &Namespace, name: &str) -> JsValue;
}

/// A service whose runtimes can ask each other.
pub(crate) trait Link: Service + Sized {
    /// The runtime behind this one, which is `depth` away from the end of the chain.
    fn next(method: Transport, depth: u32) -> Client<Self>;
}

impl Link for RpcRuntime {
    fn next(method: Transport, _depth: u32) -> Client<Self> {
        Client::of(EXPORTS.with(Exports::entrypoint), way(method))
    }
}

impl Link for RpcObject {
    fn next(method: Transport, depth: u32) -> Client<Self> {
        let namespace: Namespace = EXPORTS.with(|exports| exports.class(Self::CLASS)).unchecked_into();
        Client::of(namespace.object(&format!("link-{depth}")), way(method))
    }
}

fn way(method: Transport) -> Way {
    match method {
        Transport::BindingFetch | Transport::ObjectFetch => Way::Fetch,
        Transport::Direct
        | Transport::BindingRpc
        | Transport::ObjectRpc
        | Transport::CapnWeb
        | Transport::RawFetch
        | Transport::Loader => Way::Rpc,
    }
}
