//! The rows of the guide that tell of the arms: what is asked of tenants first, then of compute.

use crate::help::{RouteHelp, help};

const QUERY: &str = r#"{"sql":"select ?1 as answer","params":[42],"tenant":"t1"}"#;
const TIMING: &str = r#"{"sql":"select 1","pings":20}"#;
const CALLS: &str = r#"{"calls":4}"#;
const WARMING: &str = r#"{"tenant":"t1","every_ms":10000,"times":6}"#;

/// The routes, each with what it does and a body to try.
pub(crate) const ROUTES: [RouteHelp; 14] = [
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
];
