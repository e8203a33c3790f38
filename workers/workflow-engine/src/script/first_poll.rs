//! The first look at an attempt, before anybody waits for it: one that needs nobody else is done at once.
//!
//! Some futures, such as the platform's timers, wake for ever whoever polled them first. So an attempt is polled with a waker of its own,
//! which wakes whoever waits by then.

use std::{
    future::pending,
    mem,
    pin::Pin,
    sync::Arc,
    task::{Context as Waking, Poll, Waker},
};

use futures::task::{ArcWake, AtomicWaker, waker};

use super::Trying;
use crate::error::StepError;

/// Wakes whoever waits now.
#[derive(Default)]
struct Relay(AtomicWaker);

impl ArcWake for Relay {
    fn wake_by_ref(relay: &Arc<Self>) {
        relay.0.wake();
    }
}

/// An attempt that was polled before somebody waited for it.
struct Relayed {
    trying: Trying,
    relay: Arc<Relay>,
    waker: Waker,
}

impl Future for Relayed {
    type Output = Result<Vec<u8>, StepError>;

    fn poll(mut self: Pin<&mut Self>, waking: &mut Waking<'_>) -> Poll<Self::Output> {
        self.relay.0.register(waking.waker());
        let Self { trying, waker, .. } = &mut *self;
        trying.as_mut().poll(&mut Waking::from_waker(waker))
    }
}

/// Polls an attempt once; what is not done by that can be waited for.
pub(crate) fn poll_once(trying: &mut Trying) -> Option<Result<Vec<u8>, StepError>> {
    let relay = Arc::new(Relay::default());
    let waker = waker(Arc::clone(&relay));
    match trying.as_mut().poll(&mut Waking::from_waker(&waker)) {
        Poll::Ready(result) => Some(result),
        Poll::Pending => {
            let begun = mem::replace(trying, Box::pin(pending()));
            *trying = Box::pin(Relayed { trying: begun, relay, waker });
            None
        }
    }
}
