//! Makes samples whose truth is known, for tests of everything that is drawn from samples.

use std::{collections::BTreeMap, time::Duration};

use indexmap::IndexMap;
use statistics::{Random, mirrored};

use crate::{
    instrument::{
        samples::{Outcome, Phase, Sample, Samples, Times},
        scenario::{
            Arm, Arrivals, Batch, Cell, Clock, Counts, Data, Medium, Pairs, Presence, Procedure, Processes, Role,
            Scenario, Size,
        },
        target::TargetKind,
    },
    record::{Card, Placement},
};

/// How much of a cell is made.
#[derive(Clone, Copy)]
pub(crate) struct Extent {
    pub rounds: u32,
    pub pairs: u32,
    /// Requests of an arm in a pair, half of them on the way there.
    pub block: u32,
}

/// What a quick run measures.
pub(crate) const QUICK: Extent = Extent { rounds: 5, pairs: 30, block: 20 };

/// Enough for effects of a fifth, in a fraction of the time.
pub(crate) const LITTLE: Extent = Extent { rounds: 5, pairs: 12, block: 8 };

/// Samples under way.
pub(crate) struct Made {
    pub samples: Samples,
    random: Random,
    clock: u64,
}

impl Made {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self { samples: Samples::default(), random: Random::seeded(seed), clock: 0 }
    }

    /// Blocks of arms of a median in milliseconds, under luck of the round, drift and bursts that all arms share.
    pub(crate) fn paired(&mut self, cell: &str, arms: &[(&str, f64)], extent: Extent) {
        for round in 0..extent.rounds {
            let luck = 0.9 + 0.2 * self.random.unit();
            for pair in 0..extent.pairs {
                let burst = if self.random.unit() < 0.1 { 1.5 } else { 1.0 };
                let order = mirrored(arms, &mut self.random);
                for (position, (arm, median)) in (0..).zip(order) {
                    for _ in 0..extent.block / 2 {
                        let time = median * luck * burst * self.noise();
                        self.push(cell, arm, time, |sample| {
                            (sample.round, sample.pair, sample.position) = (round, pair, position);
                        });
                    }
                }
            }
        }
    }

    /// Batches of few and many operations: a fixed cost and a cost per operation, both in milliseconds.
    pub(crate) fn batches(&mut self, cell: &str, (arm, fixed, cost): (&str, f64, f64), sizes: Batch, extent: Extent) {
        for (round, pair) in (0..extent.rounds).flat_map(|round| (0..extent.pairs).map(move |pair| (round, pair))) {
            for operations in [sizes.few, sizes.many].into_iter().cycle().take(2 * extent.block as usize) {
                let time = (fixed + cost * f64::from(operations)) * self.noise();
                self.push(cell, arm, time, |sample| {
                    (sample.round, sample.pair, sample.operations) = (round, pair, operations);
                });
            }
        }
    }

    /// One sample per arm and pair, and a second request of a hundredth of its time.
    pub(crate) fn starts(&mut self, cell: &str, arms: &[(&str, f64)], pairs: u32) {
        for pair in 0..pairs {
            for (arm, median) in arms {
                let (first, again) = (median * self.noise(), median / 100.0 * self.noise());
                self.push(cell, arm, first, |sample| sample.pair = pair);
                self.push(cell, arm, again, |sample| (sample.pair, sample.phase) = (pair, Phase::Again));
            }
        }
    }

    /// A rung: so many requests of so many milliseconds from each client, and one that gets no answer where asked for.
    pub(crate) fn rung(
        &mut self,
        cell: &str,
        arm: &str,
        (round, clients): (u32, u32),
        each: u32,
        time: f64,
        fails: bool,
    ) {
        let begin = self.clock;
        for client in 0..clients {
            self.clock = begin;
            for ordinal in 0..each {
                let outcome = if fails && (client, ordinal) == (0, 0) { Outcome::Deadline } else { Outcome::Right };
                self.push(cell, arm, time, |sample| {
                    (sample.round, sample.clients, sample.outcome) = (round, clients, outcome);
                });
            }
        }
    }

    /// Segments in two rounds, on a schedule that is kept up to a lag in milliseconds; every `dropped`th arrival finds no connection.
    pub(crate) fn open(&mut self, cell: &str, arms: &[(&str, f64)], segments: u32, lag: f64, dropped: Option<u32>) {
        for (segment, (arm, median)) in (0..segments).flat_map(|segment| arms.iter().map(move |arm| (segment, arm))) {
            for arrival in 1..=100_u32 {
                let outcome = match dropped {
                    Some(every) if arrival.is_multiple_of(every) => Outcome::Dropped,
                    _ => Outcome::Right,
                };
                let time = if outcome == Outcome::Right { median * self.noise() } else { 0.0 };
                self.push(cell, arm, time, |sample| {
                    (sample.round, sample.pair) = (u32::from(segment >= segments / 2), segment);
                    sample.outcome = outcome;
                    sample.times.scheduled = Some(sample.times.sent);
                    sample.times.sent += nanoseconds(lag);
                });
            }
        }
    }

    /// A measured right answer, but for what is changed about it.
    pub(crate) fn push(&mut self, cell: &str, arm: &str, time: f64, change: impl FnOnce(&mut Sample)) {
        let time = nanoseconds(time);
        let mut sample = Sample {
            series: self.samples.series(cell, arm),
            operations: 1,
            clients: 1,
            phase: Phase::Measured,
            round: 0,
            pair: 0,
            position: 0,
            times: Times { sent: self.clock, first_byte: time / 10 * 9, last_byte: time, ..Times::default() },
            outcome: Outcome::Right,
            status: 200,
            ray: None,
            told: None,
            tally: None,
        };
        self.clock += time;
        change(&mut sample);
        self.samples.push(sample);
    }

    /// A factor around one with a tail upwards.
    fn noise(&mut self) -> f64 {
        0.95 + 0.07 * -(1.0 - self.random.unit()).ln()
    }
}

