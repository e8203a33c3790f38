//! Where requests go: an address that is resolved once, and what every request to it carries.

use std::{
    fmt,
    net::{SocketAddr, ToSocketAddrs as _},
};

use hyper::{
    Uri,
    header::HeaderValue,
    http::uri::{Authority, Scheme},
};

use super::{no_endpoint::NoEndpoint, tls::Tls};

/// Where requests go.
#[derive(Clone, Debug)]
pub struct Endpoint {
    address: SocketAddr,
    host: HeaderValue,
    authorization: Option<HeaderValue>,
    tls: Option<Tls>,
}

impl Endpoint {
    /// A socket of this machine, without TLS and without a token.
    pub fn local(address: SocketAddr) -> Self {
        let host = HeaderValue::try_from(address.to_string()).expect("an address is written in ASCII");
        Self { address, host, authorization: None, tls: None }
    }

    /// The server behind a URL: `http` or `https`, a name or an address, a port where it is not the usual one.
    ///
    /// The name is resolved here and only here, so that no request waits for it. A token is sent with every request.
    pub fn parse(url: &str, token: Option<String>) -> Result<Self, NoEndpoint> {
        let (is_encrypted, authority) = parts(url).map_err(|reason| NoEndpoint::Wrong(format!("{url:?} {reason}")))?;
        let name = authority.host();
        let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
        let port = authority.port_u16().unwrap_or(if is_encrypted { 443 } else { 80 });
        let authorization = token.map(|token| bearer(&token)).transpose()?;
        let unknown = |reason: &str| NoEndpoint::Unknown(format!("the name {bare:?} cannot be resolved: {reason}"));
        let address = (bare, port)
            .to_socket_addrs()
            .map_err(|error| unknown(&error.to_string()))?
            .next()
            .ok_or_else(|| unknown("it has no address"))?;
        let tls = is_encrypted.then(|| Tls::to(bare)).transpose()?;
        let host = HeaderValue::from_str(authority.as_str()).expect("a parsed authority is written in ASCII");
        Ok(Self { address, host, authorization, tls })
    }

    /// The address that connections are made to.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn host(&self) -> HeaderValue {
        self.host.clone()
    }

    pub(super) fn authorization(&self) -> Option<HeaderValue> {
        self.authorization.clone()
    }

    pub(super) fn tls(&self) -> Option<&Tls> {
        self.tls.as_ref()
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.tls.is_some() { Scheme::HTTPS } else { Scheme::HTTP };
        write!(formatter, "{scheme}://{}", String::from_utf8_lossy(self.host.as_bytes()))
    }
}

/// Whether the URL asks for encryption, and the host with its port; or what is wrong, to be read after the URL.
fn parts(url: &str) -> Result<(bool, Authority), String> {
    // Parsing would drop it without a word.
    if url.contains('#') {
        return Err("has a fragment; give the scheme, the host and the port only".to_owned());
    }
    let uri = Uri::try_from(url).map_err(|error| format!("is not a URL: {error}"))?;
    let is_encrypted = match uri.scheme_str() {
        Some("http") => false,
        Some("https") => true,
        Some(other) => return Err(format!("has the scheme {other:?}; it must be http or https")),
        None => return Err("has no scheme; begin it with https:// or http://".to_owned()),
    };
    let authority = uri.authority().filter(|authority| !authority.host().is_empty()).ok_or("has no host")?;
    if authority.as_str().contains('@') {
        return Err("has a user name; give a token instead".to_owned());
    }
    if authority.port_u16().is_none() && authority.as_str().len() > authority.host().len() {
        return Err("has a port that is not a number from 0 to 65535".to_owned());
    }
    if uri.path() != "/" || uri.query().is_some() {
        return Err("has a path; give the scheme, the host and the port only".to_owned());
    }
    Ok((is_encrypted, authority.clone()))
}

fn bearer(token: &str) -> Result<HeaderValue, NoEndpoint> {
    let mut value =
        HeaderValue::try_from(format!("Bearer {token}")).ok().filter(|_| !token.is_empty()).ok_or_else(|| {
            NoEndpoint::Wrong("the token is empty or has characters that a header cannot carry".to_owned())
        })?;
    value.set_sensitive(true);
    Ok(value)
}
