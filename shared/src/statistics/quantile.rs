//! Quantiles of a finite sample.

/// A share in thousandths; a whole number, so that a quantile's position is exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PerMille(u16);

impl PerMille {
    /// The lower end of a 95 % interval.
    pub const LOW: Self = Self(25);
    /// The median.
    pub const P50: Self = Self(500);
    /// The 95th percentile.
    pub const P95: Self = Self(950);
    /// The upper end of a 95 % interval.
    pub const HIGH: Self = Self(975);
    /// The 99th percentile.
    pub const P99: Self = Self(990);

    /// A share of at most the whole, else `None`.
    pub const fn new(thousandths: u16) -> Option<Self> {
        if thousandths <= 1000 { Some(Self(thousandths)) } else { None }
    }
}

/// The quantile of values in ascending order, `None` for no values.
///
/// Linear between the two nearest order statistics, at position `(n - 1) * share` (type 7 of Hyndman and Fan), so that the
/// median of an even count is the middle of the two in the middle and the result moves with the scale of the values.
pub fn quantile(ascending: &[f64], share: PerMille) -> Option<f64> {
    let last = ascending.len().checked_sub(1)?;
    let position = last * usize::from(share.0);
    let (index, rest) = (position / 1000, position % 1000);
    let below = *ascending.get(index)?;
    if rest == 0 {
        return Some(below);
    }
    let above = *ascending.get(index + 1)?;
    Some(below + (above - below) * count(rest) / 1000.0)
}

/// The median of values in any order, `None` for no values.
pub fn median(values: &[f64]) -> Option<f64> {
    quantile(&ascending(values), PerMille::P50)
}

/// The values in ascending order.
pub(super) fn ascending(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted
}

/// A count as a number to calculate with.
#[expect(clippy::cast_precision_loss, reason = "counts of samples stay far below 2^52, where this is exact")]
pub(super) fn count(items: usize) -> f64 {
    items as f64
}
