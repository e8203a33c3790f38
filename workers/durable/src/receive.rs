//! What an object does when it is called, and what a call came to.

use shared::{
    encoding::Encoding,
    error::{ErrorCode, Failure},
};

use crate::outbox::Calls;

/// A call that has arrived, to be made now.
#[derive(Clone, Copy, Debug)]
pub struct Received<'a> {
    /// Whose it is.
    pub caller: &'a str,
    /// Its number among the calls of that caller.
    pub number: u64,
    /// The method.
    pub method: &'a str,
    /// What is asked, in the encoding of the method.
    pub input: &'a [u8],
    /// What the caller calls its intent.
    pub key: Option<&'a str>,
}

/// What a call came to.
pub enum Handled {
    /// The effect is made; the answer in the encoding of the method.
    Done(Vec<u8>),
    /// There is no effect, and will be none.
    Refused(Failure),
    /// There is no effect yet: the caller shall ask again, after so many milliseconds.
    Later(u32),
}

/// What an object does when it is called. Everything that it writes is in one transaction with the mark: it is made once.
///
/// An `Err` takes the whole delivery back, and has it delivered again: it is for storage that failed, and may end the object's
/// life. A call that is refused is no error; whatever it wrote before it was refused stays, unless it wrote inside
/// [`shared::tables::Tables::atomically`].
pub trait Receive<P> {
    /// Makes one call: a chain of [`Arrival::on`]. Calls that this leads to go into `calls`, and are stored with the effect.
    fn receive(&mut self, call: Received<'_>, calls: &mut Calls<'_, P>) -> Result<Handled, Failure>;

    /// After the last call of a delivery: writes what was gathered over its calls.
    fn finish(&mut self) -> Result<(), Failure> {
        Ok(())
    }
}

/// A call on its way through the methods that an object has.
pub struct Arrival<'a> {
    call: Received<'a>,
    handled: Option<Handled>,
}

impl<'a> Received<'a> {
    /// Passes the call along the methods of an object.
    pub fn arrival(self) -> Arrival<'a> {
        Arrival { call: self, handled: None }
    }
}

impl Arrival<'_> {
    /// Has the call made, if it is `C`; a failure refuses it, unless it is that of the object's own storage.
    #[must_use]
    pub fn on<C: shared::call::Call>(mut self, effect: impl FnOnce(C::Input) -> Result<C::Output, Failure>) -> Self {
        if self.handled.is_none() && self.call.method == C::METHOD {
            let made = C::Encoding::decode(self.call.input).and_then(effect);
            self.handled = Some(match made {
                Ok(output) => Handled::Done(C::Encoding::encode(&output)),
                Err(failure) => Handled::Refused(failure),
            });
        }
        self
    }

    /// What the call came to. A method that the object does not have is refused. Storage that failed refuses nothing: nobody knows
    /// how much of the effect is there, so the delivery is taken back.
    pub fn handled(self) -> Result<Handled, Failure> {
        let Self { call, handled } = self;
        match handled {
            Some(Handled::Refused(failure)) if failure.code == ErrorCode::ObjectFailed => Err(failure),
            Some(handled) => Ok(handled),
            None => {
                let name: String = call.method.chars().take(40).collect();
                let message = format!("the object has no method {name:?}");
                Ok(Handled::Refused(Failure::new(ErrorCode::UnknownMethod, message)))
            }
        }
    }
}
