//! How much more often popular tenants ask than rare ones.

use statistics::Random;

/// Tenants whose share falls with a power of their rank, as Zipf found for words.
pub(super) struct Popularity {
    /// The shares up to and including each tenant, ascending to one.
    cumulated: Vec<f64>,
}

impl Popularity {
    /// So many tenants, the first the most popular; an exponent of zero makes all alike.
    pub(super) fn new(tenants: u32, skew: f64) -> Self {
        let mut sum = 0.0;
        let sums: Vec<f64> = (1..=tenants)
            .map(|rank| {
                sum += f64::from(rank).powf(-skew);
                sum
            })
            .collect();
        Self { cumulated: sums.into_iter().map(|part| part / sum).collect() }
    }

    /// A tenant, by its share.
    pub(super) fn draw(&self, random: &mut Random) -> u32 {
        let place = random.unit();
        let tenant = self.cumulated.partition_point(|share| *share <= place);
        u32::try_from(tenant.min(self.cumulated.len().saturating_sub(1))).unwrap_or(u32::MAX)
    }
}
