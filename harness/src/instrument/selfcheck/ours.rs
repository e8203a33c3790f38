//! The same load from the harness's own client, through the code that measures.

use std::time::{Duration, Instant};

use load::{Answer, Client, Closed, Endpoint, Open, Request, Sent, closed, open, pacing};
use statistics::{PerMille, Random, median, quantile};
use tokio::runtime;

use crate::{
    error::{Error, Exit, Result},
    instrument::{scenario::Arrivals, schedule::schedule},
};

/// Longest wait for an answer: far beyond what a trivial Worker takes on a busy machine.
const DEADLINE: Duration = Duration::from_secs(5);

/// What the trivial Worker answers.
const DONE: &[u8] = b"done\n";

/// Requests before the clock starts: the runtime compiles what is called often, and a rate is needed to plan with.
const WARM_UP: u32 = 20_000;

/// Connections of the open loop, more than are ever in use at once.
const OPEN_CONNECTIONS: u32 = 16;

/// What one client found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Single {
    /// The median latency in microseconds.
    pub p50: f64,
    /// Answers in a second.
    pub per_second: f64,
}

/// How late requests were sent, in microseconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lag {
    /// The median.
    pub p50: f64,
    /// The 99th percentile.
    pub p99: f64,
}

/// Our side of the comparison.
pub(super) struct Ours {
    endpoint: Endpoint,
    request: Request,
    runtime: runtime::Runtime,
}

impl Ours {
    pub(super) fn new(endpoint: Endpoint) -> Result<Self> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(Self { endpoint, request: Request::get("/"), runtime })
    }

    /// Asks until what is called often is compiled, and says how many answers came in a second.
    pub(super) fn warm_up(&self, clients: u32) -> Result<f64> {
        self.many_requests(clients, WARM_UP, DEADLINE.saturating_mul(4))
    }

    /// One client, one request at a time, for so long.
    pub(super) fn single(&self, time: Duration) -> Result<Single> {
        let mut latencies = Vec::new();
        let elapsed = self.runtime.block_on(async {
            let mut client = Client::new(self.endpoint.clone(), DEADLINE);
            client.connect().await.map_err(|failure| Error::internal(failure.to_string()))?;
            let begun = Instant::now();
            while begun.elapsed() < time {
                let attempt = client.attempt(&self.request).await;
                check(attempt.result.as_ref().is_ok_and(is_right))?;
                latencies.push(attempt.last_byte.as_secs_f64() * 1e6);
            }
            Ok::<_, Error>(begun.elapsed())
        })?;
        let requests = f64::from(u32::try_from(latencies.len()).unwrap_or(u32::MAX));
        let mean = elapsed.as_secs_f64() * 1e6 / requests;
        let p50 = corrected_median(latencies, mean).ok_or_else(|| Error::internal("no request was sent"))?;
        Ok(Single { p50, per_second: requests / elapsed.as_secs_f64() })
    }

    /// So many clients for about so long, given the answers in a second that are to be expected.
    pub(super) fn many(&self, clients: u32, time: Duration, expected: f64) -> Result<f64> {
        let requests = (expected * time.as_secs_f64()).clamp(1.0, 1e7);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it was just bounded")]
        self.many_requests(clients, requests as u32, time.saturating_mul(10))
    }

    /// Requests on a schedule to the Worker.
    pub(super) fn lag(&self, per_second: f64, time: Duration, random: &mut Random) -> Result<Lag> {
        let schedule = arrivals(per_second, time, random);
        let plan = Open { schedule, connections: OPEN_CONNECTIONS, ahead: OPEN_CONNECTIONS, deadline: DEADLINE };
        let sent = open(&self.endpoint, std::slice::from_ref(&self.request), &plan, &|_, answer| is_right(answer));
        check(sent.iter().all(|sent| sent.right || sent.attempt.is_none()))?;
        percentiles(sent.iter().filter_map(Sent::lag))
    }

    fn many_requests(&self, clients: u32, requests: u32, whole: Duration) -> Result<f64> {
        let plan = Closed { clients, requests, deadline: DEADLINE, whole };
        let list = std::slice::from_ref(&self.request);
        let (sent, elapsed) = self.runtime.block_on(closed(&self.endpoint, list, plan, &|_, answer| is_right(answer)));
        check(sent.iter().all(|sent| sent.right))?;
        Ok(f64::from(requests) / elapsed.as_secs_f64())
    }
}

/// Waiting for the moments of a schedule without sending anything.
pub(super) fn lag_alone(per_second: f64, time: Duration, random: &mut Random) -> Result<Lag> {
    percentiles(pacing(&arrivals(per_second, time, random))?.into_iter())
}

/// The median with what `wrk` adds to its own: a request that took at least twice the mean held others up, so the
/// latencies that those would have had, each a mean shorter than the one before, count too.
pub(super) fn corrected_median(mut latencies: Vec<f64>, mean: f64) -> Option<f64> {
    let held_up: Vec<f64> = latencies.iter().copied().filter(|latency| *latency >= 2.0 * mean).collect();
    for latency in held_up {
        let missing = std::iter::successors(Some(latency - mean), |latency| Some(latency - mean));
        latencies.extend(missing.take_while(|latency| *latency > mean));
    }
    median(&latencies)
}

fn arrivals(per_second: f64, time: Duration, random: &mut Random) -> Vec<Duration> {
    let count = (per_second * time.as_secs_f64()).clamp(1.0, 1e7);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it was just bounded")]
    schedule(Arrivals::Poisson, per_second, count as u32, random)
}

fn percentiles(lags: impl Iterator<Item = Duration>) -> Result<Lag> {
    let mut micros: Vec<f64> = lags.map(|lag| lag.as_secs_f64() * 1e6).collect();
    micros.sort_unstable_by(f64::total_cmp);
    quantile(&micros, PerMille::P50)
        .zip(quantile(&micros, PerMille::P99))
        .map(|(p50, p99)| Lag { p50, p99 })
        .ok_or_else(|| Error::internal("no request was sent"))
}

fn is_right(answer: &Answer) -> bool {
    answer.status == 200 && answer.body == DONE
}

fn check(is_right: bool) -> Result<()> {
    if is_right {
        Ok(())
    } else {
        Err(Error::new(Exit::WrongResponse, "the trivial Worker did not answer as it should"))
    }
}
