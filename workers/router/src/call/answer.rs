//! What is asked of sources and targets, done.

use std::time::Duration;

use futures::future::join_all;
use kit::{client::Client, clock::WorkerClock};
use shared::{
    call::{
        Call, CallSource, CallTarget,
        durable::{Cancel, DropDead, ListDead, ReadLedger, ReadSource, Redrive, RunBatch},
    },
    durable::{BatchReport, Cancellation, LedgerQuestion, Mode, Plan},
    error::{ErrorCode, Failure},
    ids::TenantId,
    timing::{Clock, Trace},
};

use super::{
    events, report,
    route::{Asked, Burial},
};
use crate::{
    access,
    answer::Answer,
    edge::{Arrival, Errand, PATIENCE},
};

/// Has a source or a target do what is asked for, and answers with JSON, or with events where a batch is to be watched.
pub(crate) async fn answer(arrival: &Arrival<'_>, asked: Asked) -> Result<Answer, Failure> {
    let errand = arrival.errand;
    let source = |name: &TenantId| Client::<CallSource>::object(arrival.env, name.as_str());
    let json = match asked {
        Asked::Batch => {
            let plan = Plan::parse(&arrival.body().await?, !access::is_local(arrival.env))?;
            let source = source(&plan.source)?;
            if arrival.takes_events() {
                return Ok(Answer::Events(events::of_batch(errand, source, plan)));
            }
            run(errand, &source, &plan).await?
        }
        Asked::Cancel => {
            let (name, cancellation) = Cancellation::parse(&arrival.body().await?)?;
            let (told, trace) = ask::<Cancel>(errand, &source(&name)?, &cancellation).await?;
            report::json(told, errand.way(trace))
        }
        Asked::Status(name) => {
            let (told, trace) = ask::<ReadSource>(errand, &source(&name)?, &()).await?;
            report::json(told, errand.way(trace))
        }
        Asked::Ledger { target, source } => {
            let target = Client::<CallTarget>::object(arrival.env, target.as_str())?;
            let question = LedgerQuestion { source: source.map(|name| name.as_str().to_owned()) };
            let (told, trace) = ask::<ReadLedger>(errand, &target, &question).await?;
            report::json(told, errand.way(trace))
        }
        Asked::Dead(name) => {
            let (dead, trace) = ask::<ListDead>(errand, &source(&name)?, &()).await?;
            report::json(report::of_dead(dead), errand.way(trace))
        }
        Asked::Bury { source: name, id, burial } => {
            let source = source(&name)?;
            let ((), trace) = match burial {
                Burial::Redrive => ask::<Redrive>(errand, &source, &id).await?,
                Burial::Drop => ask::<DropDead>(errand, &source, &id).await?,
            };
            report::json(report::of_burial(id), errand.way(trace))
        }
    };
    Ok(Answer::Json(json))
}

/// Has a source make a batch, and tells what came of it.
pub(super) async fn run(errand: Errand, source: &Client<CallSource>, plan: &Plan) -> Result<Vec<u8>, Failure> {
    let patience = Duration::from_millis(plan.deadline_ms.into());
    let late = || {
        let message = format!("the source did not answer within {} ms; try again", plan.deadline_ms);
        Failure::new(ErrorCode::DeadlineExceeded, message)
    };
    let (report, trace) = if plan.mode == Mode::Events {
        let (one, began) = (plan.of_one_event(), WorkerClock.now());
        let asked = (0..plan.operations).map(|_| errand.ask::<RunBatch>(source, &one, patience, late));
        let mut told = join_all(asked).await.into_iter();
        let elapsed_ms = WorkerClock.now().since(began);
        let (first, trace) =
            told.next().ok_or_else(|| Failure::new(ErrorCode::Internal, "a batch has no operation"))?;
        let all = told.try_fold(first?, |all, (outcome, _)| outcome.map(|report| all.and(report)))?;
        (BatchReport { plan: plan.clone(), elapsed_ms, ..all }, trace)
    } else {
        let (outcome, trace) = errand.ask::<RunBatch>(source, plan, patience, late).await;
        (outcome?, trace)
    };
    Ok(report::of_batch(report, errand.way(trace)))
}

async fn ask<C: Call>(
    errand: Errand,
    object: &Client<C::Service>,
    input: &C::Input,
) -> Result<(C::Output, Trace), Failure> {
    let late = || object.failure(format!("{} did not answer in time; try again", object.name()));
    let (outcome, trace) = errand.ask::<C>(object, input, PATIENCE, late).await;
    Ok((outcome?, trace))
}
