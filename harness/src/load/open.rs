//! An open loop: requests are sent when their time has come, whether or not the earlier ones were answered.

use std::{
    collections::VecDeque,
    future::{Future, poll_fn},
    io,
    pin::Pin,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use futures::{Stream as _, StreamExt as _, stream::FuturesUnordered};
use tokio::{runtime, task::unconstrained};

use super::{Judge, Sent, closed::connect, pace::wait_until};
use crate::client::{Attempt, Client, Endpoint, Failure, Request};

/// What an open loop is to do.
#[derive(Clone, Debug)]
pub struct Open {
    /// When each request is to be sent, from the begin; ascending.
    pub schedule: Vec<Duration>,
    /// Connections; an arrival that finds all of them taken is dropped.
    pub connections: u32,
    /// Longest wait for an answer.
    pub deadline: Duration,
}

/// Sends requests on a schedule, in the list's order and round again. Connections are made before the clock starts.
///
/// It keeps a processor busy until the last request is sent: it sleeps while the next arrival is far, then spins. It has a
/// runtime of its own, so it must not be called on a thread of another one, except one for blocking work. There is one
/// result for every arrival, in the order of the schedule; none at all for an empty list of requests.
pub fn open(endpoint: &Endpoint, requests: &[Request], plan: &Open, judge: impl Judge) -> Vec<Sent> {
    match runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(unconstrained(run(endpoint, requests, plan, &judge))),
        Err(error) => unable(requests, plan, &error, &judge),
    }
}

async fn run(endpoint: &Endpoint, requests: &[Request], plan: &Open, judge: &impl Judge) -> Vec<Sent> {
    let mut clients: Vec<_> = (0..plan.connections).map(|_| Client::new(endpoint.clone(), plan.deadline)).collect();
    connect(&mut clients).await;
    let mut desk = Desk { free: clients.into(), busy: FuturesUnordered::new(), done: Vec::new() };
    let begun = Instant::now();
    for (number, (after, (turn, request))) in arrivals(requests, plan).enumerate() {
        let scheduled = begun + after;
        wait_until(scheduled, |context| desk.take_in(context)).await;
        let Some(mut client) = desk.free.pop_front() else {
            desk.done.push((number, Sent::never(turn, Some(scheduled))));
            continue;
        };
        let mut exchange = Box::pin(async move {
            let attempt = client.attempt(request).await;
            (client, number, Sent::judged(turn, Some(scheduled), attempt, judge))
        });
        // Its first turn, which sends, comes at once: among the others it would wait until those have had theirs.
        match poll_fn(|context| Poll::Ready(exchange.as_mut().poll(context))).await {
            Poll::Ready(ended) => desk.keep(ended),
            Poll::Pending => desk.busy.push(exchange),
        }
    }
    while let Some(ended) = desk.busy.next().await {
        desk.keep(ended);
    }
    desk.done.sort_unstable_by_key(|(number, _)| *number);
    desk.done.into_iter().map(|(_, sent)| sent).collect()
}

/// An exchange that has ended: its client, its place in the schedule, and what came of it.
type Ended = (Client, usize, Sent);

/// The connections, free and busy, and what came of those that were busy.
struct Desk<F> {
    /// The one that has been free the longest comes first, so that none is idle for so long that it must be replaced.
    free: VecDeque<Client>,
    busy: FuturesUnordered<Pin<Box<F>>>,
    done: Vec<(usize, Sent)>,
}

impl<F: Future<Output = Ended>> Desk<F> {
    /// Keeps what has come, without waiting.
    fn take_in(&mut self, context: &mut Context<'_>) {
        while let Poll::Ready(Some(ended)) = Pin::new(&mut self.busy).poll_next(context) {
            self.keep(ended);
        }
    }

    fn keep(&mut self, (client, number, sent): Ended) {
        self.free.push_back(client);
        self.done.push((number, sent));
    }
}

fn arrivals<'a>(requests: &'a [Request], plan: &'a Open) -> impl Iterator<Item = (Duration, (usize, &'a Request))> {
    plan.schedule.iter().copied().zip(requests.iter().enumerate().cycle())
}

/// What comes of the requests when the system gives no runtime to send them with.
fn unable(requests: &[Request], plan: &Open, error: &io::Error, judge: &impl Judge) -> Vec<Sent> {
    let begun = Instant::now();
    let failed = |(after, (turn, _)): (Duration, (usize, &Request))| {
        let attempt = Attempt::not_sent(None, Failure::Connection(error.to_string()));
        Sent::judged(turn, Some(begun + after), attempt, judge)
    };
    arrivals(requests, plan).map(failed).collect()
}
