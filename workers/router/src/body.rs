//! The body of a request, never more of it than is allowed, and not for longer than it may take.

mod head;

use js_sys::Uint8Array;
use kit::border::from_javascript;
use shared::{
    body::too_large,
    error::{ErrorCode, Failure},
    limits,
};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use worker::Request;

#[wasm_bindgen(module = "/js/body.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn gather(body: &JsValue, most: u32, patience_ms: u32) -> Result<JsValue, JsValue>;
}

/// Reads the body; one that announces no length is cut off at the bound.
pub(crate) async fn read(request: &Request) -> Result<Vec<u8>, Failure> {
    let headers = request.headers();
    let header = |name: &str| headers.get(name).ok().flatten();
    head::check_coding(header("content-encoding").as_deref())?;
    head::check_charset(header("content-type").as_deref())?;
    let announced = head::announced(header("content-length").as_deref())?;
    // Of a body of unknown length, one byte more than is allowed tells that there are too many.
    let most = announced.unwrap_or(limits::BODY_BYTES + 1);
    if announced.is_some_and(|length| length > limits::BODY_BYTES) {
        return Err(too_large());
    }
    let Some(stream) = request.inner().body().filter(|_| most > 0) else { return Ok(Vec::new()) };
    let bytes = gathered(stream.into(), most).await?;
    match announced {
        Some(length) if bytes.len() < length => Err(broken()),
        None if bytes.len() >= most => Err(too_large()),
        Some(_) | None => Ok(bytes),
    }
}

async fn gathered(stream: JsValue, most: usize) -> Result<Vec<u8>, Failure> {
    let most = u32::try_from(most).unwrap_or(u32::MAX);
    let gathered = gather(&stream, most, limits::BODY_DEADLINE_MS).await.map_err(|_| broken())?;
    let bytes = gathered.dyn_into::<Uint8Array>().map_err(|_| too_slow())?;
    Ok(from_javascript(&bytes))
}

fn broken() -> Failure {
    Failure::new(ErrorCode::MalformedBody, "the body ended in the middle")
}

fn too_slow() -> Failure {
    let message = format!("the body did not arrive within {} s; send it faster", limits::BODY_DEADLINE_MS / 1000);
    Failure::new(ErrorCode::BodyTooSlow, message)
}
