//! The encryption of a connection to a server that proves its name.

use std::{fmt, sync::Arc};

use tokio::net::TcpStream;
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};

use super::{attempt::Failure, no_endpoint::NoEndpoint};

/// The one protocol that the client speaks, as it is negotiated.
const HTTP: &[u8] = b"http/1.1";

/// What a server must prove, and by whose word.
#[derive(Clone)]
pub(super) struct Tls {
    connector: TlsConnector,
    name: ServerName<'static>,
}

impl Tls {
    /// Trusts the certificates that the machine trusts, or those that `SSL_CERT_FILE` names.
    pub(super) fn to(host: &str) -> Result<Self, NoEndpoint> {
        let name = ServerName::try_from(host.to_owned())
            .map_err(|_| NoEndpoint::Wrong(format!("{host:?} is not a name that a certificate can prove")))?;
        let found = rustls_native_certs::load_native_certs();
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(found.certs);
        if roots.is_empty() {
            let reasons: Vec<_> = found.errors.iter().map(ToString::to_string).collect();
            let message = format!("no root certificates on this machine {}", reasons.join("; "));
            return Err(NoEndpoint::NoCertificates(message));
        }
        let mut configuration = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("the provider has the usual versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        configuration.alpn_protocols = vec![HTTP.to_vec()];
        Ok(Self { connector: TlsConnector::from(Arc::new(configuration)), name })
    }

    /// Encrypts a connection that was just made.
    pub(super) async fn encrypt(&self, stream: TcpStream) -> Result<TlsStream<TcpStream>, Failure> {
        let encrypted = self.connector.connect(self.name.clone(), stream).await;
        encrypted.map_err(|error| Failure::Connection(error.to_string()))
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Tls").field("name", &self.name).finish_non_exhaustive()
    }
}
