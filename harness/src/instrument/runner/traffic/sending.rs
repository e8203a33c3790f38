//! Sends the requests of lanes: one arm after the other, request by request, or side by side on a schedule.

use std::{
    pin::pin,
    time::{Duration, Instant},
};

use futures::future::join_all;
use load::{Answer, Client, Closed, LONGEST, Open, Sent};
use tokio::time::sleep;

use super::{Round, lane::Lane};
use crate::{
    error::{Error, Result},
    instrument::{
        runner::{Runner, Stop},
        scenario::Pace,
        view::Event,
    },
};

/// Connections of a lane on a schedule; an arrival that finds all of them taken is dropped.
pub(super) const CONNECTIONS: u32 = 64;

/// As many of them are made before the clock starts: usual traffic has no more requests under way, and those of all lanes together
/// have to stay far below the number of files that a process may open.
const AHEAD: u32 = 8;

/// How far the lanes of a schedule begin apart. All arms get the same requests; were they due at the same moment, the client would
/// send that of the last lane late by the sending of all others, and the processes would wait for each other's processor. A warm
/// request is over by then, and a dozen lanes fit between two openings of idle gaps.
const APART: Duration = Duration::from_millis(20);

/// Time between two tellings of how far it is.
const TELL: Duration = Duration::from_secs(1);

impl Runner<'_> {
    /// What came of the requests of each lane, telling how far they are meanwhile.
    pub(super) async fn sent(&mut self, round: &Round<'_>, lanes: &[Lane]) -> Result<Vec<Vec<Sent>>> {
        let begun = Instant::now();
        let end = lanes.iter().flat_map(|lane| &lane.asks).filter_map(|ask| ask.at).max().unwrap_or_default();
        let mut sending = pin!(sending(round.traffic.pace(), lanes, self.deadline(), self.stop.clone()));
        loop {
            tokio::select! {
                sent = &mut sending => return sent,
                () = sleep(TELL) => {
                    let of_all = if end.is_zero() { String::new() } else { format!(" of {}", end.as_secs() + 1) };
                    let what = format!("{}, second {}{of_all}", round.name, begun.elapsed().as_secs());
                    self.view.tell(&Event::Prepared { what });
                }
            }
        }
    }
}

async fn sending(pace: Pace, lanes: &[Lane], deadline: Duration, stop: Stop) -> Result<Vec<Vec<Sent>>> {
    match pace {
        Pace::Flood { clients } => Ok(flood(lanes, clients, deadline, &stop).await),
        Pace::Alternating => Ok(alternating(lanes, deadline, &stop).await),
        Pace::Schedule => on_schedule(lanes, deadline, stop).await,
    }
}

/// Keeps every body: it tells where the answer came from, and is judged when nothing waits for it.
const fn unjudged(_: usize, _: &Answer) -> bool {
    false
}

async fn flood(lanes: &[Lane], clients: u32, deadline: Duration, stop: &Stop) -> Vec<Vec<Sent>> {
    let mut all = Vec::new();
    for lane in lanes.iter().take_while(|_| stop.check().is_ok()) {
        let requests = u32::try_from(lane.asks.len()).unwrap_or(u32::MAX);
        let plan = Closed { clients, requests, deadline, whole: LONGEST };
        all.push(load::closed(&lane.endpoint, &lane.cycle.requests, plan, &unjudged).await.0);
    }
    all
}

/// Sends the first request of every lane, then the second of every lane, and so on, one at a time and there and back again, so
/// that whatever disturbs the machine disturbs all arms alike.
async fn alternating(lanes: &[Lane], deadline: Duration, stop: &Stop) -> Vec<Vec<Sent>> {
    let mut clients: Vec<Client> = lanes.iter().map(|lane| Client::new(lane.endpoint.clone(), deadline)).collect();
    // A client that could not connect tries again with its first request, where it counts.
    join_all(clients.iter_mut().map(Client::connect)).await;
    let mut all: Vec<Vec<Sent>> = lanes.iter().map(|_| Vec::new()).collect();
    let most = lanes.iter().map(|lane| lane.asks.len()).max().unwrap_or_default();
    for ordinal in (0..most).take_while(|_| stop.check().is_ok()) {
        let mut order: Vec<_> = lanes.iter().zip(&mut clients).zip(&mut all).collect();
        if ordinal % 2 == 1 {
            order.reverse();
        }
        for ((lane, client), sent) in order {
            if let Some(request) = lane.cycle.requests.get(ordinal) {
                let attempt = Some(client.attempt(request).await);
                sent.push(Sent { ordinal, scheduled: None, attempt, right: false });
            }
        }
    }
    all
}

/// All lanes side by side, on a thread of their own.
async fn on_schedule(lanes: &[Lane], deadline: Duration, stop: Stop) -> Result<Vec<Vec<Sent>>> {
    let mut begin = Duration::ZERO;
    let mut owned = Vec::with_capacity(lanes.len());
    for lane in lanes {
        let schedule = lane.asks.iter().map(|ask| begin + ask.at.unwrap_or_default()).collect();
        let plan = Open { schedule, connections: CONNECTIONS, ahead: AHEAD, deadline };
        owned.push((lane.endpoint.clone(), lane.cycle.requests.clone(), plan));
        begin += APART;
    }
    let send = move || {
        let lane = |(endpoint, requests, plan)| load::Lane { endpoint, requests, plan };
        let lanes: Vec<load::Lane<'_>> =
            owned.iter().map(|(endpoint, requests, plan)| lane((endpoint, requests.as_slice(), plan))).collect();
        load::open_side_by_side(&lanes, &unjudged, &|| stop.check().is_err())
    };
    tokio::task::spawn_blocking(send).await.map_err(|error| Error::internal(format!("the load ended: {error}")))
}
