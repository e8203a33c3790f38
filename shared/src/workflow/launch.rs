//! What a request asks of workflows, parsed at the border; and which object holds an instance.

use std::time::Duration;

use super::{Completed, Completion, ScheduleId, Start, Token, USUAL_PRIORITY, WorkflowId};
use crate::{
    error::{ErrorCode, Failure},
    fields::Fields,
    limits,
};

/// How long whoever runs an instance waits for its end where the body does not say.
const USUAL_PATIENCE_MS: u32 = 10_000;

/// An instance that a request asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Launch {
    /// What is begun.
    pub start: Start,
    /// How long whoever asks waits for its end.
    pub patience: Duration,
}

impl Launch {
    /// Reads `{ "id"?, "input"?, "priority"?, "patience_ms"? }`. An instance without a name gets `name`, and is then a new one at each request.
    pub fn parse(workflow: &str, body: &[u8], name: impl FnOnce() -> String) -> Result<Self, Failure> {
        let mut fields = Fields::parse(body)?;
        let id = match fields.text("id", ErrorCode::BadInstanceId)? {
            Some(id) => WorkflowId::parse(&id)?,
            None => WorkflowId::parse(&name())?,
        };
        let input = fields.value("input").unwrap_or_default().to_string();
        let patience_ms = fields.count("patience_ms", 0..=limits::workflow::PATIENCE_MS)?.unwrap_or(USUAL_PATIENCE_MS);
        let priority = fields.count("priority", 0..=limits::workflow::PRIORITY)?.unwrap_or(USUAL_PRIORITY);
        fields.finish()?;
        let start = Start { workflow: workflow.to_owned(), id, input, priority };
        Ok(Self { start, patience: Duration::from_millis(patience_ms.into()) })
    }
}

/// What comes with an event that a request brings: `{ "payload"? }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// As JSON.
    pub payload: String,
}

impl Note {
    /// Reads a body.
    pub fn parse(body: &[u8]) -> Result<Self, Failure> {
        let mut fields = Fields::parse(body)?;
        let payload = fields.value("payload").unwrap_or_default().to_string();
        fields.finish()?;
        Ok(Self { payload })
    }
}

impl Completion {
    /// Reads `{ "token", "result"? }`, `{ "token", "error" }` or `{ "token", "heartbeat": true }`.
    pub fn parse(body: &[u8]) -> Result<Self, Failure> {
        let mut fields = Fields::parse(body)?;
        let token = fields.text("token", ErrorCode::BadToken)?;
        let Token { instance, operation, secret } = Token::parse(&token.unwrap_or_default())?;
        let result = fields.value("result");
        let error = fields.text("error", ErrorCode::MalformedBody)?;
        let beats = fields.flag("heartbeat")?;
        fields.finish()?;
        let completed = match (result, error, beats) {
            (None, None, Some(true)) => Completed::Heartbeat,
            (None, Some(error), None) => Completed::Failure(error),
            (result, None, None) => Completed::Success(result.unwrap_or_default().to_string()),
            _ => {
                let message = "a callback has one end: a `result`, an `error`, or `heartbeat` for none yet";
                return Err(Failure::new(ErrorCode::MalformedBody, message));
            }
        };
        Ok(Self { id: WorkflowId::parse_any(&instance)?, operation, secret, completed })
    }
}

/// The name of the object that holds an instance, where nobody names another: instances are spread over
/// [`limits::workflow::SHARDS`] objects by a hash of their names; children are where their parents are.
pub fn shard(id: &WorkflowId) -> String {
    shard_of(id.root())
}

/// The same for a schedule; its instances are where it is.
pub fn shard_of_schedule(schedule: &ScheduleId) -> String {
    shard_of(schedule.as_str())
}

fn shard_of(name: &str) -> String {
    let hash = blake3::hash(name.as_bytes());
    object(u32::from(hash.as_bytes()[0]) % limits::workflow::SHARDS)
}

/// The names of all of these objects.
pub fn shards() -> impl Iterator<Item = String> {
    (0..limits::workflow::SHARDS).map(object)
}

fn object(index: u32) -> String {
    format!("shard-{index}")
}
