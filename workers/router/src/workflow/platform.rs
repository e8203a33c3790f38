//! The platform's own Workflows, where the target has them: the local runtime alone does not, wrangler and the network do.

use js_sys::Reflect;
use shared::{
    error::{ErrorCode, Failure},
    limits,
    workflow::{Begun, Start, Until},
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::Env;

#[wasm_bindgen(module = "/js/platform.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn begin(
        workflows: &JsValue,
        id: &str,
        input: &str,
        until_ended: bool,
        patience_ms: u32,
    ) -> Result<JsValue, JsValue>;
}

/// The binding of the workflow that counts.
const BINDING: &str = "PLATFORM_COUNTER";

/// The platform's engine.
pub(super) struct Platform(JsValue);

impl Platform {
    /// [`ErrorCode::MethodUnavailable`] where the target has none.
    pub(super) fn of(env: &Env) -> Result<Self, Failure> {
        let workflows = Reflect::get(env, &JsValue::from_str(BINDING)).unwrap_or_default();
        if workflows.is_undefined() {
            let reason = "this target has no Workflows of the platform; `wrangler dev` and a deployment have";
            return Err(Failure::new(ErrorCode::MethodUnavailable, reason));
        }
        Ok(Self(workflows))
    }

    /// Begins an instance of the workflow that counts.
    pub(super) async fn begin(&self, until: Until, start: &Start) -> Result<Begun, Failure> {
        let until_ended = until == Until::Ended;
        let ended = begin(&self.0, start.id.as_str(), &start.input, until_ended, limits::workflow::PATIENCE_MS).await;
        let failed = |error: JsValue| Failure::new(ErrorCode::Internal, format!("{error:?}"));
        ended.map(|ended| Begun { ended: ended.is_truthy(), ..Begun::default() }).map_err(failed)
    }
}
