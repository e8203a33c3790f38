//! The paired cells: in each round a fresh process, in it every cell in random order.

use super::{
    blocks::{Blocks, Connection, Contender},
    correctness,
    lane::{Arm, Cell, Lane},
    question::{
        FEW_PINGS, MANY_PINGS, make_items, nowhere, pings, point_queries, point_updates, script_pings, status,
        update_count,
    },
    run::Run,
    samples::Medians,
    stage::Process,
};
use crate::error::Result;

/// The tenant of every arm.
const TENANT: &str = "measured";
/// The tenant of the A/A control.
const CONTROL_TENANT: &str = "control";

/// The cells of a round.
#[derive(Clone, Copy)]
enum Paired {
    Hot,
    Write,
    Hop,
    Path,
}

impl Paired {
    const ALL: [Self; 4] = [Self::Hot, Self::Write, Self::Hop, Self::Path];

    const fn cell(self) -> Cell {
        match self {
            Self::Hot => Cell::Hot,
            Self::Write => Cell::Write,
            Self::Hop => Cell::Hop,
            Self::Path => Cell::Path,
        }
    }
}

/// How many paired cells a round has.
pub(super) const CELLS: usize = Paired::ALL.len();

/// Measures all rounds.
pub(super) async fn measure(run: &mut Run) -> Result<()> {
    for round in 0..run.plan.rounds {
        let mut process = run.stage.fresh().await?;
        correctness::check(&mut process.clients).await?;
        for (arm, tenant) in tenants() {
            process.clients.ask_all(&make_items(arm, tenant)).await?;
        }
        let mut cells = Paired::ALL;
        run.random.shuffle(&mut cells);
        for cell in cells {
            measure_cell(run, &mut process, cell, round).await?;
        }
        check_writes(run, &mut process, round).await?;
        process.stop()?;
    }
    Ok(())
}

async fn measure_cell(run: &mut Run, process: &mut Process, paired: Paired, round: usize) -> Result<()> {
    let cell = paired.cell();
    let (rounds, extent) = (run.plan.rounds, run.plan.extent());
    let blocks =
        Blocks { cell, round, contenders: contenders(paired), samples: &mut run.samples, random: &mut run.random };
    let progress = &mut run.progress;
    let told = |medians: &Medians| {
        progress.step(&format!("{}, round {} of {rounds}:", cell.as_str(), round + 1), &finding(paired, medians));
    };
    blocks.measure(&mut process.clients, extent, told).await
}

/// What the newest pair says, for the person who waits.
fn finding(paired: Paired, medians: &Medians) -> String {
    let ratio = |arm: Option<f64>, base: Option<f64>| match (arm, base) {
        (Some(arm), Some(base)) => format!("{:.2} ×", arm / base),
        _ => String::new(),
    };
    match paired {
        Paired::Hop => format!("envelope {} JavaScript", ratio(envelope_hop(medians), script_hop(medians))),
        Paired::Hot | Paired::Write | Paired::Path => {
            format!("new {} native", ratio(medians.of(Lane::New), medians.of(Lane::Native)))
        }
    }
}

/// What one ping through the envelope costs: the slope between many and few, so that everything around them cancels.
pub(super) fn envelope_hop(medians: &Medians) -> Option<f64> {
    slope(medians.of(Lane::EnvelopeFew)?, medians.of(Lane::EnvelopeMany)?)
}

/// What one ping between the hand-written Workers costs.
pub(super) fn script_hop(medians: &Medians) -> Option<f64> {
    slope(medians.of(Lane::ScriptFew)?, medians.of(Lane::ScriptMany)?)
}

fn slope(few: f64, many: f64) -> Option<f64> {
    Some((many - few) / f64::from(MANY_PINGS.checked_sub(FEW_PINGS)?))
}

fn contenders(paired: Paired) -> Vec<Contender> {
    let router = |lane, questions| Contender { lane, connection: Connection::Router, questions };
    let pair = |lane, questions| Contender { lane, connection: Connection::Pair, questions };
    match paired {
        Paired::Write => lanes().map(|(lane, arm, tenant)| router(lane, point_updates(arm, tenant))).into(),
        Paired::Hop => vec![
            router(Lane::EnvelopeFew, vec![pings(TENANT, FEW_PINGS)]),
            router(Lane::EnvelopeMany, vec![pings(TENANT, MANY_PINGS)]),
            pair(Lane::ScriptFew, vec![script_pings(TENANT, FEW_PINGS)]),
            pair(Lane::ScriptMany, vec![script_pings(TENANT, MANY_PINGS)]),
        ],
        Paired::Path => {
            let statuses = [
                (Lane::NewStatus, Arm::New),
                (Lane::TraditionalStatus, Arm::Traditional),
                (Lane::NativeStatus, Arm::Native),
            ];
            let mut all = vec![router(Lane::Router, vec![nowhere()])];
            all.extend(statuses.map(|(lane, arm)| router(lane, vec![status(arm, TENANT)])));
            all.extend(Arm::ALL.map(|arm| router(arm.lane(), point_queries(arm, TENANT))));
            all
        }
        Paired::Hot => lanes().map(|(lane, arm, tenant)| router(lane, point_queries(arm, tenant))).into(),
    }
}

fn lanes() -> [(Lane, Arm, &'static str); 4] {
    [
        (Lane::New, Arm::New, TENANT),
        (Lane::Traditional, Arm::Traditional, TENANT),
        (Lane::Native, Arm::Native, TENANT),
        (Lane::Control, Arm::Native, CONTROL_TENANT),
    ]
}

fn tenants() -> impl Iterator<Item = (Arm, &'static str)> {
    lanes().into_iter().map(|(_, arm, tenant)| (arm, tenant))
}

/// Every acknowledged write of the round is in the table, once.
async fn check_writes(run: &Run, process: &mut Process, round: usize) -> Result<()> {
    for (lane, arm, tenant) in lanes() {
        let acknowledged = run.samples.requests(Cell::Write, lane, round);
        process.clients.ask(Connection::Router, &update_count(arm, tenant, acknowledged)).await?;
    }
    Ok(())
}
