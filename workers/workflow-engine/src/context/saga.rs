//! Sagas: what was done is undone in reverse where the whole does not come about.

use std::{cell::RefCell, rc::Rc};

use futures::future::LocalBoxFuture;

use super::{
    Context,
    scope::{Body, Compose, Composed, Scoped, Telling, run},
};
use crate::{
    codec::{Codec, Json, Written},
    entry::Kind,
    error::{Error, Undoing, cut},
};

/// A saga that begins by being awaited.
pub type Saga<T> = Composed<Undoable<T>>;

/// What becomes of the rest where something cannot be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Halting {
    /// It is undone all the same.
    GoOn,
    /// It is left as it is.
    Halt,
}

/// What can be undone, the last first.
#[derive(Clone, Default)]
pub struct Undo {
    steps: Rc<RefCell<Vec<Named>>>,
}

/// What undoes something, by the name of that.
type Named = (String, Body<()>);

impl Undo {
    /// From here on, this has to be done where the saga fails or is cancelled. It is code of the workflow like all other, so it goes on after
    /// the death of its object, and what it does is tried again as its steps say.
    pub fn by<F>(&self, name: &str, undo: impl FnOnce(Context) -> F + 'static)
    where
        F: Future<Output = Result<(), Error>> + 'static,
    {
        self.steps.borrow_mut().push((name.to_owned(), Box::new(|inside| Box::pin(undo(inside)))));
    }
}

type Doing<T> = Box<dyn FnOnce(Context, Undo) -> LocalBoxFuture<'static, Result<T, Error>>>;

/// What is done, and what is undone.
pub struct Undoable<T> {
    name: String,
    doing: Doing<T>,
    halting: Halting,
    written: Written<T>,
}

impl<T: 'static> Undoable<T> {
    pub(super) fn of(name: &str, doing: Doing<T>) -> Self
    where
        Json: Codec<T>,
    {
        Self { name: name.to_owned(), doing, halting: Halting::GoOn, written: Written::by::<Json>() }
    }
}

impl<T: 'static> Composed<Undoable<T>> {
    /// What becomes of the rest where something cannot be undone; it is undone where nothing is said.
    pub fn where_undoing_fails(self, halting: Halting) -> Self {
        self.with(|saga| saga.halting = halting)
    }
}

impl<T: 'static> Compose for Undoable<T> {
    type Output = T;

    fn compose(self, context: Context) -> LocalBoxFuture<'static, Result<T, Error>> {
        let Self { name, doing, halting, written } = self;
        let body: Body<T> = Box::new(move |inside| {
            Box::pin(async move {
                let undo = Undo::default();
                match doing(inside.clone(), undo.clone()).await {
                    Ok(value) => Ok(value),
                    Err(cause) => Err(undo_all(inside, undo, halting, cause).await),
                }
            })
        });
        Box::pin(run(context, Scoped { kind: Kind::Scope, name, body, telling: Telling::Value(written) }))
    }
}

async fn undo_all(inside: Context, undo: Undo, halting: Halting, cause: Error) -> Error {
    let mut undoing = Undoing { cause: Box::new(cause), undone: Vec::new(), failed: Vec::new(), left: Vec::new() };
    loop {
        let Some((name, body)) = undo.steps.borrow_mut().pop() else { break };
        if halting == Halting::Halt && !undoing.failed.is_empty() {
            undoing.left.push(name);
            continue;
        }
        let telling = Telling::Value(Written::by::<Json>());
        match run(inside.clone(), Scoped { kind: Kind::Compensation, name: name.clone(), body, telling }).await {
            Ok(()) => undoing.undone.push(name),
            Err(error) => undoing.failed.push((name, cut(error.to_string()))),
        }
    }
    if undoing.undone.is_empty() && undoing.failed.is_empty() {
        return *undoing.cause;
    }
    Error::Undone(undoing)
}
