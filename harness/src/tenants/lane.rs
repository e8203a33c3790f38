//! A lane: the requests to one contender, sent by a few clients, or each at its time. Lanes run side by side on one thread.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use futures::{StreamExt as _, stream::FuturesUnordered};
use tokio::time::{Instant as Timer, sleep_until};

use crate::{
    client::{Attempt, Client, Endpoint, Request},
    error::Result,
    runner::Stop,
};

/// Longest time between two looks at whether somebody wants the run to end.
const LOOK: Duration = Duration::from_millis(200);

/// A request and when it is to be sent.
pub(super) struct Due {
    /// None where it follows the one before.
    pub at: Option<Duration>,
    pub request: Request,
}

/// What came of a request; without an attempt it was never sent, because all connections were taken.
pub(super) struct Came {
    /// The number of the request in its lane.
    pub number: usize,
    pub attempt: Option<Attempt>,
}

/// Sends the requests of a lane and hands back what came of each that was sent before somebody asked to stop.
///
/// With times, each is sent at its time by a client that is free, else dropped; without, by so many clients at once, each after
/// the other. Tokio's timers are late by up to two milliseconds, which the lag of every request shows.
pub(super) async fn run(
    endpoint: &Endpoint,
    dues: &[Due],
    (connections, deadline): (u32, Duration),
    begun: Instant,
    stop: &Stop,
) -> (Vec<Came>, Result<()>) {
    let mut free: VecDeque<Client> = (0..connections).map(|_| Client::new(endpoint.clone(), deadline)).collect();
    if dues.iter().any(|due| due.at.is_none()) {
        // A client that could not connect tries again with its first request, where it counts.
        futures::future::join_all(free.iter_mut().map(Client::connect)).await;
    }
    let mut busy = FuturesUnordered::new();
    let mut came = Vec::new();
    let mut ended = Ok(());
    for (number, due) in dues.iter().enumerate() {
        let moment = due.at.map(|at| begun + at);
        loop {
            ended = stop.check();
            let now = Instant::now();
            let is_due = moment.map_or(!free.is_empty(), |moment| now >= moment);
            if ended.is_err() || is_due {
                break;
            }
            let until = moment.map_or(now + LOOK, |moment| moment.min(now + LOOK));
            tokio::select! {
                () = sleep_until(Timer::from_std(until)) => {}
                Some((client, done)) = busy.next(), if !busy.is_empty() => {
                    free.push_back(client);
                    came.push(done);
                }
            }
        }
        if ended.is_err() {
            break;
        }
        // The one that was used last is the least likely to have been idle for too long.
        let Some(mut client) = free.pop_back() else {
            came.push(Came { number, attempt: None });
            continue;
        };
        busy.push(async move {
            let attempt = Some(client.attempt(&due.request).await);
            (client, Came { number, attempt })
        });
    }
    while let Some((_, done)) = busy.next().await {
        came.push(done);
    }
    came.sort_unstable_by_key(|came| came.number);
    (came, ended)
}

/// Sends the first request of every lane, then the second of every lane, and so on, one at a time and there and back again, so
/// that whatever disturbs the machine disturbs all lanes alike.
pub(super) async fn in_turns(
    lanes: &[(&Endpoint, &[Due])],
    deadline: Duration,
    stop: &Stop,
) -> Vec<(Vec<Came>, Result<()>)> {
    let mut states: Vec<(Client, Vec<Came>)> =
        lanes.iter().map(|(endpoint, _)| (Client::new((*endpoint).clone(), deadline), Vec::new())).collect();
    for (client, _) in &mut states {
        // A client that could not connect tries again with its first request, where it counts.
        let _ = client.connect().await;
    }
    let most = lanes.iter().map(|(_, dues)| dues.len()).max().unwrap_or_default();
    for number in (0..most).take_while(|_| stop.check().is_ok()) {
        let mut order: Vec<_> = lanes.iter().zip(&mut states).collect();
        if number % 2 == 1 {
            order.reverse();
        }
        for ((_, dues), (client, came)) in order {
            if let Some(due) = dues.get(number) {
                came.push(Came { number, attempt: Some(client.attempt(&due.request).await) });
            }
        }
    }
    states.into_iter().map(|(_, came)| (came, stop.check())).collect()
}

#[cfg(test)]
mod tests;
