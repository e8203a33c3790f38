//! The rows of the guide that tell of calls between objects.

use crate::help::{RouteHelp, help};

/// The routes, each with what it does and a body to try.
pub(crate) const ROUTES: [RouteHelp; 7] = [
    help(
        "POST /call/batch",
        "many calls from one object to others, by rpc, rpc_durable, rpc_both_durable, queued, queued_list, durable, durable_single, one_way or two_one_way; with accept: text/event-stream, events tell its progress",
        r#"{"way":"rpc_durable","operations":50,"mode":"parallel"}"#,
    ),
    help("GET /call/status", "what the source of ?source=… holds", ""),
    help(
        "GET /call/ledger",
        "which effects the target of ?target=… has made, all or those of ?source=…; a target is called after its source, as in source.0",
        "",
    ),
    help("GET /call/dead", "the calls that the source of ?source=… has given up", ""),
    help("POST /call/dead/:id/redrive", "sends one of them again", ""),
    help("POST /call/dead/:id/drop", "forgets one of them", ""),
    help(
        "POST /call/cancel",
        "has calls to a target not be made any more, from a number on, and says what became of each",
        r#"{"source":"source","target":"source.0","first":1,"calls":1}"#,
    ),
];
