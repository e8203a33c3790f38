//! Attempts of steps: begun, waited for beside everything else, and made again.

use std::{rc::Rc, time::Duration};

use durable::platform::Platform;
use futures::future::{Either, abortable, select};
use shared::{error::Failure, timing::UnixMillis};

use super::{Engine, live::Live};
use crate::{
    entry::Bytes,
    error::StepError,
    script::{Trying, poll_once},
};

impl<P: Platform + 'static> Engine<P> {
    /// Begins an attempt of a step. That of a step at most once is begun when the intent is written: what it sends is held back
    /// until that is stored.
    pub(super) fn attempt(self: &Rc<Self>, live: &Rc<Live>, operation: u32) -> Result<(), Failure> {
        self.flush(live)?;
        let begun = live.script.borrow_mut().attempt(operation);
        let Some((mut maker, name, attempt)) = begun else { return Ok(()) };
        let number = attempt.number;
        live.script.borrow_mut().in_step(true);
        let mut trying = maker.begin(&name, attempt);
        live.script.borrow_mut().in_step(false);
        live.script.borrow_mut().equip(operation, maker);
        if let Some(result) = poll_once(&mut trying) {
            return self.attempted(live, operation, result);
        }
        self.wait_for(live, operation, number, trying);
        Ok(())
    }

    /// Waits for an attempt beside everything else.
    pub(super) fn wait_for(self: &Rc<Self>, live: &Rc<Live>, operation: u32, attempt: u32, trying: Trying) {
        let timeout = live.script.borrow().timeout(operation);
        let (trying, abort) = abortable(trying);
        live.script.borrow_mut().abort_by(operation, abort);
        let (this, live) = (Rc::clone(self), Rc::clone(live));
        self.platform.spawn(Box::pin(async move {
            let result = match timeout {
                None => trying.await,
                Some(timeout) => match select(trying, this.platform.sleep(timeout)).await {
                    Either::Left((result, _)) => result,
                    Either::Right(_) => Ok(Err(too_slow(attempt, timeout))),
                },
            };
            // Nobody waits for one that was aborted.
            let Ok(result) = result else { return };
            live.script.borrow_mut().at(this.platform.now());
            let done = this.attempted(&live, operation, result).and_then(|()| this.drive(&live));
            if let Err(failure) = this.or_end(done) {
                this.surroundings.log(&format!("a step could not be stored: {failure}"));
            }
        }));
    }

    fn attempted(
        self: &Rc<Self>,
        live: &Rc<Live>,
        operation: u32,
        result: Result<Vec<u8>, StepError>,
    ) -> Result<(), Failure> {
        match result {
            Ok(bytes) => {
                self.complete(live, operation, Ok(Bytes(bytes)));
                Ok(())
            }
            Err(error) => self.attempt_failed(live, operation, &error),
        }
    }

    pub(super) fn attempt_failed(
        self: &Rc<Self>,
        live: &Rc<Live>,
        operation: u32,
        error: &StepError,
    ) -> Result<(), Failure> {
        let bits = self.platform.random_bits();
        let after = {
            let mut script = live.script.borrow_mut();
            if script.is_open(operation) { script.after_failure(operation, error, bits) } else { None }
        };
        match after {
            None => Ok(()),
            Some(Err(failed)) => {
                self.complete(live, operation, Err(failed));
                Ok(())
            }
            Some(Ok((due, entry))) => {
                live.script.borrow_mut().write(entry);
                self.set_timer(live, operation, UnixMillis(due))
            }
        }
    }
}

fn too_slow(attempt: u32, timeout: Duration) -> StepError {
    StepError::new(format!("attempt {attempt} took longer than {} ms", timeout.as_millis()))
}
