//! What a workflow can do: everything that its code learns of the world comes through here, and is the same in every life.
//!
//! Operations are futures, and go with `join` and `select` of the `futures` crate: several can be under way, and one that is dropped
//! is given up. A race has the same winner in every life.
//!
//! ```
//! use std::time::Duration;
//! use workflow_engine::{context::Context, error::{Error, StepError}, retry::Retry, workflow::Workflow};
//!
//! enum Greeting {}
//! impl Workflow for Greeting {
//!     const NAME: &'static str = "greeting";
//!     type Input = String;
//!     type Output = String;
//!     type Error = Error;
//!     async fn run(context: Context, name: String) -> Result<String, Error> {
//!         let greeting = context
//!             .step("compose", move |_| { let name = name.clone(); async move { Ok::<_, StepError>(format!("hello {name}")) } })
//!             .retry(Retry::exponential(Duration::from_millis(100)).attempts(3))
//!             .await?;
//!         context.sleep(Duration::from_secs(60)).await?;
//!         Ok(greeting)
//!     }
//! }
//! ```

mod batch;
mod call;
mod callback;
mod child;
mod condition;
mod operation;
mod pause;
mod saga;
mod scope;
mod step;
mod wait;

use std::{cell::RefCell, collections::VecDeque, marker::PhantomData, rc::Rc, time::Duration};

use durable::target::Target;
use futures::future::{Either, select};
use serde::{Serialize, de::DeserializeOwned};
use shared::{
    call::{InboxService, Service},
    encoding::Encoding,
    timing::UnixMillis,
};

use self::{
    batch::Branches,
    call::Addressed,
    callback::Completable,
    child::Begun,
    condition::Condition,
    pause::{Time, Until},
    saga::Undoable,
    scope::{Body, Scoped, Telling},
    step::Made,
    wait::Awaited,
};
pub use self::{
    batch::{Batch, Many, Part, Reason},
    call::CallOperation,
    callback::{Callback, NewCallback},
    child::Child,
    condition::{Checked, WaitForCondition},
    operation::Operation,
    pause::Sleep,
    saga::{Halting, Saga, Undo},
    scope::{Composed, Scope},
    step::Step,
    wait::WaitForEvent,
};
use crate::{
    codec::{Json, Written},
    entry::Kind,
    error::{Error, StepError},
    json,
    retry::Retry,
    script::{Attempt, Script},
    workflow::Workflow,
};

/// What the code of an instance has of the world.
#[derive(Clone)]
pub struct Context {
    script: Rc<RefCell<Script>>,
    instance: Rc<str>,
    /// What is made, is made inside of it.
    scope: Option<u32>,
    /// What is asked of others has to have its effect by then.
    by: Option<u64>,
}

impl Context {
    pub(crate) fn new(script: Rc<RefCell<Script>>, instance: &str) -> Self {
        Self { script, instance: instance.into(), scope: None, by: None }
    }

    /// The name of the instance.
    pub fn instance(&self) -> &str {
        &self.instance
    }

