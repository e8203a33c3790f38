//! The name of a Worker as somebody types it: a wrong one is answered with those that there are.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use shared::call::ServiceName;

/// What can be typed; a test holds the names against the wrangler files.
pub(crate) fn typed() -> impl TypedValueParser<Value = ServiceName> {
    let names = PossibleValuesParser::new(ServiceName::ALL.map(ServiceName::as_str));
    names.try_map(|name| ServiceName::parse(&name).ok_or_else(|| format!("no Worker is called {name:?}")))
}
