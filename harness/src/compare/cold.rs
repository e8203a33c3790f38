//! Cold starts: every sample is the first request to an arm's Workers in a fresh process.

use std::path::Path;

use super::{
    blocks::Connection,
    lane::{Arm, Cell},
    question::{Question, constant, make_items, point_queries},
    run::Run,
    samples::{Phase, Sample, milliseconds},
};
use crate::{client::Request, error::Result};

/// The tenant of the cold starts.
const TENANT: &str = "cold";

/// Measures both cold starts, arms interleaved in random order.
pub async fn measure(run: &mut Run) -> Result<()> {
    let mut seeded = run.stage.fresh().await?;
    for arm in Arm::ALL {
        seeded.clients.ask_all(&make_items(arm, TENANT)).await?;
    }
    let state = seeded.stop()?;
    for pair in 0..run.plan.cold {
        let mut starts: Vec<(Cell, Arm)> =
            [Cell::ColdEmpty, Cell::ColdData].into_iter().flat_map(|cell| Arm::ALL.map(|arm| (cell, arm))).collect();
        run.random.shuffle(&mut starts);
        for (position, (cell, arm)) in starts.into_iter().enumerate() {
            start_once(run, cell, arm, &state, (pair, position)).await?;
        }
    }
    Ok(())
}

/// One process: the router is made warm by a request that it answers alone, then the arm is asked twice.
async fn start_once(run: &mut Run, cell: Cell, arm: Arm, state: &Path, (pair, position): (usize, usize)) -> Result<()> {
    let mut process = match cell {
        Cell::ColdData => run.stage.on(state).await?,
        _ => run.stage.fresh().await?,
    };
    let question = match cell {
        Cell::ColdData => point_queries(arm, TENANT).swap_remove(0),
        _ => constant(arm, TENANT),
    };
    let root = Question::any(Request::get("/"));
    for _ in 0..2 {
        process.clients.ask(Connection::Router, &root).await?;
    }
    let first = process.clients.ask(Connection::Router, &question).await?;
    let second = process.clients.ask(Connection::Router, &question).await?;
    let again = match cell {
        Cell::ColdData => Cell::ColdDataAgain,
        _ => Cell::ColdEmptyAgain,
    };
    for (cell, elapsed) in [(cell, first), (again, second)] {
        let lane = arm.lane();
        run.samples.push(Sample { cell, lane, phase: Phase::Measured, round: 0, pair, position, elapsed });
    }
    run.progress.step(cell.as_str(), &format!("{} {:.1} ms", arm.as_str(), milliseconds(first)));
    Ok(())
}
