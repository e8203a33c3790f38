//! When the next request comes, and whose it is.

use shared::random::Random;

use crate::{
    exponential::Exponential,
    plan::{Arrivals, Plan, Tenants},
    zipf::Zipf,
};

/// The next request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Next {
    pub(crate) at: u64,
    pub(crate) tenant: u32,
    /// What the engine knows it by: the tenant, or the place in the trace.
    pub(crate) name: u32,
}

/// A stream of requests.
#[derive(Debug)]
pub(crate) struct Stream<'plan> {
    arrivals: &'plan Arrivals,
    tenants: Tenants,
    zipf: Zipf,
    random: Random,
    exponential: Exponential,
    /// From one request to the next in the mean, in nanoseconds.
    gap: f64,
    now: f64,
    /// Until when it stays as dense as it is (`bursts`), and whether that is a burst.
    phase: (f64, bool),
    place: usize,
}

impl<'plan> Stream<'plan> {
    pub(crate) fn new(plan: &'plan Plan, seed: u64) -> Self {
        let (count, s) = match plan.tenants {
            Tenants::Zipf(count, s) => (count, s),
            Tenants::One | Tenants::Even(_) => (2, 1.0),
        };
        Self {
            arrivals: &plan.arrivals,
            tenants: plan.tenants,
            zipf: Zipf::new(count.max(2), s),
            random: Random::seeded(seed),
            exponential: Exponential::new(),
            gap: 1e9 / plan.arrivals.per_second(),
            now: 0.0,
            phase: (0.0, true),
            place: 0,
        }
    }

    /// The next one; none where a trace has come to its end.
    pub(crate) fn next(&mut self) -> Option<Next> {
        let gap = self.gap;
        match *self.arrivals {
            Arrivals::Poisson(_) => self.now += self.exponential.draw(&mut self.random) * gap,
            Arrivals::Bursts { factor, share, burst_ms, .. } => self.pass_bursts(gap, factor, share, burst_ms * 1e6),
            Arrivals::Day { swing, day_ms, .. } => loop {
                // As dense as at the busiest time, and thinned out.
                self.now += self.exponential.draw(&mut self.random) * gap / (1.0 + swing);
                let angle = self.now / (day_ms * 1e6) * std::f64::consts::TAU;
                if self.random.unit() * (1.0 + swing) < 1.0 - swing * angle.cos() {
                    break;
                }
            },
            Arrivals::Trace(ref trace) => {
                let call = trace.calls.get(self.place)?;
                let name = u32::try_from(self.place).ok()?;
                self.place += 1;
                return Some(Next { at: call.at, tenant: call.tenant, name });
            }
        }
        let tenant = match self.tenants {
            Tenants::One => 0,
            Tenants::Even(count) => u32::try_from(self.random.below(count as usize)).unwrap_or_default(),
            Tenants::Zipf(..) => self.zipf.draw(&mut self.random),
        };
        Some(Next { at: self.now as u64, tenant, name: tenant })
    }

    fn pass_bursts(&mut self, gap: f64, factor: f64, share: f64, burst: f64) {
        // So that the mean over both phases is what was asked for.
        let quiet = gap * (1.0 + share * (factor - 1.0));
        loop {
            let (end, is_burst) = self.phase;
            let next =
                self.now + self.exponential.draw(&mut self.random) * if is_burst { quiet / factor } else { quiet };
            if next < end {
                self.now = next;
                return;
            }
            // A Poisson stream has no memory, so that the rest may be drawn anew.
            self.now = end;
            let length = if is_burst { burst * (1.0 - share) / share } else { burst };
            self.phase = (end + self.exponential.draw(&mut self.random) * length, !is_burst);
        }
    }
}
