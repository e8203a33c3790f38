//! Sends the traffic of a plan and keeps every visit.
//!
//! ```text
//! presence: which contenders the target has ──► scenario ──► pass ─┬─ flood: contenders one after the other
//!                                                                  ├─ turns: request by request
//!                                                                  └─ schedule: contenders side by side, data founded before
//! ```
//!
//! On the local runtime every contender of a pass has a process of its own, which was never asked anything, so that no
//! contender finds warm what another one used; where there is data, it was put there by a process that has ended. A process
//! spreads compute as its contender wants. Elsewhere all contenders share what there is, each with tenants of its own.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use futures::future::join_all;
use statistics::Random;
use tokio::time::sleep;

use super::{
    answer,
    contender::Contender,
    keeping::{blocks, visit},
    lane::{self, Came, Due},
    names::tenant_name,
    plan::Plan,
    traffic::{Pace, Shape, Traffic},
    visit::{Purpose, Variant, Visit},
    workload::{self, Ask},
};
use crate::{
    client::{Endpoint, Request},
    error::{Error, Exit, Result},
    runner::Stop,
    samples::Outcome,
    target::TargetKind,
    target::{Process, ROUTER, Target},
    view::{Event, Planned, View},
};

/// Connections of a lane on a schedule; an arrival that finds all of them taken is dropped.
const CONNECTIONS: u32 = 64;

/// Time between two tellings of a scenario that waits.
const TELL: Duration = Duration::from_secs(1);

/// A run under way.
pub(super) struct Runner<'run> {
    pub plan: &'run mut Plan,
    pub target: Target,
    pub seed: u64,
    pub view: &'run mut dyn View,
    pub stop: Stop,
    pub visits: Vec<Visit>,
    /// Why contenders were left out.
    pub absent: BTreeMap<String, String>,
}

/// A contender in a pass, ready to be asked.
pub(super) struct Lane {
    pub contender: Contender,
    pub variant: Variant,
    pub asks: Vec<Ask>,
    dues: Vec<Due>,
    endpoint: Endpoint,
    connections: u32,
}

