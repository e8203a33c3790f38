//! Makes samples of what came of the requests of a lane, and says how a round went.

use std::collections::BTreeMap;

use load::{Answer, Attempt, Sent};
use statistics::median;

use super::{
    Round,
    lane::Lane,
    said::{self, Said},
    sending::CONNECTIONS,
    workload::Ask,
};
use crate::{
    error::Result,
    instrument::{
        runner::{
            Runner,
            asking::{Place, milliseconds, nanoseconds, outcome, wrong},
        },
        samples::{Outcome, Phase, Purpose, Sample, SeriesId, Times, Told},
        scenario::Pace,
        target::Process,
        view::Block,
    },
};

/// Too many requests; beyond it every status from 500 on is a fault of the moment.
const TOO_MANY: u16 = 429;

impl Runner<'_> {
    /// Keeps a sample of every request; the error is the first answer that was wrong.
    pub(super) fn keep_lane(&mut self, round: &Round<'_>, lane: &Lane, sent: &[Sent]) -> Result<()> {
        let mut ended = Ok(());
        for sent in sent {
            let Some(ask) = lane.asks.get(sent.ordinal) else { continue };
            let (outcome, said) = match &sent.attempt {
                // Without a schedule it was sent and got no answer in time.
                None if sent.scheduled.is_none() => (Outcome::Deadline, Said::default()),
                None => (Outcome::Dropped, Said::default()),
                Some(attempt) => match judge(lane, sent.ordinal, ask, attempt) {
                    Ok(judged) => judged,
                    Err(objection) => {
                        let request = lane.cycle.request(sent.ordinal).map(ToString::to_string).unwrap_or_default();
                        ended = ended.and_then(|()| Err(wrong(&request, &objection)));
                        (Outcome::Wrong, Said::default())
                    }
                },
            };
            let sample = self.sample_of(round, lane, (ask, sent), (outcome, said));
            self.samples.push(sample);
        }
        ended
    }

    /// Ends the run when a target is gone, or not a single request got an answer.
    pub(super) async fn judge_lane(process: &mut Process, sent: &[Sent]) -> Result<()> {
        let attempts = || sent.iter().filter_map(|sent| sent.attempt.as_ref());
        let failure = attempts().find_map(|attempt| attempt.result.as_ref().err());
        let is_silent = !attempts().any(|attempt| attempt.result.is_ok());
        match failure {
            Some(failure) if is_silent || process.is_gone() => Err(Self::silence(process, &failure.to_string()).await),
            _ => Ok(()),
        }
    }

    fn sample_of(
        &self,
        round: &Round<'_>,
        lane: &Lane,
        (ask, sent): (&Ask, &Sent),
        (outcome, said): (Outcome, Said),
    ) -> Sample {
        let phase = match ask.purpose {
            Purpose::Measured => Phase::Measured,
            Purpose::Opening | Purpose::Signal => Phase::WarmUp,
        };
        let place = Place { phase, round: round.number, pair: ask.tenant, position: lane.position };
        let clients = match round.traffic.pace() {
            Pace::Flood { clients } => clients,
            Pace::Alternating => 1,
            Pace::Schedule => CONNECTIONS,
        };
        let told = Told {
            tenant: ask.tenant,
            ordinal: ask.ordinal,
            purpose: ask.purpose,
            gap: ask.gap.map(nanoseconds),
            engine: said.engine,
            copy: said.copy,
            places: said.places,
        };
        let scheduled = sent.scheduled;
        let sample = if let Some(attempt) = &sent.attempt {
            self.sample(lane.series, 1, clients, place, attempt, scheduled, outcome)
        } else {
            let scheduled = scheduled.map(|scheduled| self.since(scheduled));
            let times = Times { scheduled, sent: scheduled.unwrap_or_default(), ..Times::default() };
            Self::not_sent(lane.series, 1, clients, place, times, outcome)
        };
        Sample { told: Some(Box::new(told)), ..sample }
    }

    /// How each arm did since a sample, for whoever watches.
    pub(super) fn blocks_since(&self, begun: usize, round: &Round<'_>) -> Vec<Block> {
        let mut by_series: BTreeMap<SeriesId, Vec<&Sample>> = BTreeMap::new();
        for sample in self.samples.rows().iter().skip(begun) {
            by_series.entry(sample.series).or_default().push(sample);
        }
        let block = |arm: &str| {
            let rows = by_series.get(&self.samples.find(round.name, arm)?)?;
            let right = rows.iter().filter(|sample| sample.outcome == Outcome::Right);
            let times: Vec<f64> =
                right.map(|sample| milliseconds(std::time::Duration::from_nanos(sample.times.last_byte))).collect();
            let errors = u32::try_from(rows.len() - times.len()).unwrap_or(u32::MAX);
            Some(Block { arm: arm.to_owned(), control: false, median_ms: median(&times).unwrap_or_default(), errors })
        };
        round.cell.arms.keys().filter_map(|arm| block(arm)).collect()
    }
}

/// What came of an attempt, and what its answer says; the error is what is wrong with it.
fn judge(lane: &Lane, ordinal: usize, ask: &Ask, attempt: &Attempt) -> Result<(Outcome, Said), String> {
    let Ok(answer) = &attempt.result else { return Ok((outcome(attempt, false), Said::default())) };
    match lane.cycle.objection(ordinal, answer) {
        None => {
            let said = said::read(ask.purpose, answer).ok_or("the answer does not tell where it came from")?;
            Ok((Outcome::Right, said))
        }
        Some(_) if may_pass(answer) => Ok((Outcome::Refused, Said::default())),
        Some(objection) => Err(objection),
    }
}

/// Whether an answer is an error that may pass by itself; that something was refused for good was not asked for.
pub(super) const fn may_pass(answer: &Answer) -> bool {
    matches!(answer.status, TOO_MANY | 500..)
}
