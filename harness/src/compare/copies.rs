//! What a tenant's past and size cost: cold and warm copies of young and old, of small and large tenants.

use std::path::Path;

use serde_json::json;

use super::{
    blocks::{Blocks, Connection, Contender},
    lane::{Arm, Cell, Lane},
    question::{Question, make_items, point_queries, point_query, point_updates, query},
    run::Run,
    samples::{Medians, Phase, Sample},
    stage::Process,
};
use crate::error::Result;

/// Writes behind the young tenant.
const YOUNG_WRITES: usize = 100;
/// Writes behind the old tenant.
const OLD_WRITES: usize = 10_000;
/// Rows of about 4 KB that make up 10 MB.
const LARGE_ROWS: usize = 2_560;
/// Rows in one statement of the filling, so that its change stays small.
const FILL_ROWS: usize = 128;
/// Tenants whose only purpose is to make engine and code warm before the clock runs.
const OTHERS: [&str; 4] = ["other-1", "other-2", "other-3", "other-4"];
const YOUNG: &str = "young";
const OLD: &str = "old";
const SMALL: &str = "small";
const LARGE: &str = "large";

/// Measures the cells that the plan asks for; the old tenant and the large one are made once.
pub(super) async fn measure(run: &mut Run) -> Result<()> {
    if !run.plan.age && !run.plan.hydrate {
        return Ok(());
    }
    let mut process = run.stage.fresh().await?;
    for other in OTHERS {
        process.clients.ask_all(&make_items(Arm::New, other)).await?;
    }
    if run.plan.age {
        grow_old(run, &mut process).await?;
        measure_warm(run, &mut process).await?;
    }
    if run.plan.hydrate {
        fill(&mut process).await?;
    }
    let state = process.stop()?;
    for pair in 0..run.plan.copies {
        if run.plan.age {
            measure_cold(run, &state, Comparison::Age, pair).await?;
        }
        if run.plan.hydrate {
            measure_cold(run, &state, Comparison::Size, pair).await?;
        }
    }
    Ok(())
}

/// Two tenants whose cold copies are compared.
#[derive(Clone, Copy)]
enum Comparison {
    Age,
    Size,
}

impl Comparison {
    const fn cell(self) -> Cell {
        match self {
            Self::Age => Cell::AgeCold,
            Self::Size => Cell::Hydrate,
        }
    }

    fn sides(self) -> [(Lane, Question); 2] {
        match self {
            Self::Age => {
                [(Lane::Young, YOUNG), (Lane::Old, OLD)].map(|(lane, tenant)| (lane, point_query(Arm::New, tenant, 1)))
            }
            Self::Size => [(Lane::Small, SMALL), (Lane::Large, LARGE)]
                .map(|(lane, tenant)| (lane, filler(tenant, "SELECT count(*) FROM filler WHERE id = 0"))),
        }
    }
}

async fn grow_old(run: &mut Run, process: &mut Process) -> Result<()> {
    for (tenant, writes) in [(YOUNG, YOUNG_WRITES), (OLD, OLD_WRITES)] {
        process.clients.ask_all(&make_items(Arm::New, tenant)).await?;
        let updates = point_updates(Arm::New, tenant);
        for (number, update) in updates.iter().cycle().take(writes).enumerate() {
            process.clients.ask(Connection::Router, update).await?;
            if number % 1000 == 999 {
                run.progress.step("growing old:", &format!("{} writes", number + 1));
            }
        }
    }
    Ok(())
}

async fn measure_warm(run: &mut Run, process: &mut Process) -> Result<()> {
    let contenders = [(Lane::Young, YOUNG), (Lane::Old, OLD)].map(|(lane, tenant)| Contender {
        lane,
        connection: Connection::Router,
        questions: point_queries(Arm::New, tenant),
    });
    let extent = run.plan.extent();
    let blocks = Blocks {
        cell: Cell::AgeWarm,
        round: 0,
        contenders: contenders.into(),
        samples: &mut run.samples,
        random: &mut run.random,
    };
    let progress = &mut run.progress;
    blocks.measure(&mut process.clients, extent, |_: &Medians| progress.step(Cell::AgeWarm.as_str(), "")).await
}

async fn fill(process: &mut Process) -> Result<()> {
    let rows = format!(
        "INSERT INTO filler (data) WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE \
         n < {FILL_ROWS}) SELECT randomblob(4000) FROM numbers"
    );
    for tenant in [SMALL, LARGE] {
        let table = filler(tenant, "CREATE TABLE filler (id INTEGER PRIMARY KEY, data BLOB NOT NULL)");
        process.clients.ask(Connection::Router, &table).await?;
    }
    for _ in 0..LARGE_ROWS.div_ceil(FILL_ROWS) {
        process.clients.ask(Connection::Router, &filler(LARGE, &rows)).await?;
    }
    Ok(())
}

fn filler(tenant: &str, sql: &str) -> Question {
    Question::any(query(Arm::New, tenant, sql, &json!([])))
}

/// A fresh process whose engine is made warm by other tenants; then both tenants are asked for the first time, in
/// alternating order.
async fn measure_cold(run: &mut Run, state: &Path, comparison: Comparison, pair: usize) -> Result<()> {
    let mut process = run.stage.on(state).await?;
    for other in OTHERS {
        process.clients.ask(Connection::Router, &point_query(Arm::New, other, 1)).await?;
    }
    let cell = comparison.cell();
    let mut sides = comparison.sides();
    if pair % 2 == 1 {
        sides.reverse();
    }
    for (position, (lane, question)) in sides.into_iter().enumerate() {
        let elapsed = process.clients.ask(Connection::Router, &question).await?;
        run.samples.push(Sample { cell, lane, phase: Phase::Measured, round: 0, pair, position, elapsed });
    }
    run.progress.step(cell.as_str(), "");
    Ok(())
}
