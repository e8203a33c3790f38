//! The body of a request, never more of it than is allowed, and not for longer than it may take.

mod head;

use std::time::Duration;

use js_sys::{Object, Reflect, Uint8Array};
use kit::{border::from_javascript, deadline::within};
use shared::{
    body::too_large,
    error::{ErrorCode, Failure},
    limits,
};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use worker::Request;

#[wasm_bindgen]
extern "C" {
    /// The stream of a body.
    type Stream;

    #[wasm_bindgen(method, catch, js_name = getReader)]
    fn reader(this: &Stream, options: &JsValue) -> Result<Reader, JsValue>;

    /// A reader that brings its own memory. `readAtLeast` is the platform's own.
    type Reader;

    #[wasm_bindgen(method, catch, js_name = readAtLeast)]
    async fn read_at_least(this: &Reader, least: u32, memory: Uint8Array) -> Result<JsValue, JsValue>;
}

/// Reads the body; one that announces no length is cut off at the bound.
pub(crate) async fn read(request: &mut Request) -> Result<Vec<u8>, Failure> {
    let headers = request.headers();
    let header = |name: &str| headers.get(name).ok().flatten();
    head::check_coding(header("content-encoding").as_deref())?;
    head::check_charset(header("content-type").as_deref())?;
    let announced = head::announced(header("content-length").as_deref())?;
    let reading = async {
        match announced {
            Some(length) if length > limits::BODY_BYTES => Err(too_large()),
            Some(_) => request.bytes().await.map_err(|_| broken()),
            None => read_unannounced(request).await,
        }
    };
    within(Duration::from_millis(limits::BODY_DEADLINE_MS), reading).await.unwrap_or_else(|| Err(too_slow()))
}

/// The platform gathers the pieces, of which there may be as many as bytes, and hands over all of them at once.
async fn read_unannounced(request: &Request) -> Result<Vec<u8>, Failure> {
    let Some(stream) = request.inner().body() else { return Ok(Vec::new()) };
    let stream: Stream = JsValue::from(stream).unchecked_into();
    let options = Object::new();
    Reflect::set(&options, &"mode".into(), &"byob".into()).map_err(|_| broken())?;
    let reader = stream.reader(&options).map_err(|_| broken())?;
    // One byte more than is allowed tells that there are too many.
    let most = u32::try_from(limits::BODY_BYTES + 1).unwrap_or(u32::MAX);
    let read = reader.read_at_least(most, Uint8Array::new_with_length(most)).await.map_err(|_| broken())?;
    let value = Reflect::get(&read, &"value".into()).map_err(|_| broken())?;
    let Ok(bytes) = value.dyn_into::<Uint8Array>() else { return Ok(Vec::new()) };
    if bytes.length() >= most {
        return Err(too_large());
    }
    Ok(from_javascript(&bytes))
}

fn broken() -> Failure {
    Failure::new(ErrorCode::MalformedBody, "the body ended in the middle")
}

fn too_slow() -> Failure {
    let message = format!("the body did not arrive within {} s; send it faster", limits::BODY_DEADLINE_MS / 1000);
    Failure::new(ErrorCode::BodyTooSlow, message)
}
