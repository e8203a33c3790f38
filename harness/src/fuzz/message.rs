//! A request as it goes over the wire, and as a command line that sends it again.

use std::fmt::Write as _;

use shared::error::ErrorCode;

/// Bytes of a body that still fit into a command line.
const INLINE: usize = 4_000;

/// A request, byte by byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) method: &'static str,
    /// The path with its parameters, as it is written in the first line.
    pub(super) target: String,
    /// Headers beside those of the connection and of the body's length.
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Option<Vec<u8>>,
    /// Whether the body is sent in pieces.
    pub(super) is_chunked: bool,
    /// Whether it asks for all of the time or memory that there is, so that two of them at once would make the second wait for its
    /// deadline, which is no fault.
    pub(super) is_expensive: bool,
    /// Codes of the fives that are right here, since the request itself asks for what ends in them.
    pub(super) expected: &'static [ErrorCode],
}

impl Message {
    /// A request with a body of JSON, or what shall pass for it.
    pub(super) fn post(target: impl Into<String>, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type", "application/json".to_owned())];
        Self { method: "POST", headers, body: Some(body.into()), ..Self::get(target) }
    }

    /// A request without a body.
    pub(super) fn get(target: impl Into<String>) -> Self {
        Self {
            method: "GET",
            target: target.into(),
            headers: Vec::new(),
            body: None,
            is_chunked: false,
            is_expensive: false,
            expected: &[],
        }
    }

    /// Whether the answer to it has a body.
    pub(super) fn is_answered_with_a_body(&self) -> bool {
        self.method != "HEAD"
    }

    /// What is written to the connection.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\nhost: lab\r\n", self.method, self.target);
        for (name, value) in &self.headers {
            // Writing to memory never fails.
            let _ = write!(head, "{name}: {value}\r\n");
        }
        match &self.body {
            None => [head.as_bytes(), b"\r\n"].concat(),
            Some(body) if self.is_chunked => {
                let mut bytes = format!("{head}transfer-encoding: chunked\r\n\r\n").into_bytes();
                for piece in body.chunks(1_000) {
                    bytes.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
                    bytes.extend_from_slice(piece);
                    bytes.extend_from_slice(b"\r\n");
                }
                bytes.extend_from_slice(b"0\r\n\r\n");
                bytes
            }
            Some(body) => [format!("{head}content-length: {}\r\n\r\n", body.len()).as_bytes(), body].concat(),
        }
    }

    /// A line for a shell that sends it to `url`; none where the body is too long for one, or is no text.
    pub(super) fn command(&self, url: &str) -> Option<String> {
        let mut line = format!("curl -g --path-as-is -X {} {}", self.method, quoted(&format!("{url}{}", self.target)));
        for (name, value) in &self.headers {
            let _ = write!(line, " -H {}", quoted(&format!("{name}: {value}")));
        }
        if let Some(body) = &self.body {
            let text = std::str::from_utf8(body).ok().filter(|text| text.len() < INLINE && !text.contains('\0'))?;
            let _ = write!(line, " --data-binary {}", quoted(text));
        }
        Some(line)
    }
}

/// A word of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}
