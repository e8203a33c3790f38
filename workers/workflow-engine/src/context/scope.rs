//! Scopes: parts of a workflow that have a name, an end and an outcome of their own in its journal.
//!
//! A scope adds nothing to what the code may do. Whatever is made inside of it is an operation like all others, and is found in the journal
//! in a replay; the end of the scope is told to whoever reads the journal, and is held against it.

use std::{
    cell::RefCell,
    pin::Pin,
    rc::Rc,
    task::{Context as Waking, Poll},
};

use futures::future::LocalBoxFuture;
use shared::limits;

use super::{
    Context,
    operation::{Begin, Beginning, Operation, Reader, Yields},
};
use crate::{
    codec::{Codec, Written},
    entry::{Bytes, Kind, Mark, Outcome},
    error::Error,
    script::Script,
};

/// Something that is put together from operations, and begins by being awaited.
#[must_use = "it is begun by being awaited"]
pub struct Composed<B: Compose> {
    stage: Stage<B>,
}

/// What can be put together.
pub trait Compose {
    /// What it comes to.
    type Output;

    /// Does it, in that context.
    fn compose(self, context: Context) -> LocalBoxFuture<'static, Result<Self::Output, Error>>;
}

enum Stage<B: Compose> {
    New(Context, B),
    Running(LocalBoxFuture<'static, Result<B::Output, Error>>),
    Over,
}

impl<B: Compose> Composed<B> {
    pub(super) fn new(context: &Context, compose: B) -> Self {
        Self { stage: Stage::New(context.clone(), compose) }
    }

    /// The same, with something else about it.
    pub(super) fn with(mut self, change: impl FnOnce(&mut B)) -> Self {
        if let Stage::New(_, compose) = &mut self.stage {
            change(compose);
        }
        self
    }
}

impl<B: Compose> Future for Composed<B> {
    type Output = Result<B::Output, Error>;

    fn poll(mut self: Pin<&mut Self>, waking: &mut Waking<'_>) -> Poll<Self::Output> {
        if let Stage::New(..) = self.stage
            && let Stage::New(context, compose) = std::mem::replace(&mut self.stage, Stage::Over)
        {
            self.stage = Stage::Running(compose.compose(context));
        }
        let Stage::Running(running) = &mut self.stage else { return Poll::Pending };
        let polled = running.as_mut().poll(waking);
        if polled.is_ready() {
            self.stage = Stage::Over;
        }
        polled
    }
}

/// Nothing in it is pinned: what runs is in a box.
impl<B: Compose> Unpin for Composed<B> {}

/// A scope that begins by being awaited.
pub type Scope<T> = Composed<Scoped<T>>;

/// The code of a scope.
pub(super) type Body<T> = Box<dyn FnOnce(Context) -> LocalBoxFuture<'static, Result<T, Error>>>;

/// What runs inside of a scope.
pub struct Scoped<T> {
    pub(super) kind: Kind,
    pub(super) name: String,
    pub(super) body: Body<T>,
    pub(super) telling: Telling<T>,
}

/// How the journal is told what a scope came to.
pub(super) enum Telling<T> {
    /// As a value, which is read again from there.
    Value(Written<T>),
    /// By something that is made of it.
    Summary(fn(&T) -> Vec<u8>),
}

impl<T> Telling<T> {
    fn tell(&self, value: T) -> Result<(Vec<u8>, T), Error> {
        match self {
            Self::Value(written) => {
                let bytes = (written.write)(&value)?;
                let read = (written.read)(&bytes)?;
                Ok((bytes, read))
            }
            Self::Summary(summary) => Ok((summary(&value), value)),
        }
    }
}

impl<T: 'static> Composed<Scoped<T>> {
    /// How its result is stored, as JSON where nothing is said. The result is what is read again, in this life too.
    pub fn codec<C: Codec<T>>(self) -> Self {
        self.with(|scope| scope.telling = Telling::Value(Written::by::<C>()))
    }
}

impl<T: 'static> Compose for Scoped<T> {
    type Output = T;

    fn compose(self, context: Context) -> LocalBoxFuture<'static, Result<T, Error>> {
        Box::pin(run(context, self))
    }
}

/// Runs a scope inside of another one, or of none.
pub(super) async fn run<T>(context: Context, scope: Scoped<T>) -> Result<T, Error> {
    let Scoped { kind, name, body, telling } = scope;
    let operation = Operation::new(&context, Entered { kind, name }).await?;
    let inside = Inside { script: Rc::clone(&context.script), operation };
    let ended = body(Context { scope: Some(operation), ..context }).await;
    match ended.and_then(|value| telling.tell(value)) {
        Ok((bytes, value)) => {
            inside.close(Ok(bytes)).await;
            Ok(value)
        }
        Err(error) => {
            inside.close(Err(error.clone())).await;
            Err(error)
        }
    }
}

/// A scope that the code is in: one that is dropped before its end has none.
struct Inside {
    script: Rc<RefCell<Script>>,
    operation: u32,
}

impl Inside {
    /// Tells the journal; never comes back where the replay went another way.
    async fn close(self, told: Result<Vec<u8>, Error>) {
        let short = |bytes: &Vec<u8>| bytes.len() <= limits::workflow::SCOPE_BYTES;
        let told = told.map(|bytes| Some(bytes).filter(short).map(Bytes));
        let goes_on = self.script.borrow_mut().close(self.operation, told);
        if !goes_on {
            futures::future::pending::<()>().await;
        }
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        // The script itself may be what is being dropped, with the code that holds this.
        if let Ok(mut script) = self.script.try_borrow_mut() {
            script.abandon(self.operation);
        }
    }
}

/// The beginning of a scope: an operation whose outcome is there at once, its own number.
struct Entered {
    kind: Kind,
    name: String,
}

impl Yields for Entered {
    type Output = u32;
}

impl Begin for Entered {
    fn mark(&self) -> (Kind, String, u64) {
        (self.kind, self.name.clone(), 0)
    }

    fn begin(self, script: &Rc<RefCell<Script>>, mark: Mark) -> Beginning {
        Beginning::Known(Ok(numbered(script.borrow_mut().open(mark, None, None))))
    }

    fn take_up(self, _script: &Rc<RefCell<Script>>, operation: u32) -> Option<Outcome> {
        Some(Ok(numbered(operation)))
    }

    fn reader(&self) -> Reader<u32> {
        |outcome| {
            let number = outcome?.0.try_into().map(u32::from_le_bytes);
            number.map_err(|_| Error::BadValue { message: "the number of a scope".to_owned() })
        }
    }
}

fn numbered(operation: u32) -> Bytes {
    Bytes(operation.to_le_bytes().to_vec())
}
