//! The body of a request, never more of it than is allowed.

use futures::StreamExt;
use shared::{
    body,
    error::{ErrorCode, Failure},
    limits,
};
use worker::Request;

/// Reads the body; one that announces no length is read piece by piece and cut off at the bound.
pub(crate) async fn read(request: &mut Request) -> Result<Vec<u8>, Failure> {
    let announced = request.headers().get("content-length").ok().flatten().and_then(|text| text.parse::<usize>().ok());
    match announced {
        Some(length) if length > limits::BODY_BYTES => Err(body::too_large()),
        Some(_) => request.bytes().await.map_err(|_| broken()),
        None => read_unannounced(request).await,
    }
}

async fn read_unannounced(request: &mut Request) -> Result<Vec<u8>, Failure> {
    let Ok(mut stream) = request.stream() else { return Ok(Vec::new()) };
    let mut body = Vec::new();
    while let Some(piece) = stream.next().await {
        body.extend_from_slice(&piece.map_err(|_| broken())?);
        if body.len() > limits::BODY_BYTES {
            return Err(body::too_large());
        }
    }
    Ok(body)
}

fn broken() -> Failure {
    Failure::new(ErrorCode::MalformedBody, "the body ended in the middle")
}
