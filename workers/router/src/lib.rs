//! The router: the only public Worker. Routes, tenants, the bearer token, JSON at the edge, benchmark endpoints.
//!
//! ```text
//! request ─> route ─> access ─> body ─> arm (an object, by RPC) ─> answer with its timing block
//!                                  ├──> benchmark (many requests to arms, within the platform's invocations)
//!                                  └──> rpc (measured calls, made by the caller)
//! ```

mod access;
mod address;
mod answer;
mod arm;
mod benchmark;
mod body;
mod guide;
mod keep_warm;
mod query;
mod route;
mod rpc;
mod status;

use kit::{clock::WorkerClock, identity};
use shared::{
    error::Failure,
    ids::RequestId,
    timing::{Clock, UnixMillis},
};
use worker::{Context, Env, Request, Response, Result, event};

use crate::{
    address::Address,
    answer::{Answer, Refusal},
    route::{Route, Work},
    rpc::Asked,
};

/// A request that is being answered.
struct Arrival<'a> {
    env: &'a Env,
    request_id: RequestId,
    at: UnixMillis,
}

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    let arrival = Arrival { env: &env, request_id: identity::new_request(), at: WorkerClock.now() };
    let outcome = respond(&arrival, request).await;
    answer::render(outcome, arrival.request_id)
}

/// Finds out what is asked for, and whether by somebody who may.
async fn respond(arrival: &Arrival<'_>, request: Request) -> std::result::Result<Answer, Refusal> {
    let host = request.headers().get("host").ok().flatten();
    let address = Address::parse(&request.inner().url(), host.as_deref())?;
    let route = Route::parse(&request.inner().method(), &address)?;
    Ok(match route {
        Route::Methods(methods) => Answer::Methods(methods),
        Route::Guide => Answer::Json(guide::json()),
        Route::Work(work) => {
            access::check(&request, arrival.env)?;
            Answer::Json(perform(arrival, work, &request).await?)
        }
    })
}

/// Does what is asked for, and answers with JSON.
async fn perform(arrival: &Arrival<'_>, work: Work, request: &Request) -> std::result::Result<Vec<u8>, Failure> {
    match work {
        Work::ObjectStatus { arm, engine, tenant } => status::of_object(arrival, arm, engine, &tenant).await,
        Work::ComputeStatus(engine) => status::of_compute(arrival, engine).await,
        Work::KeepWarm(engine) => {
            let body = body::read(request).await?;
            keep_warm::now(arrival, engine, &body).await
        }
        Work::PlanWarming { engine, tenant } => {
            let body = body::read(request).await?;
            keep_warm::plan(arrival, engine, tenant, &body).await
        }
        Work::Query { arm, engine, tenant, pings } => {
            let body = body::read(request).await?;
            query::run(arrival, (arm, engine), tenant, pings, &body).await
        }
        Work::Rpc(Asked::Status) => rpc::run(arrival, Asked::Status, &[]).await,
        Work::Rpc(asked @ (Asked::Call | Asked::Batch)) => {
            let body = body::read(request).await?;
            rpc::run(arrival, asked, &body).await
        }
        Work::Benchmark(kind) => {
            let body = body::read(request).await?;
            benchmark::run(arrival, kind, &body).await
        }
    }
}
