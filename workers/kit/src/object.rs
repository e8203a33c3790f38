//! What every Durable Object needs of the runtime: a name for its life in memory, and a way to go on once it has replied.

use std::{cell::Cell, future::Future, marker::PhantomData, time::Duration};

use shared::{call::ObjectService, ids::ObjectLifeId, timing::Place};
use worker::{Delay, Response, Result, State};

use crate::{identity, life};

/// The identity of one object in memory.
pub struct ObjectLife<S> {
    id: Cell<Option<ObjectLifeId>>,
    service: PhantomData<S>,
}

impl<S: ObjectService> ObjectLife<S> {
    /// A life whose id the first request will make.
    pub fn new() -> Self {
        life::end_with_panics();
        Self { id: Cell::new(None), service: PhantomData }
    }

    /// Where the object answers.
    pub fn place(&self) -> Place {
        let id = self.id.get().unwrap_or_else(identity::new_object_life);
        self.id.set(Some(id));
        Place { object: Some(id), ..identity::here(S::NAME) }
    }
}

impl<S: ObjectService> Default for ObjectLife<S> {
    fn default() -> Self {
        Self::new()
    }
}

/// Does something after the reply has left.
pub fn after_reply(state: &State, work: impl Future<Output = ()> + 'static) {
    state.wait_until(async move {
        // A task of its own would run before the reply leaves; a timer does not.
        Delay::from(Duration::ZERO).await;
        work.await;
    });
}

/// The answer to a request that reaches an object by its address, which it does not have.
pub fn no_address() -> Result<Response> {
    Response::error("this object answers RPC only", 404)
}
