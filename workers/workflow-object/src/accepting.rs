//! Accepting instances: whoever comes while nothing is being stored is accepted at once, and those who come while something is are
//! one commit behind it.
//!
//! ```text
//! first ──> accepted, a commit ──> stored ──> everybody who came meanwhile: accepted, one commit ──> stored ──> … until nobody came
//! ```
//!
//! To hear when it is stored takes a turn of its own, a quarter of what accepting costs. Where nobody came meanwhile for some time, it is
//! asked for once in a while only: of many who then come together, the first few have commits of their own.
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

/// After so many who came alone, it is rarely asked when they are stored.
const ALONE: u32 = 8;

/// Of so many who come alone, one asks.
const ASKS: u32 = 6;

type Accepted = Result<Handle, Failure>;

/// Whoever wants to have an instance accepted.
pub(crate) struct Accepting {
    engine: Rc<Engine<ObjectPlatform>>,
    platform: Rc<ObjectPlatform>,
    /// Whether something is being stored, as far as that was asked for.
    storing: Cell<bool>,
    /// How many were accepted since somebody came while another one was being stored.
    alone: Cell<u32>,
    waiting: RefCell<Vec<(Start, oneshot::Sender<Accepted>)>>,
}

impl Accepting {
    pub(crate) fn new(engine: Rc<Engine<ObjectPlatform>>, platform: Rc<ObjectPlatform>) -> Rc<Self> {
        Rc::new(Self { engine, platform, storing: Cell::new(false), alone: Cell::new(0), waiting: RefCell::default() })
    }

    /// Begins an instance.
    pub(crate) fn accept(self: &Rc<Self>, start: Start) -> Answer<Handle> {
        if !self.storing.get() {
            let accepted = self.engine.accept(&start);
            let alone = self.alone.get().wrapping_add(1);
            self.alone.set(alone);
            if alone < ALONE || alone.is_multiple_of(ASKS) {
                self.storing.set(true);
                spawn_local(Rc::clone(self).follow());
            }
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
            self.alone.set(0);
            for (start, teller) in waiting {
                let _ = teller.send(stored.clone().and_then(|()| self.engine.accept(&start)));
            }
        }
    }
}
