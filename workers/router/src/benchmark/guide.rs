//! The rows of the guide that tell of benchmarks.

use crate::help::{RouteHelp, help};

/// The routes, each with what it does and a body to try.
pub(crate) const ROUTES: [RouteHelp; 5] = [
    help(
        "POST /benchmark/cold-start",
        "first queries of new tenants, arm by arm",
        r#"{"iterations":5,"engine":"sqlite"}"#,
    ),
    help("POST /benchmark/hot-query", "a point query on warm objects", r#"{"iterations":20}"#),
    help("POST /benchmark/write", "an insert of one row on warm objects", r#"{"iterations":20}"#),
    help("POST /benchmark/compare", "all three", r#"{"iterations":5}"#),
    help("POST /benchmark/multi-tenant/burst", "one query for each of many new tenants", r#"{"tenants":100}"#),
];
