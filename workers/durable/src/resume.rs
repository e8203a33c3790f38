//! Continuations: what is done with an answer, also in a later life of the object than the one that called.
//!
//! A continuation is stored with its call as a name and a context. It runs in the transaction that ends the call, so its effect is
//! made once, as the call's own is; and calls that it makes are stored by that same transaction.

use serde::{Serialize, de::DeserializeOwned};
use shared::{
    call::Call,
    encoding::{Encoding, Postcard},
    error::{ErrorCode, Failure},
};

use crate::{outbox::Calls, platform::Platform};

/// What takes the answer to a call.
pub trait Continuation {
    /// The call whose answer it takes.
    type Call: Call;
    /// What it has in hand from the time of the call.
    type Context: Serialize + DeserializeOwned;
    /// Its name in stored rows.
    const NAME: &'static str;
}

/// An answer on its way to its continuation.
pub struct Resumed<'a> {
    /// The continuation's name.
    pub name: &'a str,
    /// Its context, as stored.
    pub context: &'a [u8],
    /// What the method answered, in its encoding, or why it did not.
    pub outcome: Result<&'a [u8], &'a Failure>,
    taken: bool,
}

/// What runs the continuations of an object.
pub trait Resume<P> {
    /// Runs the one that `resumed` names: a chain of [`Resumed::on`]. Calls that it makes go into `calls`.
    fn resume(&mut self, resumed: Resumed<'_>, calls: &mut Calls<'_, P>) -> Result<(), Failure>;
}

impl<'a> Resumed<'a> {
    pub(crate) fn new(name: &'a str, context: &'a [u8], outcome: Result<&'a [u8], &'a Failure>) -> Self {
        Self { name, context, outcome, taken: false }
    }

    /// Runs `go_on` if the continuation is `K`.
    pub fn on<K: Continuation>(
        mut self,
        go_on: impl FnOnce(K::Context, Result<<K::Call as Call>::Output, &Failure>) -> Result<(), Failure>,
    ) -> Result<Self, Failure> {
        if self.taken || self.name != K::NAME {
            return Ok(self);
        }
        self.taken = true;
        let context = Postcard::decode(self.context)?;
        let outcome = match self.outcome {
            Ok(bytes) => Ok(<K::Call as Call>::Encoding::decode(bytes)?),
            Err(failure) => Err(failure),
        };
        go_on(context, outcome)?;
        Ok(self)
    }

    /// The same for a continuation of that name whose call is not known by its type: it has the context as it was stored, and the
    /// answer as the method wrote it.
    pub fn on_any(
        mut self,
        name: &str,
        go_on: impl FnOnce(&[u8], Result<&[u8], &Failure>) -> Result<(), Failure>,
    ) -> Result<Self, Failure> {
        if !self.taken && self.name == name {
            self.taken = true;
            go_on(self.context, self.outcome)?;
        }
        Ok(self)
    }

    /// The end of the chain: a name that no link of it knows is of another build, and the answer stays where it is.
    pub fn end(self) -> Result<(), Failure> {
        if self.taken {
            return Ok(());
        }
        Err(Failure::new(ErrorCode::Internal, format!("there is no continuation {:?}", self.name)))
    }
}

/// Of an object whose calls have no continuations.
pub struct NoContinuations;

impl<P: Platform> Resume<P> for NoContinuations {
    fn resume(&mut self, resumed: Resumed<'_>, _calls: &mut Calls<'_, P>) -> Result<(), Failure> {
        resumed.end()
    }
}
