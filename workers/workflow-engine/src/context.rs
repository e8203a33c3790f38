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
mod operation;
mod pause;
mod step;
mod wait;

use std::{cell::RefCell, marker::PhantomData, rc::Rc, time::Duration};

use durable::target::Target;
use serde::{Serialize, de::DeserializeOwned};
use shared::{
    call::{InboxService, Service},
    encoding::Encoding,
    timing::UnixMillis,
};

use self::{
    call::Addressed,
    pause::{Time, Until},
    step::Made,
    wait::Awaited,
};
pub use self::{call::CallOperation, operation::Operation, pause::Sleep, step::Step, wait::WaitForEvent};
use crate::{
    error::StepError,
    json,
    script::{Attempt, Script, Trying},
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
        let attempt = move |number| -> Trying {
            let trying = attempt(number);
            Box::pin(async move {
                let value = trying.await?;
                json::write(&value).map_err(|error| StepError::terminal(error.to_string()))
            })
        };
        Operation::new(&self.script, Made::by(name, Box::new(attempt)))
    }

    /// Waits so long, also across lives.
    pub fn sleep(&self, duration: Duration) -> Sleep {
        Operation::new(&self.script, Until(Time::After(duration)))
    }

    /// Waits until then.
    pub fn sleep_until(&self, time: UnixMillis) -> Sleep {
        Operation::new(&self.script, Until(Time::At(time)))
    }

    /// Waits for an event of that name, at most so long: the oldest that nobody has taken, also one that came before the wait.
    pub fn wait_for_event<E: DeserializeOwned>(&self, name: &str, timeout: Option<Duration>) -> WaitForEvent<E> {
        let event = PhantomData;
        Operation::new(&self.script, Awaited { name: name.to_owned(), timeout, event })
    }

    /// Calls an object of this project, with exactly one effect: the call is stored with the journal, and made once however often
    /// it arrives. All calls to one object that are begun together travel as one message.
    pub fn call<C: shared::call::Call>(&self, object: &str, input: &C::Input) -> CallOperation<C>
    where
        C::Service: Service + InboxService,
    {
        let (target, input) = (Target::of::<C::Service>(object), C::Encoding::encode(input));
        Operation::new(&self.script, Addressed { target, input, deadline: None, call: PhantomData })
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

/// A number for some bytes.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let hash = blake3::hash(bytes);
    hash.as_bytes().iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}
