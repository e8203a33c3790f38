//! The tail of the normal distribution, which the standard library lacks.

/// Where the series hands over to the continued fraction; both are exact to the twelfth digit there.
const HAND_OVER: f64 = 3.0;

/// Terms of the continued fraction: enough for twelve digits from the hand-over on.
const TERMS: u32 = 120;

/// The probability that a standard normal variable lies farther from zero than `distance`, on either side.
pub(crate) fn two_sided_tail(distance: f64) -> f64 {
    let distance = distance.abs();
    let density = (-distance * distance / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    if distance < HAND_OVER {
        return 1.0 - 2.0 * density * centre(distance);
    }
    let fraction = (1..=TERMS).rev().fold(distance, |below, term| distance + f64::from(term) / below);
    2.0 * density / fraction
}

/// The probability between zero and `distance` over the density there: x + x³/3 + x⁵/(3·5) + …
fn centre(distance: f64) -> f64 {
    let (mut sum, mut term, mut odd) = (distance, distance, 1.0);
    while term > sum * f64::EPSILON {
        odd += 2.0;
        term *= distance * distance / odd;
        sum += term;
    }
    sum
}
