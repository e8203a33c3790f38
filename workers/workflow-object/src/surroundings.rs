//! What the engine reaches of its object: the courier, the teller, and whoever watches an instance.

use std::{
    cell::{OnceCell, RefCell},
    rc::{Rc, Weak},
};

use durable_object::Courier;
use futures::channel::oneshot;
use worker::console_log;
use workflow_engine::engine::Surroundings;

use crate::{peers::BoundPeers, teller::Teller};

/// Both carry for the engine and know it, so the engine knows them weakly, and once they are there.
#[derive(Default)]
pub(crate) struct Around {
    courier: OnceCell<Weak<Courier<BoundPeers>>>,
    teller: OnceCell<Weak<Teller>>,
    watchers: RefCell<Vec<oneshot::Sender<()>>>,
}

impl Around {
    /// Gives the engine those who carry for it.
    pub(crate) fn meet(&self, courier: &Rc<Courier<BoundPeers>>, teller: &Rc<Teller>) {
        let _ = self.courier.set(Rc::downgrade(courier));
        let _ = self.teller.set(Rc::downgrade(teller));
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

    fn tell_tracker(&self) {
        for watcher in self.0.watchers.take() {
            let _ = watcher.send(());
        }
        if let Some(teller) = self.0.teller.get().and_then(Weak::upgrade) {
            teller.tell();
        }
    }

    fn log(&self, line: &str) {
        console_log!("{line}");
    }
}
