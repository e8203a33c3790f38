//! Tokens of callbacks.

use std::fmt;

use crate::{
    error::{ErrorCode, Failure},
    limits,
};

/// What somebody outside shows to complete a callback: `{instance}~{operation}~{secret}`.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    /// The instance that waits.
    pub instance: String,
    /// Its operation.
    pub operation: u32,
    /// What nobody can guess.
    pub secret: String,
}

impl Token {
    /// Parses a token, or answers [`ErrorCode::BadToken`].
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let bad = || {
            let message = "a token of a callback is `{instance}~{operation}~{secret}`, as it was handed out";
            Failure::new(ErrorCode::BadToken, message)
        };
        if text.len() > limits::workflow::ID_BYTES * limits::workflow::GENERATIONS {
            return Err(bad());
        }
        let (rest, secret) = text.rsplit_once('~').ok_or_else(bad)?;
        let (instance, operation) = rest.rsplit_once('~').ok_or_else(bad)?;
        let operation = operation.parse().map_err(|_| bad())?;
        if instance.is_empty() || secret.is_empty() {
            return Err(bad());
        }
        Ok(Self { instance: instance.to_owned(), operation, secret: secret.to_owned() })
    }
}

impl fmt::Display for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}~{}~{}", self.instance, self.operation, self.secret)
    }
}
