//! What the engine reaches of its object: the courier, those who tell the tracker and the index, and whoever watches an instance.

use std::{
    cell::{OnceCell, RefCell},
    rc::{Rc, Weak},
};

use durable_object::Courier;
use futures::channel::oneshot;
use wasm_bindgen_futures::spawn_local;
use worker::{console_error, console_log};
use workflow_engine::engine::Surroundings;

use crate::{index::Index, peers::BoundPeers, teller::Teller, tracker::Events};

/// They carry for the engine and know it, so the engine knows them weakly, and once they are there.
#[derive(Default)]
pub(crate) struct Around {
    courier: OnceCell<Weak<Courier<BoundPeers>>>,
    tracker: OnceCell<Weak<Teller<Events>>>,
    index: OnceCell<Weak<Teller<Index>>>,
    watchers: RefCell<Vec<oneshot::Sender<()>>>,
}

impl Around {
    /// Gives the engine those who carry for it.
    pub(crate) fn meet(
        &self,
        courier: &Rc<Courier<BoundPeers>>,
        tracker: &Rc<Teller<Events>>,
        index: &Rc<Teller<Index>>,
    ) {
        let _ = self.courier.set(Rc::downgrade(courier));
        let _ = self.tracker.set(Rc::downgrade(tracker));
        let _ = self.index.set(Rc::downgrade(index));
    }

    /// Waits until some instance of the object has done something.
    pub(crate) fn something(&self) -> oneshot::Receiver<()> {
        let (teller, told) = oneshot::channel();
        let mut watchers = self.watchers.borrow_mut();
        // Of those whose patience is at its end.
        watchers.retain(|watcher| !watcher.is_canceled());
        watchers.push(teller);
        told
    }
}

/// The same, as the engine holds it.
pub(crate) struct Reach(pub(crate) Rc<Around>);

impl Surroundings for Reach {
    fn send_calls(&self) {
        if let Some(courier) = self.0.courier.get().and_then(Weak::upgrade) {
            courier.call();
        }
    }

    fn tell(&self) {
        for watcher in self.0.watchers.take() {
            let _ = watcher.send(());
        }
        if let Some(tracker) = self.0.tracker.get().and_then(Weak::upgrade) {
            tracker.tell();
        }
        if let Some(index) = self.0.index.get().and_then(Weak::upgrade) {
            index.tell();
        }
    }

    fn sweep(&self) {
        let Some(index) = self.0.index.get().and_then(Weak::upgrade) else { return };
        spawn_local(async move {
            // The next one tells the same.
            if let Err(failure) = index.listener().sweep().await {
                console_error!("the index was not told everything: {failure}");
            }
        });
    }

    fn log(&self, line: &str) {
        console_log!("{line}");
    }
}
