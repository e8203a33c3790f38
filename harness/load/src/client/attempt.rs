//! What comes of a request: its times, and an answer or the reason why there is none.

use std::{
    fmt,
    time::{Duration, Instant},
};

use hyper::body::Bytes;

/// A request that was made, and what came of it.
#[derive(Debug)]
pub struct Attempt {
    /// How long connecting took, where a connection was made for it or could not be made. Not part of what follows.
    pub connect: Option<Duration>,
    /// When it was sent; without a connection, when that was given up.
    pub sent: Instant,
    /// From sending to the head of the answer; zero where there is none.
    pub first_byte: Duration,
    /// From sending to the last byte, or to the moment of giving up.
    pub last_byte: Duration,
    /// The whole answer, whatever its status, or why there is none.
    pub result: Result<Answer, Failure>,
}

impl Attempt {
    /// Nothing was sent.
    pub fn not_sent(connect: Option<Duration>, failure: Failure) -> Self {
        let (first_byte, last_byte) = (Duration::ZERO, Duration::ZERO);
        Self { connect, sent: Instant::now(), first_byte, last_byte, result: Err(failure) }
    }
}

/// A complete answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The whole body.
    pub body: Bytes,
    /// The header `cf-ray`, which a deployment sends.
    pub ray: Option<Box<str>>,
}

/// Why there is no complete answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Not within the deadline; the connection is given up.
    Deadline(Duration),
    /// The connection could not be made, or broke.
    Connection(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Deadline(deadline) => write!(formatter, "no answer within {} ms", deadline.as_millis()),
            Self::Connection(reason) => write!(formatter, "the connection failed: {reason}"),
        }
    }
}
