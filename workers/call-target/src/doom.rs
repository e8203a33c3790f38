//! A call on its way to a fate: everything around its answer that goes wrong on purpose.

use std::{future::pending, time::Duration};

use js_sys::Promise;
use kit::life;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::{Delay, State};

use crate::fate::Fate;

/// A byte of a reply that belongs to what is answered.
const ANSWERED: u32 = 10;

const REASON: &str = "the target was told to fail";

/// Makes the call unless its fate comes before it, and hands back the reply unless that is lost.
pub(crate) async fn meet(fate: Fate, state: &State, call: impl FnOnce() -> JsValue) -> Result<JsValue, JsValue> {
    match fate {
        Fate::Late { by_ms } => {
            Delay::from(Duration::from_millis(by_ms.into())).await;
            replied(call()).await
        }
        Fate::Silent => pending().await,
        Fate::Wrong => replied(call()).await.map(|reply| {
            // Behind the name of the request and the word that all is well comes what is answered.
            let bytes = js_sys::Uint8Array::new(&reply);
            bytes.set_index(ANSWERED, bytes.get_index(ANSWERED) ^ 1);
            bytes.into()
        }),
        Fate::NoReply => replied(call()).await.and_then(|_| Err(JsValue::from_str(REASON))),
        Fate::EndBefore => end(state).await,
        Fate::EndInside => {
            // Whatever it writes at once is not committed before this object's turn is over.
            drop(call());
            end(state).await
        }
        Fate::EndAfter => {
            replied(call()).await?;
            JsFuture::from(state.storage().as_raw().sync()?).await?;
            end(state).await
        }
    }
}

async fn replied(reply: JsValue) -> Result<JsValue, JsValue> {
    match reply.dyn_into::<Promise>() {
        Ok(promise) => JsFuture::from(promise).await,
        Err(reply) => Ok(reply),
    }
}

/// Nothing of this life goes on behind its end.
async fn end(state: &State) -> Result<JsValue, JsValue> {
    life::end(state, REASON);
    pending().await
}
