//! A second opinion on pairs that uses neither medians nor draws: Wilcoxon's signed ranks.

use shared::quantile::count;

use crate::{normal::two_sided_tail, paired::Pair};

/// Up to so many pairs the distribution is counted out; 2^25 sums are exact in a double.
const MOST_COUNTED: usize = 25;

/// Distances of logarithms that differ by less are tied: only rounding keeps them apart.
const SAME: f64 = 1e-12;

/// The two-sided p-value of the hypothesis that ln(arm / base) is symmetric around zero.
///
/// Pairs of equal times are dropped, as Wilcoxon does. Exact up to 25 pairs without ties, beyond that normal with the
/// corrections for ties and continuity. `None` when no pair is left, or when a time is not positive.
pub fn signed_rank(pairs: &[Pair]) -> Option<f64> {
    let mut logarithms: Vec<f64> = pairs.iter().map(Pair::logarithm).collect::<Option<_>>()?;
    logarithms.retain(|logarithm| logarithm.abs() > SAME);
    if logarithms.is_empty() {
        return None;
    }
    let ranks = Ranks::of(&mut logarithms);
    Some(if ranks.ties == 0.0 && logarithms.len() <= MOST_COUNTED {
        counted(logarithms.len(), ranks.lesser_sum)
    } else {
        approximated(logarithms.len(), &ranks)
    })
}

struct Ranks {
    /// The sum of the ranks of one sign: the smaller of the two.
    lesser_sum: f64,
    /// The sum of t³ − t over groups of t tied distances.
    ties: f64,
}

impl Ranks {
    fn of(logarithms: &mut [f64]) -> Self {
        logarithms.sort_unstable_by(|left, right| left.abs().total_cmp(&right.abs()));
        let (mut ranked, mut ties, mut positive) = (0, 0.0, 0.0);
        for group in logarithms.chunk_by(|left, right| right.abs() - left.abs() < SAME) {
            let size = count(group.len());
            // The mean of the ranks that the group takes up together.
            let rank = count(ranked) + f64::midpoint(1.0, size);
            positive += rank * count(group.iter().filter(|logarithm| **logarithm > 0.0).count());
            ties += size.powi(3) - size;
            ranked += group.len();
        }
        Self { lesser_sum: f64::min(positive, sum_of_ranks(ranked) - positive), ties }
    }
}

fn sum_of_ranks(pairs: usize) -> f64 {
    count(pairs) * (count(pairs) + 1.0) / 2.0
}

/// Twice the share of all choices of signs whose sum of ranks is no larger.
fn counted(pairs: usize, lesser_sum: f64) -> f64 {
    // ways[s]: how many subsets of the ranks so far have the sum s.
    let mut ways = vec![0.0; pairs * (pairs + 1) / 2 + 1];
    ways[0] = 1.0;
    for rank in 1..=pairs {
        for sum in (rank..ways.len()).rev() {
            ways[sum] += ways[sum - rank];
        }
    }
    let no_larger: f64 =
        (0..).zip(&ways).take_while(|(sum, _)| f64::from(*sum) <= lesser_sum).map(|(_, ways)| ways).sum();
    (2.0 * no_larger / ways.iter().sum::<f64>()).min(1.0)
}

fn approximated(pairs: usize, ranks: &Ranks) -> f64 {
    let sum = sum_of_ranks(pairs);
    let variance = sum * (2.0 * count(pairs) + 1.0) / 12.0 - ranks.ties / 48.0;
    let distance = (sum / 2.0 - ranks.lesser_sum - 0.5).max(0.0);
    two_sided_tail(distance / variance.sqrt())
}
