//! What is asked of pools, done.

use std::time::Duration;

use futures::future::try_join_all;
use kit::client::Client;
use shared::{
    call::{
        Call, Pool as PoolService, PoolHost,
        pool::{DrainPool, ReadHost, ReadPool, ResizePool, RunPooled, RunUnpooled, WarmPool},
    },
    error::{ErrorCode, Failure},
    isolation::{
        Benchmark, Drain, Execute, Executed, HostReport, Kind, Pool, PoolReport, Ran, Resize, Told, Warm, code_of,
    },
    limits::isolation,
    pool::Refusal as Kept,
    rendezvous::{home, name_bits},
    timing::Trace,
};
use worker::Env;

use super::{benchmark, metrics, report, route::Asked};
use crate::{
    answer::{Answer, Refusal},
    edge::{Arrival, Errand, GRACE, PATIENCE},
};

/// Has pools do what is asked for.
pub(crate) async fn answer(arrival: &Arrival<'_>, asked: Asked) -> Result<Answer, Refusal> {
    let (errand, env) = (arrival.errand, arrival.env);
    let json = match asked {
        Asked::Execute => {
            let execute = Execute::parse(&arrival.body().await?)?;
            let (executed, trace) = run(errand, env, &execute).await?;
            report::of_task(executed, errand.way(trace))
        }
        Asked::Benchmark => {
            let benchmark = Benchmark::parse(&arrival.body().await?)?;
            let told = benchmark::run(errand, env, &benchmark).await?;
            report::json(told, errand.way(Trace::default()))
        }
        Asked::Status => {
            let (pools, host) = read(errand, env).await?;
            report::of_status(pools, host, errand.way(Trace::default()))
        }
        Asked::Metrics => {
            let (pools, host) = read(errand, env).await?;
            return Ok(Answer::Metrics(metrics::text(&pools, host).into_bytes()));
        }
        Asked::Resize => {
            let resize = Resize::parse(&arrival.body().await?)?;
            let pools = each::<ResizePool>(errand, env, Kind::of(resize.way), &resize, PATIENCE).await?;
            report::of_pools(pools, errand.way(Trace::default()))
        }
        Asked::Drain => {
            let drain = Drain::parse(&arrival.body().await?)?;
            let patience = PATIENCE + Duration::from_millis(drain.patience_ms.into());
            let pools = each::<DrainPool>(errand, env, Kind::of(drain.way), &drain, patience).await?;
            report::of_pools(pools, errand.way(Trace::default()))
        }
        Asked::Warm => {
            let warm = Warm::parse(&arrival.body().await?)?;
            let pools = each::<WarmPool>(errand, env, Kind::of(warm.way), &warm, PATIENCE).await?;
            report::of_pools(pools, errand.way(Trace::default()))
        }
    };
    Ok(Answer::Json(json))
}

/// Has a task run, where its owner's isolates are.
pub(super) async fn run(errand: Errand, env: &Env, execute: &Execute) -> Result<(Executed, Trace), Refusal> {
    let patience = Duration::from_millis(execute.deadline_ms.into()) + GRACE;
    let is_pooled = execute.pool == Pool::Exact && !execute.way.is_loaded_once();
    let (outcome, trace) = if is_pooled {
        let shard = home(name_bits(execute.owner.as_str()), isolation::SHARDS as usize);
        let shard = u32::try_from(shard).unwrap_or_default();
        let pool = Client::<PoolService>::object(env, &Kind::of(execute.way).object(shard))?;
        errand.ask::<RunPooled>(&pool, execute, patience, late).await
    } else {
        errand.ask::<RunUnpooled>(&Client::service(env)?, execute, patience, late).await
    };
    match outcome? {
        Told::Refused { kind, retry_after_ms } => Err(refused(kind, retry_after_ms)),
        Told::Done(executed) => match failure_of(&executed) {
            Some(failure) => Err(failure.into()),
            None => Ok((executed, trace)),
        },
    }
}

/// What every pool and the host tell of themselves.
async fn read(errand: Errand, env: &Env) -> Result<(Vec<PoolReport>, HostReport), Failure> {
    let mut pools = Vec::new();
    for kind in Kind::ALL {
        pools.extend(each::<ReadPool>(errand, env, kind, &(), PATIENCE).await?);
    }
    let (host, _) = errand.ask::<ReadHost>(&Client::<PoolHost>::service(env)?, &(), PATIENCE, late).await;
    Ok((pools, host?))
}

/// Asks every object of a pool.
async fn each<C: Call<Service = PoolService, Output = PoolReport>>(
    errand: Errand,
    env: &Env,
    kind: Kind,
    input: &C::Input,
    patience: Duration,
) -> Result<Vec<PoolReport>, Failure> {
    let of_one = |shard: u32| async move {
        let pool = Client::<PoolService>::object(env, &kind.object(shard))?;
        errand.ask::<C>(&pool, input, patience, late).await.0
    };
    try_join_all((0..isolation::SHARDS).map(of_one)).await
}

/// The failure of a task that did not end with an answer.
fn failure_of(executed: &Executed) -> Option<Failure> {
    let code = match executed.ran {
        Ran::Answered => return None,
        Ran::Failed => ErrorCode::TaskFailed,
        Ran::Trapped => ErrorCode::TaskTrapped,
        Ran::OutOfFuel => ErrorCode::FuelExceeded,
        Ran::Late => ErrorCode::DeadlineExceeded,
        Ran::Foreign => ErrorCode::RuntimeFailed,
    };
    Some(Failure::new(code, executed.output.trim_end_matches('.')))
}

fn refused(kind: Kept, retry_after_ms: u32) -> Refusal {
    let words = match kind {
        Kept::QueueFull => "as many tasks wait for an isolate as may",
        Kept::DeadlinePassed => "the deadline passed while the task waited for an isolate",
        Kept::OwnerAtLimit => "the owner has as many tasks under way as it may, or there are too many owners",
        Kept::Draining => "the pool takes nothing until it is warmed again",
        Kept::BuildFailed => "the isolate that the task waited for did not start",
        Kept::Pressured => "the isolates take as much memory as they may, or their queue has stood for too long",
    };
    let message = format!("{words}; nothing was run; try again in {retry_after_ms} ms");
    Refusal { retry_after_ms: Some(retry_after_ms), ..Failure::new(code_of(kind), message).into() }
}

fn late() -> Failure {
    Failure::new(ErrorCode::DeadlineExceeded, "the pool did not answer in time; the task may have had an effect")
}
