//! Makes the requests of a round from a seed: the same for every arm, so that tenants can be compared one by one.

mod popularity;
mod rate;
#[cfg(test)]
mod tests;

use std::time::Duration;

use statistics::Random;

use self::{popularity::Popularity, rate::arrivals};
use crate::instrument::{samples::Purpose, scenario::Traffic};

/// Time between the openings of two tenants whose gaps are measured, so that they do not wait for each other.
const APART: Duration = Duration::from_millis(250);

/// Time between the very first request and the others, of sustained traffic and of gaps: a place that has just started would keep
/// them waiting, and all arms start theirs at once.
const LEAD: f64 = 6.0;

/// A request that is to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ask {
    /// When, from the begin; none where it follows the one before.
    pub at: Option<Duration>,
    /// For whom; zero for a signal, which is for nobody.
    pub tenant: u32,
    /// Its place among the requests of the tenant, from zero.
    pub ordinal: u32,
    /// How long the tenant was left idle before, where that is what is measured; not scaled.
    pub gap: Option<Duration>,
    /// What it is for.
    pub purpose: Purpose,
}

/// The requests in order. Waiting times are divided by `scale`.
pub(crate) fn asks(traffic: &Traffic, is_signalled: bool, scale: f64, random: &mut Random) -> Vec<Ask> {
    let asks = match traffic {
        Traffic::Burst { tenants, .. } => (0..*tenants).map(|tenant| at_once(tenant, 0)).collect(),
        Traffic::Second { tenants } => {
            let first = |tenant| Ask { purpose: Purpose::Opening, ..at_once(tenant, 0) };
            (0..*tenants).flat_map(|tenant| [first(tenant), at_once(tenant, 1)]).collect()
        }
        Traffic::CrossTenant { tenants } => {
            let first = Ask { purpose: Purpose::Opening, ..at_once(0, 0) };
            std::iter::once(first).chain((1..=*tenants).map(|tenant| at_once(tenant, 0))).collect()
        }
        Traffic::Sustained { tenants, seconds, per_second, swing, period_seconds, skew } => {
            let popularity = Popularity::new(*tenants, *skew);
            let rate = rate::Rate { per_second: *per_second, swing: *swing, period_seconds: *period_seconds };
            let times = arrivals(rate, *seconds, random);
            let asked = times.into_iter().map(|at| scheduled(LEAD * scale + at, popularity.draw(random)));
            std::iter::once(start()).chain(asked).collect()
        }
        Traffic::Sparse { tenants, every_seconds, keep_warm_seconds, seconds } => {
            let mut asks: Vec<Ask> =
                (0..*tenants).flat_map(|tenant| every(tenant, *tenants, *every_seconds, *seconds)).collect();
            if is_signalled {
                let signal = |at: f64| Ask { purpose: Purpose::Signal, ..scheduled(at, 0) };
                asks.extend(repeated(0.0, *keep_warm_seconds, *seconds).map(signal));
            }
            asks
        }
        Traffic::Gaps { gap_seconds, trials } => gaps(gap_seconds, *trials, scale, random),
    };
    numbered(scaled(asks, scale))
}

/// One request after the other.
fn at_once(tenant: u32, ordinal: u32) -> Ask {
    Ask { at: None, tenant, ordinal, gap: None, purpose: Purpose::Measured }
}

fn scheduled(seconds: f64, tenant: u32) -> Ask {
    Ask { at: Some(duration(seconds)), ..at_once(tenant, 0) }
}

/// The very first request of a schedule, which starts the place.
fn start() -> Ask {
    Ask { purpose: Purpose::Opening, ..scheduled(0.0, 0) }
}

/// The requests of one of so many tenants, who stand evenly apart.
fn every(tenant: u32, tenants: u32, every: f64, seconds: f64) -> impl Iterator<Item = Ask> {
    let first = every * f64::from(tenant) / f64::from(tenants.max(1));
    repeated(first, every, seconds).map(move |at| scheduled(at, tenant))
}

fn repeated(first: f64, every: f64, until: f64) -> impl Iterator<Item = f64> {
    // A step of nothing would never end.
    let every = if every > 0.0 { every } else { f64::INFINITY };
    (0_u32..)
        .map(move |number| if number == 0 { first } else { first + f64::from(number) * every })
        .take_while(move |at| *at < until)
}

/// Each tenant opens, is left alone, and comes back; which gap a tenant has is shuffled, so that drift hits all alike.
fn gaps(gap_seconds: &[f64], trials: u32, scale: f64, random: &mut Random) -> Vec<Ask> {
    let mut gaps: Vec<f64> = gap_seconds.iter().flat_map(|gap| (0..trials).map(move |_| *gap)).collect();
    random.shuffle(&mut gaps);
    let pair = |(tenant, gap): (u32, f64)| {
        // Openings are apart by the clock; only the gap is a waiting time that may be scaled.
        let begin = (LEAD + APART.as_secs_f64() * f64::from(tenant)) * scale;
        let opening = Ask { purpose: Purpose::Opening, ..scheduled(begin, tenant) };
        [opening, Ask { gap: Some(duration(gap / scale)), ..scheduled(begin + gap, tenant) }]
    };
    std::iter::once(start()).chain((0_u32..).zip(gaps).flat_map(pair)).collect()
}

fn scaled(asks: Vec<Ask>, scale: f64) -> Vec<Ask> {
    let scaled = |ask: Ask| Ask { at: ask.at.map(|at| duration(at.as_secs_f64() / scale)), ..ask };
    let mut asks: Vec<Ask> = asks.into_iter().map(scaled).collect();
    // Stable: what has no time keeps its order.
    asks.sort_by_key(|ask| ask.at);
    asks
}

/// Counts the requests of each tenant; signals are of nobody.
fn numbered(mut asks: Vec<Ask>) -> Vec<Ask> {
    let mut ordinals = std::collections::HashMap::new();
    for ask in asks.iter_mut().filter(|ask| ask.purpose != Purpose::Signal) {
        let ordinal: &mut u32 = ordinals.entry(ask.tenant).or_default();
        ask.ordinal = *ordinal;
        *ordinal += 1;
    }
    asks
}

fn duration(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or(Duration::ZERO)
}
