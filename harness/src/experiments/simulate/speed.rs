//! How fast the simulator is, in events for each second of one processor, and what it takes in memory.

use nix::sys::time::TimeValLike as _;
use nix::time::{ClockId, clock_gettime};
use shared::{choice::Choice as _, pool::Placement};
use simulator::{
    simulate,
    speed::{PROMISED, PROMISED_BYTES, Pace},
};

use super::too_few;
use crate::{
    error::{Error, Exit, Result},
    numbers::count,
    terminal,
};

/// Measures every size, prints a table, and fails where less was reached than is promised.
pub(super) fn run(quick: bool) -> Result<()> {
    let mut missed = Vec::new();
    let mut text = vec![format!(
        "{:<13} {:>9} {:>9} {:>14} {:>8}  {}\n",
        "placement", "isolates", "tenants", "events/s/core", "bytes", "promise"
    )];
    for pace in Pace::all() {
        let plan = pace.plan(if quick { 2_000_000 } else { 8_000_000 });
        // The time of this thread alone: what else the machine does takes nothing from it but the cache.
        let begun = processor()?;
        let found = simulate(&plan, 1).map_err(too_few)?;
        let pace_found = rate(found.events, processor()? - begun);
        let bytes = pace.bytes_each(&found);
        let promise =
            PROMISED.iter().find(|(isolates, _)| *isolates == pace.isolates && pace.placement == Placement::Central);
        let said = promise.map_or_else(String::new, |(_, least)| {
            let holds = pace_found >= *least && bytes <= PROMISED_BYTES.0;
            if !holds {
                missed.push(pace.isolates);
            }
            format!("at least {} M, {} bytes: {}", least / 1e6, PROMISED_BYTES.0, if holds { "met" } else { "NOT MET" })
        });
        let (isolates, tenants) = (count(pace.isolates.into()), count(pace.tenants.into()));
        text.push(format!(
            "{:<13} {isolates:>9} {tenants:>9} {:>12.2} M {bytes:>8.1}  {said}\n",
            pace.placement.as_str(),
            pace_found / 1e6
        ));
    }
    text.push(format!(
        "a tenant takes {} bytes; requests that wait are not counted among the isolates\n",
        PROMISED_BYTES.1
    ));
    terminal::print(&text.concat())?;
    if missed.is_empty() {
        Ok(())
    } else {
        Err(Error::new(Exit::Gate, format!("too slow or too large with {missed:?} isolates")))
    }
}

fn processor() -> Result<i64> {
    let now = clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID);
    now.map(|now| now.num_nanoseconds()).map_err(|error| Error::internal(format!("no clock of this thread: {error}")))
}

#[expect(clippy::cast_precision_loss, reason = "events and nanoseconds of a few seconds are far below 2^52")]
fn rate(events: u64, nanos: i64) -> f64 {
    events as f64 / (nanos.max(1) as f64 / 1e9)
}
