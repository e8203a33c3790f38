//! Cold starts: every sample is the first request to an arm's Workers in a fresh process.

use std::path::Path;

use super::{
    blocks::Connection,
    lane::{Arm, Cell},
    question::{Question, constant, make_items, point_query, root},
    run::Run,
    samples::{Phase, Sample, milliseconds},
};
use crate::error::Result;

/// The tenant of the cold starts.
const TENANT: &str = "cold";

/// Whose first request it is.
#[derive(Clone, Copy)]
enum Start<'state> {
    /// That of a tenant without data.
    Empty,
    /// That of a tenant whose data another process left.
    Data(&'state Path),
}

impl Start<'_> {
    /// The cells of the first request and of the second.
    const fn cells(self) -> [Cell; 2] {
        match self {
            Self::Empty => [Cell::ColdEmpty, Cell::ColdEmptyAgain],
            Self::Data(_) => [Cell::ColdData, Cell::ColdDataAgain],
        }
    }

    fn question(self, arm: Arm) -> Question {
        match self {
            Self::Empty => constant(arm, TENANT),
            Self::Data(_) => point_query(arm, TENANT, 1),
        }
    }
}

/// Measures both cold starts, arms interleaved in random order.
pub(super) async fn measure(run: &mut Run) -> Result<()> {
    let mut seeded = run.stage.fresh().await?;
    for arm in Arm::ALL {
        seeded.clients.ask_all(&make_items(arm, TENANT)).await?;
    }
    let state = seeded.stop()?;
    for pair in 0..run.plan.cold {
        let each = |start| Arm::ALL.map(|arm| (start, arm));
        let mut starts = [each(Start::Empty), each(Start::Data(&state))].concat();
        run.random.shuffle(&mut starts);
        for (position, (start, arm)) in starts.into_iter().enumerate() {
            start_once(run, start, arm, (pair, position)).await?;
        }
    }
    Ok(())
}

/// One process: the router is made warm by requests that it answers alone, then the arm is asked twice.
async fn start_once(run: &mut Run, start: Start<'_>, arm: Arm, (pair, position): (usize, usize)) -> Result<()> {
    let mut process = match start {
        Start::Empty => run.stage.fresh().await?,
        Start::Data(state) => run.stage.on(state).await?,
    };
    for _ in 0..2 {
        process.clients.ask(Connection::Router, &root()).await?;
    }
    let question = start.question(arm);
    for cell in start.cells() {
        let elapsed = process.clients.ask(Connection::Router, &question).await?;
        let lane = arm.lane();
        run.samples.push(Sample { cell, lane, phase: Phase::Measured, round: 0, pair, position, elapsed });
        if matches!(cell, Cell::ColdEmpty | Cell::ColdData) {
            let finding = format!("{} {:.1} ms", arm.as_str(), milliseconds(elapsed));
            run.progress.step(cell.as_str(), &finding);
        }
    }
    Ok(())
}
