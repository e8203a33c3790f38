//! Axes: where a value stands along a picture, and which values get a tick.

/// Part of the range that is left free at both ends.
const ROOM: f64 = 0.04;

/// From this quotient of the largest and the smallest value on an axis is logarithmic.
const FAR_APART: f64 = 3.0;

/// In which order a decade's values are offered a tick, the roundest first.
const ROUND: [f64; 14] = [1.0, 5.0, 2.0, 3.0, 7.0, 1.5, 4.0, 6.0, 8.0, 9.0, 2.5, 1.2, 1.1, 1.3];

/// An axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::report::html) struct Scale {
    low: f64,
    high: f64,
    logarithmic: bool,
}

impl Scale {
    /// An even axis around the values, or nothing where there are none.
    pub(super) fn linear(values: impl Iterator<Item = f64>) -> Option<Self> {
        let (low, high) = ends(values.filter(|value| value.is_finite()))?;
        let room = if high > low { (high - low) * ROOM } else { high.abs().max(1.0) * ROOM };
        Some(Self { low: low - room, high: high + room, logarithmic: false })
    }

    /// An axis on which equal quotients are equally far apart, around those values that it can hold.
    pub(super) fn logarithmic(values: impl Iterator<Item = f64>) -> Option<Self> {
        let (low, high) = ends(values.filter(|value| value.is_finite() && *value > 0.0))?;
        let room = (high / low).powf(ROOM).max(1.01);
        // Beyond the largest number there is no end at which ticks could stop.
        Some(Self { low: low / room, high: (high * room).min(f64::MAX), logarithmic: true })
    }

    /// Whichever of the two suits the values; times that are not above zero have no place on it.
    pub(super) fn of_times(values: impl Iterator<Item = f64>) -> Option<Self> {
        let positive: Vec<f64> = values.filter(|value| value.is_finite() && *value > 0.0).collect();
        let (low, high) = ends(positive.iter().copied())?;
        let values = positive.into_iter();
        if high / low > FAR_APART { Self::logarithmic(values) } else { Self::linear(values) }
    }

    /// From here to there, without room.
    pub(super) const fn exactly(low: f64, high: f64) -> Self {
        Self { low, high, logarithmic: false }
    }

    /// Where the value stands: 0 at the low end, 1 at the high end; what lies outside is put at the end.
    pub(super) fn at(&self, value: f64) -> f64 {
        let place = if self.logarithmic {
            (value.max(f64::MIN_POSITIVE) / self.low).ln() / (self.high / self.low).ln()
        } else {
            (value - self.low) / (self.high - self.low)
        };
        if place.is_finite() { place.clamp(0.0, 1.0) } else { 0.0 }
    }

    /// Ascending values for ticks that are at least `apart` from each other, as a share of the axis.
    pub(super) fn ticks(&self, apart: f64) -> Vec<f64> {
        if !self.logarithmic {
            return self.even_ticks(apart);
        }
        let mut ticks: Vec<f64> = Vec::new();
        for round in ROUND {
            // A power below the smallest normal number may be zero, and zero times ten never gets anywhere.
            let mut decade = 10_f64.powf(self.low.log10().floor()).max(f64::MIN_POSITIVE);
            while decade <= self.high && decade.is_finite() {
                let value = round * decade;
                let fits = (self.low..=self.high).contains(&value)
                    && ticks.iter().all(|tick| (self.at(*tick) - self.at(value)).abs() >= apart);
                if fits {
                    ticks.push(value);
                }
                decade *= 10.0;
            }
        }
        if ticks.len() < 2 {
            return self.even_ticks(apart);
        }
        ticks.sort_by(f64::total_cmp);
        ticks
    }

    /// What it is called in a sentence.
    pub(super) const fn name(&self) -> &'static str {
        if self.logarithmic { "a logarithmic axis" } else { "an even axis" }
    }

    fn even_ticks(&self, apart: f64) -> Vec<f64> {
        let least = (self.high - self.low) * apart;
        let decade = 10_f64.powf(least.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|round| round * decade).into_iter().find(|step| *step >= least);
        let Some(step) = step.filter(|step| step.is_finite() && *step > 0.0) else { return Vec::new() };
        let first = (self.low / step).ceil();
        // No axis has room for more ticks than this.
        (0..50)
            .map(|number| (first + f64::from(number)) * step)
            .take_while(|value| *value <= self.high)
            .map(|value| if value.abs() < step / 2.0 { 0.0 } else { value })
            .collect()
    }
}

fn ends(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.fold(None, |ends, value| match ends {
        None => Some((value, value)),
        Some((low, high)) => Some((low.min(value), high.max(value))),
    })
}
