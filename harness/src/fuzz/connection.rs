//! One explicit connection: it says what was written and nothing else, is kept while it can be, and never tries twice.

use std::{
    io::{ErrorKind, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

use super::message::Message;

/// Longest idle time after which it is still used; the runtime closes idle ones after 5 to 15 s.
const IDLE: Duration = Duration::from_secs(3);

/// A connection to a socket, made when it is needed.
pub(super) struct Connection {
    address: SocketAddr,
    patience: Duration,
    stream: Option<TcpStream>,
    used: Instant,
}

/// A complete answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Silence {
    /// Not within the bound.
    Hang,
    /// The connection could not be made, or broke.
    Broken(String),
}

/// The head of an answer.
struct Head {
    status: u16,
    /// Bytes of the head.
    length: usize,
    body: Framing,
    is_last: bool,
}

/// How long the body is.
#[derive(Clone, Copy)]
enum Framing {
    Bytes(usize),
    Chunks,
    UntilTheEnd,
}

impl Connection {
    /// Nothing is connected yet; every answer has to be there within `patience`.
    pub(super) fn to(address: SocketAddr, patience: Duration) -> Self {
        Self { address, patience, stream: None, used: Instant::now() }
    }

    /// Sends a request and waits for the whole answer.
    pub(super) fn ask(&mut self, message: &Message) -> Result<Answer, Silence> {
        let deadline = Instant::now() + self.patience;
        let mut stream = match self.stream.take().filter(|_| self.used.elapsed() < IDLE) {
            Some(stream) => stream,
            None => self.connect().map_err(|error| Silence::Broken(error.to_string()))?,
        };
        // Whoever refuses a large body may close before all of it is read; the answer is there all the same.
        let written = stream.write_all(&message.bytes());
        let (answer, is_last) =
            read(&mut stream, message.is_answered_with_a_body(), deadline).map_err(|silence| {
                match (silence, &written) {
                    (Silence::Broken(reason), Err(error)) => Silence::Broken(format!("{reason} (sending: {error})")),
                    (silence, _) => silence,
                }
            })?;
        if !is_last && written.is_ok() {
            self.stream = Some(stream);
            self.used = Instant::now();
        }
        Ok(answer)
    }

    fn connect(&self) -> std::io::Result<TcpStream> {
        let stream = TcpStream::connect_timeout(&self.address, self.patience)?;
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(self.patience))?;
        Ok(stream)
    }
}

/// Reads one answer, and says whether the connection ends with it.
fn read(stream: &mut TcpStream, has_body: bool, deadline: Instant) -> Result<(Answer, bool), Silence> {
    let broken = |reason: &str| Silence::Broken(reason.to_owned());
    let mut bytes = Vec::new();
    let mut is_over = false;
    loop {
        if let Some(head) = head(&bytes).map_err(|reason| broken(&reason))? {
            let rest = bytes.get(head.length..).unwrap_or_default();
            let body = match head.body {
                _ if !has_body || matches!(head.status, 204 | 304) => Some(Vec::new()),
                Framing::Bytes(length) => rest.get(..length).map(<[u8]>::to_vec),
                Framing::Chunks => joined(rest).map_err(|reason| broken(&reason))?,
                Framing::UntilTheEnd => is_over.then(|| rest.to_vec()),
            };
            if let Some(body) = body {
                return Ok((Answer { status: head.status, body }, head.is_last || is_over));
            }
        }
        if is_over {
            return Err(broken("it was closed before the answer was complete"));
        }
        is_over = more(stream, &mut bytes, deadline)?;
    }
}

/// Reads what has come; true at the end of the connection.
fn more(stream: &mut TcpStream, bytes: &mut Vec<u8>, deadline: Instant) -> Result<bool, Silence> {
    let mut buffer = [0; 1 << 14];
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Silence::Hang);
        }
        stream.set_read_timeout(Some(left)).map_err(|error| Silence::Broken(error.to_string()))?;
        match stream.read(&mut buffer) {
            Ok(0) => return Ok(true),
            Ok(length) => {
                bytes.extend_from_slice(buffer.get(..length).unwrap_or_default());
                return Ok(false);
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(error) => return Err(Silence::Broken(error.to_string())),
        }
    }
}

/// The head, if all of it is there.
fn head(bytes: &[u8]) -> Result<Option<Head>, String> {
    let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { return Ok(None) };
    let text = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).to_ascii_lowercase();
    let status = text.split(' ').nth(1).and_then(|status| status.get(..3)?.parse().ok());
    let status = status.ok_or_else(|| format!("the answer has no status: {text:?}"))?;
    let header = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    let body = match header("content-length").map(str::parse) {
        Some(length) => Framing::Bytes(length.map_err(|_| format!("the answer has no length: {text:?}"))?),
        None if header("transfer-encoding") == Some("chunked") => Framing::Chunks,
        None => Framing::UntilTheEnd,
    };
    Ok(Some(Head { status, length: end + 4, body, is_last: header("connection") == Some("close") }))
}

/// The body behind chunks, if all of them are there.
fn joined(mut rest: &[u8]) -> Result<Option<Vec<u8>>, String> {
    let mut body = Vec::new();
    loop {
        let Some(line) = rest.windows(2).position(|window| window == b"\r\n") else { return Ok(None) };
        let digits = rest.get(..line).and_then(|digits| std::str::from_utf8(digits).ok());
        let length = digits.and_then(|digits| usize::from_str_radix(digits, 16).ok());
        let length = length.ok_or("the answer's chunks are broken")?;
        // The line, what it announces, and the end of that.
        let start = line + 2;
        if rest.len() < start + length + 2 {
            return Ok(None);
        }
        if length == 0 {
            return Ok(Some(body));
        }
        body.extend_from_slice(rest.get(start..start + length).unwrap_or_default());
        rest = rest.get(start + length + 2..).unwrap_or_default();
    }
}
