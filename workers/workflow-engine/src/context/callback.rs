//! Callbacks: something that somebody outside completes, once, with a token that was made for it.
//!
//! ```text
//! callback ──> a secret, stored ──> begun: token = instance ~ operation ~ secret ──> handed to whoever is to complete it
//!                                                                                     │
//!      awaited <── completed, failed, or nobody came in time <── engine: is it open, and is that its secret? <──┘
//! ```

use std::{
    cell::RefCell,
    marker::PhantomData,
    pin::Pin,
    rc::Rc,
    task::{Context as Waking, Poll},
    time::Duration,
};

use futures::{
    FutureExt as _,
    future::{LocalBoxFuture, MaybeDone, maybe_done, poll_immediate},
};
use shared::{timing::UnixMillis, workflow::Token};

use super::{
    Context,
    operation::{Begin, Beginning, Operation, Reader, Yields},
    pause::milliseconds,
    scope::{Compose, Composed},
    step::reader,
};
use crate::{
    codec::{Codec, Json},
    entry::{Bytes, Kind, Mark, Outcome, hash},
    error::Error,
    json,
    script::{Beats, Command, Script},
};

/// A callback that is made by being awaited.
pub type NewCallback<T> = Composed<Completable<T>>;

/// What is to be made.
pub struct Completable<T> {
    name: String,
    within: Option<Duration>,
    beats_within: Option<Duration>,
    reader: Reader<T>,
}

impl<T: 'static> Completable<T> {
    pub(super) fn of(name: &str) -> Self
    where
        Json: Codec<T>,
    {
        Self { name: name.to_owned(), within: None, beats_within: None, reader: reader::<Json, T> }
    }
}

impl<T: 'static> Composed<Completable<T>> {
    /// How long there is to complete it.
    pub fn within(self, time: Duration) -> Self {
        self.with(|new| new.within = Some(time))
    }

    /// How long whoever is to complete it may be silent.
    pub fn beats_within(self, time: Duration) -> Self {
        self.with(|new| new.beats_within = Some(time))
    }

    /// How what it is completed with is read; as JSON where nothing is said.
    pub fn codec<C: Codec<T>>(self) -> Self {
        self.with(|new| new.reader = reader::<C, T>)
    }
}

impl<T: 'static> Compose for Completable<T> {
    type Output = Callback<T>;

    fn compose(self, context: Context) -> LocalBoxFuture<'static, Result<Callback<T>, Error>> {
        Box::pin(make(context, self))
    }
}

pub(super) async fn make<T: 'static>(context: Context, new: Completable<T>) -> Result<Callback<T>, Error> {
    let Completable { name, within, beats_within, reader } = new;
    let secret = Operation::new(&context, Secret { callback: name.clone() }).await?;
    let number = context.script.borrow().next_operation();
    let mark = hash(secret.as_bytes());
    let waiting = Waiting { name, mark, within, beats_within, reader, value: PhantomData };
    let mut waiting = Box::pin(maybe_done(Operation::new(&context, waiting)));
    // It is there before anybody waits for it: whoever has the token may be quick.
    let _ = poll_immediate(waiting.as_mut()).await;
    let token = Token { instance: context.instance().to_owned(), operation: number, secret };
    Ok(Callback { token: token.to_string(), waiting })
}

/// A callback: a token for whoever is to complete it, and a future of what it is completed with.
#[must_use = "nobody completes it without its token"]
pub struct Callback<T> {
    token: String,
    waiting: Pin<Box<MaybeDone<Operation<Waiting<T>>>>>,
}

impl<T> Callback<T> {
    /// What whoever completes it has to show; nobody can guess it, and everybody who has it can use it, once.
    pub fn token(&self) -> &str {
        &self.token
    }
}

impl<T: 'static> Future for Callback<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, waking: &mut Waking<'_>) -> Poll<Self::Output> {
        if self.waiting.poll_unpin(waking).is_pending() {
            return Poll::Pending;
        }
        self.waiting.as_mut().take_output().map_or(Poll::Pending, Poll::Ready)
    }
}

/// Bits that nobody can guess, stored before anybody is told them.
struct Secret {
    callback: String,
}

impl Yields for Secret {
    type Output = String;
}

impl Begin for Secret {
    fn mark(&self) -> (Kind, String, u64) {
        (Kind::Secret, self.callback.clone(), 0)
    }

    fn begin(self, script: &Rc<RefCell<Script>>, mark: Mark) -> Beginning {
        let mut script = script.borrow_mut();
        let secret = format!("{:016x}{:016x}", script.fresh_bits(), script.fresh_bits());
        let outcome = json::write(&secret).map(Bytes);
        script.did(mark, outcome.clone());
        Beginning::Known(outcome)
    }

    fn reader(&self) -> Reader<String> {
        |outcome| json::read(&outcome?.0)
    }
}

/// The wait for a completion.
pub(super) struct Waiting<T> {
    name: String,
    /// Of the secret.
    mark: u64,
    within: Option<Duration>,
    beats_within: Option<Duration>,
    reader: Reader<T>,
    value: PhantomData<fn() -> T>,
}

impl<T> Waiting<T> {
    fn beats(&self, began: u64) -> Beats {
        let beats = Beats {
            every: self.beats_within.map(milliseconds),
            until: self.within.map(|within| began.saturating_add(milliseconds(within))),
            written: 0,
        };
        Beats { written: beats.due(began).unwrap_or_default(), ..beats }
    }
}

impl<T> Yields for Waiting<T> {
    type Output = T;
}

impl<T> Begin for Waiting<T> {
    fn mark(&self) -> (Kind, String, u64) {
        (Kind::Callback, self.name.clone(), self.mark)
    }

    fn begin(self, script: &Rc<RefCell<Script>>, mark: Mark) -> Beginning {
        let mut script = script.borrow_mut();
        let began = script.now();
        let beats = self.beats(began);
        let due = beats.due(began);
        let operation = script.open(mark, due, None);
        script.beats_by(operation, beats);
        if let Some(due) = due {
            script.command(Command::Timer { operation, due: UnixMillis(due) });
        }
        Beginning::Open(operation)
    }

    fn take_up(self, script: &Rc<RefCell<Script>>, operation: u32) -> Option<Outcome> {
        let mut script = script.borrow_mut();
        let beats = self.beats(script.now());
        script.beats_by(operation, beats);
        None
    }

    fn reader(&self) -> Reader<T> {
        self.reader
    }
}
