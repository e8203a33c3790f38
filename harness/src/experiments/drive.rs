//! Measures until the end, or until somebody wants it sooner.

use tokio::runtime;

use crate::{
    error::{Error, Exit, Result},
    instrument::runner::Stop,
    machine::signals::Signals,
    terminal,
};

/// Measures everything on a runtime of this thread. The value inside says why the measurement did not reach its end: it failed,
/// or a signal asked it to end after what `finishing` names. A second signal ends it at once, and nothing is left of it.
pub(super) fn drive(measuring: impl Future<Output = Result<()>>, stop: &Stop, finishing: &str) -> Result<Result<()>> {
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    let ended = runtime.block_on(until_stopped(measuring, stop, finishing));
    // A thread that still sends, after a run was stopped at once, is not waited for.
    runtime.shutdown_background();
    ended
}

async fn until_stopped(
    measuring: impl Future<Output = Result<()>>,
    stop: &Stop,
    finishing: &str,
) -> Result<Result<()>> {
    let mut signals = match Signals::listen() {
        Ok(signals) => signals,
        Err(error) => return Ok(Err(error)),
    };
    let twice = async {
        signals.received().await;
        stop.ask();
        terminal::tell(&format!("{finishing}; Ctrl-C again stops at once, without results"));
        signals.received().await;
    };
    tokio::select! {
        ended = measuring => Ok(ended),
        () = twice => Err(Error::new(Exit::Interrupted, "stopped at once, nothing was written")),
    }
}
