//! `GET /`: what is here and how to call it.

use serde::Serialize;
use shared::limits;

#[derive(Serialize)]
struct Guide {
    name: &'static str,
    about: &'static str,
    arms: [(&'static str, &'static str); 4],
    engines: [(&'static str, &'static str); 2],
    routes: Vec<RouteHelp>,
    query: &'static str,
    answer: &'static str,
    limits: Vec<(&'static str, usize)>,
}

#[derive(Serialize)]
struct RouteHelp {
    route: &'static str,
    does: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    body: &'static str,
}

const fn help(route: &'static str, does: &'static str, body: &'static str) -> RouteHelp {
    RouteHelp { route, does, body }
}

const QUERY: &str = r#"{"sql":"select ?1 as answer","params":[42],"tenant":"t1"}"#;

/// The guide.
pub(crate) fn json() -> Vec<u8> {
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
        routes: vec![
            help("GET /", "this", ""),
            help("GET /{arm}/status", "what the object of ?tenant=… holds, of the engine of ?engine=…", ""),
            help("GET /{arm}/{engine}/status", "the same", ""),
            help(
                "POST /{arm}/query",
                "runs SQL for the tenant of ?tenant=… or of the body, by the engine of ?engine=…",
                QUERY,
            ),
            help("POST /{arm}/{engine}/query", "the same", QUERY),
            help(
                "POST /{arm}/timing",
                "runs SQL, and times that many empty calls from the state object to compute",
                r#"{"sql":"select 1","pings":20}"#,
            ),
            help("POST /{arm}/{engine}/timing", "the same", r#"{"sql":"select 1","pings":20}"#),
            help("POST /multi-tenant/{arm}/:tenantId/query", "runs SQL for the tenant of the path", QUERY),
            help("POST /multi-tenant/{arm}/{engine}/:tenantId/query", "the same", QUERY),
            help("GET /compute/status", "what one isolate of compute holds", ""),
            help("GET /compute/{engine}/status", "the same of the compute that has the engine", ""),
            help(
                "POST /compute/keep-warm",
                "starts the engine of one isolate of compute, or sends that many calls and says which isolates answered",
                r#"{"calls":4}"#,
            ),
            help("POST /compute/{engine}/keep-warm", "the same", r#"{"calls":4}"#),
            help(
                "POST /new/keep-warm",
                "has the alarm of the tenant's object do so every so often, so many times; GET /new/status tells what is left",
                r#"{"tenant":"t1","every_ms":10000,"times":6}"#,
            ),
            help("POST /new/{engine}/keep-warm", "the same", r#"{"tenant":"t1","every_ms":10000,"times":6}"#),
            help(
                "POST /benchmark/cold-start",
                "first queries of new tenants, arm by arm",
                r#"{"iterations":5,"engine":"sqlite"}"#,
            ),
            help("POST /benchmark/hot-query", "a point query on warm objects", r#"{"iterations":20}"#),
            help("POST /benchmark/write", "an insert of one row on warm objects", r#"{"iterations":20}"#),
            help("POST /benchmark/compare", "all three", r#"{"iterations":5}"#),
            help(
                "POST /rpc/execute",
                "one call from a thin Worker to a runtime, by direct, binding_fetch, binding_rpc, object_fetch, object_rpc, capnweb, raw_fetch or loader",
                r#"{"method":"binding_rpc","codec":"json","function":"echo","size":1000,"depth":1}"#,
            ),
            help(
                "POST /rpc/benchmark",
                "many such calls, sequential, parallel or pipelined",
                r#"{"method":"object_rpc","calls":24,"mode":"parallel","concurrency":8}"#,
            ),
            help("GET /rpc/status", "which methods are available here", ""),
            help("POST /benchmark/multi-tenant/burst", "one query for each of many new tenants", r#"{"tenants":100}"#),
        ],
        query: "{ \"sql\", \"params\"?, \"tenant\"?, \"idempotency_key\"? } or { \"statements\": [{ \"sql\", \"params\"? }, …] } for one transaction; params are null, booleans, numbers, strings, {\"integer\":\"…\"} or {\"blob\":\"base64\"}",
        answer: "{ \"columns\", \"rows\", \"rows_affected\", \"last_insert_rowid\", \"timing\" } or { \"results\": […], \"timing\" }; a benchmark that is not done hands back a \"cursor\": send it as the next body's \"cursor\"",
        limits: vec![
            ("body_bytes", limits::BODY_BYTES),
            ("sql_bytes", limits::SQL_BYTES),
            ("parameters", limits::PARAMETERS),
            ("statements", limits::STATEMENTS),
            ("result_rows", limits::RESULT_ROWS),
            ("result_bytes", limits::RESULT_BYTES),
            ("tenant_bytes", limits::TENANT_BYTES),
            ("iterations", limits::ITERATIONS),
            ("tenants", limits::TENANTS),
        ],
    };
    serde_json::to_vec_pretty(&guide).expect("text and numbers always render")
}
