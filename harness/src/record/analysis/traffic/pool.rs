//! How many isolates there are, from how often requests come back to known ones: capture and recapture.
//!
//! The isolates of the first half of a round are *marked*; every request of the second half is a *capture*, and a recapture
//! where its isolate is marked. An isolate may be captured again and again, so this is the scheme of Lincoln and Petersen
//! with replacement, whose estimate of small bias is Bailey's, `marked (captures + 1) / (recaptures + 1)`; Chapman's is for
//! animals that are caught once in a half at most, and would throw away that all requests came to the same few. Given the
//! marked ones, each capture is an independent trial with the chance `marked / isolates`, whence the interval: that of
//! Wilson for the chance, turned over. All of it takes every isolate for equally likely; where some are preferred, the
//! estimate is too low.

use std::collections::HashSet;

use statistics::{Estimate, Interval, wilson};

use super::census::Served;
use crate::record::Pool;

/// The pool behind the servers of one round.
pub(super) fn pool(round: &[Served]) -> Pool {
    let isolates: Vec<u64> = round.iter().filter_map(|served| Some(served.told.server()?.isolate.0)).collect();
    let (first, second) = isolates.split_at(isolates.len() / 2);
    let marked: HashSet<u64> = first.iter().copied().collect();
    let recaptures = second.iter().filter(|isolate| marked.contains(isolate)).count() as u64;
    let seen = isolates.iter().collect::<HashSet<_>>().len() as u64;
    let (marked, captures) = (marked.len() as u64, second.len() as u64);
    match estimate(marked, captures, recaptures) {
        Ok(estimate) => {
            // What was seen is there, whatever the chances say.
            let least = float(seen);
            let interval = Interval { low: estimate.interval.low.max(least), high: estimate.interval.high.max(least) };
            let isolates = Estimate { value: estimate.value.max(least), interval };
            Pool::Estimated { seen, marked, captures, recaptures, isolates: isolates.into() }
        }
        Err(why) => Pool::CannotTell { seen, why: why.to_owned() },
    }
}

/// The size of a pool with its 95 % interval, or why there is none.
pub(super) fn estimate(marked: u64, captures: u64, recaptures: u64) -> Result<Estimate, &'static str> {
    let chance = wilson(recaptures, captures).ok_or("there are no two halves with answers")?;
    if marked == 0 {
        return Err("the first half has no answer");
    }
    if recaptures == 0 {
        return Err("no isolate of the first half answered in the second");
    }
    let marked = float(marked);
    let value = marked * float(captures + 1) / float(recaptures + 1);
    let (low, high) = (marked / chance.interval.high, marked / chance.interval.low);
    // The estimate corrects for a bias that the interval does not know of.
    Ok(Estimate { value, interval: Interval { low: low.min(value), high: high.max(value) } })
}

#[expect(clippy::cast_precision_loss, reason = "requests of a run stay far below 2^52, where this is exact")]
fn float(count: u64) -> f64 {
    count as f64
}
