//! Least squares, and the intervals of what is fitted.
//!
//! Typed-in values come from Python: the normal equations in `fractions`.

use proptest::prelude::*;

use super::{least_squares::dot, *};

const BYTES: [f64; 6] = [100.0, 1e3, 1e4, 1e5, 1e6, 1e3];
const DEPTH: [f64; 6] = [1.0, 1.0, 1.0, 2.0, 1.0, 3.0];
const TIMES: [f64; 6] = [0.12, 0.13, 0.31, 1.05, 9.0, 0.2];

fn relative(times: &[f64]) -> Vec<f64> {
    times.iter().map(|time| time.powi(-2)).collect()
}

fn solved(columns: &[Vec<f64>], weights: &[f64], times: &[f64]) -> Option<Vec<f64>> {
    Some(least_squares(columns, weights)?.iter().map(|row| dot(row, times)).collect())
}

#[test]
fn line_through_four_points_is_that_of_the_normal_equations() {
    let columns = [vec![1.0; 4], vec![1.0, 2.0, 3.0, 4.0]];
    let line = solved(&columns, &[1.0, 2.0, 1.0, 2.0], &[2.0, 3.0, 5.0, 4.0]).unwrap();
    assert!(close(line[0], 37.0 / 22.0) && close(line[1], 15.0 / 22.0), "{line:?}");
}

#[test]
fn cost_over_a_ten_thousandfold_range_is_that_of_the_normal_equations() {
    let known = [0.095_384_611_887_003_34, 9.309_416_216_121_234e-6, 0.031_530_488_228_923_86];
    let found = solved(&[vec![1.0; 6], BYTES.into(), DEPTH.into()], &relative(&TIMES), &TIMES).unwrap();
    assert!(found.iter().zip(known).all(|(found, known)| (found / known - 1.0).abs() < 1e-9), "{found:?}");
    let known = [0.136_520_505_522_968_52, 9.379_149_187_978_995e-6];
    let found = solved(&[vec![1.0; 6], BYTES.into()], &relative(&TIMES), &TIMES).unwrap();
    assert!(found.iter().zip(known).all(|(found, known)| (found / known - 1.0).abs() < 1e-9), "{found:?}");
}

#[test]
fn columns_that_say_the_same_or_too_little_leave_the_unknowns_open() {
    let ones = vec![1.0; 3];
    assert_eq!(least_squares(&[ones.clone(), vec![7.0; 3]], &[1.0; 3]), None);
    assert_eq!(least_squares(&[ones.clone(), vec![1.0, 2.0, 3.0], vec![3.0, 5.0, 7.0]], &[1.0; 3]), None);
    assert_eq!(least_squares(&[vec![1.0], vec![2.0]], &[1.0]), None);
    assert_eq!(least_squares(&[vec![0.0; 3]], &[1.0; 3]), None);
    assert_eq!(least_squares(&[], &[]), Some(vec![]));
    assert!(least_squares(&[ones], &[1.0; 3]).is_some());
}

/// Four rounds of five pairs in each of three cells, with a lucky process and a tail.
fn rounds(seed: u64) -> Vec<Vec<Vec<Pair>>> {
    let mut random = Random::seeded(seed);
    let mut cell = |times: f64, luck: f64| {
        let pair = |_| Pair { base: 1.0, arm: 1.0 + times * luck * machine::log_normal(&mut random, 0.1) };
        (0..5).map(pair).collect::<Vec<Pair>>()
    };
    let luck = [1.0, 1.02, 0.97, 1.01];
    luck.iter().map(|luck| [0.2, 0.3, 1.2].map(|times| cell(times, *luck)).into()).collect()
}

#[test]
fn combination_of_one_cell_is_its_difference() {
    let rounds = rounds(1);
    let alone: Vec<Vec<Pair>> = rounds.iter().map(|cells| cells[0].clone()).collect();
    let nested: Vec<Vec<Vec<Pair>>> = alone.iter().map(|pairs| vec![pairs.clone()]).collect();
    let found = combinations(&nested, &[vec![1.0], vec![-2.0]], 5).unwrap();
    let difference = difference(&alone, 5).unwrap();
    assert_eq!(found[0], difference);
    assert!(
        close(found[1].value, -2.0 * difference.value) && close(found[1].interval.low, -2.0 * difference.interval.high)
    );
}

#[test]
fn combination_of_nothing_is_none() {
    assert_eq!(combinations(&[], &[vec![1.0]], 1), None);
    assert_eq!(combinations(&[vec![vec![]]], &[vec![1.0]], 1), None);
    assert_eq!(combinations(&rounds(2), &[], 1), Some(vec![]));
}

