//! The four words for a comparison of two arms.

use serde::{Deserialize, Serialize};
use strum::{Display, IntoStaticStr};

use crate::estimate::Estimate;

/// Ratios closer to one than this do not matter: 3 %, the same factor up and down.
pub const MARGIN: f64 = 1.03;

/// What a comparison of two arms says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, IntoStaticStr, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Verdict {
    /// The whole interval lies below the bar.
    Faster,
    /// The whole interval lies above the bar.
    Slower,
    /// The whole interval lies inside the margin, and the run was quiet enough to say so.
    Equivalent,
    /// The run does not tell.
    Inconclusive,
}

impl Verdict {
    /// Judges a ratio of times, with the ratio of the same run's A/A control.
    ///
    /// The control's half-width, where it is larger than the margin, raises the bar for "faster" and "slower" and forbids
    /// "equivalent": a noisy run proves nothing equal.
    pub fn of(ratio: &Estimate, control: &Estimate) -> Self {
        let margin = MARGIN.ln();
        let noise = noise(control);
        let bar = margin.max(noise);
        let interval = ratio.map(f64::ln).interval;
        if interval.high < -bar {
            Self::Faster
        } else if interval.low > bar {
            Self::Slower
        } else if interval.low >= -margin && interval.high <= margin && noise <= margin {
            Self::Equivalent
        } else {
            Self::Inconclusive
        }
    }

    /// Whether the A/A control of a run tells identical arms apart: its whole interval lies beyond the margin.
    ///
    /// Such a run is invalid, not noisy, and none of its verdicts counts.
    pub fn disturbed(control: &Estimate) -> bool {
        let (margin, interval) = (MARGIN.ln(), control.map(f64::ln).interval);
        interval.low > margin || interval.high < -margin
    }

    /// The word, as printed and stored.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// The share by which identical arms may seem to differ in a run: 0.02 for 2 %, from the ratio of its A/A control.
///
/// The half-width of the control's interval, as a factor, less one.
pub fn noise_floor(control: &Estimate) -> f64 {
    noise(control).exp_m1()
}

fn noise(control: &Estimate) -> f64 {
    control.map(f64::ln).interval.half_width()
}

/// How many pairs would settle an inconclusive ratio, given how many there were and the ratio of their A/A control.
///
/// Both intervals narrow with the root of the pairs. Inside the margin both must fit into it; outside of it, they must no
/// longer meet. `None` where the ratio sits on the margin, so that no number would do.
pub fn pairs_to_settle(ratio: &Estimate, control: &Estimate, pairs: u32) -> Option<f64> {
    let margin = MARGIN.ln();
    let noise = noise(control);
    let logarithm = ratio.map(f64::ln);
    let (distance, reach) = (logarithm.value.abs(), logarithm.interval.reach(logarithm.value));
    let narrower = if distance < margin {
        (reach / (margin - distance)).max(noise / margin)
    } else {
        (reach / (distance - margin)).max((reach + noise) / distance)
    };
    let needed = f64::from(pairs) * narrower.powi(2);
    needed.is_finite().then(|| needed.ceil())
}
