//! Why requests cannot go somewhere.

use std::fmt;

/// Why there is no endpoint, in lower case and without a full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoEndpoint {
    /// The address or the token is wrong.
    Wrong(String),
    /// The name is unknown to this machine.
    Unknown(String),
    /// The machine trusts no certificate by which a server could prove its name.
    NoCertificates(String),
}

impl fmt::Display for NoEndpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Wrong(reason) | Self::Unknown(reason) | Self::NoCertificates(reason)) = self;
        formatter.write_str(reason)
    }
}
