//! Many seeds: what is found by chance differs from one to the next, and so has an interval.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use statistics::{Estimate, mean_interval};

use crate::{
    findings::Findings,
    plan::Plan,
    run::{TooFewEvents, simulate},
};

/// The findings of one plan with many seeds.
#[derive(Clone, Debug)]
pub struct Spread {
    /// By seed.
    pub findings: Vec<Findings>,
}

/// Reads one number of a finding.
pub type Measure = fn(&Findings) -> f64;

impl Spread {
    /// The mean of a number over the seeds, with its interval; none for less than two seeds.
    pub fn of(&self, measure: impl Fn(&Findings) -> f64) -> Option<Estimate> {
        mean_interval(&self.findings.iter().map(measure).collect::<Vec<_>>())
    }

    /// The mean of a number over the seeds.
    pub fn mean(&self, measure: impl Fn(&Findings) -> f64) -> f64 {
        self.findings.iter().map(measure).sum::<f64>() / self.findings.len().max(1) as f64
    }
}

/// Simulates a plan with so many seeds, from `first` on, on as many threads as the machine has.
pub fn over_seeds(plan: &Plan, first: u64, seeds: u32) -> Result<Spread, TooFewEvents> {
    let mut found = run_all(&(0..u64::from(seeds)).map(|seed| (plan, first + seed)).collect::<Vec<_>>())?;
    found.truncate(seeds as usize);
    Ok(Spread { findings: found })
}

/// Simulates plans with seeds, and hands back what was found in the order of them.
pub(crate) fn run_all(runs: &[(&Plan, u64)]) -> Result<Vec<Findings>, TooFewEvents> {
    let threads = thread::available_parallelism().map_or(1, Into::into).min(runs.len());
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some((place, (plan, seed))) = next_of(&next, runs) {
            done.push((place, simulate(plan, *seed)));
        }
        done
    };
    let mut done: Vec<_> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a simulation does not panic")).collect()
    });
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, found)| found).collect()
}

fn next_of<'a, T>(next: &AtomicUsize, runs: &'a [T]) -> Option<(usize, &'a T)> {
    let place = next.fetch_add(1, Ordering::Relaxed);
    Some((place, runs.get(place)?))
}

/// The same plan with other seeds: how far apart two findings of the same are. One means not at all.
pub fn control(plan: &Plan, first: u64, seeds: u32, measure: Measure) -> Result<f64, TooFewEvents> {
    let [one, other] = [first, first + u64::from(seeds)].map(|first| over_seeds(plan, first, seeds));
    let (one, other) = (one?.mean(measure), other?.mean(measure));
    Ok(if one.total_cmp(&other).is_eq() { 1.0 } else { other / one })
}
