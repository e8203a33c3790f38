//! A row of the guide: a route, and what it does.

use serde::Serialize;

/// A route, with what it does and a body to try.
#[derive(Clone, Copy, Serialize)]
pub(crate) struct RouteHelp {
    route: &'static str,
    does: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    body: &'static str,
}

/// A row of the guide.
pub(crate) const fn help(route: &'static str, does: &'static str, body: &'static str) -> RouteHelp {
    RouteHelp { route, does, body }
}
