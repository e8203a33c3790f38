//! An answer of the router, and what every answer has to look like.

use serde_json::Value;
use shared::error::ErrorCode;

/// A status and the JSON that came with it.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Answer {
    /// The body of a success.
    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        self.body
    }

    /// The rows of a success with one statement.
    #[track_caller]
    pub(crate) fn rows(self) -> Value {
        self.ok()["rows"].take()
    }

    /// The code of an error, whose form, status and promise to be retryable have to be those that are documented.
    #[track_caller]
    pub(crate) fn code(&self) -> ErrorCode {
        let error = &self.body["error"];
        let code: ErrorCode = serde_json::from_value(error["code"].clone())
            .unwrap_or_else(|_| panic!("status {}, not an error: {}", self.status, self.body));
        assert_eq!(self.status, code.status(), "{}", self.body);
        assert_eq!(error["retryable"].as_bool(), Some(code.retryable()), "{}", self.body);
        let request_id = error["request_id"].as_str().unwrap_or_default();
        assert!(request_id.len() == 16 && request_id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{}", self.body);
        let message = error["message"].as_str().unwrap_or_default();
        assert!(!message.is_empty() && !message.ends_with('.'), "{}", self.body);
        // The engine's own name for it, where it has one.
        let sqlstate = error.get("sqlstate");
        assert!(sqlstate.is_none_or(|name| name.as_str().is_some_and(|name| name.len() == 5)), "{}", self.body);
        let fields = 4 + usize::from(sqlstate.is_some());
        assert_eq!(error.as_object().map(serde_json::Map::len), Some(fields), "{}", self.body);
        assert_eq!(self.body.as_object().map(serde_json::Map::len), Some(1), "{}", self.body);
        code
    }

    /// Whether the client may simply send the same again.
    pub(crate) fn is_retryable(&self) -> bool {
        self.status != 200 && self.code().retryable()
    }
}

/// Whether two JSON values are the same, numbers by their value: 2 is 2.0, since the object's own SQLite has no integers.
pub(crate) fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Number(left), Value::Number(right)) => left == right || left.as_f64() == right.as_f64(),
        _ => left == right,
    }
}

/// Fails where two JSON values are not the same by value.
#[track_caller]
pub(crate) fn assert_same(left: &Value, right: &Value, what: &str) {
    assert!(same(left, right), "{what}: {left} is not {right}");
}
