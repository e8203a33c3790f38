//! A machine that is as restless as a real one, for simulations.

use super::*;

/// Requests of an arm on the way there, and again on the way back.
const HALF_BLOCK: usize = 10;
/// What a request takes on a quiet machine, in milliseconds.
const QUIET: f64 = 0.7;
/// The standard deviation of the logarithm of a request's time.
const NOISE: f64 = 0.1;
/// The standard deviation of the logarithm of a whole process, the same for all of its arms.
const PROCESS: f64 = 0.05;
/// How much slower the machine is at the end of a run than at its beginning.
const DRIFT: f64 = 0.2;
/// The probability that a burst begins at a request; it makes everything two to three times slower.
const BURST: f64 = 0.003;
/// The probability that a burst ends at a request: it lasts three blocks on average.
const CALM: f64 = 1.0 / 60.0;

/// What is measured on the machine.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// Processes, one after the other.
    pub rounds: usize,
    /// Pairs in each.
    pub pairs: usize,
    /// The standard deviation of the logarithm by which an arm differs from itself between processes.
    pub luck: f64,
}

/// The times of all requests of every arm, in milliseconds: by arm, round and pair.
pub(super) type Times = Vec<Vec<Vec<Vec<f64>>>>;

/// Measures arms of the given factors in mirrored order, pair after pair.
pub(super) fn interleaved(plan: Plan, factors: &[f64], seed: u64) -> Times {
    let mut machine = Machine::of(seed, plan.rounds * plan.pairs * 2 * HALF_BLOCK * factors.len());
    let arms: Vec<usize> = (0..factors.len()).collect();
    let mut times = vec![vec![]; factors.len()];
    for _ in 0..plan.rounds {
        let process = machine.spread(PROCESS);
        let slowness: Vec<f64> = factors.iter().map(|factor| factor * process * machine.spread(plan.luck)).collect();
        let mut round = vec![vec![]; factors.len()];
        for _ in 0..plan.pairs {
            let mut pair = vec![vec![]; factors.len()];
            for arm in mirrored(&arms, &mut machine.random) {
                pair[arm].extend((0..HALF_BLOCK).map(|_| slowness[arm] * machine.request()));
            }
            append(&mut round, pair);
        }
        append(&mut times, round);
    }
    times
}

/// Gives every arm its part.
fn append<T>(arms: &mut [Vec<T>], parts: Vec<T>) {
    arms.iter_mut().zip(parts).for_each(|(arm, part)| arm.push(part));
}

/// Measures one arm to its end, then the next: the usual way.
pub(super) fn sequential(plan: Plan, factors: &[f64], seed: u64) -> Times {
    let mut machine = Machine::of(seed, plan.rounds * plan.pairs * 2 * HALF_BLOCK * factors.len());
    let mut times = Vec::new();
    for factor in factors {
        let mut round = |_| {
            let slowness = factor * machine.spread(PROCESS) * machine.spread(plan.luck);
            (0..plan.pairs).map(|_| (0..2 * HALF_BLOCK).map(|_| slowness * machine.request()).collect()).collect()
        };
        times.push((0..plan.rounds).map(&mut round).collect());
    }
    times
}

/// The medians of the blocks of two arms, pair by pair.
pub(super) fn paired(times: &Times, base: usize, arm: usize) -> Vec<Vec<Pair>> {
    let pair = |(base, arm): (&Vec<f64>, &Vec<f64>)| Pair { base: median(base).unwrap(), arm: median(arm).unwrap() };
    let round = |(base, arm): (&Vec<Vec<f64>>, &Vec<Vec<f64>>)| base.iter().zip(arm).map(pair).collect();
    times[base].iter().zip(&times[arm]).map(round).collect()
}

struct Machine {
    random: Random,
    burst: Option<f64>,
    requests: usize,
    /// The number of requests over which the drift spreads.
    run: usize,
}

impl Machine {
    fn of(seed: u64, run: usize) -> Self {
        Self { random: Random::seeded(seed), burst: None, requests: 0, run }
    }

    /// The time of one request on the machine as it is now, in milliseconds.
    fn request(&mut self) -> f64 {
        let turn = self.random.unit();
        self.burst = match self.burst {
            None if turn < BURST => Some(2.0 + self.random.unit()),
            Some(_) if turn < CALM => None,
            burst => burst,
        };
        self.requests += 1;
        let drift = 1.0 + DRIFT * count(self.requests) / count(self.run);
        QUIET * drift * self.burst.unwrap_or(1.0) * self.spread(NOISE)
    }

    fn spread(&mut self, deviation: f64) -> f64 {
        log_normal(&mut self.random, deviation)
    }
}

/// A factor whose logarithm is normal around zero (Box and Muller).
pub(super) fn log_normal(random: &mut Random, deviation: f64) -> f64 {
    let distance = (-2.0 * (1.0 - random.unit()).ln()).sqrt();
    (deviation * distance * (std::f64::consts::TAU * random.unit()).cos()).exp()
}
