//! Accepting instances: all that arrive together are one commit.
//!
//! ```text
//! first ──> a turn of the event loop ──> everybody who has come by then ──> accepted, one commit ──> stored ──> everybody is told
//! ```

use std::{cell::RefCell, mem, rc::Rc};

use durable::platform::Platform;
use durable_object::ObjectPlatform;
use futures::channel::oneshot;
use shared::{
    error::{ErrorCode, Failure},
    timing::Clock,
    workflow::{Handle, Start},
};
use wasm_bindgen_futures::spawn_local;
use workflow_engine::engine::Engine;

type Accepted = Result<Handle, Failure>;

/// Whoever waits to have an instance accepted.
pub(crate) struct Accepting {
    engine: Rc<Engine<ObjectPlatform>>,
    platform: Rc<ObjectPlatform>,
    waiting: RefCell<Vec<(Start, oneshot::Sender<Accepted>)>>,
}

impl Accepting {
    pub(crate) fn new(engine: Rc<Engine<ObjectPlatform>>, platform: Rc<ObjectPlatform>) -> Rc<Self> {
        Rc::new(Self { engine, platform, waiting: RefCell::default() })
    }

    /// Begins an instance; done when it is stored.
    pub(crate) async fn accept(self: Rc<Self>, start: Start) -> Accepted {
        let (teller, told) = oneshot::channel();
        let is_first = self.waiting.borrow().is_empty();
        self.waiting.borrow_mut().push((start, teller));
        if is_first {
            spawn_local(Rc::clone(&self).accept_all());
        }
        told.await
            .map_err(|_| Failure::new(ErrorCode::Internal, "an instance that was to be accepted was forgotten"))?
    }

    async fn accept_all(self: Rc<Self>) {
        let arrived = self.platform.stored().await;
        let waiting = mem::take(&mut *self.waiting.borrow_mut());
        let accept = |start: &Start| arrived.clone().and_then(|()| self.engine.accept(start));
        let accepted: Vec<_> = waiting.into_iter().map(|(start, teller)| (accept(&start), teller)).collect();
        let stored = self.platform.stored().await;
        let durable_ms = self.platform.now().0;
        for (accepted, teller) in accepted {
            let told = accepted.and_then(|handle| stored.clone().map(|()| handle));
            let _ = teller.send(told.map(|handle| timed(handle, durable_ms)));
        }
    }
}

/// The handle, which says when a new instance was stored.
fn timed(handle: Handle, durable_ms: u64) -> Handle {
    let durable_ms = if handle.existing { handle.durable_ms } else { Some(durable_ms) };
    Handle { durable_ms, ..handle }
}
