//! The address of a request: the segments of its path and its parameters, taken apart first and decoded then, so that nothing
//! that is written as an escape divides anything.

use percent_encoding::percent_decode_str;
use shared::error::{ErrorCode, Failure};

/// Most characters of a name that a refusal repeats.
const NAME: usize = 40;

/// What a request was sent to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Address {
    /// The parts of the path; none for `/`. One that is empty stands for a slash too many.
    pub(crate) segments: Vec<String>,
    /// What stands behind the question mark.
    query: String,
}

/// The parameters behind the question mark: each has a name and a value, and no name is there twice.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Address {
    /// Reads an absolute URL, which the platform makes of the `Host` header and of what the client asks for behind it. A host
    /// that is none would have a part in the path, so it is refused.
    pub(crate) fn parse(url: &str, host: Option<&str>) -> Result<Self, Failure> {
        if !host.is_none_or(is_host) {
            return Err(Failure::new(
                ErrorCode::BadAddress,
                "the Host header names no single host; send one, as in lab:8787",
            ));
        }
        let target = url.split_once("://").map_or(url, |(_, rest)| rest);
        let target = target.find(['/', '?', '#']).map_or("", |start| &target[start..]);
        let target = target.split('#').next().unwrap_or(target);
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Ok(Self { segments: segments(path)?, query: query.to_owned() })
    }

    /// The parameters, for a route that takes these and no others.
    pub(crate) fn parameters(&self, known: &[&str]) -> Result<Parameters, Failure> {
        Parameters::parse(&self.query, known)
    }
}

impl Parameters {
    /// Refuses a name that is not known as soon as it is read, so that there are never more than there are known ones.
    fn parse(text: &str, known: &[&str]) -> Result<Self, Failure> {
        let mut parameters: Vec<(String, String)> = Vec::new();
        if text.is_empty() {
            return Ok(Self(parameters));
        }
        for pair in text.split('&') {
            let Some((name, value)) = pair.split_once('=') else {
                let message = format!("the parameter {} has no value; write it as name=value", short(pair));
                return Err(refused(message));
            };
            let decoded = |text: &str| {
                decode(&text.replace('+', " ")).ok_or_else(|| {
                    refused(format!(
                        "the parameter {} holds a % that begins no escape of UTF-8; write %25 for a %",
                        short(name)
                    ))
                })
            };
            let (name, value) = (decoded(name)?, decoded(value)?);
            if !known.contains(&name.as_str()) {
                return Err(unknown(&name, known));
            }
            if parameters.iter().any(|(other, _)| *other == name) {
                return Err(refused(format!("the parameter {} is there twice; send it once", short(&name))));
            }
            parameters.push((name, value));
        }
        Ok(Self(parameters))
    }

    /// The value of a parameter.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

/// The segments of a path. Whatever does not begin with a slash, such as the `*` of `OPTIONS *`, leads nowhere.
fn segments(path: &str) -> Result<Vec<String>, Failure> {
    match path.strip_prefix('/') {
        Some("") => Ok(Vec::new()),
        Some(path) => path
            .split('/')
            .map(|segment| {
                decode(segment).ok_or_else(|| {
                    let message = "the path holds a % that begins no escape of UTF-8; write %25 for a %";
                    Failure::new(ErrorCode::BadAddress, message)
                })
            })
            .collect(),
        None => Ok(vec![String::new()]),
    }
}

/// Decodes escapes; none where a `%` begins none, or where what it stands for is not UTF-8.
fn decode(text: &str) -> Option<String> {
    let is_escape =
        |rest: &str| rest.as_bytes().get(..2).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
    if !text.split('%').skip(1).all(is_escape) {
        return None;
    }
    percent_decode_str(text).decode_utf8().ok().map(Into::into)
}

/// Whether a text is made of what names, numbers and ports of hosts are made of.
fn is_host(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'~' | b':' | b'[' | b']'))
}

fn unknown(name: &str, known: &[&str]) -> Failure {
    let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
    refused(format!("this route has no parameter {}; it takes {known}", short(name)))
}

fn refused(message: String) -> Failure {
    Failure::new(ErrorCode::BadQueryParameter, message)
}

/// A name in quotes, no longer than names are.
fn short(name: &str) -> String {
    let name: String = name.chars().take(NAME).collect();
    format!("{name:?}")
}

#[cfg(test)]
mod tests;
