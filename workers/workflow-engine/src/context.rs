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

mod call;
mod pause;
mod step;
mod wait;

use std::{cell::RefCell, rc::Rc, task::Poll, time::Duration};

use durable::target::Target;
use serde::{Serialize, de::DeserializeOwned};
use shared::{
    call::{InboxService, Service},
    encoding::Encoding,
    timing::UnixMillis,
};

pub use self::{call::CallOperation, pause::Sleep, step::Step, wait::WaitForEvent};
use crate::{
    entry::Outcome,
    error::StepError,
    script::{Attempt, Script},
};

/// What the code of an instance has of the world.
#[derive(Clone)]
pub struct Context {
    script: Rc<RefCell<Script>>,
    instance: Rc<str>,
}

impl Context {
    pub(crate) fn new(script: Rc<RefCell<Script>>, instance: &str) -> Self {
        Self { script, instance: instance.into() }
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
        T: Serialize + DeserializeOwned,
        F: Future<Output = Result<T, StepError>> + 'static,
    {
        Step::new(
            Rc::clone(&self.script),
            name,
            Box::new(move |number| {
                let trying = attempt(number);
                Box::pin(async move {
                    let value = trying.await?;
                    crate::json::write(&value).map_err(|error| StepError::terminal(error.to_string()))
                })
            }),
        )
    }

    /// Waits so long, also across lives.
    pub fn sleep(&self, duration: Duration) -> Sleep {
        Sleep::new(Rc::clone(&self.script), pause::Until::After(duration))
    }

    /// Waits until then.
    pub fn sleep_until(&self, time: UnixMillis) -> Sleep {
        Sleep::new(Rc::clone(&self.script), pause::Until::Time(time))
    }

    /// Waits for an event of that name, at most so long: the oldest that nobody has taken, also one that came before the wait.
    pub fn wait_for_event<E: DeserializeOwned>(&self, name: &str, timeout: Option<Duration>) -> WaitForEvent<E> {
        WaitForEvent::new(Rc::clone(&self.script), name, timeout)
    }

    /// Calls an object of this project, with exactly one effect: the call is stored with the journal, and made once however often
    /// it arrives. All calls to one object that are begun together travel as one message.
    pub fn call<C: shared::call::Call>(&self, object: &str, input: &C::Input) -> CallOperation<C>
    where
        C::Service: Service + InboxService,
    {
        let target = Target::of::<C::Service>(object);
        CallOperation::new(Rc::clone(&self.script), target, C::Encoding::encode(input))
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

/// An operation that has been begun: its outcome, and that it is given up when it is dropped.
struct Waiting {
    script: Rc<RefCell<Script>>,
    operation: Option<u32>,
}

/// How far a future of an operation has come.
enum Stage<N> {
    /// It is to be begun by the first poll.
    New(N),
    /// Begun, and waited for.
    Open(Waiting),
    /// The instance is stuck, or this has been told its outcome.
    Over,
}

impl Waiting {
    fn on(script: &Rc<RefCell<Script>>, operation: u32) -> Self {
        Self { script: Rc::clone(script), operation: Some(operation) }
    }

    fn poll(&mut self, waking: &std::task::Context<'_>) -> Poll<Outcome> {
        let Some(operation) = self.operation else { return Poll::Pending };
        let outcome = self.script.borrow_mut().poll(operation, waking);
        if outcome.is_ready() {
            self.operation = None;
        }
        outcome
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        // The script itself may be what is being dropped, with the future inside.
        if let (Some(operation), Ok(mut script)) = (self.operation, self.script.try_borrow_mut()) {
            script.abandon(operation);
        }
    }
}

/// A number for what an operation was given.
fn hash(bytes: &[u8]) -> u64 {
    let hash = blake3::hash(bytes);
    hash.as_bytes().iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}
