//! An HTTP client that measures: one explicit connection, no pool, no silent retry, a deadline for every request.

use std::{
    fmt,
    net::SocketAddr,
    time::{Duration, Instant},
};

use http_body_util::{BodyExt as _, Full};
use hyper::{
    Method,
    body::Bytes,
    client::conn::http1::{self, SendRequest},
    header,
};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, time::timeout};

/// Longest idle time after which the connection is still used; the runtime closes idle ones after 5 to 15 s.
const IDLE: Duration = Duration::from_secs(4);

/// What is sent; made before the clock starts, and cheap to send again.
#[derive(Clone, Debug)]
pub struct Request {
    method: Method,
    path: String,
    body: Bytes,
}

impl Request {
    /// A request without a body.
    pub fn get(path: impl Into<String>) -> Self {
        Self { method: Method::GET, path: path.into(), body: Bytes::new() }
    }

    /// A request with a JSON body.
    pub fn post(path: impl Into<String>, body: &serde_json::Value) -> Self {
        Self { method: Method::POST, path: path.into(), body: Bytes::from(body.to_string()) }
    }
}

impl fmt::Display for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.method, self.path)?;
        if self.body.is_empty() { Ok(()) } else { write!(formatter, " {}", String::from_utf8_lossy(&self.body)) }
    }
}

/// A complete answer and the time from the moment of sending to its last byte.
#[derive(Debug)]
pub struct Exchange {
    /// The HTTP status.
    pub status: u16,
    /// The whole body.
    pub body: Bytes,
    /// From sending to the last byte.
    pub elapsed: Duration,
}

/// Why there is no complete answer.
#[derive(Debug)]
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

/// One virtual client with its one connection.
pub struct Client {
    address: SocketAddr,
    deadline: Duration,
    connection: Option<SendRequest<Full<Bytes>>>,
    used: Instant,
}

impl Client {
    /// Connects; every later request has to be answered within `deadline`.
    pub async fn connect(address: SocketAddr, deadline: Duration) -> Result<Self, Failure> {
        let connection = Some(open(address, deadline).await?);
        Ok(Self { address, deadline, connection, used: Instant::now() })
    }

    /// Sends a request and waits for the last byte of its answer, whatever its status.
    pub async fn send(&mut self, request: &Request) -> Result<Exchange, Failure> {
        let mut connection = self.ready().await?;
        let message = hyper::Request::builder()
            .method(request.method.clone())
            .uri(&request.path)
            .header(header::HOST, self.address.to_string())
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::new(request.body.clone()))
            .map_err(|error| Failure::Connection(error.to_string()))?;
        let sent = Instant::now();
        let answer = timeout(self.deadline, async {
            let response = connection.send_request(message).await?;
            let status = response.status().as_u16();
            Ok::<_, hyper::Error>((status, response.into_body().collect().await?.to_bytes()))
        })
        .await;
        let elapsed = sent.elapsed();
        let (status, body) = answer
            .map_err(|_| Failure::Deadline(self.deadline))?
            .map_err(|error| Failure::Connection(error.to_string()))?;
        self.used = Instant::now();
        self.connection = Some(connection);
        Ok(Exchange { status, body, elapsed })
    }

    /// Replaces an idle or broken connection before a request, never during one.
    ///
    /// Takes the connection out, so that one which is given up in the middle of an answer is never used again.
    async fn ready(&mut self) -> Result<SendRequest<Full<Bytes>>, Failure> {
        let kept = self.connection.take().filter(|connection| !connection.is_closed() && self.used.elapsed() < IDLE);
        let mut connection =
            if let Some(connection) = kept { connection } else { open(self.address, self.deadline).await? };
        connection.ready().await.map_err(|error| Failure::Connection(error.to_string()))?;
        Ok(connection)
    }
}

async fn open(address: SocketAddr, deadline: Duration) -> Result<SendRequest<Full<Bytes>>, Failure> {
    let stream = timeout(deadline, TcpStream::connect(address))
        .await
        .map_err(|_| Failure::Deadline(deadline))?
        .and_then(|stream| stream.set_nodelay(true).map(|()| stream))
        .map_err(|error| Failure::Connection(error.to_string()))?;
    let (sender, connection) =
        http1::handshake(TokioIo::new(stream)).await.map_err(|error| Failure::Connection(error.to_string()))?;
    // The driver ends when the sender is dropped; an error of the connection also reaches the request under way.
    tokio::spawn(connection);
    Ok(sender)
}

#[cfg(test)]
mod tests;
