//! A closed loop: each client sends its next request when its last one was answered.

use std::{
    cell::RefCell,
    time::{Duration, Instant},
};

use futures::{StreamExt as _, future::join_all, stream::FuturesUnordered};
use tokio::task::unconstrained;

use crate::{Client, Endpoint, Judge, LONGEST, Request, Sent};

/// What a closed loop is to do.
#[derive(Clone, Copy, Debug)]
pub struct Closed {
    /// Clients at work at the same time, each with its own connection.
    pub clients: u32,
    /// Requests over all clients.
    pub requests: u32,
    /// Longest wait for an answer.
    pub deadline: Duration,
    /// Longest wait for all of them; what is not answered by then counts as not answered.
    pub whole: Duration,
}

/// Sends requests in a closed loop, in the list's order and round again, and hands back what came of each with the time
/// from the first sending to the last answer. Connections are made before the clock starts.
///
/// There is one result for every planned request, in the order of sending; none at all for an empty list. A client that
/// could not connect tries again with its first request.
pub async fn closed(
    endpoint: &Endpoint,
    requests: &[Request],
    plan: Closed,
    judge: Judge<'_>,
) -> (Vec<Sent>, Duration) {
    let mut clients: Vec<_> = (0..plan.clients).map(|_| Client::new(endpoint.clone(), plan.deadline)).collect();
    let whole = plan.whole.min(LONGEST);
    let end = Instant::now() + whole;
    for client in &mut clients {
        client.until(end);
    }
    connect(&mut clients).await;
    let begun = Instant::now();
    let end = begun + whole;
    let cycle = RefCell::new((0..plan.requests).zip(requests.iter().enumerate().cycle()));
    let cycle = &cycle;
    let mut lanes: FuturesUnordered<_> = clients
        .into_iter()
        .map(|mut client| async move {
            client.until(end);
            let mut done = Vec::new();
            while Instant::now() < end {
                let Some((number, (ordinal, request))) = cycle.borrow_mut().next() else { break };
                let attempt = client.attempt(request).await;
                done.push((number, Sent::judged(ordinal, None, attempt, judge)));
            }
            done
        })
        .collect();
    // All clients are one task: its share of the runtime would be used up before each of them had been polled.
    let mut done = unconstrained(async {
        let mut done = Vec::new();
        while let Some(lane) = lanes.next().await {
            done.extend(lane);
        }
        done
    })
    .await;
    let elapsed = begun.elapsed();
    done.extend(cycle.borrow_mut().by_ref().map(|(number, (ordinal, _))| (number, Sent::never(ordinal, None))));
    done.sort_unstable_by_key(|(number, _)| *number);
    (done.into_iter().map(|(_, sent)| sent).collect(), elapsed)
}

/// Connects every client ahead of the clock.
async fn connect(clients: &mut [Client]) {
    // A failure shows again, and is counted, at the first request.
    join_all(clients.iter_mut().map(Client::connect)).await;
}
