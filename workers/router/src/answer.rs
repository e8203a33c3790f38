//! Responses: JSON with its status, for people and programs alike.

use shared::{
    error::{ErrorCode, Failure},
    ids::RequestId,
};
use worker::{Response, ResponseBuilder, Result};

/// A success.
#[derive(Debug)]
pub(crate) enum Answer {
    /// What was asked for.
    Json(Vec<u8>),
    /// The methods of a route, and nothing else.
    Methods(&'static str),
}

/// A failure, and what its answer says beside it.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) failure: Failure,
    /// The methods that the route takes, where another was sent.
    pub(crate) allow: Option<&'static str>,
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self { failure, allow: None }
    }
}

/// The response to a request.
pub(crate) fn render(outcome: std::result::Result<Answer, Refusal>, request_id: RequestId) -> Result<Response> {
    match outcome {
        Ok(Answer::Json(json)) => Ok(of_json(200)?.fixed(json)),
        Ok(Answer::Methods(allow)) => Ok(head(204)?.with_header("allow", allow)?.empty()),
        Err(Refusal { failure, allow }) => {
            let mut response = of_json(failure.code.status())?;
            if let Some(allow) = allow {
                response = response.with_header("allow", allow)?;
            }
            if failure.code == ErrorCode::Unauthorized {
                response = response.with_header("www-authenticate", "Bearer")?;
            }
            Ok(response.fixed(failure.to_json(request_id)))
        }
    }
}

fn of_json(status: u16) -> Result<ResponseBuilder> {
    head(status)?.with_header("content-type", "application/json; charset=utf-8")
}

fn head(status: u16) -> Result<ResponseBuilder> {
    ResponseBuilder::new().with_status(status).with_header("cache-control", "no-store")
}
