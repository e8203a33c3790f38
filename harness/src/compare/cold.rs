//! Cold starts: every sample is the first request to an arm's Workers in a fresh process.

use std::path::Path;

use super::{
    blocks::Connection,
    lane::{Arm, Cell, Lane},
    question::{Question, constant, keep_warm, make_items, point_query, root},
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
    Empty(Arm),
    /// That of a tenant whose data another process left.
    Data(Arm, &'state Path),
    /// That of compute, without an object.
    Engine,
}

impl Start<'_> {
    /// The cells of the first request and of the second.
    const fn cells(self) -> [Cell; 2] {
        match self {
            Self::Empty(_) => [Cell::ColdEmpty, Cell::ColdEmptyAgain],
            Self::Data(..) => [Cell::ColdData, Cell::ColdDataAgain],
            Self::Engine => [Cell::ColdEngine, Cell::ColdEngineAgain],
        }
    }

    const fn lane(self) -> Lane {
        match self {
            Self::Empty(arm) | Self::Data(arm, _) => arm.lane(),
            Self::Engine => Lane::KeepWarm,
        }
    }

    fn question(self) -> Question {
        match self {
            Self::Empty(arm) => constant(arm, TENANT),
            Self::Data(arm, _) => point_query(arm, TENANT, 1),
            Self::Engine => keep_warm(),
        }
    }
}

/// How many processes one pair starts.
pub(super) const STARTS: usize = 2 * Arm::ALL.len() + 1;

/// Measures all cold starts, arms interleaved in random order.
pub(super) async fn measure(run: &mut Run) -> Result<()> {
    let mut seeded = run.stage.fresh().await?;
    for arm in Arm::ALL {
        seeded.clients.ask_all(&make_items(arm, TENANT)).await?;
    }
    let state = seeded.stop()?;
    for pair in 0..run.plan.cold {
        let mut starts = vec![Start::Engine];
        starts.extend(Arm::ALL.iter().flat_map(|arm| [Start::Empty(*arm), Start::Data(*arm, &state)]));
        run.random.shuffle(&mut starts);
        for (position, start) in starts.into_iter().enumerate() {
            start_once(run, start, (pair, position)).await?;
        }
    }
    Ok(())
}

/// One process: the router is made warm by requests that it answers alone, then the question is asked twice.
async fn start_once(run: &mut Run, start: Start<'_>, (pair, position): (usize, usize)) -> Result<()> {
    let mut process = match start {
        Start::Data(_, state) => run.stage.on(state).await?,
        Start::Empty(_) | Start::Engine => run.stage.fresh().await?,
    };
    for _ in 0..2 {
        process.clients.ask(Connection::Router, &root()).await?;
    }
    let (question, lane, [first, again]) = (start.question(), start.lane(), start.cells());
    let first_time = process.clients.ask(Connection::Router, &question).await?;
    let again_time = process.clients.ask(Connection::Router, &question).await?;
    for (cell, elapsed) in [(first, first_time), (again, again_time)] {
        run.samples.push(Sample { cell, lane, phase: Phase::Measured, round: 0, pair, position, elapsed });
    }
    run.progress.step(first.as_str(), &format!("{} {:.1} ms", lane.as_str(), milliseconds(first_time)));
    Ok(())
}
