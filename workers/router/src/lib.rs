//! The router: the only public Worker. Routes, tenants, the bearer token, JSON at the edge, benchmark endpoints.
//!
//! ```text
//! request ─> route ─> access ─> body ─> arm (an object, by RPC) ─> answer with its timing block
//!                                  ├──> benchmark (many requests to arms, within the platform's invocations)
//!                                  └──> rpc (measured calls, made by the caller)
//! ```

mod access;
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

use crate::route::Route;

/// A request that is being answered.
struct Arrival<'a> {
    env: &'a Env,
    request_id: RequestId,
    at: UnixMillis,
}

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    let arrival = Arrival { env: &env, request_id: identity::new_request(), at: WorkerClock.now() };
    match respond(&arrival, request).await {
        Ok(json) => answer::ok(json),
        Err(failure) => answer::failed(&failure, arrival.request_id),
    }
}

/// Answers a request with JSON.
async fn respond(arrival: &Arrival<'_>, mut request: Request) -> std::result::Result<Vec<u8>, Failure> {
    let url = request.inner().url();
    let route = Route::parse(request.inner().method().as_str(), &url)?;
    if route.needs_token() {
        access::check(&request, arrival.env)?;
    }
    match route {
        Route::Guide => Ok(guide::json()),
        Route::ObjectStatus { arm, engine, tenant } => status::of_object(arrival, arm, engine, &tenant).await,
        Route::ComputeStatus(engine) => status::of_compute(arrival, engine).await,
        Route::KeepWarm(engine) => {
            let body = body::read(&mut request).await?;
            keep_warm::now(arrival, engine, &body).await
        }
        Route::PlanWarming { engine, tenant } => {
            let body = body::read(&mut request).await?;
            keep_warm::plan(arrival, engine, tenant, &body).await
        }
        Route::Query { arm, engine, tenant, pings } => {
            let body = body::read(&mut request).await?;
            query::run(arrival, (arm, engine), tenant, pings, &body).await
        }
        Route::Rpc(asked) => {
            let body = body::read(&mut request).await?;
            rpc::run(arrival, asked, &body).await
        }
        Route::Benchmark(kind) => {
            let body = body::read(&mut request).await?;
            benchmark::run(arrival, kind, &body).await
        }
    }
}
