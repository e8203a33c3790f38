//! A session with one isolate, which the host opened: there as long as it is held.

use std::cell::Cell;

use kit::{
    client::{Asking, Client, Way},
    stream::Attachment,
};
use shared::{
    call::{Call, PoolIsolate},
    error::Failure,
    timing::Trace,
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::console_error;

#[wasm_bindgen(module = "/js/session.js")]
extern "C" {
    #[wasm_bindgen(js_name = openSession, catch)]
    async fn open_session(host: &JsValue, name: &str, serves: &str) -> Result<JsValue, JsValue>;

    fn dispose(session: &JsValue);
}

/// How many tasks an isolate is to serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Serves {
    /// Many of one owner.
    Many,
    /// One, which waits for it.
    One,
    /// One that is not there yet: it may take longer to be made, so that the task finds everything ready.
    OneLater,
}

impl Serves {
    /// The word for it, as the host knows it.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Many => "many",
            Self::One => "one",
            Self::OneLater => "one_later",
        }
    }
}

/// A session.
pub(crate) struct Session {
    target: JsValue,
    client: Client<PoolIsolate>,
    is_open: Cell<bool>,
}

impl Session {
    /// Opens the isolate of a name; none where it does not start.
    pub(crate) async fn open(host: &JsValue, name: &str, serves: Serves) -> Option<Self> {
        match open_session(host, name, serves.as_str()).await {
            Ok(target) => {
                let client = Client::of(target.clone(), Way::Rpc);
                Some(Self { target, client, is_open: Cell::new(true) })
            }
            Err(error) => {
                console_error!("the isolate {name} did not start: {error:?}");
                None
            }
        }
    }

    /// Asks the isolate.
    pub(crate) async fn ask<C: Call<Service = PoolIsolate>>(
        &self,
        asking: Asking,
        input: &C::Input,
    ) -> (Result<C::Output, Failure>, Trace) {
        self.client.ask::<C>(asking, input, Attachment::None).await
    }

    /// Ends the session, also where somebody still waits for an answer of it. The isolate goes with it, unless it has a name.
    pub(crate) fn close(&self) {
        if self.is_open.replace(false) {
            dispose(&self.target);
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.close();
    }
}
