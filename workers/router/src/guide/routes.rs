//! The routes, each with what it does and a body to try.

use serde::Serialize;

#[derive(Serialize)]
pub(super) struct RouteHelp {
    route: &'static str,
    does: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    body: &'static str,
}

const fn help(route: &'static str, does: &'static str, body: &'static str) -> RouteHelp {
    RouteHelp { route, does, body }
}

const QUERY: &str = r#"{"sql":"select ?1 as answer","params":[42],"tenant":"t1"}"#;
const TIMING: &str = r#"{"sql":"select 1","pings":20}"#;
const CALLS: &str = r#"{"calls":4}"#;
const WARMING: &str = r#"{"tenant":"t1","every_ms":10000,"times":6}"#;

/// All of them: what is asked of tenants first, then of compute, then what measures.
pub(super) const ALL: [RouteHelp; 23] = [
    help("GET /", "this", ""),
    help("POST /{arm}/query", "runs SQL for the tenant of ?tenant=… or of the body, by the engine of ?engine=…", QUERY),
    help("POST /{arm}/{engine}/query", "the same", QUERY),
    help("POST /multi-tenant/{arm}/:tenantId/query", "runs SQL for the tenant of the path", QUERY),
    help("POST /multi-tenant/{arm}/{engine}/:tenantId/query", "the same", QUERY),
    help("POST /{arm}/timing", "runs SQL, and times that many empty calls from the state object to compute", TIMING),
    help("POST /{arm}/{engine}/timing", "the same", TIMING),
    help("GET /{arm}/status", "what the object of ?tenant=… holds, of the engine of ?engine=…", ""),
    help("GET /{arm}/{engine}/status", "the same", ""),
    help(
        "POST /new/keep-warm",
        "has the alarm of the tenant's object keep compute warm every so often, so many times; GET /new/status tells what is left",
        WARMING,
    ),
    help("POST /new/{engine}/keep-warm", "the same", WARMING),
    help("GET /compute/status", "what one isolate of compute holds, of the engine of ?engine=…", ""),
    help("GET /compute/{engine}/status", "the same", ""),
    help(
        "POST /compute/keep-warm",
        "starts the engine of one isolate of compute, or sends that many calls and says which isolates answered",
        CALLS,
    ),
    help("POST /compute/{engine}/keep-warm", "the same", CALLS),
    help(
        "POST /benchmark/cold-start",
        "first queries of new tenants, arm by arm",
        r#"{"iterations":5,"engine":"sqlite"}"#,
    ),
    help("POST /benchmark/hot-query", "a point query on warm objects", r#"{"iterations":20}"#),
    help("POST /benchmark/write", "an insert of one row on warm objects", r#"{"iterations":20}"#),
    help("POST /benchmark/compare", "all three", r#"{"iterations":5}"#),
    help("POST /benchmark/multi-tenant/burst", "one query for each of many new tenants", r#"{"tenants":100}"#),
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
];
