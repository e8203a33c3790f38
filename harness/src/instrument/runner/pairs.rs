//! Interleaved blocks: the arms of a cell side by side, pair after pair, in mirrored random order.

use std::time::{Duration, Instant};

use statistics::{median, mirrored, slope};

use super::{
    Runner,
    asking::{Clients, Place, milliseconds},
    ready::{ReadyArm, Variant},
};
use crate::{
    error::Result,
    instrument::{
        samples::{Outcome, Phase, Sample},
        scenario::{Cell, inside},
        target::Process,
        view::{Block, Event},
    },
};

/// Windows after which warming up ends, agreement or not; what takes longer than the pairs of a cell may is warm before.
const MOST_WINDOWS: u32 = 8;
/// Requests in a window of the warm-up, in blocks.
const WINDOW_BLOCKS: usize = 2;
/// Two windows agree when their medians differ by less than this factor.
const AGREEMENT: f64 = 1.05;

/// A variant of an arm: what one block asks.
#[derive(Clone, Copy)]
struct Entry<'run> {
    arm: &'run ReadyArm,
    variant: &'run Variant,
    index: usize,
}

/// What the blocks of one entry in a pair took, and how many of its requests got no answer.
#[derive(Clone, Default)]
struct Taken {
    times: Vec<f64>,
    errors: u32,
}

impl Runner<'_> {
    /// Warms up, then measures pair after pair.
    pub(super) async fn pairs(
        &mut self,
        process: &mut Process,
        clients: &mut Clients,
        (name, cell): (&str, &Cell),
        arms: &[ReadyArm],
        round: u32,
    ) -> Result<()> {
        let block = self.scenario.block(cell);
        let crowd = cell.clients;
        self.warm_up(process, clients, (arms, crowd), (round, block)).await?;
        let entries = entries(arms);
        let half = usize::try_from(block / 2).unwrap_or(1);
        let begun = Instant::now();
        for pair in 0.. {
            if !self.budget.another_pair(pair, begun.elapsed()) {
                break;
            }
            self.stop.check()?;
            let mut taken = vec![Taken::default(); entries.len()];
            let first = usize::try_from(pair).unwrap_or_default() * half;
            for (position, entry) in (0..).zip(mirrored(&entries, &mut self.random)) {
                let place = Self::measured(round, pair, position);
                let block = self.block(process, clients, (entry, crowd), (first, half), place).await?;
                if let Some(taken) = taken.get_mut(entry.index) {
                    taken.times.extend(block.times);
                    taken.errors += block.errors;
                }
            }
            self.view.tell(&Event::Measured {
                cell: name.to_owned(),
                base: cell.base.clone(),
                round: round + 1,
                rounds: self.scenario.size.rounds,
                blocks: blocks(arms, &entries, &taken),
            });
        }
        Ok(())
    }

    /// Runs windows of every entry until it agrees with the one before it, or the time for that is over.
    pub(super) async fn warm_up(
        &mut self,
        process: &mut Process,
        clients: &mut Clients,
        (arms, crowd): (&[ReadyArm], Option<u32>),
        (round, block): (u32, u32),
    ) -> Result<()> {
        let entries = entries(arms);
        let requests = usize::try_from(block).unwrap_or(1) * WINDOW_BLOCKS;
        let mut before: Vec<Option<f64>> = vec![None; entries.len()];
        let most = Duration::from_millis(self.scenario.size.cell_ms);
        let mut spent = vec![Duration::ZERO; entries.len()];
        let mut unsteady = entries;
        let begun = Instant::now();
        for window in 0..MOST_WINDOWS {
            self.stop.check()?;
            let mut still = Vec::new();
            for (position, entry) in (0..).zip(unsteady) {
                if window > 0 && begun.elapsed() >= self.budget.warm_most() {
                    return Ok(());
                }
                let place = Place { phase: Phase::WarmUp, round, pair: window, position };
                let (first, clock) = (self.samples.len(), Instant::now());
                self.block(process, clients, (entry, crowd), (0, requests), place).await?;
                let now = self.taken_since(first, entry.arm);
                let agree = |(before, now): (f64, f64)| before.max(now) < AGREEMENT * before.min(now);
                let Some(before) = before.get_mut(entry.index) else { continue };
                let Some(spent) = spent.get_mut(entry.index) else { continue };
                *spent += clock.elapsed();
                if *spent < most && !before.zip(now).is_some_and(agree) {
                    still.push(entry);
                }
                *before = now;
            }
            if still.is_empty() {
                break;
            }
            unsteady = still;
        }
        Ok(())
    }

    /// The median of what the right answers since a sample took, by the client where a clock inside is read: that is too coarse to tell
    /// whether two windows agree.
    fn taken_since(&self, begun: usize, arm: &ReadyArm) -> Option<f64> {
        let time = if arm.reading.is_some() { Sample::seen } else { Sample::elapsed };
        let right = self.samples.rows().iter().skip(begun).filter(|sample| sample.outcome == Outcome::Right);
        median(&right.map(|sample| milliseconds(Duration::from_nanos(time(sample)))).collect::<Vec<_>>())
    }

    async fn block(
        &mut self,
        process: &mut Process,
        clients: &mut Clients,
        (entry, crowd): (Entry<'_>, Option<u32>),
        (first, requests): (usize, usize),
        place: Place,
    ) -> Result<Taken> {
        let mut taken = Taken { times: Vec::with_capacity(requests), errors: 0 };
        for ordinal in first..first + requests {
            let (sides, asked) = ((&mut *process, &mut *clients), (entry.arm, entry.variant));
            let time = match crowd {
                None => self.ask(sides, asked, ordinal, place).await?,
                Some(number) => self.wave(sides, asked, (ordinal, number), place).await?,
            };
            match time {
                Some(time) => taken.times.push(time),
                None => taken.errors += 1,
            }
        }
        Ok(taken)
    }
}

fn entries(arms: &[ReadyArm]) -> Vec<Entry<'_>> {
    let variants = arms.iter().flat_map(|arm| arm.variants.iter().map(move |variant| (arm, variant)));
    variants.enumerate().map(|(index, (arm, variant))| Entry { arm, variant, index }).collect()
}

/// What each arm took: the time that stands for its requests, or the slope between its two sizes of a batch.
fn blocks(arms: &[ReadyArm], entries: &[Entry<'_>], taken: &[Taken]) -> Vec<Block> {
    let of_arm = |arm: &ReadyArm| {
        let own = || entries.iter().zip(taken).filter(|(entry, _)| entry.arm.series == arm.series);
        let typical = |taken: &Taken| inside::typical(arm.reading.as_deref(), &taken.times);
        let times: Vec<_> =
            own().filter_map(|(entry, taken)| Some((entry.variant.operations, typical(taken)?))).collect();
        let median_ms = match times.as_slice() {
            [(_, only)] => *only,
            [few, many] => slope(*few, *many)?,
            _ => return None,
        };
        let errors = own().map(|(_, taken)| taken.errors).sum();
        Some(Block { arm: arm.name.clone(), control: arm.control, median_ms, errors })
    };
    arms.iter().filter_map(of_arm).collect()
}
