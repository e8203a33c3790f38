//! The alarm of an object, which the platform rings once at the time that was set last.

use shared::{
    error::{ErrorCode, Failure},
    timing::{Clock, UnixMillis},
};
use worker::{State, Storage, console_error};

use crate::clock::WorkerClock;

/// The platform's alarm of one object.
pub struct ObjectAlarm {
    storage: Storage,
}

impl ObjectAlarm {
    /// The alarm of the object whose state this is.
    pub fn new(state: &State) -> Self {
        Self { storage: state.storage() }
    }

    /// Sets it, so many milliseconds from now, instead of what was set.
    pub async fn set(&self, milliseconds: u32) -> Result<(), Failure> {
        self.storage.set_alarm(i64::from(milliseconds)).await.map_err(|error| failed(&error))
    }

    /// Sets it to this time, in this very turn: it is stored with whatever else the turn writes. Nobody waits for it; a failure
    /// of the storage ends the object.
    pub fn arm(&self, at: UnixMillis) -> Result<(), Failure> {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are far below 2^53")]
        let at = js_sys::Date::new(&(at.0 as f64).into());
        self.storage.as_raw().set_alarm(at, js_sys::Object::new()).map(drop).map_err(|error| failed(&error.into()))
    }

    /// How many milliseconds from now it is set to, negative if it is overdue; none where none is set.
    pub async fn due(&self) -> Result<Option<i64>, Failure> {
        let set = self.storage.get_alarm().await.map_err(|error| failed(&error))?;
        let now = i64::try_from(WorkerClock.now().0).unwrap_or(i64::MAX);
        Ok(set.map(|at| at.saturating_sub(now)))
    }
}

fn failed(error: &worker::Error) -> Failure {
    console_error!("the object's alarm failed: {error}");
    Failure::new(ErrorCode::ObjectFailed, "the object's alarm failed; try again")
}
