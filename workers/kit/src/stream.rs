//! Bytes that are too many for one RPC argument: sent as a byte stream, received chunk by chunk.

use futures::{StreamExt, TryStreamExt, stream::LocalBoxStream};
use js_sys::Uint8Array;
use shared::error::{ErrorCode, Failure};
use wasm_bindgen::{JsCast, JsValue};
use worker::console_error;

/// Bytes that the platform may ask for at once.
const PULL_BYTES: usize = 64 << 10;

/// Chunks of bytes that are made while they are sent.
pub type Chunks = LocalBoxStream<'static, Result<Vec<u8>, Failure>>;

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

impl From<Attachment> for JsValue {
    fn from(attachment: Attachment) -> Self {
        match attachment {
            Attachment::None => Self::UNDEFINED,
            Attachment::Bytes(bytes) => Uint8Array::from(bytes.as_slice()).into(),
            Attachment::Stream(chunks) => {
                let reader = chunks.map_err(std::io::Error::other).into_async_read();
                wasm_streams::ReadableStream::from_async_read(reader, PULL_BYTES).into_raw().into()
            }
        }
    }
}

/// The attachment of a call, where it did not come as a stream.
pub fn bytes(attachment: &JsValue) -> Option<Vec<u8>> {
    if attachment.is_undefined() {
        return Some(Vec::new());
    }
    attachment.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec)
}

/// Reads an attachment that came as a stream to its end, chunk by chunk.
pub async fn receive(attachment: JsValue, mut take: impl FnMut(&[u8]) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut chunks = wasm_streams::ReadableStream::from_raw(attachment.unchecked_into()).into_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|error| broken(&error))?;
        take(&chunk.unchecked_into::<Uint8Array>().to_vec())?;
    }
    Ok(())
}

fn broken(error: &JsValue) -> Failure {
    console_error!("an attachment ended in the middle: {error:?}");
    Failure::new(ErrorCode::ComputeFailed, "the state did not arrive whole; try again")
}
