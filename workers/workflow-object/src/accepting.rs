//! Accepting instances: whoever comes while nothing is being stored is accepted at once, and those who come while something is are
//! one commit behind it.
//!
//! ```text
//! first ──> accepted, a commit ──> stored ──> everybody who came meanwhile: accepted, one commit ──> stored ──> … until nobody came
//! ```
//!
//! No answer leaves the object before what it says is stored: the platform holds it back.

use std::{
    cell::{Cell, RefCell},
    mem,
    rc::Rc,
};

use durable::platform::Platform;
use durable_object::ObjectPlatform;
use futures::channel::oneshot;
use kit::serve::Answer;
use shared::{
    error::{ErrorCode, Failure},
    timing::Trace,
    workflow::{Handle, Start},
};
use wasm_bindgen_futures::spawn_local;
use workflow_engine::engine::Engine;

type Accepted = Result<Handle, Failure>;

/// Whoever wants to have an instance accepted.
pub(crate) struct Accepting {
    engine: Rc<Engine<ObjectPlatform>>,
    platform: Rc<ObjectPlatform>,
    /// Whether something is being stored.
    storing: Cell<bool>,
    waiting: RefCell<Vec<(Start, oneshot::Sender<Accepted>)>>,
}

impl Accepting {
    pub(crate) fn new(engine: Rc<Engine<ObjectPlatform>>, platform: Rc<ObjectPlatform>) -> Rc<Self> {
        Rc::new(Self { engine, platform, storing: Cell::new(false), waiting: RefCell::default() })
    }

    /// Begins an instance.
    pub(crate) fn accept(self: &Rc<Self>, start: Start) -> Answer<Handle> {
        if !self.storing.replace(true) {
            let accepted = self.engine.accept(&start);
            spawn_local(Rc::clone(self).follow());
            return Answer::Now(accepted);
        }
        let (teller, told) = oneshot::channel();
        self.waiting.borrow_mut().push((start, teller));
        let forgotten = |_| Failure::new(ErrorCode::Internal, "an instance that was to be accepted was forgotten");
        Answer::later(async move { (told.await.map_err(forgotten).flatten(), Trace::default()) })
    }

    /// The same, for whoever has to wait anyway.
    pub(crate) async fn accepted(self: &Rc<Self>, start: Start) -> Accepted {
        match self.accept(start) {
            Answer::Now(accepted) => accepted,
            Answer::Later(accepted) => accepted.await.0,
        }
    }

    async fn follow(self: Rc<Self>) {
        loop {
            let stored = self.platform.stored().await;
            let waiting = mem::take(&mut *self.waiting.borrow_mut());
            if waiting.is_empty() {
                return self.storing.set(false);
            }
            for (start, teller) in waiting {
                let _ = teller.send(stored.clone().and_then(|()| self.engine.accept(&start)));
            }
        }
    }
}
