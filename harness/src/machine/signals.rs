//! The signals that ask a command to end: Ctrl-C, a polite end, and a terminal that went away.
//!
//! A command that starts other programs listens from its first moment on, so that no signal can end it between the start of
//! a program and the note that there is one. What then happens at a signal is decided by whoever is at work: a wait looks by
//! [`check`], a command that serves or measures awaits [`Signals::received`]. A signal that comes while an earlier one was
//! not heard by anybody ends the process at once: whatever hangs, the second Ctrl-C gets out.

use std::{
    process,
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
    thread,
    time::Duration,
};

use tokio::{
    runtime::{Builder, Runtime},
    signal::unix::{Signal, SignalKind, signal},
    sync::watch,
    time::timeout,
};

use crate::{
    error::{Error, Exit, Result},
    terminal,
};

/// Longest wait for a signal that may have caused what was noticed first.
const GRACE: Duration = Duration::from_millis(100);

/// The longest that a wait may go on without a look at the signals.
pub(crate) const LOOK: Duration = Duration::from_millis(50);

/// The one listener of the process: the system tells a signal to a process, not to a part of it.
static LISTENER: OnceLock<Listener> = OnceLock::new();

/// Kept while the listener is made, which may fail and must not be done twice.
static BEGINNING: Mutex<()> = Mutex::new(());

struct Listener {
    came: watch::Sender<u32>,
    heard: AtomicU32,
}

/// Begins to listen; from then on a signal does not end the process by itself.
pub(crate) fn listen() -> Result<()> {
    listener().map(drop)
}

/// An error once a signal came that nobody has heard.
pub(crate) fn check() -> Result<()> {
    match LISTENER.get() {
        Some(listener) if listener.is_waiting() => Err(interrupted()),
        Some(_) | None => Ok(()),
    }
}

/// Sleeps, unless a signal came or comes.
pub(crate) fn sleep(time: Duration) -> Result<()> {
    let end = std::time::Instant::now() + time;
    loop {
        check()?;
        let left = end.saturating_duration_since(std::time::Instant::now());
        if left.is_zero() {
            return Ok(());
        }
        thread::sleep(left.min(LOOK));
    }
}

/// The end of a command that was asked to end.
pub(crate) fn interrupted() -> Error {
    Error::new(Exit::Interrupted, "interrupted")
}

/// Waits for signals, each of which is heard once.
pub(crate) struct Signals {
    listener: &'static Listener,
    came: watch::Receiver<u32>,
}

impl Signals {
    /// Waits for those that come from now on, and those that came before and were not heard.
    pub(crate) fn listen() -> Result<Self> {
        let listener = listener()?;
        Ok(Self { listener, came: listener.came.subscribe() })
    }

    /// Returns once one of them came.
    pub(crate) async fn received(&mut self) {
        // The listener lives as long as the process.
        let _ = self.came.wait_for(|came| *came > self.listener.heard.load(SeqCst)).await;
        self.listener.heard.fetch_add(1, SeqCst);
    }

    /// Whether a signal is behind the end of the local runtime.
    ///
    /// A terminal signals every process of its foreground group, the runtime too, whose end may be noticed before the signal.
    /// It stays in the group so that it ends with commands that do not listen.
    pub(crate) async fn explain_the_end(&mut self) -> bool {
        timeout(GRACE, self.received()).await.is_ok()
    }
}

impl Listener {
    fn is_waiting(&self) -> bool {
        *self.came.borrow() > self.heard.load(SeqCst)
    }

    fn note(&self) {
        if self.is_waiting() {
            terminal::tell("stopped at once");
            process::exit(i32::from(Exit::Interrupted as u8));
        }
        self.came.send_modify(|came| *came += 1);
    }
}

fn listener() -> Result<&'static Listener> {
    let _turn = BEGINNING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(listener) = LISTENER.get() {
        return Ok(listener);
    }
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let sources = {
        let _inside = runtime.enter();
        [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()].map(signal)
    };
    let [interrupt, terminate, hang_up] = sources;
    let sources = [interrupt?, terminate?, hang_up?];
    let listener = LISTENER.get_or_init(|| Listener { came: watch::Sender::new(0), heard: AtomicU32::new(0) });
    thread::Builder::new().name("signals".to_owned()).spawn(move || attend(&runtime, sources, listener))?;
    Ok(listener)
}

/// Notes every signal, for ever.
fn attend(runtime: &Runtime, [mut interrupt, mut terminate, mut hang_up]: [Signal; 3], listener: &Listener) {
    runtime.block_on(async {
        loop {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
                _ = hang_up.recv() => {}
            }
            listener.note();
        }
    });
}
