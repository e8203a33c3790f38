//! Finds out that the runtime answers nobody any more.
//!
//! One thread runs all Workers, so a request that never ends keeps every tenant waiting. The engines cut such statements; the
//! object's own SQLite offers no way to. So the runtime is asked for the little that its entry says of itself, again and again.

use std::{net::SocketAddr, time::Duration};

use load::{Client, Endpoint, Failure, Request};
use tokio::time::sleep;

/// Seconds without any answer that are suffered, where nobody says otherwise: longer than any statement takes that the
/// engines let run.
pub(super) const LIMIT_S: u64 = 30;

/// Time between two questions.
const PAUSE: Duration = Duration::from_secs(1);

/// Questions in a row without an answer that make a stall. Each gets its share of the limit: where the whole command was
/// stopped for a while and goes on, one of them is late by that, and the next is answered.
const UNANSWERED: u32 = 3;

/// Asks a runtime.
pub(super) struct Watchdog {
    client: Client,
    pause: Duration,
}

impl Watchdog {
    /// Asks at an address, and suffers silence for so long.
    pub(super) fn new(address: SocketAddr, limit: Duration) -> Self {
        let share = limit / UNANSWERED;
        Self { client: Client::new(Endpoint::local(address), share), pause: PAUSE.min(share) }
    }

    /// Returns once there was no answer for as long as is suffered.
    pub(super) async fn stalled(mut self) {
        let mut unanswered = 0;
        while unanswered < UNANSWERED {
            match self.client.send(&Request::get("/")).await {
                Ok(_) => {
                    unanswered = 0;
                    sleep(self.pause).await;
                }
                // Who refuses the connection at once is ending, and that is noticed elsewhere.
                Err(Failure::Connection(_)) => sleep(self.pause).await,
                Err(Failure::Deadline(_)) => unanswered += 1,
            }
        }
    }
}

/// What a person is told then.
pub(super) fn lament(limit: Duration) -> String {
    format!(
        "the local runtime gave no answer for {} s: a request keeps its one thread busy, such as SQL of `native` that never ends, \
         and all others wait for it.\nIt is ended. Requests that were under way get no answer; what was acknowledged is kept, \
         and --stall-limit changes how long is waited.",
        limit.as_secs()
    )
}

#[cfg(test)]
mod tests;
