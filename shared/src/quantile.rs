//! Quantiles of a finite sample, and how many samples each needs.

mod least;

pub use least::{P99_LEAST_SAMPLES, least_samples};

/// A share in thousandths; a whole number, so that a quantile's position is exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PerMille(u16);

impl PerMille {
    /// The lower end of a 95 % interval.
    pub const LOW: Self = Self(25);
    /// The median.
    pub const P50: Self = Self(500);
    /// The 90th percentile.
    pub const P90: Self = Self(900);
    /// The 95th percentile.
    pub const P95: Self = Self(950);
    /// The upper end of a 95 % interval.
    pub const HIGH: Self = Self(975);
    /// The 99th percentile.
    pub const P99: Self = Self(990);
    /// The 99.9th percentile.
    pub const P999: Self = Self(999);

    /// A share of at most the whole, else `None`.
    pub const fn new(thousandths: u16) -> Option<Self> {
        if thousandths <= 1000 { Some(Self(thousandths)) } else { None }
    }

    /// This share of so many items: whole ones, and thousandths of one more.
    pub fn of(self, items: usize) -> (usize, usize) {
        // Thousands apart from the rest: the plain product overflows the 32 bits of a Worker at four million items.
        let (thousands, rest) = (items / 1000, items % 1000 * usize::from(self.0));
        (thousands * usize::from(self.0) + rest / 1000, rest % 1000)
    }

    /// What is missing to the whole.
    #[must_use]
    pub const fn rest(self) -> Self {
        Self(1000 - self.0)
    }

    /// The share as a number from zero to one.
    pub fn fraction(self) -> f64 {
        f64::from(self.0) / 1000.0
    }
}

/// The quantile of values in ascending order, `None` for no values.
///
/// Linear between the two nearest order statistics, at position `(n - 1) * share` (type 7 of Hyndman and Fan), so that the
/// median of an even count is the middle of the two in the middle and the result moves with the scale of the values.
pub fn quantile(ascending: &[f64], share: PerMille) -> Option<f64> {
    let position = Position::of(ascending.len(), share)?;
    let below = *ascending.get(position.index)?;
    Some(position.between(below, || ascending.get(position.index + 1).copied()))
}

/// The median of values in any order, `None` for no values.
pub fn median(values: &[f64]) -> Option<f64> {
    quantile(&ascending(values), PerMille::P50)
}

/// Where a quantile lies: at or behind the order statistic `index`.
#[derive(Clone, Copy, Debug)]
pub struct Position {
    /// The order statistic, counted from zero.
    pub index: usize,
    /// Thousandths of the way to the next one.
    pub beyond: usize,
}

impl Position {
    /// The position among so many values, `None` for none.
    pub fn of(values: usize, share: PerMille) -> Option<Self> {
        let (index, beyond) = share.of(values.checked_sub(1)?);
        Some(Self { index, beyond })
    }

    /// The value here, from the order statistic and the one above it, which is asked for only where it matters.
    pub fn between(self, below: f64, above: impl FnOnce() -> Option<f64>) -> f64 {
        if self.beyond == 0 {
            return below;
        }
        above().map_or(below, |above| below + (above - below) * count(self.beyond) / 1000.0)
    }
}

/// The values in ascending order.
pub fn ascending(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted
}

/// The arithmetic mean, `None` for no values.
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / count(values.len()))
}

/// A count as a number to calculate with.
#[expect(clippy::cast_precision_loss, reason = "counts of samples stay far below 2^52, where this is exact")]
pub fn count(items: usize) -> f64 {
    items as f64
}

#[cfg(test)]
mod tests;
