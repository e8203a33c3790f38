//! Responses: JSON with its status, for people and programs alike.

use shared::{error::Failure, ids::RequestId};
use worker::{Response, ResponseBuilder, Result};

/// A success.
pub(crate) fn ok(json: Vec<u8>) -> Result<Response> {
    respond(200, json)
}

/// A failure with its status and the one error JSON.
pub(crate) fn failed(failure: &Failure, request_id: RequestId) -> Result<Response> {
    respond(failure.code.status(), failure.to_json(request_id))
}

fn respond(status: u16, json: Vec<u8>) -> Result<Response> {
    let response = ResponseBuilder::new()
        .with_status(status)
        .with_header("content-type", "application/json; charset=utf-8")?
        .with_header("cache-control", "no-store")?;
    Ok(response.fixed(json))
}
