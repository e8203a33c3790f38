//! Weighted least squares of a few unknowns.

/// The part of a column's length that has to be its own; less is rounding, not information.
const LEAST_OWN: f64 = 1e-9;

/// How much each observation counts in each unknown: one row per column, with one factor per observation.
///
/// The sum of a row's factors times what was observed is the unknown of its column in the fit that minimises the weighted
/// squares of the residuals. `None` where the columns do not tell the unknowns apart, be it for too few observations.
///
/// A row is what its column has beyond all others, over the square of its length. The others are made perpendicular to each other first
/// (Gram and Schmidt), every one at length one, so that units of any size do no harm.
pub fn least_squares(columns: &[Vec<f64>], weights: &[f64]) -> Option<Vec<Vec<f64>>> {
    let roots: Vec<f64> = weights.iter().map(|weight| weight.sqrt()).collect();
    let weighted: Vec<Vec<f64>> = columns.iter().map(|column| times(column, &roots)).collect();
    let row = |place: usize| {
        let (before, from) = weighted.split_at(place);
        let (column, behind) = from.split_first()?;
        let own = beyond(column, &perpendicular(before.iter().chain(behind))?)?;
        let square = dot(&own, &own);
        Some(times(&own, &roots).into_iter().map(|factor| factor / square).collect())
    };
    (0..columns.len()).map(row).collect()
}

/// Columns of length one that span the same and stand perpendicular to each other.
fn perpendicular<'a>(columns: impl Iterator<Item = &'a Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    let mut basis: Vec<Vec<f64>> = Vec::new();
    for column in columns {
        let own = beyond(column, &basis)?;
        let length = dot(&own, &own).sqrt();
        basis.push(own.into_iter().map(|value| value / length).collect());
    }
    Some(basis)
}

/// What a column has beyond the basis, `None` where that is nothing.
fn beyond(column: &[f64], basis: &[Vec<f64>]) -> Option<Vec<f64>> {
    let mut own = column.to_vec();
    // Twice, because the first time leaves what rounding has added.
    for direction in basis.iter().chain(basis) {
        let along = dot(&own, direction);
        own = own.iter().zip(direction).map(|(value, other)| value - along * other).collect();
    }
    (dot(&own, &own) > LEAST_OWN.powi(2) * dot(column, column)).then_some(own)
}

fn times(column: &[f64], factors: &[f64]) -> Vec<f64> {
    column.iter().zip(factors).map(|(value, factor)| value * factor).collect()
}

/// The sum of the products.
pub(crate) fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(left, right)| left * right).sum()
}
