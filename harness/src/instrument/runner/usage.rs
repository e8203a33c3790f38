//! What the runtime takes of processors for a request, with all that it does behind the answer.

use std::time::{Duration, Instant};

use tokio::time::sleep;

use crate::{
    error::{Error, Result},
    instrument::target::Process,
};

/// How long the runtime has to have stood still: longer than its Workers wait before they go on behind an answer.
const STILL: Duration = Duration::from_millis(12);
/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(3);
/// What an idle runtime may take of a processor between two looks.
const IDLE: Duration = Duration::from_micros(30);
/// After this time it is taken as it is: something goes on that no request is to blame for.
const MOST: Duration = Duration::from_secs(2);

/// A reading of the processors before a request.
pub(super) struct Usage(Duration);

impl Usage {
    /// Begins to count.
    pub(super) fn begin(process: &Process) -> Result<Self> {
        used(process).map(Self)
    }

    /// What was taken since, once the runtime stands still.
    pub(super) async fn end(self, process: &Process) -> Result<Duration> {
        let (begun, mut last) = (Instant::now(), used(process)?);
        let mut moved = begun;
        while moved.elapsed() < STILL && begun.elapsed() < MOST {
            sleep(LOOK).await;
            let now = used(process)?;
            if now.saturating_sub(last) > IDLE {
                moved = Instant::now();
            }
            last = now;
        }
        Ok(last.saturating_sub(self.0))
    }
}

/// What it has taken of processors so far.
pub(super) fn used(process: &Process) -> Result<Duration> {
    process.processor().ok_or_else(|| Error::environment("the runtime's processor time cannot be read any more"))
}