    /// Does something once: what `attempt` comes to is stored, and is the same in every later life. It is tried again as
    /// [`Step::retry`] says, and also where the object ended in the middle, so what it does elsewhere may be done twice:
    /// [`Attempt::key`] is there for the other end to know. Where it must not be, there is [`Step::at_most_once`], and
    /// [`Context::call`] for objects of this project.
    ///
    /// Operations of the context cannot be made inside of a step.
    pub fn step<T, F>(&self, name: &str, mut attempt: impl FnMut(Attempt) -> F + 'static) -> Step<T>
    where
        T: Serialize + DeserializeOwned + 'static,
        F: Future<Output = Result<T, StepError>> + 'static,
    {
        Operation::new(self, Made::by::<Json>(name, Box::new(move |number| Box::pin(attempt(number)))))
    }

    /// Waits so long, also across lives.
    pub fn sleep(&self, duration: Duration) -> Sleep {
        Operation::new(self, Until::new(Time::After(duration)))
    }

    /// Waits until then.
    pub fn sleep_until(&self, time: UnixMillis) -> Sleep {
        Operation::new(self, Until::new(Time::At(time)))
    }

    /// Waits for an event of that name, at most so long: the oldest that nobody has taken, also one that came before the wait.
    pub fn wait_for_event<E: DeserializeOwned>(&self, name: &str, timeout: Option<Duration>) -> WaitForEvent<E> {
        let event = PhantomData;
        Operation::new(self, Awaited { name: name.to_owned(), timeout, event })
    }

    /// Calls an object of this project, with exactly one effect: the call is stored with the journal, and made once however often
    /// it arrives. All calls to one object that are begun together travel as one message.
    pub fn call<C: shared::call::Call>(&self, object: &str, input: &C::Input) -> CallOperation<C>
    where
        C::Service: Service + InboxService,
    {
        let (target, input) = (Target::of::<C::Service>(object), C::Encoding::encode(input));
        let left = |by: u64| Duration::from_millis(by.saturating_sub(self.now().0));
        Operation::new(self, Addressed { target, input, deadline: self.by.map(left), call: PhantomData })
    }

    /// Runs a part of the workflow that has a name, an end and an outcome of its own in the journal.
    pub fn scope<T, F>(&self, name: &str, body: impl FnOnce(Self) -> F + 'static) -> Scope<T>
    where
        T: Serialize + DeserializeOwned + 'static,
        F: Future<Output = Result<T, Error>> + 'static,
    {
        let body: Body<T> = Box::new(|inside| Box::pin(body(inside)));
        self.scoped(Kind::Scope, name, body)
    }

    fn scoped<T: Serialize + DeserializeOwned + 'static>(&self, kind: Kind, name: &str, body: Body<T>) -> Scope<T> {
        let telling = Telling::Value(Written::by::<Json>());
        Composed::new(self, Scoped { kind, name: name.to_owned(), body, telling })
    }

    /// Runs a part of the workflow that has so much time: then what is under way inside of it is given up, children are cancelled, and it
    /// fails with [`Error::TimedOut`]. Calls that are made inside of it have their effect in that time, or none.
    pub fn within<T, F>(&self, name: &str, time: Duration, body: impl FnOnce(Self) -> F + 'static) -> Scope<T>
    where
        T: Serialize + DeserializeOwned + 'static,
        F: Future<Output = Result<T, Error>> + 'static,
    {
        let event = name.to_owned();
        let body: Body<T> = Box::new(move |inside| {
            Box::pin(async move {
                let by = inside.now().0.saturating_add(pause::milliseconds(time));
                let by = inside.by.map_or(by, |sooner| sooner.min(by));
                let over = inside.sleep_until(UnixMillis(by));
                match select(Box::pin(body(Self { by: Some(by), ..inside })), over).await {
                    Either::Left((ended, _)) => ended,
                    Either::Right((Ok(()), _)) => Err(Error::TimedOut { event }),
                    // It is cancelled: what is inside cleans up, however long that takes.
                    Either::Right((Err(Error::Cancelled), body)) => body.await,
                    Either::Right((Err(error), _)) => Err(error),
                }
            })
        });
        self.scoped(Kind::Scope, name, body)
    }

    /// Runs branches at the same time, which are added to it: each in a scope of its own.
    pub fn parallel<T: Serialize + DeserializeOwned + 'static>(&self, name: &str) -> Many<T> {
        Composed::new(self, Branches::of(Kind::Parallel, name, VecDeque::new()))
    }

    /// Does the same for each of these, at the same time: each in a scope of its own, which is called by its place.
    pub fn map<I, T, F>(
        &self,
        name: &str,
        items: impl IntoIterator<Item = I>,
        body: impl Fn(Self, I) -> F + 'static,
    ) -> Many<T>
    where
        I: 'static,
        T: Serialize + DeserializeOwned + 'static,
        F: Future<Output = Result<T, Error>> + 'static,
    {
        let body = Rc::new(body);
        let each = |(place, item): (usize, I)| {
            let body = Rc::clone(&body);
            let run: Body<T> = Box::new(move |inside| Box::pin(body(inside, item)));
            (place.to_string(), run)
        };
        Composed::new(self, Branches::of(Kind::Map, name, items.into_iter().enumerate().map(each).collect()))
    }

    /// Looks at something until it is so: `check` is given what it came to last time, at first `initial`, and says from what, and when, it is
    /// looked at again. That is stored, so that no death begins anew.
    pub fn wait_for_condition<S, F>(
        &self,
        name: &str,
        initial: S,
        mut check: impl FnMut(S, Attempt) -> F + 'static,
    ) -> WaitForCondition<S>
    where
        S: Clone + Serialize + DeserializeOwned + 'static,
        F: Future<Output = Result<Checked<S>, StepError>> + 'static,
    {
        let checks = Box::new(move |state, attempt| Box::pin(check(state, attempt)) as _);
        Operation::new(self, Condition::by::<Json>(name, initial, checks))
    }

    /// Makes a token with which somebody outside completes what is then awaited.
    pub fn callback<T: Serialize + DeserializeOwned + 'static>(&self, name: &str) -> NewCallback<T> {
        Composed::new(self, Completable::of(name))
    }

