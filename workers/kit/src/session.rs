//! A session of a service: a target at the other end, on which calls can be made before it is known to be there.

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::client::{Client, Way};

#[wasm_bindgen(module = "/js/border.js")]
extern "C" {
    #[wasm_bindgen(js_name = openSession, catch)]
    fn open_session(remote: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = closeSession)]
    fn close_session(session: &JsValue);
}

/// A session that is open as long as this is held: the other end keeps a target for it until it is told.
pub struct Session<S> {
    target: JsValue,
    client: Client<S>,
}

impl<S: shared::call::Service> Session<S> {
    pub(crate) fn open(remote: &JsValue, way: Way) -> Result<Self, JsValue> {
        let target = open_session(remote)?;
        Ok(Self { client: Client::of(target.clone(), way), target })
    }

    /// Asks on the session.
    pub fn client(&self) -> &Client<S> {
        &self.client
    }
}

impl<S> Drop for Session<S> {
    fn drop(&mut self) {
        close_session(&self.target);
    }
}
