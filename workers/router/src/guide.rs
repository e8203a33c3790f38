//! `GET /`: what is here and how to call it.

mod bounds;

use serde::Serialize;
use shared::error::ErrorCode;

use self::bounds::Bounds;
use crate::{
    arms, benchmark, call,
    help::{RouteHelp, help},
    pool, rpc, workflow,
};

#[derive(Serialize)]
struct Guide {
    name: &'static str,
    about: &'static str,
    arms: [(&'static str, &'static str); 4],
    engines: [(&'static str, &'static str); 2],
    routes: Vec<RouteHelp>,
    address: &'static str,
    query: &'static str,
    answer: &'static str,
    errors: Vec<ErrorHelp>,
    limits: Bounds,
}

/// One code; the message of a failure says what to do.
#[derive(Serialize)]
struct ErrorHelp {
    code: ErrorCode,
    status: u16,
    /// Whether the same request may succeed later without being changed.
    retryable: bool,
}

/// The guide.
pub(crate) fn json() -> Vec<u8> {
    let errors = ErrorCode::ALL.iter();
    let errors = errors.map(|&code| ErrorHelp { code, status: code.status(), retryable: code.retryable() });
    let guide = Guide {
        name: "isolab",
        about: "where should the WASM live? the same SQL through four architectures on Cloudflare Workers, measured",
        arms: [
            ("new", "a state object without an engine asks a stateless compute Worker that has one"),
            ("traditional", "an object with the WASM engine inside"),
            ("hybrid", "an object that asks compute until its own WASM engine is loaded"),
            ("native", "an object's own SQLite: the floor"),
        ],
        engines: [("sqlite", "in every arm, and where a request names none"), ("postgres", "in every arm but native")],
        routes: [
            &[help("GET /", "this", "")],
            &arms::ROUTES[..],
            &benchmark::ROUTES,
            &rpc::ROUTES,
            &call::ROUTES,
            &workflow::ROUTES,
            &pool::ROUTES,
        ]
        .concat(),
        address: "a path has no slash at its end and none twice; a parameter is one that the route names, stands there once and has a value; escapes such as %3A are decoded, and + is a space in a parameter; HEAD is taken where GET is, and OPTIONS tells what is",
        query: "{ \"sql\", \"params\"?, \"tenant\"?, \"idempotency_key\"? } or { \"statements\": [{ \"sql\", \"params\"? }, …] } for one transaction, as JSON in UTF-8, each field once; params are null, booleans, numbers, strings, {\"integer\":\"…\"} or {\"blob\":\"base64\"}",
        answer: "{ \"columns\", \"rows\", \"rows_affected\", \"last_insert_rowid\", \"timing\" } or { \"results\": […], \"timing\" }; a benchmark that is not done hands back a \"cursor\": send it alone as the next body's \"cursor\"; a failure is { \"error\": { \"code\", \"message\", \"sqlstate\"?, \"retryable\", \"request_id\" } }",
        errors: errors.collect(),
        limits: bounds::all(),
    };
    serde_json::to_vec_pretty(&guide).expect("text and numbers always render")
}

#[cfg(test)]
mod tests;
