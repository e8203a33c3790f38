//! A session of a service: a target at the other end, on which calls can be made before it is known to be there.

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

#[wasm_bindgen(module = "/js/border.js")]
extern "C" {
    #[wasm_bindgen(js_name = openSession, catch)]
    fn open_session(remote: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = closeSession)]
    fn close_session(session: &JsValue);
}

/// A target that is there as long as this is held: the other end keeps it until it is told.
pub(crate) struct Target {
    remote: JsValue,
}

impl Target {
    /// Asks for one, and does not wait for it.
    pub(crate) fn open(remote: &JsValue) -> Result<Self, JsValue> {
        Ok(Self { remote: open_session(remote)? })
    }

    /// What is called.
    pub(crate) fn remote(&self) -> &JsValue {
        &self.remote
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        close_session(&self.remote);
    }
}
