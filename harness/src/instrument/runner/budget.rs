//! How the time of a run is shared, so that one that is meant to be quick ends in time on a slow machine as well.
//!
//! ```text
//! first requests    begin a pair while there is time for it, before what the rounds want or, where that is too much, before
//!                   their part of the time by cells
//! round             what the round before it took ─┬─ besides its pairs: processes, preparation, warm-up, rungs, segments
//!                                                  └─ for its pairs, of which the time that is left gives each cell its share
//! ```
//!
//! What no verdict can do without is measured however long it takes, and the rest is left out in the order pairs, rounds.
//! Every moment here is the time since the run began, so that no clock is read.

use std::time::Duration;

use crate::instrument::scenario::Size;

/// Fewest pairs of a cell in a round.
const LEAST_PAIRS: u32 = 4;
/// Fewest rounds: one alone has no interval.
const LEAST_ROUNDS: u32 = 2;
/// Fewest samples of an arm in first requests: the interval of a median needs so many.
const LEAST_STARTS: u32 = 6;

/// What is left of the time of a run, and what it may be used for.
#[derive(Clone, Debug)]
pub(super) struct Budget {
    size: Size,
    cells: Cells,
    most: Option<Duration>,
    /// When the first requests have to be over.
    starts_until: Duration,
    starts_began: Duration,
    /// How long the pairs of a cell may take in this round.
    cell_most: Duration,
    /// How long all arms of a cell may take to be warm, beyond their first windows.
    warm_most: Duration,
    round: Round,
    /// How much there will be, as far as can be told.
    expected: Expected,
    pairs: u64,
    is_short: bool,
}

/// How many cells there are of each kind.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cells {
    /// Of first requests.
    pub cold: u32,
    /// In each round.
    pub warm: u32,
    /// Of the latter, those in pairs.
    pub paired: u32,
}

/// How much a run will measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Expected {
    /// Samples of every arm where each needs a fresh process.
    pub starts: u32,
    /// Rounds.
    pub rounds: u32,
}

/// What is known of the round under way.
#[derive(Clone, Copy, Debug, Default)]
struct Round {
    began: Duration,
    /// What all pairs took.
    pairs: Duration,
    /// What the fewest of them took.
    least: Duration,
    /// The same of the cell under way.
    least_of_cell: Option<Duration>,
}

impl Budget {
    /// All of the time for these cells.
    pub(super) fn new(size: &Size, cells: Cells) -> Self {
        let most = size.most_ms.map(Duration::from_millis);
        let cell_most = Duration::from_millis(size.cell_ms);
        let wanted = cell_most.saturating_mul(size.rounds).saturating_mul(cells.warm);
        let share = |most: Duration| {
            let part = most.saturating_mul(cells.cold) / (cells.cold + cells.warm).max(1);
            most.saturating_sub(wanted).max(part)
        };
        Self {
            size: size.clone(),
            cells,
            most,
            starts_until: most.map_or(Duration::MAX, share),
            starts_began: Duration::ZERO,
            cell_most,
            warm_most: Duration::MAX,
            round: Round::default(),
            expected: Expected { starts: size.starts, rounds: size.rounds },
            pairs: 0,
            is_short: false,
        }
    }

    /// Whether another pair of first requests begins.
    pub(super) fn another_start(&mut self, pair: u32, now: Duration) -> bool {
        if pair == 0 {
            self.starts_began = now;
        }
        let each = now.saturating_sub(self.starts_began) / pair.max(1);
        let fits = pair < LEAST_STARTS || now + each <= self.starts_until;
        if pair < self.size.starts && fits {
            self.pairs += u64::from(self.cells.cold);
            return true;
        }
        self.is_short |= pair < self.size.starts;
        self.expected.starts = pair;
        false
    }

    /// Whether another round begins, which takes its share of the time that is left.
    pub(super) fn another_round(&mut self, round: u32, now: Duration) -> bool {
        let to_come = self.size.rounds.saturating_sub(round);
        if let (Some(most), true) = (self.most, to_come > 0) {
            let left = most.saturating_sub(now);
            let to_come = if round == 0 { self.share_first(left) } else { self.share(round, to_come, left, now) };
            self.expected.rounds = round + to_come;
            if to_come == 0 {
                self.is_short = true;
                return false;
            }
        }
        self.round = Round { began: now, ..Round::default() };
        to_come > 0
    }

    /// Nothing is known before the first round but that there have to be two.
    fn share_first(&mut self, left: Duration) -> u32 {
        let share = left / (LEAST_ROUNDS * self.cells.warm).max(1);
        self.cell_most = self.cell_most.min(share);
        self.warm_most = share.saturating_sub(self.cell_most);
        self.size.rounds
    }

    /// Gives each cell its share, and says for how many rounds that is.
    fn share(&mut self, round: u32, to_come: u32, left: Duration, now: Duration) -> u32 {
        let Round { began, pairs, least, .. } = self.round;
        let besides = now.saturating_sub(began).saturating_sub(pairs);
        let fit = (1..=to_come).rev().find(|rounds| (besides + least).saturating_mul(*rounds) <= left).unwrap_or(0);
        let to_come = fit.max(LEAST_ROUNDS.saturating_sub(round));
        let share = (left / to_come.max(1)).saturating_sub(besides);
        if !pairs.is_zero() {
            let scaled = self.cell_most.as_secs_f64() * (share.as_secs_f64() / pairs.as_secs_f64());
            let scaled = Duration::try_from_secs_f64(scaled).unwrap_or(Duration::MAX);
            self.cell_most = scaled.min(Duration::from_millis(self.size.cell_ms));
        }
        to_come
    }

    /// Whether a cell begins another pair, given how long its pairs took so far in this round.
    pub(super) fn another_pair(&mut self, pair: u32, spent: Duration) -> bool {
        if pair == LEAST_PAIRS {
            self.round.least_of_cell = Some(spent);
        }
        let fits = pair < LEAST_PAIRS || spent <= self.cell_most;
        if pair < self.size.pairs && fits {
            self.pairs += 1;
            return true;
        }
        self.round.pairs += spent;
        self.round.least += self.round.least_of_cell.take().unwrap_or(spent);
        self.is_short |= pair < self.size.pairs && spent <= Duration::from_millis(self.size.cell_ms);
        false
    }

    /// How long all arms of a cell may take to be warm, beyond their first windows: what the pairs leave of the cell's share.
    pub(super) fn warm_most(&self) -> Duration {
        self.warm_most
    }

    /// How much there will be, as far as can be told.
    pub(super) fn expected(&self) -> Expected {
        self.expected
    }

    /// How much time is left, where there is a bound.
    pub(super) fn left(&self, now: Duration) -> Option<Duration> {
        Some(self.most?.saturating_sub(now))
    }

    /// What the bound left out, as a sentence, where it left out something.
    pub(super) fn shortened(&self) -> Option<String> {
        let seconds = self.most.filter(|_| self.is_short)?.as_secs_f64();
        let [rounds, pairs, starts] = [self.size.rounds, self.size.pairs, self.size.starts].map(u64::from);
        let Cells { cold, paired, .. } = self.cells;
        let planned = starts * u64::from(cold) + rounds * pairs * u64::from(paired);
        Some(format!("ended by the time bound of {seconds} s: {} of at most {planned} pairs", self.pairs))
    }
}

#[cfg(test)]
mod tests;
