//! What an object of the platform lends the library.

use std::{rc::Rc, time::Duration};

use durable::platform::{Alarm, Platform};
use futures::{FutureExt, future::LocalBoxFuture};
use kit::{alarm::ObjectAlarm, clock::WorkerClock, identity, life, tables::ObjectTables};
use shared::{
    error::{ErrorCode, Failure},
    tables::Tables,
    timing::{Clock, UnixMillis},
    value::Value,
};
use wasm_bindgen_futures::JsFuture;
use worker::{Delay, State, console_error};

/// Storage, alarm and clock of one object.
pub struct ObjectPlatform {
    tables: ObjectTables,
    alarm: ObjectAlarm,
    state: Rc<State>,
}

impl ObjectPlatform {
    /// Those of the object whose state this is.
    pub fn new(state: &Rc<State>) -> Self {
        let (tables, alarm) = (ObjectTables::new(state), ObjectAlarm::new(state));
        Self { tables, alarm, state: Rc::clone(state) }
    }
}

/// Waits for one turn of the event loop, in which everything else that has arrived comes to the same point: what is written behind
/// it is one commit for all of them. Storage that has nothing to write is in step at once, so somebody alone loses nothing.
pub(crate) async fn gather(state: &State) -> Result<(), Failure> {
    let failed = |_| Failure::new(ErrorCode::ObjectFailed, "the object's storage failed; try again");
    let synchronised = state.storage().as_raw().sync().map_err(failed)?;
    JsFuture::from(synchronised).await.map(drop).map_err(failed)
}

impl Tables for ObjectPlatform {
    fn rows(&self, sql: &'static str, params: Vec<Value>) -> Result<Vec<Vec<Value>>, Failure> {
        self.tables.rows(sql, params)
    }

    fn execute(&self, sql: &'static str, params: Vec<Value>) -> Result<(), Failure> {
        self.tables.execute(sql, params)
    }

    fn execute_all(&self, statements: &[&'static str]) -> Result<(), Failure> {
        self.tables.execute_all(statements)
    }

    fn atomically<T>(&self, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
        self.tables.atomically(work)
    }

    fn size(&self) -> u64 {
        self.tables.size()
    }
}

impl Alarm for ObjectPlatform {
    fn set(&self, at: UnixMillis) {
        if let Err(failure) = self.alarm.arm(at) {
            console_error!("the alarm could not be set: {failure}");
        }
    }
}

impl Clock for ObjectPlatform {
    fn now(&self) -> UnixMillis {
        WorkerClock.now()
    }
}

impl Platform for ObjectPlatform {
    /// All statements of a turn are one commit, so nothing has to be around these: where the work fails, the object ends before the
    /// turn does.
    fn or_not_at_all<T>(&self, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
        let outcome = work();
        if let Err(failure) = &outcome {
            console_error!("the object ends, since its storage failed in the middle: {failure}");
            life::end(&self.state, "the object's storage failed");
        }
        outcome
    }

    fn sleep(&self, duration: Duration) -> LocalBoxFuture<'static, ()> {
        Delay::from(duration).boxed_local()
    }

    fn spawn(&self, task: LocalBoxFuture<'static, ()>) {
        self.state.wait_until(task);
    }

    fn stored(&self) -> LocalBoxFuture<'static, Result<(), Failure>> {
        let state = Rc::clone(&self.state);
        async move { gather(&state).await }.boxed_local()
    }

    fn random_bits(&self) -> u64 {
        // Secrets are made of them, too.
        getrandom::u64().unwrap_or_else(|_| identity::new_request().0)
    }
}
