//! Callbacks that somebody outside completes.

use std::rc::Rc;

use durable::platform::Platform;
use shared::{
    error::{ErrorCode, Failure},
    timing::UnixMillis,
    workflow::{Completed, Completion, State},
};

use super::{Engine, control::check_value, live::Live};
use crate::{
    entry::{Bytes, Entry, Kind, hash},
    error::{Error, cut},
    script::Beats,
};

impl<P: Platform + 'static> Engine<P> {
    /// Completes a callback that is waited for, or hears that somebody is at it. A token is used once:
    /// [`ErrorCode::CallbackOver`] says that it was, or that nobody waits any more.
    pub async fn complete_callback(self: &Rc<Self>, completion: &Completion) -> Result<State, Failure> {
        let id = completion.id.as_str();
        if let Completed::Success(payload) = &completion.completed {
            check_value("what completes a callback", payload)?;
        }
        let live = self.live_of(id).await?.ok_or_else(over)?;
        let name = waiting(&live, completion)?;
        let operation = completion.operation;
        match &completion.completed {
            Completed::Success(payload) => {
                self.end_callback(&live, operation, Ok(Bytes(payload.as_bytes().to_vec())))?;
            }
            Completed::Failure(message) => {
                let failed = Error::CallbackFailed { callback: name, message: cut(message.clone()) };
                self.end_callback(&live, operation, Err(failed))?;
            }
            Completed::Heartbeat => {
                let beaten = self.beat(&live, operation);
                self.or_end(beaten)?;
            }
        }
        self.drive(&live)?;
        Ok(self.status(id)?.handle.state)
    }

    fn end_callback(
        self: &Rc<Self>,
        live: &Rc<Live>,
        operation: u32,
        outcome: Result<Bytes, Error>,
    ) -> Result<(), Failure> {
        self.complete(live, operation, outcome);
        let removed = self.remove_timer(live, operation);
        self.or_end(removed)
    }

    /// It ends by itself later. What is heard while an instance is paused counts when the pause ends.
    fn beat(self: &Rc<Self>, live: &Rc<Live>, operation: u32) -> Result<(), Failure> {
        let now = self.platform.now();
        let due = {
            let mut script = live.script.borrow_mut();
            script.at(now);
            let Some(beats) = script.beats(operation) else { return Ok(()) };
            let Some(due) = beats.due(now.0) else { return Ok(()) };
            // The timer is moved each time; the journal has it from time to time, for pauses across lives.
            let moved = due.saturating_sub(beats.written);
            if moved > 0 && moved >= beats.every.unwrap_or_default() / 4 {
                script.write(Entry::Beat { operation, due });
                script.beats_by(operation, Beats { written: due, ..beats });
            }
            script.beat(operation, due);
            due
        };
        self.remove_timer(live, operation)?;
        self.set_timer(live, operation, UnixMillis(due))
    }

    /// Ends a callback whose time has come: it took too long, or nothing was heard of it for too long.
    pub(super) fn settle_callback(self: &Rc<Self>, live: &Rc<Live>, operation: u32, callback: String) {
        let beats = live.script.borrow().beats(operation).unwrap_or_default();
        let is_late = beats.until.is_some_and(|until| until <= self.platform.now().0);
        let error = if is_late { Error::TimedOut { event: callback } } else { Error::NoHeartbeat { callback } };
        self.complete(live, operation, Err(error));
    }
}

/// The name of the callback that is meant, where it is waited for and the secret is its own.
fn waiting(live: &Live, completion: &Completion) -> Result<String, Failure> {
    let script = live.script.borrow();
    let known = script
        .open_operations()
        .find(|known| known.mark.operation == completion.operation && known.mark.kind == Kind::Callback);
    let known = known.ok_or_else(over)?;
    // Of both only a hash is compared: how long that takes says nothing of the secret.
    if known.mark.hash != hash(completion.secret.as_bytes()) {
        return Err(Failure::new(
            ErrorCode::BadToken,
            "this is not the token of the callback; use it as it was handed out",
        ));
    }
    Ok(known.mark.name.clone())
}

fn over() -> Failure {
    let message = "nobody waits for the callback: it was completed, has ended by itself, or its instance has ended";
    Failure::new(ErrorCode::CallbackOver, message)
}
