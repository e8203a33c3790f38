//! Does several pieces of work at a time; the first that fails calls off the others and says why.

use std::{
    num::NonZero,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread,
};

use crate::error::{Error, Result};

/// Most pieces at a time: an optimiser takes some hundred megabytes.
const MOST: usize = 4;

/// How many pieces keep the processors of this machine busy.
pub(crate) fn lanes() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get).min(MOST)
}

/// Does the work for each item, for as many at a time as there are lanes, and hands back the outcomes in the order of the items.
///
/// The flag that the work is given says that it was called off; a [`Step`](crate::terminal::Step) that is part of it ends then.
pub(crate) fn side_by_side<T: Send, R: Send>(
    lanes: usize,
    items: Vec<T>,
    work: impl Fn(T, &Arc<AtomicBool>) -> Result<R> + Sync,
) -> Result<Vec<R>> {
    let called_off = Arc::new(AtomicBool::new(false));
    let (queue, outcomes) = (Mutex::new(items.into_iter().enumerate()), Mutex::new(Vec::new()));
    let first = Mutex::new(None::<Error>);
    let lane = || {
        while !called_off.load(Relaxed) {
            let Some((number, item)) = hold(&queue).next() else { break };
            match work(item, &called_off) {
                Ok(outcome) => hold(&outcomes).push((number, outcome)),
                // Those that end afterwards end because of the first.
                Err(error) => {
                    if !called_off.swap(true, Relaxed) {
                        *hold(&first) = Some(error);
                    }
                }
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..lanes {
            scope.spawn(lane);
        }
        lane();
    });
    if let Some(error) = hold(&first).take() {
        return Err(error);
    }
    let mut outcomes = outcomes.into_inner().unwrap_or_else(PoisonError::into_inner);
    outcomes.sort_by_key(|(number, _)| *number);
    Ok(outcomes.into_iter().map(|(_, outcome)| outcome).collect())
}

fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
