//! The sharing of time by made-up clocks.

use super::*;

/// A machine that takes so long: for a pair of all first requests, for what is in a round besides pairs, and for a pair.
struct Machine {
    start: Duration,
    besides: Duration,
    pair: Duration,
}

/// What a run came to.
#[derive(Debug, PartialEq, Eq)]
struct Ran {
    starts: u32,
    /// The pairs of each cell, round by round.
    rounds: Vec<u32>,
    took: Duration,
    shortened: Option<String>,
}

const SECOND: Duration = Duration::from_secs(1);
const CELLS: Cells = Cells { cold: 2, warm: 4, paired: 3 };

fn size(most_ms: Option<u64>) -> Size {
    Size { rounds: 5, pairs: 30, block: 20, cell_ms: 2000, most_ms, starts: 8, deadline_ms: 1000, error_limit: 0.0 }
}

fn run(machine: &Machine, size: &Size) -> Ran {
    let (mut budget, mut now) = (Budget::new(size, CELLS), Duration::ZERO);
    let (mut starts, mut rounds) = (0, Vec::new());
    while budget.another_start(starts, now) {
        now += machine.start;
        starts += 1;
    }
    while budget.another_round(u32::try_from(rounds.len()).unwrap(), now) {
        now += machine.besides;
        let mut pairs = 0;
        for _ in 0..CELLS.paired {
            pairs = 0;
            while budget.another_pair(pairs, machine.pair * pairs) {
                pairs += 1;
            }
            now += machine.pair * pairs;
        }
        rounds.push(pairs);
    }
    assert_eq!(budget.expected(), Expected { starts, rounds: u32::try_from(rounds.len()).unwrap() });
    Ran { starts, rounds, took: now, shortened: budget.shortened() }
}

#[test]
fn without_a_bound_everything_is_measured() {
    let slow = Machine { start: SECOND * 9, besides: SECOND * 60, pair: SECOND };
    let ran = run(&slow, &size(None));
    // A cell begins no pair after its own two seconds, but for the fewest.
    assert_eq!((ran.starts, ran.rounds, ran.shortened), (8, vec![4; 5], None));
}

#[test]
fn nothing_is_left_out_where_there_is_time_for_everything() {
    let usual = Machine { start: SECOND * 3, besides: SECOND * 4, pair: SECOND / 10 };
    let bounded = run(&usual, &size(Some(85_000)));
    assert_eq!(bounded, run(&usual, &size(None)));
    // What the limit of a cell leaves out is nothing that the bound left out.
    assert_eq!(bounded.rounds, vec![21; 5]);
}

#[test]
fn pairs_are_left_out_before_rounds_and_the_end_is_in_time() {
    let slow = Machine { start: SECOND * 3, besides: SECOND * 8, pair: SECOND / 5 };
    let ran = run(&slow, &size(Some(85_000)));
    assert_eq!((ran.starts, ran.rounds.len()), (8, 5));
    assert!(ran.rounds.iter().skip(1).all(|pairs| (4..11).contains(pairs)), "{ran:?}");
    assert!(SECOND * 80 < ran.took && ran.took < SECOND * 88, "{ran:?}");
    let pairs: u32 = ran.rounds.iter().sum::<u32>() * CELLS.paired + ran.starts * CELLS.cold;
    let told = format!("ended by the time bound of 85 s: {pairs} of at most 466 pairs");
    assert_eq!(ran.shortened.unwrap(), told);
}

#[test]
fn rounds_are_left_out_where_even_the_fewest_pairs_take_too_long() {
    let slower = Machine { start: SECOND * 4, besides: SECOND * 11, pair: SECOND / 2 };
    let ran = run(&slower, &size(Some(85_000)));
    assert_eq!((ran.starts, ran.rounds.as_slice()), (8, &[5, 4, 4][..]));
    assert!(ran.took < SECOND * 85 && ran.shortened.is_some(), "{ran:?}");
}

#[test]
fn what_a_verdict_needs_is_measured_however_long_it_takes() {
    let hopeless = Machine { start: SECOND * 20, besides: SECOND * 60, pair: SECOND * 3 };
    let ran = run(&hopeless, &size(Some(85_000)));
    assert_eq!((ran.starts, ran.rounds), (6, vec![4; 2]));
}

#[test]
fn first_requests_leave_the_rounds_what_they_want_or_their_part() {
    let until = |most_ms| Budget::new(&size(Some(most_ms)), CELLS).starts_until;
    // Five rounds of four cells want forty seconds.
    assert_eq!(until(100_000), SECOND * 60);
    assert_eq!(until(30_000), SECOND * 10);
    let alone = Cells { warm: 0, paired: 0, ..CELLS };
    assert_eq!(Budget::new(&size(Some(30_000)), alone).starts_until, SECOND * 30);
}

#[test]
fn time_that_a_round_did_not_need_goes_to_the_rounds_to_come() {
    let mut budget = Budget::new(&size(Some(45_000)), CELLS);
    let pairs_of = |budget: &mut Budget, pair: Duration| {
        let mut pairs = 0;
        while budget.another_pair(pairs, pair * pairs) {
            pairs += 1;
        }
        pair * pairs
    };
    assert!(budget.another_round(0, Duration::ZERO));
    let mut now = SECOND * 20 + pairs_of(&mut budget, SECOND);
    assert!(budget.another_round(1, now));
    assert_eq!(budget.cell_most, SECOND / 2, "a quarter of the two seconds, since a second is left for what took four");
    now += SECOND + pairs_of(&mut budget, SECOND / 10);
    assert!(budget.another_round(2, now));
    assert_eq!(budget.cell_most, SECOND * 2);
    assert_eq!(budget.left(SECOND * 46), Some(Duration::ZERO));
}

#[test]
fn what_the_pairs_leave_of_a_cell_s_share_is_for_getting_warm() {
    let mut unbounded = Budget::new(&size(None), CELLS);
    let mut bounded = Budget::new(&size(Some(80_000)), CELLS);
    assert!(unbounded.another_round(0, Duration::ZERO) && bounded.another_round(0, Duration::ZERO));
    // Two rounds of four cells are ten seconds for each, of which the pairs take two.
    assert_eq!((unbounded.warm_most(), bounded.warm_most()), (Duration::MAX, SECOND * 8));
}
