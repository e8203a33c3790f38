//! What is sent: parsed before the clock starts, and cheap to send again.

use std::fmt;

use http_body_util::Full;
use hyper::{
    HeaderMap, Method, Uri,
    body::Bytes,
    header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue},
};

use super::{attempt::Failure, endpoint::Endpoint};

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// What is sent; made before the clock starts, and cheap to send again.
#[derive(Clone, Debug)]
pub struct Request {
    method: Method,
    path: String,
    /// The path as it is sent; none where the text is no path, which sending reports.
    uri: Option<Uri>,
    body: Bytes,
}

impl Request {
    /// A request without a body.
    pub fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path.into(), Bytes::new())
    }

    /// A request with a JSON body.
    pub fn post(path: impl Into<String>, body: &serde_json::Value) -> Self {
        Self::new(Method::POST, path.into(), Bytes::from(body.to_string()))
    }

    fn new(method: Method, path: String, body: Bytes) -> Self {
        let uri = Uri::try_from(path.as_str()).ok().filter(|_| path.starts_with('/'));
        Self { method, path, uri, body }
    }

    /// The message for an endpoint. It copies references and formats nothing.
    pub(super) fn message(&self, endpoint: &Endpoint) -> Result<hyper::Request<Full<Bytes>>, Failure> {
        let uri = self.uri.clone().ok_or_else(|| Failure::Connection(format!("{:?} is not a path", self.path)))?;
        // Room for the length too, which is added while the message is written.
        let mut headers = HeaderMap::with_capacity(4);
        headers.insert(HOST, endpoint.host());
        if !self.body.is_empty() {
            headers.insert(CONTENT_TYPE, JSON);
        }
        if let Some(authorization) = endpoint.authorization() {
            headers.insert(AUTHORIZATION, authorization);
        }
        let mut message = hyper::Request::new(Full::new(self.body.clone()));
        *message.method_mut() = self.method.clone();
        *message.uri_mut() = uri;
        *message.headers_mut() = headers;
        Ok(message)
    }
}

impl fmt::Display for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.method, self.path)?;
        if self.body.is_empty() { Ok(()) } else { write!(formatter, " {}", String::from_utf8_lossy(&self.body)) }
    }
}
