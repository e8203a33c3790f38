//! The rows of the guide that tell of measured calls.

use crate::help::{RouteHelp, help};

/// The routes, each with what it does and a body to try.
pub(crate) const ROUTES: [RouteHelp; 3] = [
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
