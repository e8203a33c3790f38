//! The rows of the guide that tell of pools.

use crate::help::{RouteHelp, help};

/// The routes, each with what it does and a body to try.
pub(crate) const ROUTES: [RouteHelp; 7] = [
    help(
        "POST /pool/execute",
        "runs a task in an isolate of its owner, by way bare, unmetered, shared, reset, instance, isolate, disposable or naive; pool is exact or stateless",
        r#"{"task":"transform","way":"instance","owner":"alice","payload":"hello isolate","deadline_ms":1000}"#,
    ),
    help(
        "POST /pool/benchmark",
        "the same task many times, for one or several owners, timed by the router's clock",
        r#"{"task":"compute","way":"instance","iterations":100,"concurrency":16}"#,
    ),
    help("GET /pool/status", "what every pool holds, has done and has refused", ""),
    help("GET /pool/metrics", "the same in the text format of Prometheus", ""),
    help("POST /pool/resize", "how many isolates each object of a pool may have", r#"{"size":4,"way":"instance"}"#),
    help(
        "POST /pool/drain",
        "has a pool take nothing more and end its isolates, until it is warmed",
        r#"{"patience_ms":2000,"way":"instance"}"#,
    ),
    help(
        "POST /pool/warm",
        "makes isolates ahead in each object of a pool, and ends a drain",
        r#"{"isolates":1,"way":"instance"}"#,
    ),
];
