//! A blocking HTTP client that sends exactly what a test says, right or wrong, and waits no longer than its deadline.

use std::{
    fmt::Write as _,
    io::{ErrorKind, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

/// Longest wait for an answer: above the router's own deadline, so that its error arrives first.
const DEADLINE: Duration = Duration::from_mins(1);

/// What is sent.
#[derive(Clone, Debug)]
pub(crate) struct Request<'a> {
    method: &'a str,
    path: &'a str,
    token: Option<&'a str>,
    accept: Option<&'a str>,
    last_event: Option<&'a str>,
    body: Body<'a>,
}

/// A request that was sent.
pub(crate) struct Begun {
    stream: TcpStream,
    deadline: Instant,
    written: Result<(), String>,
}

impl Begun {
    /// Waits for the status and the body, or says why there is none.
    pub(crate) fn end(mut self) -> Result<(u16, Vec<u8>), String> {
        match read(&mut self.stream, self.deadline) {
            Ok(answer) => parse(&answer),
            Err(error) => Err(format!("{error} (sending: {:?})", self.written)),
        }
    }
}

/// How a body is announced.
#[derive(Clone, Copy, Debug)]
enum Body<'a> {
    None,
    Whole(&'a [u8]),
    Chunked(&'a [u8]),
}

impl<'a> Request<'a> {
    /// A request without a body.
    pub(crate) fn new(method: &'a str, path: &'a str) -> Self {
        Self { method, path, token: None, accept: None, last_event: None, body: Body::None }
    }

    /// Sends a body with its length.
    pub(crate) fn body(self, bytes: &'a [u8]) -> Self {
        Self { body: Body::Whole(bytes), ..self }
    }

    /// Sends a body in pieces, without announcing its length.
    pub(crate) fn chunked(self, bytes: &'a [u8]) -> Self {
        Self { body: Body::Chunked(bytes), ..self }
    }

    /// Presents a bearer token.
    pub(crate) fn token(self, token: Option<&'a str>) -> Self {
        Self { token, ..self }
    }

    /// Asks for an answer of that media type.
    pub(crate) fn accept(self, media_type: &'a str) -> Self {
        Self { accept: Some(media_type), ..self }
    }

    /// Resumes events behind the one of that id.
    pub(crate) fn after(self, id: &'a str) -> Self {
        Self { last_event: Some(id), ..self }
    }

    /// Sends the request on a connection of its own and hands back the status and the body, or why there is none.
    pub(crate) fn send(&self, address: SocketAddr) -> Result<(u16, Vec<u8>), String> {
        self.begin(address)?.end()
    }

    /// Sends the request, whose answer can be read later.
    pub(crate) fn begin(&self, address: SocketAddr) -> Result<Begun, String> {
        let deadline = Instant::now() + DEADLINE;
        let mut stream = TcpStream::connect_timeout(&address, DEADLINE).map_err(|error| error.to_string())?;
        stream.set_nodelay(true).map_err(|error| error.to_string())?;
        stream.set_write_timeout(Some(DEADLINE)).map_err(|error| error.to_string())?;
        // A server that refuses a large body may close before it has read all of it; the answer is there all the same.
        let written = stream.write_all(&self.bytes()).map_err(|error| error.to_string());
        Ok(Begun { stream, deadline, written })
    }

    /// Whether a success of it is text and no JSON.
    pub(crate) fn asks_for_text(&self) -> bool {
        self.path == "/pool/metrics"
    }

    /// Sends the request and hangs up without waiting for the answer.
    pub(crate) fn send_and_hang_up(&self, address: SocketAddr) {
        let mut stream = TcpStream::connect_timeout(&address, DEADLINE).unwrap();
        stream.write_all(&self.bytes()).unwrap();
    }

    fn bytes(&self) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\nhost: lab\r\nconnection: close\r\n", self.method, self.path);
        if let Some(id) = self.last_event {
            let _ = write!(head, "last-event-id: {id}\r\n");
        }
        if let Some(token) = self.token {
            let _ = write!(head, "authorization: Bearer {token}\r\n");
        }
        if let Some(media_type) = self.accept {
            let _ = write!(head, "accept: {media_type}\r\n");
        }
        match self.body {
            Body::None => [head.as_bytes(), b"\r\n"].concat(),
            Body::Whole(bytes) => [format!("{head}content-length: {}\r\n\r\n", bytes.len()).as_bytes(), bytes].concat(),
            Body::Chunked(bytes) => {
                let mut message = format!("{head}transfer-encoding: chunked\r\n\r\n").into_bytes();
                for piece in bytes.chunks(60_000) {
                    message.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
                    message.extend_from_slice(piece);
                    message.extend_from_slice(b"\r\n");
                }
                message.extend_from_slice(b"0\r\n\r\n");
                message
            }
        }
    }
}

/// Reads until the server closes, which it was asked to do; a reset behind a complete answer is as good.
fn read(stream: &mut TcpStream, deadline: Instant) -> Result<Vec<u8>, String> {
    let mut answer = Vec::new();
    let mut buffer = [0; 1 << 14];
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(format!("no complete answer within {} s", DEADLINE.as_secs()));
        }
        stream.set_read_timeout(Some(left)).map_err(|error| error.to_string())?;
        match stream.read(&mut buffer) {
            Ok(0) => return Ok(answer),
            Ok(length) => answer.extend_from_slice(&buffer[..length]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) if parse(&answer).is_ok() => return Ok(answer),
            Err(error) => return Err(error.to_string()),
        }
    }
}

fn parse(answer: &[u8]) -> Result<(u16, Vec<u8>), String> {
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").ok_or("the answer has no end of its head")?;
    let head = String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase();
    let status = head.split(' ').nth(1).and_then(|text| text.parse().ok()).ok_or("the answer has no status")?;
    let body = &answer[end + 4..];
    let header = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    if header("transfer-encoding") == Some("chunked") {
        return Ok((status, joined(body)?));
    }
    match header("content-length").and_then(|text| text.parse::<usize>().ok()) {
        Some(length) if body.len() < length => Err("the answer ended in the middle".to_owned()),
        Some(_) | None => Ok((status, body.to_vec())),
    }
}

/// The body behind chunks.
fn joined(mut rest: &[u8]) -> Result<Vec<u8>, String> {
    let broken = || "the answer's chunks are broken".to_owned();
    let mut body = Vec::new();
    loop {
        let line = rest.windows(2).position(|window| window == b"\r\n").ok_or_else(broken)?;
        let length = std::str::from_utf8(&rest[..line]).ok().and_then(|text| usize::from_str_radix(text, 16).ok());
        let start = line + 2;
        let length = length.ok_or_else(broken)?;
        if length == 0 {
            return Ok(body);
        }
        body.extend_from_slice(rest.get(start..start + length).ok_or_else(broken)?);
        rest = rest.get(start + length + 2..).ok_or_else(broken)?;
    }
}
