//! One HTTP connection, driven by whoever waits for its answer.
//!
//! The usual way gives the connection a task of its own; every request then passes through the scheduler several times
//! between the socket and the caller, and the clock would measure that. Here the one task that wants the answer moves the
//! bytes itself.

use std::{
    error::Error as _,
    future::poll_fn,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll, Waker},
    time::Instant,
};

use http_body_util::{BodyExt as _, Full};
use hyper::{
    HeaderMap,
    body::{Body as _, Bytes, Incoming},
    client::conn::http1::{self, SendRequest},
    header::HeaderName,
};
use hyper_util::rt::TokioIo;
use tokio::{
    net::TcpStream,
    time::{Instant as Timer, Sleep, sleep_until},
};
use tokio_rustls::client::TlsStream;

use super::{
    LONGEST,
    attempt::{Answer, Failure},
    bell::Bell,
    endpoint::Endpoint,
};

/// Most bytes of a body that is waited for. Larger ones are a failure: no scenario asks for so much.
pub const BODY_BYTES: usize = 16 << 20;

const RAY: HeaderName = HeaderName::from_static("cf-ray");

/// An open connection.
pub(super) struct Connection {
    sender: SendRequest<Full<Bytes>>,
    driver: Driver,
    /// Rings at or before the deadline of the request under way. Setting it anew for every request would cost more than the
    /// rest of the waiting, so it rings for an earlier request and is then set to what is asked for now.
    alarm: Pin<Box<Sleep>>,
    bell: Arc<Bell>,
    /// The bell, as the driver calls it.
    waker: Waker,
}

/// What moves the bytes.
enum Driver {
    Plain(Box<http1::Connection<TokioIo<TcpStream>, Full<Bytes>>>),
    Encrypted(Box<http1::Connection<TokioIo<TlsStream<TcpStream>>, Full<Bytes>>>),
}

impl Connection {
    /// Connects, and encrypts where the endpoint asks for it.
    pub(super) async fn open(endpoint: &Endpoint) -> Result<Self, Failure> {
        let stream = TcpStream::connect(endpoint.address())
            .await
            .and_then(|stream| stream.set_nodelay(true).map(|()| stream))
            .map_err(|error| Failure::Connection(error.to_string()))?;
        if let Some(tls) = endpoint.tls() {
            let (sender, driver) = http1::handshake(TokioIo::new(tls.encrypt(stream).await?)).await.map_err(broken)?;
            return Ok(Self::new(sender, Driver::Encrypted(Box::new(driver))));
        }
        let (sender, driver) = http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
        Ok(Self::new(sender, Driver::Plain(Box::new(driver))))
    }

    fn new(sender: SendRequest<Full<Bytes>>, driver: Driver) -> Self {
        let bell = Arc::new(Bell::default());
        let waker = Waker::from(Arc::clone(&bell));
        Self { sender, driver, alarm: Box::pin(sleep_until(Timer::now() + LONGEST)), bell, waker }
    }

    /// Whether a request can be sent, as far as this machine has heard.
    pub(super) fn is_open(&mut self) -> bool {
        // Nobody moved its bytes since the last answer: an end that came meanwhile is seen only now.
        let mut context = nobody();
        let is_over = self.driver.poll(&mut context).is_ready();
        !is_over && matches!(self.sender.poll_ready(&mut context), Poll::Ready(Ok(())))
    }

    /// Sends a message and collects its answer; none when the deadline came first. `head` takes the moment at which the head
    /// of the answer was there.
    pub(super) async fn exchange(
        &mut self,
        message: hyper::Request<Full<Bytes>>,
        deadline: Instant,
        head: &mut Option<Instant>,
    ) -> Option<Result<Answer, Failure>> {
        let Self { sender, driver, alarm, bell, waker } = self;
        let deadline = Timer::from_std(deadline);
        if alarm.deadline() > deadline {
            alarm.as_mut().reset(deadline);
        }
        let mut answer = pin!(async {
            let response = sender.send_request(message).await.map_err(broken)?;
            *head = Some(Instant::now());
            let (status, ray) = (response.status().as_u16(), ray(response.headers()));
            let body = collect(response.into_body()).await?;
            Ok(Answer { status, body, ray })
        });
        // This hands the message over.
        if let Poll::Ready(answer) = answer.as_mut().poll(&mut nobody()) {
            return Some(answer);
        }
        poll_fn(|context| {
            bell.attend(context.waker());
            loop {
                let is_over = driver.poll(&mut Context::from_waker(waker)).is_ready();
                match answer.as_mut().poll(&mut nobody()) {
                    Poll::Ready(answer) => return Poll::Ready(Some(answer)),
                    // Nobody is left who could complete it.
                    Poll::Pending if is_over => {
                        return Poll::Ready(Some(Err(Failure::Connection("it was closed".to_owned()))));
                    }
                    Poll::Pending if bell.has_rung() => {}
                    Poll::Pending => break,
                }
            }
            while alarm.as_mut().poll(context).is_ready() {
                if Timer::now() >= deadline {
                    return Poll::Ready(None);
                }
                alarm.as_mut().reset(deadline);
            }
            Poll::Pending
        })
        .await
    }
}

/// A context that wakes nobody. The answer makes progress only when the driver moves bytes, and is looked at after each time;
/// waking the task that is at work already would only give it an empty turn.
const fn nobody() -> Context<'static> {
    Context::from_waker(Waker::noop())
}

impl Driver {
    /// Moves what can be moved; ready, with or without an error, once the connection is over.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<hyper::Result<()>> {
        match self {
            Self::Plain(connection) => Pin::new(connection).poll(context),
            Self::Encrypted(connection) => Pin::new(connection).poll(context),
        }
    }
}

/// The whole body, which mostly is one piece and then is not copied.
async fn collect(mut body: Incoming) -> Result<Bytes, Failure> {
    if body.size_hint().lower() > BODY_BYTES as u64 {
        return Err(too_large());
    }
    let mut first = Bytes::new();
    let mut rest = Vec::new();
    while let Some(frame) = body.frame().await {
        let Ok(piece) = frame.map_err(broken)?.into_data() else { continue };
        if first.is_empty() {
            first = piece;
        } else {
            rest.extend_from_slice(&piece);
        }
        if first.len() + rest.len() > BODY_BYTES {
            return Err(too_large());
        }
    }
    Ok(if rest.is_empty() { first } else { Bytes::from([&first, rest.as_slice()].concat()) })
}

fn ray(headers: &HeaderMap) -> Option<Box<str>> {
    Some(headers.get(RAY)?.to_str().ok()?.into())
}

fn too_large() -> Failure {
    Failure::Connection(format!("the body has more than {BODY_BYTES} bytes"))
}

/// An error with its causes: the outermost one alone often says only that something failed.
#[expect(clippy::needless_pass_by_value, reason = "it is what errors are mapped with")]
fn broken(error: hyper::Error) -> Failure {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    Failure::Connection(text)
}