    /// Makes a token, has `submit` hand it to somebody, which is a step, and waits until that one has completed it.
    pub fn wait_for_callback<T, F>(
        &self,
        name: &str,
        new: impl FnOnce(NewCallback<T>) -> NewCallback<T> + 'static,
        retry: Retry,
        mut submit: impl FnMut(String, Attempt) -> F + 'static,
    ) -> Scope<T>
    where
        T: Serialize + DeserializeOwned + 'static,
        F: Future<Output = Result<(), StepError>> + 'static,
    {
        let callback = name.to_owned();
        let body: Body<T> = Box::new(move |inside| {
            Box::pin(async move {
                let callback = new(inside.callback(&callback)).await?;
                let token = callback.token().to_owned();
                inside.step("submit", move |attempt| submit(token.clone(), attempt)).retry(retry).await?;
                callback.await
            })
        });
        self.scoped(Kind::CallbackScope, name, body)
    }

    /// Begins an instance of another workflow in the same object, and waits for what it comes to. It is called `{this one}~{operation}`, is
    /// cancelled where nobody waits for it any more, and its failure is [`Error::ChildFailed`] here.
    pub fn child<W: Workflow>(&self, input: &W::Input) -> Child<W>
    where
        W::Output: DeserializeOwned,
    {
        let begun = Begun { input: json::write(input), name: W::NAME.to_owned(), stays: false, workflow: PhantomData };
        Operation::new(self, begun)
    }

    /// Does something that can be undone: where `doing` fails or is cancelled, what it has said to [`Undo::by`] is done, the last first, and
    /// the saga fails with [`Error::Undone`], which says what was undone and what could not be.
    pub fn saga<T, F>(&self, name: &str, doing: impl FnOnce(Self, Undo) -> F + 'static) -> Saga<T>
    where
        T: Serialize + DeserializeOwned + 'static,
        F: Future<Output = Result<T, Error>> + 'static,
    {
        Composed::new(self, Undoable::of(name, Box::new(|inside, undo| Box::pin(doing(inside, undo)))))
    }

    /// Which version of a piece of code this instance runs: `newest`, from 1 on, where it comes by for the first time, and what it was then
    /// in every later life. It is 0 in an instance that came by before there was this call; so code can be changed under running ones. A build
    /// that does not know the version of an instance yet leaves it stuck.
    pub fn version(&self, name: &str, newest: u32) -> u32 {
        self.script.borrow_mut().version(self.scope, name, newest)
    }

    /// Has the instance go on as if it had begun with another input, with a new journal: what it gives is to be returned at once. Events that
    /// wait for it wait for what goes on. Children that were begun before are called as before, those of later inputs `{parent}~{operation}.{lap}`.
    pub fn continue_as_new(&self, input: &impl Serialize) -> Error {
        match json::write(input) {
            Err(error) => error,
            Ok(input) => {
                self.script.borrow_mut().continue_with(input);
                Error::Continued
            }
        }
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.script.borrow().cancelled
    }

    /// The time at which the code was last told something: the same in every life.
    pub fn now(&self) -> UnixMillis {
        UnixMillis(self.script.borrow().now())
    }

    /// Bits that are the same in every life, and others for every instance. Not for secrets.
    pub fn random(&self) -> u64 {
        self.script.borrow_mut().random()
    }

    /// Tells whoever reads the log; once, and not again in a replay.
    pub fn log(&self, line: impl Into<String>) {
        self.script.borrow_mut().log(line.into());
    }
}