/// A cell whose first arm is the base and whose last is the headline; a name that ends in `_again` is the control's.
pub(crate) fn cell(procedure: Procedure, arms: &[&str]) -> Cell {
    let arm = |name: &&str| {
        let role = if name.ends_with("_again") { Role::Control } else { Role::Compared };
        ((*name).to_owned(), Arm { role, ..Arm::default() })
    };
    Cell {
        title: "what is asked".to_owned(),
        procedure,
        at: IndexMap::new(),
        block: None,
        clients: None,
        clock: Clock::Client,
        question: None,
        preparation: Vec::new(),
        before: Vec::new(),
        afterwards: None,
        base: arms.first().map(|base| (*base).to_owned()),
        pairs: Pairs::Every,
        presence: Presence::Given,
        headline: arms.last().map(|headline| (*headline).to_owned()).unwrap_or_default(),
        arms: arms.iter().map(arm).collect(),
    }
}

pub(crate) const PAIRED: Procedure = Procedure::Paired { data: Data::Fresh };
pub(crate) const FIRST: Procedure = Procedure::FirstRequest { processes: Processes::PerArm };
pub(crate) const OPEN: Procedure =
    Procedure::Open { per_second: 300.0, arrivals: Arrivals::Poisson, segment: 100, segments: 10, connections: 64 };

pub(crate) fn ladder(rungs: &[u32]) -> Procedure {
    Procedure::Ladder { counts: Counts::Clients, rungs: rungs.to_vec(), requests: 100, deadline_ms: 1000 }
}

/// A scenario called split.
pub(crate) fn scenario(cells: impl IntoIterator<Item = (&'static str, Cell)>) -> Scenario {
    Scenario {
        name: "split".to_owned(),
        title: "where should the WASM live?".to_owned(),
        size: Size {
            rounds: 5,
            pairs: 30,
            block: 20,
            cell_ms: 2000,
            most_ms: None,
            starts: 8,
            deadline_ms: 1000,
            error_limit: 0.001,
        },
        medium: Medium::Disk,
        fixtures: Vec::new(),
        agreement: None,
        cells: cells.into_iter().map(|(name, cell)| (name.to_owned(), cell)).collect(),
        surveys: IndexMap::new(),
        fits: IndexMap::new(),
        legs: Vec::new(),
        claims: IndexMap::new(),
        cross_checks: IndexMap::new(),
        trials: IndexMap::new(),
    }
}

/// The card of a whole run.
pub(crate) fn card() -> Card {
    Card {
        began: "2026-11-21T10:00:00Z".to_owned(),
        seconds: 71.5,
        command: "cargo lab compare".to_owned(),
        target: TargetKind::Workerd,
        url: None,
        placement: Placement::of(TargetKind::Workerd, &[]),
        medium: None,
        seed: 7,
        complete: true,
        ended_by: None,
        shortened: None,
        processes: 5,
        client_processor: Some(0.3),
        unavailable: BTreeMap::new(),
        absent: BTreeMap::new(),
    }
}

fn nanoseconds(milliseconds: f64) -> u64 {
    u64::try_from(Duration::from_secs_f64(milliseconds / 1e3).as_nanos()).unwrap()
}
