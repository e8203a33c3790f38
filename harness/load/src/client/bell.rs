//! Who is called when a connection can go on.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Wake, Waker},
};

use futures::task::AtomicWaker;

/// Wakes the waiting task, but not while that task itself moves the connection's bytes.
///
/// Taking a body out of a connection rings for the connection, whose bytes are moved by the very task that takes. Without
/// this every answer would cost the task an empty turn, with a question to the system in it.
#[derive(Default)]
pub(super) struct Bell {
    waiting: AtomicWaker,
    is_attended: AtomicBool,
    has_rung: AtomicBool,
}

impl Bell {
    /// Attends to the connection, for the task of that waker: ringing is noted from now on.
    pub(super) fn attend(&self, waker: &Waker) {
        self.waiting.register(waker);
        self.is_attended.store(true, Ordering::Release);
        self.has_rung.store(false, Ordering::Relaxed);
    }

    /// Whether it rang since the last time it was asked; if not, it wakes the task from now on.
    pub(super) fn has_rung(&self) -> bool {
        if self.has_rung.swap(false, Ordering::AcqRel) {
            return true;
        }
        self.is_attended.store(false, Ordering::SeqCst);
        // It may have rung between the two lines above.
        self.has_rung.load(Ordering::SeqCst)
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.has_rung.store(true, Ordering::SeqCst);
        if !self.is_attended.load(Ordering::SeqCst) {
            self.waiting.wake();
        }
    }
}
