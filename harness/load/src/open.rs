//! An open loop: requests are sent when their time has come, whether or not the earlier ones were answered.

use std::{
    collections::VecDeque,
    future::{Future, poll_fn},
    io,
    pin::Pin,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use futures::{Stream as _, StreamExt as _, future::join_all, stream::FuturesUnordered};
use tokio::{runtime, task::unconstrained};

use crate::{Attempt, Client, Endpoint, Failure, Judge, Request, Sent, pace::wait_until};

/// What an open loop is to do.
#[derive(Clone, Debug)]
pub struct Open {
    /// When each request is to be sent, from the begin; ascending.
    pub schedule: Vec<Duration>,
    /// Connections; an arrival that finds all of them taken is dropped.
    pub connections: u32,
    /// How many of them are made before the clock starts; the others at the first request that needs them.
    pub ahead: u32,
    /// Longest wait for an answer.
    pub deadline: Duration,
}

/// The open loop of one endpoint, which may run beside others.
#[derive(Clone, Copy, Debug)]
pub struct Lane<'run> {
    /// Where its requests go.
    pub endpoint: &'run Endpoint,
    /// What is sent, in the list's order and round again.
    pub requests: &'run [Request],
    /// When, and how.
    pub plan: &'run Open,
}

/// Sends requests on a schedule, in the list's order and round again.
///
/// There is one result for every arrival, in the order of the schedule; none at all for an empty list of requests. What is said
/// of threads by [`open_side_by_side`] goes for it too.
pub fn open(endpoint: &Endpoint, requests: &[Request], plan: &Open, judge: Judge<'_>) -> Vec<Sent> {
    open_side_by_side(&[Lane { endpoint, requests, plan }], judge, &|| false).pop().unwrap_or_default()
}

/// Runs several open loops on this thread, each on its own schedule from the same begin, until `is_over` says so.
///
/// It keeps a processor busy until the last request is sent: it sleeps while the next arrival is far, then spins. It has a
/// runtime of its own, so it must not be called on a thread of another one, except one for blocking work. The results are those
/// of [`open`], lane by lane; what was not sent when it was over has none.
pub fn open_side_by_side(lanes: &[Lane<'_>], judge: Judge<'_>, is_over: &dyn Fn() -> bool) -> Vec<Vec<Sent>> {
    match runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(unconstrained(run(lanes, judge, is_over))),
        Err(error) => lanes.iter().map(|lane| unable(lane, &error, judge)).collect(),
    }
}

async fn run(lanes: &[Lane<'_>], judge: Judge<'_>, is_over: &dyn Fn() -> bool) -> Vec<Vec<Sent>> {
    let mut desk = Desk::open(lanes).await;
    let begun = Instant::now();
    for Arrival { after, lane, number, ordinal, request } in in_order(lanes) {
        let scheduled = begun + after;
        if !wait_until(scheduled, |context| desk.take_in(context), is_over).await {
            break;
        }
        let Some(mut client) = desk.client(lane) else {
            desk.done.push((lane, number, Sent::never(ordinal, Some(scheduled))));
            continue;
        };
        let mut exchange = Box::pin(async move {
            let attempt = client.attempt(request).await;
            (client, (lane, number, Sent::judged(ordinal, Some(scheduled), attempt, judge)))
        });
        // It is polled once at once, which sends: among the others it would wait until those have been polled.
        match poll_fn(|context| Poll::Ready(exchange.as_mut().poll(context))).await {
            Poll::Ready(ended) => desk.keep(ended),
            Poll::Pending => desk.busy.push(exchange),
        }
    }
    while let Some(ended) = desk.busy.next().await {
        desk.keep(ended);
    }
    desk.done.sort_unstable_by_key(|(lane, number, _)| (*lane, *number));
    let mut sent: Vec<Vec<Sent>> = lanes.iter().map(|_| Vec::new()).collect();
    for (lane, _, one) in desk.done {
        if let Some(of_lane) = sent.get_mut(lane) {
            of_lane.push(one);
        }
    }
    sent
}

/// What came of one arrival: its lane, its place in the lane's schedule, and the request.
type Done = (usize, usize, Sent);

/// An exchange that has ended, with its client.
type Ended = (Client, Done);

/// The connections of all lanes, free and busy, and what came of those that were busy.
struct Desk<F> {
    /// By lane; the one that has been free the longest comes first.
    free: Vec<VecDeque<Client>>,
    busy: FuturesUnordered<Pin<Box<F>>>,
    done: Vec<Done>,
}

impl<F: Future<Output = Ended>> Desk<F> {
    /// Makes every connection that is to be there before the clock starts.
    async fn open(lanes: &[Lane<'_>]) -> Self {
        let mut free: Vec<VecDeque<Client>> = Vec::with_capacity(lanes.len());
        for Lane { endpoint, plan, .. } in lanes {
            let client = |_| Client::new((*endpoint).clone(), plan.deadline);
            let mut clients: VecDeque<Client> = (0..plan.connections).map(client).collect();
            let ahead = usize::try_from(plan.ahead).unwrap_or(usize::MAX);
            // A failure shows again, and is counted, at the first request.
            join_all(clients.iter_mut().take(ahead).map(Client::connect)).await;
            free.push(clients);
        }
        Self { free, busy: FuturesUnordered::new(), done: Vec::new() }
    }

    /// The one that has been free the longest of those whose connection can still be used, so that none is idle for so long that
    /// it must be replaced; else any.
    fn client(&mut self, lane: usize) -> Option<Client> {
        let free = self.free.get_mut(lane)?;
        match free.iter().position(Client::is_connected) {
            Some(place) => free.remove(place),
            None => free.pop_front(),
        }
    }

    /// Keeps what has come, without waiting.
    fn take_in(&mut self, context: &mut Context<'_>) {
        while let Poll::Ready(Some(ended)) = Pin::new(&mut self.busy).poll_next(context) {
            self.keep(ended);
        }
    }

    fn keep(&mut self, (client, done): Ended) {
        if let Some(free) = self.free.get_mut(done.0) {
            free.push_back(client);
        }
        self.done.push(done);
    }
}

/// A request that is due.
struct Arrival<'run> {
    after: Duration,
    lane: usize,
    number: usize,
    ordinal: usize,
    request: &'run Request,
}

/// The arrivals of all lanes by their time; of several at once that of the first lane comes first.
fn in_order<'run>(lanes: &[Lane<'run>]) -> Vec<Arrival<'run>> {
    let mut all: Vec<Arrival<'run>> = lanes.iter().enumerate().flat_map(|(lane, of)| arrivals(lane, *of)).collect();
    all.sort_by_key(|arrival| arrival.after);
    all
}

fn arrivals(lane: usize, Lane { requests, plan, .. }: Lane<'_>) -> impl Iterator<Item = Arrival<'_>> {
    let due = plan.schedule.iter().copied().zip(requests.iter().enumerate().cycle()).enumerate();
    due.map(move |(number, (after, (ordinal, request)))| Arrival { after, lane, number, ordinal, request })
}

/// What comes of the requests when the system gives no runtime to send them with.
fn unable(lane: &Lane<'_>, error: &io::Error, judge: Judge<'_>) -> Vec<Sent> {
    let begun = Instant::now();
    let failed = |Arrival { after, ordinal, .. }: Arrival<'_>| {
        let attempt = Attempt::not_sent(None, Failure::Connection(error.to_string()));
        Sent::judged(ordinal, Some(begun + after), attempt, judge)
    };
    arrivals(0, *lane).map(failed).collect()
}
