//! Makes a visit of what came of a request, and says how a pass went.

use std::time::{Duration, Instant};

use statistics::median;

use super::{
    answer::{self, Said},
    contender::Contender,
    lane::Came,
    runner::Lane,
    traffic::Shape,
    visit::{Purpose, Visit},
};
use crate::{
    client::{Attempt, Failure},
    samples::Outcome,
    target::TargetKind,
    view::Block,
};

/// The visit behind a request of a lane that began then; none where the lane knows of no such request.
pub(super) fn visit(
    target: TargetKind,
    (shape, pass): (&Shape, u32),
    lane: &Lane,
    begun: Instant,
    came: &Came,
) -> Option<Visit> {
    let ask = lane.asks.get(came.number)?;
    let scheduled_ns = ask.at.map(nanoseconds);
    let (said, status) = match &came.attempt {
        None => (Said { outcome: Some(Outcome::Dropped), ..Said::default() }, 0),
        Some(Attempt { result: Ok(answer), .. }) => {
            let said = match ask.purpose {
                Purpose::KeepWarm => answer::read_signal(answer),
                Purpose::Measured | Purpose::Opening => answer::read(answer, ask.tenant),
            };
            (said, answer.status)
        }
        Some(Attempt { result: Err(Failure::Deadline(_)), .. }) => {
            (Said { outcome: Some(Outcome::Deadline), ..Said::default() }, 0)
        }
        Some(Attempt { result: Err(Failure::Connection(_)), .. }) => {
            (Said { outcome: Some(Outcome::Broken), ..Said::default() }, 0)
        }
    };
    let attempt = came.attempt.as_ref();
    let sent = attempt.map(|attempt| nanoseconds(attempt.sent.saturating_duration_since(begun)));
    Some(Visit {
        target,
        scenario: shape.name,
        arm: lane.contender.arm.clone(),
        engine: lane.contender.engine,
        routing: lane.contender.routing,
        variant: lane.variant,
        pass,
        purpose: ask.purpose,
        tenant: ask.tenant,
        turn: ask.turn,
        gap_ns: ask.gap.map(nanoseconds),
        scheduled_ns,
        sent_ns: sent.or(scheduled_ns).unwrap_or_default(),
        connect_ns: attempt.and_then(|attempt| attempt.connect).map(nanoseconds),
        first_byte_ns: attempt.map(|attempt| nanoseconds(attempt.first_byte)).unwrap_or_default(),
        last_byte_ns: attempt.map(|attempt| nanoseconds(attempt.last_byte)).unwrap_or_default(),
        outcome: said.outcome.unwrap_or(Outcome::Wrong),
        status,
        engine_state: said.engine,
        copy_state: said.copy,
        places: said.places,
    })
}

/// How each contender did in a pass, for whoever watches.
pub(super) fn blocks(visits: &[Visit], contenders: &[Contender]) -> Vec<Block> {
    let block = |contender: &Contender| {
        let of = || visits.iter().filter(|visit| visit.is_of(contender));
        let times: Vec<f64> = of().filter(|visit| visit.is_right()).map(Visit::milliseconds).collect();
        let errors = of().filter(|visit| !visit.is_right()).count();
        Block {
            arm: contender.label(),
            control: false,
            median_ms: median(&times).unwrap_or_default(),
            errors: u32::try_from(errors).unwrap_or(u32::MAX),
        }
    };
    contenders.iter().map(block).collect()
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
