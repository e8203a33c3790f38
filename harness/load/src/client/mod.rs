//! An HTTP client that measures: one explicit connection, no pool, no silent retry, a deadline for every request.

mod attempt;
mod bell;
mod connection;
mod endpoint;
#[cfg(any(test, feature = "fake"))]
pub mod fake;
mod no_endpoint;
mod request;
#[cfg(test)]
mod tests;
mod tls;

use std::time::{Duration, Instant};

use tokio::time::timeout;

use self::connection::Connection;
pub use self::{
    attempt::{Answer, Attempt, Failure},
    connection::BODY_BYTES,
    endpoint::Endpoint,
    no_endpoint::NoEndpoint,
    request::Request,
};

/// Longest idle time after which the connection is still used; the runtime closes idle ones after 5 to 15 s.
const IDLE: Duration = Duration::from_secs(4);

/// Longest deadline; a moment beyond it may be one that the clock cannot express.
pub const LONGEST: Duration = Duration::from_hours(24);

/// One virtual client with its one connection.
pub struct Client {
    endpoint: Endpoint,
    deadline: Duration,
    end: Option<Instant>,
    connection: Option<Connection>,
    used: Instant,
}

impl Client {
    /// A client that connects at its first request; every request has to be answered within `deadline`.
    pub fn new(endpoint: Endpoint, deadline: Duration) -> Self {
        Self { endpoint, deadline, end: None, connection: None, used: Instant::now() }
    }

    /// Lets no wait last beyond that moment, however much of its own deadline a request has left.
    pub(crate) fn until(&mut self, end: Instant) {
        self.end = Some(end);
    }

    /// Connects ahead of the clock, where there is no connection that can be used.
    pub async fn connect(&mut self) -> Result<(), Failure> {
        let connection = match self.kept() {
            Some(connection) => connection,
            None => self.open().await?,
        };
        self.keep(connection, Instant::now());
        Ok(())
    }

    /// Whether its next request will find a connection that can be used, as far as it knows.
    pub(crate) fn is_connected(&self) -> bool {
        self.connection.is_some() && self.used.elapsed() < IDLE
    }

    /// Sends a request and waits for the last byte of its answer, whatever its status.
    ///
    /// An idle or closed connection is replaced before the request, never during it. A failed request is not sent again.
    pub async fn attempt(&mut self, request: &Request) -> Attempt {
        let (kept, mut connect) = (self.kept(), None);
        let mut connection = if let Some(connection) = kept {
            connection
        } else {
            let began = Instant::now();
            let opened = self.open().await;
            connect = Some(began.elapsed());
            match opened {
                Ok(connection) => connection,
                Err(failure) => return Attempt::not_sent(connect, failure),
            }
        };
        let message = match request.message(&self.endpoint) {
            Ok(message) => message,
            Err(failure) => return Attempt::not_sent(connect, failure),
        };
        let sent = Instant::now();
        let wait = self.wait(sent);
        let mut head = None;
        let result = connection.exchange(message, sent + wait, &mut head).await;
        let ended = Instant::now();
        let result = result.unwrap_or(Err(Failure::Deadline(wait)));
        // One that was given up in the middle of an answer is never used again: it goes with this scope.
        if result.is_ok() {
            self.keep(connection, ended);
        }
        let first_byte = head.map_or(Duration::ZERO, |head: Instant| head.duration_since(sent));
        Attempt { connect, sent, first_byte, last_byte: ended.duration_since(sent), result }
    }

    /// [`Client::attempt`] for somebody who does not measure.
    pub async fn send(&mut self, request: &Request) -> Result<Answer, Failure> {
        self.attempt(request).await.result
    }

    /// Takes the connection out, where there is one that can be used.
    fn kept(&mut self) -> Option<Connection> {
        let mut connection = self.connection.take().filter(|_| self.used.elapsed() < IDLE)?;
        connection.is_open().then_some(connection)
    }

    fn keep(&mut self, connection: Connection, used: Instant) {
        self.connection = Some(connection);
        self.used = used;
    }

    async fn open(&self) -> Result<Connection, Failure> {
        let wait = self.wait(Instant::now());
        timeout(wait, Connection::open(&self.endpoint)).await.unwrap_or(Err(Failure::Deadline(wait)))
    }

    fn wait(&self, now: Instant) -> Duration {
        let left = self.end.map_or(LONGEST, |end| end.saturating_duration_since(now));
        left.min(self.deadline).min(LONGEST)
    }
}
