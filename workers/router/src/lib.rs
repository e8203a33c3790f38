//! The router: the only public Worker. Routes, tenants, the bearer token, JSON at the edge, benchmark endpoints.
//!
//! ```text
//! request ─> route ─> access ─> one of the systems ─> answer with the request's way
//!                                 ├─ arms: queries, what objects and compute hold, keeping compute warm
//!                                 ├─ benchmark: many requests to arms, within the platform's invocations
//!                                 ├─ rpc: measured calls, made by the caller
//!                                 ├─ call: batches of calls between objects, made by a source
//!                                 ├─ workflow: instances of workflows, which objects run
//!                                 └─ pool: tasks in isolates that are kept, set back or made fresh
//! ```
//!
//! A system is a folder with the same three things: the `route` that an address stands for, its rows of the `guide`, and the
//! `answer`. [`route`] and [`guide`] name each once.

mod access;
mod address;
mod answer;
mod arms;
mod benchmark;
mod body;
mod call;
mod edge;
mod endpoint;
mod guide;
mod help;
mod pool;
mod route;
mod rpc;
mod workflow;

use worker::{Context, Env, Request, Response, Result, event};

use crate::{
    address::Address,
    answer::{Answer, Refusal},
    edge::Arrival,
    route::Route,
};

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    let arrival = Arrival::now(&env, &request);
    let outcome = respond(&arrival).await;
    answer::render(outcome, arrival.errand.request_id)
}

/// Finds out what is asked for, and whether by somebody who may.
async fn respond(arrival: &Arrival<'_>) -> std::result::Result<Answer, Refusal> {
    let request = arrival.request.inner();
    let host = arrival.request.headers().get("host").ok().flatten();
    let address = Address::parse(&request.url(), host.as_deref())?;
    Ok(match Route::parse(&request.method(), &address)? {
        Route::Methods(methods) => Answer::Methods(methods),
        Route::Guide => Answer::Json(guide::json()),
        Route::Work(work) => {
            access::check(arrival.request, arrival.env)?;
            work.answer(arrival).await?
        }
    })
}
