//! A server that speaks as the router does, until it is told to misbehave.

use std::{
    convert::Infallible,
    fs,
    net::SocketAddr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use http_body_util::{BodyExt as _, Full};
use hyper::{
    Request, Response,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::{io::AsyncWriteExt as _, net::TcpListener, runtime};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer},
};

/// The token that is accepted where one is asked for.
pub(crate) const TOKEN: &str = "a-secret";

/// What the server does from a certain request on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// Goes on as before.
    Behaves,
    /// Takes requests and never answers.
    Hangs,
    /// Answers 200 with a body that is no JSON.
    Babbles,
    /// Answers rows of another item.
    Lies,
    /// Closes every connection and listens no more.
    Dies,
    /// Claims to be in another colo with every second request.
    Moves,
    /// Claims to be in one colo, and refuses whoever has another token than [`TOKEN`].
    Stays,
    /// Answers every request with an error of its own.
    Refuses,
}

/// Serves in a thread of its own, for as long as the test's process lives.
pub(crate) fn serve(manner: Manner, from: usize) -> SocketAddr {
    let (sender, receiver) = std::sync::mpsc::channel();
    thread::spawn(move || {
        runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async move {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            sender.send(listener.local_addr().unwrap()).unwrap();
            let seen = Arc::new(AtomicUsize::new(0));
            let mut listener = Some(listener);
            loop {
                let Some(open) = &listener else { return };
                let (stream, _) = open.accept().await.unwrap();
                if manner == Manner::Dies && seen.load(Ordering::Relaxed) > from {
                    listener = None;
                    continue;
                }
                stream.set_nodelay(true).unwrap();
                let seen = Arc::clone(&seen);
                let service = service_fn(move |request| answer(request, manner, from, Arc::clone(&seen)));
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
            }
        });
    });
    receiver.recv().unwrap()
}

/// The same, encrypted, with a certificate that is written to a file for whoever is to trust it.
pub(crate) fn serve_encrypted(trusted: &Path) -> SocketAddr {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    fs::write(trusted, made.cert.pem()).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let server = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(server));
    let (sender, receiver) = std::sync::mpsc::channel();
    thread::spawn(move || {
        runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async move {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            sender.send(listener.local_addr().unwrap()).unwrap();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    // A client that does not trust the certificate breaks the connection.
                    let Ok(stream) = acceptor.accept(stream).await else { return };
                    let service = service_fn(|request| answer(request, Manner::Stays, 0, Arc::default()));
                    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
                });
            }
        });
    });
    receiver.recv().unwrap()
}

/// Answers whatever comes with bytes that are no HTTP.
pub(crate) fn garbage() -> SocketAddr {
    let (sender, receiver) = std::sync::mpsc::channel();
    thread::spawn(move || {
        runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async move {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            sender.send(listener.local_addr().unwrap()).unwrap();
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                tokio::spawn(async move { stream.write_all(b"\x16\x03\x01 this is no HTTP\r\n\r\n").await });
            }
        });
    });
    receiver.recv().unwrap()
}

async fn answer(
    request: Request<Incoming>,
    manner: Manner,
    from: usize,
    seen: Arc<AtomicUsize>,
) -> Result<Response<Full<Bytes>>, Box<dyn std::error::Error + Send + Sync>> {
    let number = seen.fetch_add(1, Ordering::Relaxed);
    let authorization = request.headers().get("authorization").cloned();
    let body = request.into_body().collect().await?.to_bytes();
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let text = |text: String| Ok::<_, Infallible>(Response::new(Full::new(Bytes::from(text))));
    let item = body.pointer("/params/0").and_then(Value::as_u64);
    let rows = |item: Option<u64>| json!({ "rows": item.map(|item| json!([item, format!("item {item}"), item])) });
    let point = body["sql"].as_str().is_some_and(|sql| sql.contains("FROM items WHERE"));
    let right = if point { json!({ "rows": [rows(item)["rows"]] }) } else { json!({ "rows": [[42]] }) };
    if number < from {
        return Ok(text(right.to_string())?);
    }
    match manner {
        Manner::Behaves => Ok(text(right.to_string())?),
        Manner::Hangs => std::future::pending().await,
        Manner::Babbles => Ok(text("<html>".to_owned())?),
        Manner::Lies => Ok(text(json!({ "rows": [[0, "another", 0]] }).to_string())?),
        Manner::Dies => Err("dead".into()),
        Manner::Moves => {
            let colo = if number.is_multiple_of(2) { "8f00000000000000-FRA" } else { "8f00000000000000-AMS" };
            let mut response = text(right.to_string())?;
            response.headers_mut().insert("cf-ray", colo.parse()?);
            Ok(response)
        }
        Manner::Stays => {
            let mut response = text(right.to_string())?;
            response.headers_mut().insert("cf-ray", "8f00000000000000-FRA".parse()?);
            if authorization.is_none_or(|found| found != format!("Bearer {TOKEN}")) {
                *response.status_mut() = hyper::StatusCode::UNAUTHORIZED;
            }
            Ok(response)
        }
        Manner::Refuses => {
            let mut response = text(json!({ "error": { "code": "unauthorized" } }).to_string())?;
            *response.status_mut() = hyper::StatusCode::UNAUTHORIZED;
            Ok(response)
        }
    }
}
