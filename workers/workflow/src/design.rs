//! How the durable calls of an object are made: as usual, but in objects that tests know by their names.

use shared::durable::Design;
#[cfg(feature = "fault-injection")]
use shared::durable::{Replies, Watchdog};

/// What is used.
#[cfg(not(feature = "fault-injection"))]
pub(crate) fn of(_name: Option<&str>) -> Design {
    Design::default()
}

/// Two objects lack what keeps others from losing or doubling anything: negative controls.
#[cfg(feature = "fault-injection")]
pub(crate) fn of(name: Option<&str>) -> Design {
    match name {
        Some("unwatched") => Design { watchdog: Watchdog::Off, ..Design::default() },
        Some("unchecked") => Design { replies: Replies::Unchecked, ..Design::default() },
        Some(_) | None => Design::default(),
    }
}
