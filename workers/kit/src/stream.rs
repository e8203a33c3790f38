//! Bytes that are too many for one RPC argument: sent as a byte stream, received chunk by chunk.

use std::{fmt::Debug, time::Duration};

use futures::{AsyncReadExt, StreamExt, stream::LocalBoxStream};
use js_sys::Uint8Array;
use shared::error::{ErrorCode, Failure};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::spawn_local;
use wasm_streams::{ReadableStream, WritableStream, writable::sys};
use worker::console_error;

use crate::{border, deadline::within};

/// Bytes that are asked for at once. The platform hands over as much as it has, but only to a reader that brings its own
/// buffer: without one it cuts the same bytes into pieces of 4 KiB, which takes eight times as long.
const READ_BYTES: usize = 256 << 10;

/// Chunks of bytes that are made while they are sent.
pub type Chunks = LocalBoxStream<'static, Result<Vec<u8>, Failure>>;

#[wasm_bindgen]
extern "C" {
    /// The platform's own pipe. What it reads from a byte stream made here carries no buffer to fill, and a source that
    /// waits for one never answers; into the pipe we write.
    type IdentityTransformStream;

    #[wasm_bindgen(constructor)]
    fn new() -> IdentityTransformStream;

    #[wasm_bindgen(method, getter)]
    fn readable(this: &IdentityTransformStream) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn writable(this: &IdentityTransformStream) -> sys::WritableStream;
}

/// Something large that travels beside a question, without passing through its encoding.
pub enum Attachment {
    /// Nothing.
    None,
    /// Bytes that one RPC argument can carry.
    Bytes(Vec<u8>),
    /// More than that.
    Stream(Chunks),
}

impl Attachment {
    /// Bytes known to travel along; a stream's length is not known here.
    pub fn length(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len(),
            Self::None | Self::Stream(_) => 0,
        }
    }
}

impl Attachment {
    /// The argument of the remote call. A stream that is not read to its end within `patience` is given up.
    pub(crate) fn into_javascript(self, patience: Duration) -> JsValue {
        match self {
            Self::None => JsValue::UNDEFINED,
            Self::Bytes(bytes) => border::to_javascript(&bytes).into(),
            Self::Stream(chunks) => {
                let pipe = IdentityTransformStream::new();
                let writable = WritableStream::from_raw(pipe.writable());
                // What the chunks hold on to, such as a guard that keeps folds away, goes when this ends.
                spawn_local(async move {
                    let _ = within(patience, send(chunks, writable)).await;
                });
                pipe.readable()
            }
        }
    }
}

/// Writes all chunks; the other side sees a failure as the stream's error, never as its end.
async fn send(mut chunks: Chunks, mut pipe: WritableStream) {
    // A pipe that was just made has no other writer.
    let Ok(mut writer) = pipe.try_get_writer() else { return };
    while let Some(chunk) = chunks.next().await {
        let written = match chunk {
            Ok(bytes) => writer.write(border::to_javascript(&bytes).into()).await,
            Err(failure) => writer.abort_with_reason(&JsValue::from_str(&failure.message)).await,
        };
        // The reader has gone away, and its own reply says why.
        if written.is_err() {
            return;
        }
    }
    // After a failure there is nothing left to close.
    let _ = writer.close().await;
}

/// The attachment of a call, where it did not come as a stream.
pub fn bytes(attachment: &JsValue) -> Option<Vec<u8>> {
    if attachment.is_undefined() {
        return Some(Vec::new());
    }
    attachment.dyn_ref::<Uint8Array>().map(border::from_javascript)
}

/// Reads an attachment that came as a stream to its end, chunk by chunk.
pub async fn receive(attachment: JsValue, mut take: impl FnMut(&[u8]) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut reader = ReadableStream::from_raw(attachment.unchecked_into())
        .try_into_async_read()
        .map_err(|(error, _)| broken(&error))?;
    let mut buffer = vec![0; READ_BYTES];
    loop {
        let length = reader.read(&mut buffer).await.map_err(|error| broken(&error))?;
        match buffer.get(..length) {
            Some([]) | None => return Ok(()),
            Some(bytes) => take(bytes)?,
        }
    }
}

fn broken(error: &impl Debug) -> Failure {
    console_error!("an attachment ended in the middle: {error:?}");
    Failure::new(ErrorCode::ComputeFailed, "the state did not arrive whole; try again")
}
