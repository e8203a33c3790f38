//! What is wrong with an answer, if anything.

use std::fmt;

use serde::de::IgnoredAny;
use serde_json::Value;
use shared::error::ErrorCode;

use super::{
    connection::{Answer, Silence},
    database::Database,
    message::Message,
};

/// What a fuzz may find.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A status of 500 and more that the request did not ask for.
    ServerError,
    /// No answer within the bound.
    Hang,
    /// The connection broke, or could not be made.
    Broken,
    /// The answer holds the marker of another tenant.
    Leak,
    /// The answer is neither the JSON of a success nor the documented one of a failure.
    Malformed,
    /// A tenant's own marker is not there exactly once any more.
    Marker,
    /// A tenant does not answer the simplest of questions any more.
    Deaf,
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::ServerError => "server error",
            Self::Hang => "hang",
            Self::Broken => "broken connection",
            Self::Leak => "marker of another tenant",
            Self::Malformed => "malformed answer",
            Self::Marker => "own marker gone or doubled",
            Self::Deaf => "tenant that no longer answers",
        })
    }
}

/// What came of a request: what it is counted under, and what is wrong with it.
pub(super) struct Judged {
    /// The status, zero where there is none, and the code of a failure.
    pub(super) outcome: (u16, String),
    pub(super) fault: Option<(Kind, String)>,
}

/// Looks at the outcome of a request, which was made for `asked` if for any database in particular.
pub(super) fn judge(
    message: &Message,
    asked: Option<&Database>,
    result: &Result<Answer, Silence>,
    databases: &[Database],
) -> Judged {
    let answer = match result {
        Ok(answer) => answer,
        Err(Silence::Hang) => {
            let fault = Some((Kind::Hang, "no answer within the bound".to_owned()));
            return Judged { outcome: (0, "hang".to_owned()), fault };
        }
        Err(Silence::Broken(reason)) => {
            return Judged { outcome: (0, "broken".to_owned()), fault: Some((Kind::Broken, reason.clone())) };
        }
    };
    let read = code(message, answer);
    let name = match &read {
        Ok(None) => String::new(),
        Ok(Some(code)) => {
            serde_json::to_value(code).ok().and_then(|name| Some(name.as_str()?.to_owned())).unwrap_or_default()
        }
        Err(_) => "malformed".to_owned(),
    };
    let outcome = (answer.status, name);
    if let Some(other) = leaked(answer, asked, databases) {
        return Judged { outcome, fault: Some((Kind::Leak, format!("the answer holds the marker of {other}"))) };
    }
    let fault = match read {
        Ok(Some(code)) if message.expected.contains(&code) => None,
        Ok(Some(_) | None) if answer.status >= 500 => Some((Kind::ServerError, text(answer))),
        Ok(Some(_) | None) => None,
        Err(reason) => {
            let kind = if answer.status >= 500 { Kind::ServerError } else { Kind::Malformed };
            Some((kind, format!("{reason}: {}", text(answer))))
        }
    };
    Judged { outcome, fault }
}

/// The database, other than the one that was asked, whose marker is in an answer.
fn leaked<'a>(answer: &Answer, asked: Option<&Database>, databases: &'a [Database]) -> Option<&'a Database> {
    let others = databases.iter().filter(|database| asked != Some(*database));
    let holds = |marker: &str| answer.body.windows(marker.len()).any(|window| window == marker.as_bytes());
    // All markers begin alike, so that most answers are looked through once.
    if !holds(super::database::MARKER) {
        return None;
    }
    others.into_iter().find(|database| holds(&database.marker))
}

/// The code of a failure in its documented form, or what is wrong with the form.
fn code(message: &Message, answer: &Answer) -> Result<Option<ErrorCode>, String> {
    let Answer { status, body } = answer;
    if !message.is_answered_with_a_body() {
        return Ok(None);
    }
    if *status == 204 {
        return if body.is_empty() { Ok(None) } else { Err("a body under 204".to_owned()) };
    }
    if *status == 200 && body.starts_with(b"# HELP isolab_") {
        // What is measured is text, see `GET /pool/metrics`.
        return Ok(None);
    }
    if *status == 200 {
        // JSON of any depth: Postgres answers what a client wrote.
        return serde_json::from_slice::<IgnoredAny>(body).map(|_| None).map_err(|error| format!("no JSON, {error}"));
    }
    let body: Value = serde_json::from_slice(body).map_err(|error| format!("no JSON, {error}"))?;
    let error = body.get("error").ok_or("there is no \"error\"")?;
    let code: ErrorCode = serde_json::from_value(error.get("code").cloned().unwrap_or_default())
        .map_err(|_| "the code is not known".to_owned())?;
    let text = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default();
    let wrong = |reason: &str| Err(reason.to_owned());
    if code.status() != *status {
        return wrong("the status is not that of the code");
    }
    if error.get("retryable").and_then(Value::as_bool) != Some(code.retryable()) {
        return wrong("\"retryable\" is not that of the code");
    }
    if text("message").trim().is_empty() {
        return wrong("the message is empty");
    }
    // What an engine or a statement says for itself is told in its own words.
    let is_ours =
        !matches!(code, ErrorCode::SqlError | ErrorCode::ConstraintViolated) && error.get("sqlstate").is_none();
    if is_ours && text("message").ends_with('.') {
        return wrong("the message ends with a full stop");
    }
    let request = text("request_id");
    if request.len() != 16 || !request.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return wrong("the request's id is not 16 hexadecimal digits");
    }
    let sqlstate = error.get("sqlstate");
    if sqlstate.is_some_and(|name| name.as_str().is_none_or(|name| name.len() != 5)) {
        return wrong("the SQLSTATE has not five characters");
    }
    let fields = error.as_object().map_or(0, serde_json::Map::len);
    if fields != 4 + usize::from(sqlstate.is_some()) || body.as_object().map_or(0, serde_json::Map::len) != 1 {
        return wrong("there is more than the documented fields");
    }
    Ok(Some(code))
}

/// The beginning of what was answered.
fn text(answer: &Answer) -> String {
    let text: String = String::from_utf8_lossy(&answer.body).chars().take(600).collect();
    format!("{} {text}", answer.status)
}

#[cfg(test)]
mod tests;