impl Runner<'_> {
    /// Measures everything. What was measured before an error stays.
    pub(super) async fn measure(&mut self) -> Result<()> {
        self.leave_out_absent().await?;
        let planned = |shape: &Shape| Planned { cell: shape.name.as_str().to_owned(), rounds: shape.passes, steps: 1 };
        self.view.tell(&Event::Planned { cells: self.plan.shapes.iter().map(planned).collect(), left_ms: None });
        for shape in self.plan.shapes.clone() {
            // Every contender of a pass gets the same requests, and a scenario the same whatever else is in the plan.
            let mut random = Random::seeded(self.seed ^ u64::from(u32::from(shape.name.letter())) << 40);
            let mut order = self.plan.contenders.clone();
            for pass in 0..shape.passes {
                self.stop.check()?;
                // Whoever was first comes last in the next pass.
                if pass % 2 == 0 {
                    random.shuffle(&mut order);
                } else {
                    order.reverse();
                }
                let seed = random.next_bits();
                let before = self.visits.len();
                let ended = self.pass(&shape, pass, &order, seed).await;
                self.tell(&shape, pass, before);
                ended?;
                self.refuse_wrong(before)?;
            }
        }
        Ok(())
    }

    async fn pass(&mut self, shape: &Shape, pass: u32, order: &[Contender], seed: u64) -> Result<()> {
        let lanes: Vec<(Contender, Variant)> = order.iter().flat_map(|contender| variants(shape, contender)).collect();
        let is_shared = self.target.kind() != TargetKind::Workerd;
        if is_shared {
            let process = self.target.fresh().await?;
            return self.on_shared(shape, pass, &lanes, (process, seed)).await;
        }
        let (mut processes, mut ready) = (Vec::new(), Vec::new());
        for (contender, variant) in &lanes {
            self.stop.check()?;
            let mut process = self.target.routed(contender.routing, None)?;
            if shape.traffic.is_founded() {
                self.found(shape, pass, (contender, *variant), &process).await?;
                let state = process.stop()?.ok_or_else(|| Error::internal("the local runtime keeps no data"))?;
                process = self.target.routed(contender.routing, Some(&state))?;
            }
            let lane = self.lane(shape, (pass, seed), (contender, *variant), &process)?;
            if matches!(shape.traffic.pace(), Pace::Flood { .. }) {
                // Nobody else is to be there while a contender is flooded.
                self.run_lanes(shape, pass, vec![lane]).await?;
                process.stop()?;
            } else {
                ready.push(lane);
                processes.push(process);
            }
        }
        self.run_lanes(shape, pass, ready).await?;
        processes.into_iter().try_for_each(|process| process.stop().map(drop))
    }

    /// All lanes of a pass on a target that cannot be started anew for each.
    async fn on_shared(
        &mut self,
        shape: &Shape,
        pass: u32,
        lanes: &[(Contender, Variant)],
        (process, seed): (Process, u64),
    ) -> Result<()> {
        let mut ready = Vec::new();
        for (contender, variant) in lanes {
            if shape.traffic.is_founded() {
                self.found(shape, pass, (contender, *variant), &process).await?;
            }
            ready.push(self.lane(shape, (pass, seed), (contender, *variant), &process)?);
        }
        match shape.traffic.pace() {
            Pace::Turns | Pace::Schedule => self.run_lanes(shape, pass, ready).await?,
            Pace::Flood { .. } => {
                for lane in ready {
                    self.run_lanes(shape, pass, vec![lane]).await?;
                }
            }
        }
        process.stop().map(drop)
    }

    /// Gives every tenant of a lane its data.
    async fn found(
        &mut self,
        shape: &Shape,
        pass: u32,
        (contender, variant): (&Contender, Variant),
        process: &Process,
    ) -> Result<()> {
        let name = |tenant| tenant_name(shape, pass, (contender, variant), tenant, &process.fresh);
        let requests = (0..shape.traffic.tenants()).map(|tenant| answer::founding(contender, &name(tenant), tenant));
        let dues: Vec<Due> = requests.map(|request| Due { at: None, request }).collect();
        self.view.tell(&Event::Prepared { what: format!("{}, data of {}", shape.name.as_str(), contender.label()) });
        let endpoint = process.door(ROUTER)?;
        let (came, ended) = lane::run(endpoint, &dues, (8, self.deadline()), Instant::now(), &self.stop).await;
        ended?;
        for Came { number, attempt } in came {
            let answer = attempt.map(|attempt| attempt.result);
            let status = answer.as_ref().and_then(|answer| Some(answer.as_ref().ok()?.status));
            if status != Some(200) {
                let request = dues.get(number).map(|due| due.request.to_string()).unwrap_or_default();
                return Err(Error::new(Exit::InvalidRun, format!("a tenant got no data: {request}: {answer:?}")));
            }
        }
        Ok(())
    }

    fn lane(
        &self,
        shape: &Shape,
        (pass, seed): (u32, u64),
        (contender, variant): (&Contender, Variant),
        process: &Process,
    ) -> Result<Lane> {
        let asks = workload::asks(&shape.traffic, variant, self.plan.time_scale, &mut Random::seeded(seed));
        let request = |ask: &Ask| {
            let signal = contender.keep_warm_path().filter(|_| ask.purpose == Purpose::KeepWarm);
            if let Some(path) = signal {
                return Request::post(path, &serde_json::json!({}));
            }
            let name = tenant_name(shape, pass, (contender, variant), ask.tenant, &process.fresh);
            answer::question(contender, &shape.traffic, &name, ask)
        };
        let dues = asks.iter().map(|ask| Due { at: ask.at, request: request(ask) }).collect();
        let connections = match shape.traffic.pace() {
            Pace::Flood { clients } => clients,
            Pace::Turns | Pace::Schedule => CONNECTIONS,
        };
        let endpoint = process.door(ROUTER)?.clone();
        Ok(Lane { contender: contender.clone(), variant, asks, dues, endpoint, connections })
    }

    /// Runs lanes side by side, telling how far they are, and keeps what came of them.
    async fn run_lanes(&mut self, shape: &Shape, pass: u32, lanes: Vec<Lane>) -> Result<()> {
        let begun = Instant::now();
        let end = lanes.iter().flat_map(|lane| &lane.dues).filter_map(|due| due.at).max().unwrap_or_default();
        let deadline = self.deadline();
        let stop = self.stop.clone();
        let done = {
            let running = async {
                if shape.traffic.pace() == Pace::Turns {
                    let turns: Vec<_> = lanes.iter().map(|lane| (&lane.endpoint, lane.dues.as_slice())).collect();
                    return lane::in_turns(&turns, deadline, &stop).await;
                }
                let side_by_side = lanes
                    .iter()
                    .map(|lane| lane::run(&lane.endpoint, &lane.dues, (lane.connections, deadline), begun, &stop));
                join_all(side_by_side).await
            };
            let mut running = std::pin::pin!(running);
            loop {
                tokio::select! {
                    done = &mut running => break done,
                    () = sleep(TELL) => {
                        let at = begun.elapsed().as_secs();
                        let of_all = if end.is_zero() { String::new() } else { format!(" of {}", end.as_secs() + 1) };
                        let what = format!("{}, second {at}{of_all}", shape.name.as_str());
                        self.view.tell(&Event::Prepared { what });
                    }
                }
            }
        };
        let mut outcome = Ok(());
        for (lane, (came, ended)) in lanes.iter().zip(done) {
            let visits = came.iter().filter_map(|came| visit(self.target.kind(), (shape, pass), lane, begun, came));
            let visits: Vec<Visit> = visits.collect();
            self.visits.extend(visits);
            outcome = outcome.and(ended);
        }
        outcome
    }

    /// Ends the run at a wrong answer: nothing that a Worker says after that counts.
    fn refuse_wrong(&self, before: usize) -> Result<()> {
        let is_wrong = |visit: &&Visit| visit.outcome == Outcome::Wrong;
        let label = |visit: &Visit| self.plan.contenders.iter().find(|of| visit.is_of(of)).map(Contender::label);
        match self.visits.iter().skip(before).find(is_wrong) {
            None => Ok(()),
            Some(visit) => Err(Error::new(
                Exit::WrongResponse,
                format!(
                    "{}, {}: tenant {} got an answer that it did not ask for (status {})",
                    visit.scenario.as_str(),
                    label(visit).unwrap_or_default(),
                    visit.tenant,
                    visit.status
                ),
            )),
        }
    }

    fn tell(&mut self, shape: &Shape, pass: u32, before: usize) {
        let blocks = blocks(self.visits.get(before..).unwrap_or_default(), &self.plan.contenders);
        let (cell, base) = (shape.name.as_str().to_owned(), None);
        self.view.tell(&Event::Measured { cell, base, round: pass + 1, rounds: shape.passes, blocks });
    }

    pub(super) fn deadline(&self) -> Duration {
        Duration::from_millis(self.plan.deadline_ms)
    }
}

/// How often a contender is asked in a pass: sparse traffic twice, where there is something to keep warm.
fn variants(shape: &Shape, contender: &Contender) -> Vec<(Contender, Variant)> {
    let mut variants = vec![(contender.clone(), Variant::Plain)];
    if matches!(shape.traffic, Traffic::Sparse { .. }) && contender.keep_warm_path().is_some() {
        variants.push((contender.clone(), Variant::KeepWarm));
    }
    variants
}
