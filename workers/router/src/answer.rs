//! Responses: JSON with its status, for people and programs alike.

use futures::{StreamExt, stream::LocalBoxStream};
use serde::Serialize;
use shared::{
    error::{ErrorCode, Failure, SqlState},
    ids::RequestId,
};
use worker::{Response, ResponseBuilder, Result};

use crate::edge::EVENTS;

/// What is told of a failure whose message is blank: SQL can raise an error and say nothing.
const WITHOUT_WORDS: &str = "the error was raised without a message";

/// The media type of what is measured.
const METRICS: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Pieces of an answer that is told while it is made.
pub(crate) type Events = LocalBoxStream<'static, Vec<u8>>;

/// A success.
pub(crate) enum Answer {
    /// What was asked for.
    Json(Vec<u8>),
    /// The same, piece by piece.
    Events(Events),
    /// What is measured, in the text format of Prometheus.
    Metrics(Vec<u8>),
    /// The methods of a route, and nothing else.
    Methods(&'static str),
}

/// A failure, and what its answer says beside it.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) failure: Failure,
    /// The methods that the route takes, where another was sent.
    pub(crate) allow: Option<&'static str>,
    /// When it is worth trying again, where somebody can say.
    pub(crate) retry_after_ms: Option<u32>,
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self { failure, allow: None, retry_after_ms: None }
    }
}

/// The response to a request.
pub(crate) fn render(outcome: std::result::Result<Answer, Refusal>, request_id: RequestId) -> Result<Response> {
    match outcome {
        Ok(Answer::Json(json)) => Ok(of_json(200)?.fixed(json)),
        Ok(Answer::Events(events)) => {
            let events = events.map(Ok::<_, worker::Error>);
            head(200)?.with_header("content-type", EVENTS)?.from_stream(events)
        }
        Ok(Answer::Metrics(text)) => Ok(head(200)?.with_header("content-type", METRICS)?.fixed(text)),
        Ok(Answer::Methods(allow)) => Ok(head(204)?.with_header("allow", allow)?.empty()),
        Err(Refusal { failure, allow, retry_after_ms }) => {
            let mut response = of_json(failure.code.status())?;
            if let Some(allow) = allow {
                response = response.with_header("allow", allow)?;
            }
            if let Some(milliseconds) = retry_after_ms {
                // The header knows whole seconds only.
                response = response.with_header("retry-after", &milliseconds.div_ceil(1_000).to_string())?;
            }
            if failure.code == ErrorCode::Unauthorized {
                response = response.with_header("www-authenticate", "Bearer")?;
            }
            Ok(response.fixed(of_failure(&failure, request_id)))
        }
    }
}

/// The error JSON: `{"error":{"code","message","sqlstate"?,"retryable","request_id"}}`.
pub(crate) fn of_failure(failure: &Failure, request_id: RequestId) -> Vec<u8> {
    #[derive(Serialize)]
    struct Body<'a> {
        error: Inner<'a>,
    }
    #[derive(Serialize)]
    struct Inner<'a> {
        code: ErrorCode,
        message: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        sqlstate: Option<SqlState>,
        retryable: bool,
        request_id: RequestId,
    }
    let Failure { code, ref message, sqlstate } = *failure;
    let message = if message.trim().is_empty() { WITHOUT_WORDS } else { message.as_str() };
    let inner = Inner { code, message, sqlstate, retryable: code.retryable(), request_id };
    serde_json::to_vec(&Body { error: inner }).expect("strings and booleans always render")
}

fn of_json(status: u16) -> Result<ResponseBuilder> {
    head(status)?.with_header("content-type", "application/json; charset=utf-8")
}

fn head(status: u16) -> Result<ResponseBuilder> {
    ResponseBuilder::new().with_status(status).with_header("cache-control", "no-store")
}

#[cfg(test)]
mod tests;
