//! The signals that ask a command to end: Ctrl-C, a polite end, and a terminal that went away.

use std::time::Duration;

use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    time::timeout,
};

use crate::error::Result;

/// Longest wait for a signal that may have caused what was noticed first.
const GRACE: Duration = Duration::from_millis(100);

/// Listens for all of them from its creation on.
pub(crate) struct Signals {
    interrupt: Signal,
    terminate: Signal,
    hang_up: Signal,
}

impl Signals {
    /// Begins to listen; from then on they no longer end the process by themselves.
    pub(crate) fn listen() -> Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    /// Returns once one of them came.
    pub(crate) async fn received(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            _ = self.hang_up.recv() => {}
        }
    }

    /// Whether a signal is behind the end of the local runtime.
    ///
    /// A terminal signals every process of its foreground group, the runtime too, whose end may be noticed before the signal.
    /// It stays in the group so that it ends with commands that do not listen.
    pub(crate) async fn explain_the_end(&mut self) -> bool {
        timeout(GRACE, self.received()).await.is_ok()
    }
}