#[test]
fn luck_that_cells_share_cancels_where_they_are_subtracted() {
    let mut rounds = rounds(3);
    for (cells, luck) in rounds.iter_mut().zip([0.0, 0.5, -0.3, 0.2]) {
        cells.iter_mut().flatten().for_each(|pair| pair.arm += luck);
    }
    let found = combinations(&rounds, &[vec![1.0, 0.0, 0.0], vec![-1.0, 1.0, 0.0]], 1).unwrap();
    assert!(found[1].interval.half_width() < found[0].interval.half_width() / 5.0, "{found:?}");
    assert!(found[1].interval.contains(0.1));
}

#[test]
fn intervals_of_a_fit_cover_the_truth() {
    let (bytes, depth) = ([1e2, 1e4, 1e6, 1e4], [1.0, 1.0, 1.0, 4.0]);
    let truth = [0.1, 1e-5, 0.05];
    let times: Vec<f64> =
        bytes.iter().zip(depth).map(|(bytes, depth)| truth[0] + truth[1] * bytes + truth[2] * depth).collect();
    let rows = least_squares(&[vec![1.0; 4], bytes.into(), depth.into()], &relative(&times)).unwrap();
    let mut random = Random::seeded(4);
    let mut covered = [0; 3];
    for seed in 0..40 {
        let mut round = |_| {
            let luck = machine::log_normal(&mut random, 0.02);
            let mut cell = |time: &f64| {
                let pair = |_| Pair { base: 1.0, arm: 1.0 + time * luck * machine::log_normal(&mut random, 0.1) };
                (0..10).map(pair).collect()
            };
            times.iter().map(&mut cell).collect()
        };
        let rounds: Vec<Vec<Vec<Pair>>> = (0..5).map(&mut round).collect();
        let found = combinations(&rounds, &rows, seed).unwrap();
        for ((covered, truth), found) in covered.iter_mut().zip(truth).zip(found) {
            *covered += u32::from(found.interval.contains(truth));
        }
    }
    assert!(covered.iter().all(|covered| *covered >= 37), "{covered:?} of 40");
}

fn any_fit() -> impl Strategy<Value = (Vec<Vec<f64>>, Vec<f64>)> {
    let row = (1.0_f64..1e6, 1.0_f64..9.0, 0.01_f64..1e4);
    prop::collection::vec(row, 5..9).prop_map(|rows| {
        let column = |read: fn(&(f64, f64, f64)) -> f64| rows.iter().map(read).collect::<Vec<f64>>();
        (vec![vec![1.0; rows.len()], column(|row| row.0), column(|row| row.1)], column(|row| row.2))
    })
}

proptest! {
    #[test]
    fn what_is_exact_comes_back((columns, weights) in any_fit(), unknowns in prop::array::uniform3(-10.0_f64..10.0)) {
        let times: Vec<f64> = (0..weights.len())
            .map(|place| columns.iter().zip(unknowns).map(|(column, unknown)| column[place] * unknown).sum())
            .collect();
        let found = solved(&columns, &weights, &times).unwrap();
        let largest = times.iter().fold(0.0_f64, |largest, time| largest.max(time.abs()));
        for ((found, unknown), column) in found.iter().zip(unknowns).zip(&columns) {
            let length = column.iter().fold(0.0_f64, |largest, value| largest.max(*value));
            prop_assert!((found - unknown).abs() * length <= 1e-5 * largest, "{} {}", found, unknown);
        }
    }

    #[test]
    fn residuals_stand_perpendicular_to_every_column((columns, weights) in any_fit(), seed: u64) {
        let mut random = Random::seeded(seed);
        let times: Vec<f64> = weights.iter().map(|_| random.unit()).collect();
        let found = solved(&columns, &weights, &times).unwrap();
        let weighted: Vec<f64> = (0..times.len())
            .map(|place| {
                let fitted: f64 = columns.iter().zip(&found).map(|(column, unknown)| column[place] * unknown).sum();
                weights[place] * (times[place] - fitted)
            })
            .collect();
        for column in &columns {
            let size: f64 = column.iter().zip(&weights).map(|(value, weight)| value * weight).sum();
            prop_assert!(dot(column, &weighted).abs() <= 1e-6 * size, "{}", dot(column, &weighted) / size);
        }
    }

    #[test]
    fn unit_of_a_column_only_changes_its_own_unknown((columns, weights) in any_fit(), unit in 0.001_f64..1000.0) {
        let scaled = [columns[0].clone(), columns[1].iter().map(|value| value * unit).collect(), columns[2].clone()];
        let heavier: Vec<f64> = weights.iter().map(|weight| weight * unit).collect();
        let (plain, scaled) = (least_squares(&columns, &weights).unwrap(), least_squares(&scaled, &heavier).unwrap());
        for (row, units) in [1.0, unit, 1.0].into_iter().enumerate() {
            let length = dot(&plain[row], &plain[row]).sqrt();
            let pairs = plain[row].iter().zip(&scaled[row]);
            prop_assert!(pairs.clone().all(|(plain, scaled)| (plain - scaled * units).abs() <= 1e-6 * length));
        }
    }
}
