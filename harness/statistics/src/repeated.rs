//! The quantile of values that occur several times each.

use shared::quantile::Position;

/// The quantile of values in ascending order that occur several times each, given as value and number of times.
///
/// The first of them may stand in the middle of the whole: `before` tells how many stand before it.
pub(crate) fn repeated_quantile(
    position: Position,
    before: usize,
    values: impl IntoIterator<Item = (f64, usize)>,
) -> Option<f64> {
    let mut values = values.into_iter().filter(|(_, times)| *times > 0);
    let mut passed = before;
    let below = values.find_map(|(value, times)| {
        passed += times;
        (passed > position.index).then_some(value)
    })?;
    Some(position.between(below, || if passed > position.index + 1 { Some(below) } else { Some(values.next()?.0) }))
}
