//! Indexes against what objects told, in whatever order it came.

use proptest::prelude::*;
use shared::{
    tables::memory::MemoryTables,
    workflow::{Changes, Count, Indexed, ListQuestion, Listed, Mended, Place, State},
};

use super::Index;

fn row(run: u64, state: State) -> Indexed {
    let ended_ms = state.is_end().then_some(2_000 + run);
    let workflow = if run.is_multiple_of(3) { "tree" } else { "counter" }.to_owned();
    Indexed { run, id: format!("i-{run}"), workflow, state, accepted_ms: 1_000 + run / 2, ended_ms }
}

fn changes(object: &str, version: u64, rows: Vec<Indexed>) -> Changes {
    Changes { object: object.to_owned(), version, rows, gone: Vec::new(), whole: None }
}

fn index() -> Index<MemoryTables> {
    Index::new(MemoryTables::new())
}

fn all(index: &Index<MemoryTables>) -> Vec<Listed> {
    index.list(&ListQuestion { most: 500, ..ListQuestion::default() }).unwrap()
}

#[test]
fn pages_put_together_are_the_whole_list_whatever_is_asked_for() {
    let index = index();
    for object in ["a", "b", "~odd"] {
        let state = |run: u64| if run.is_multiple_of(2) { State::Running } else { State::Completed };
        index.tell(&changes(object, 50, (1..=40).map(|run| row(run, state(run))).collect())).unwrap();
    }
    let everything = all(&index);
    assert_eq!(everything.len(), 120);
    assert!(everything.is_sorted_by_key(|listed| std::cmp::Reverse(listed.place())));
    for workflow in [None, Some("tree"), Some("counter"), Some("nobody")] {
        for state in [None, Some(State::Running), Some(State::Completed), Some(State::Failed)] {
            let is_meant = |listed: &&Listed| {
                workflow.is_none_or(|name| listed.row.workflow == name)
                    && state.is_none_or(|state| listed.row.state == state)
            };
            let expected: Vec<Listed> = everything.iter().filter(is_meant).cloned().collect();
            let (mut found, mut after): (Vec<Listed>, Option<Place>) = (Vec::new(), None);
            for _ in 0..=expected.len() {
                let workflow = workflow.map(str::to_owned);
                let page = index.list(&ListQuestion { workflow, state, after: after.clone(), most: 7 }).unwrap();
                after = page.last().map(Listed::place);
                found.extend(page.clone());
                if page.len() < 7 {
                    break;
                }
            }
            assert_eq!(found, expected, "{workflow:?} {state:?}");
        }
    }
}

#[test]
fn counts_are_those_of_the_rows() {
    let index = index();
    index.tell(&changes("a", 1, vec![row(1, State::Running), row(2, State::Failed), row(3, State::Running)])).unwrap();
    let of = |workflow: &str, state, count| Count { workflow: workflow.to_owned(), state, count };
    let counter = vec![of("counter", State::Running, 1), of("counter", State::Failed, 1)];
    assert_eq!(index.count(Some("counter")).unwrap(), counter);
    assert_eq!(index.count(None).unwrap(), [counter, vec![of("tree", State::Running, 1)]].concat());
    assert_eq!(index.count(Some("nobody")).unwrap(), []);
}

#[test]
fn what_was_told_later_stays() {
    let index = index();
    index.tell(&changes("a", 9, vec![row(1, State::Completed)])).unwrap();
    index.tell(&changes("a", 8, vec![row(1, State::Running)])).unwrap();
    let late = Changes { whole: Some((1, 9)), ..changes("a", 8, vec![row(1, State::Running)]) };
    assert_eq!(index.tell(&late).unwrap(), Mended { told: 1, changed: 0, gone: 0 });
    assert_eq!(all(&index)[0].row, row(1, State::Completed));
    // Of another object, nothing was told.
    index.tell(&changes("b", 1, vec![row(1, State::Running)])).unwrap();
    assert_eq!(all(&index).len(), 2);
}

#[test]
fn a_range_mends_what_is_missing_other_and_too_much() {
    let index = index();
    let stale = [row(1, State::Running), row(3, State::Running), row(7, State::Running)];
    index.tell(&changes("a", 5, stale.to_vec())).unwrap();
    index.tell(&changes("b", 5, vec![row(3, State::Running)])).unwrap();
    let truth = vec![row(1, State::Running), row(2, State::Running), row(3, State::Failed)];
    let whole = Changes { whole: Some((1, 6)), ..changes("a", 6, truth.clone()) };
    assert_eq!(index.tell(&whole).unwrap(), Mended { told: 3, changed: 2, gone: 0 });
    assert_eq!(index.tell(&whole).unwrap(), Mended { told: 3, changed: 0, gone: 0 });
    let rest = Changes { whole: Some((4, u64::from(u32::MAX))), ..changes("a", 6, Vec::new()) };
    assert_eq!(index.tell(&rest).unwrap(), Mended { told: 0, changed: 0, gone: 1 });
    let of_a: Vec<Indexed> =
        all(&index).into_iter().filter(|listed| listed.object == "a").map(|listed| listed.row).rev().collect();
    assert_eq!(of_a, truth);
    assert_eq!(all(&index).len(), 4);
}

/// What happens to an object with a few instances, between two messages to its index.
#[derive(Clone, Copy, Debug)]
enum Step {
    Begin,
    Change(usize, State),
    Forget(usize),
}

fn steps() -> impl Strategy<Value = Step> {
    let states = prop_oneof![Just(State::Running), Just(State::Paused), Just(State::Completed), Just(State::Failed)];
    prop_oneof![
        Just(Step::Begin),
        (0_usize..8, states).prop_map(|(place, state)| Step::Change(place, state)),
        (0_usize..8).prop_map(Step::Forget),
    ]
}

proptest! {
    /// Messages come twice and in any order; behind them comes a sweep.
    #[test]
    fn behind_a_sweep_an_index_is_what_the_object_holds(
        steps in proptest::collection::vec(steps(), 1..30),
        order in proptest::collection::vec(0_usize..1_000, 0..60),
    ) {
        let (mut truth, mut version, mut next): (Vec<Indexed>, u64, u64) = (Vec::new(), 0, 0);
        let mut messages = Vec::new();
        for step in steps {
            version += 1;
            let told = match step {
                Step::Begin => {
                    next += 1;
                    truth.push(row(next, State::Running));
                    changes("a", version, vec![row(next, State::Running)])
                }
                Step::Change(place, state) if !truth.is_empty() => {
                    let place = place % truth.len();
                    truth[place] = row(truth[place].run, state);
                    changes("a", version, vec![truth[place].clone()])
                }
                Step::Forget(place) if !truth.is_empty() => {
                    let gone = truth.remove(place % truth.len());
                    Changes { gone: vec![gone.run], ..changes("a", version, Vec::new()) }
                }
                Step::Change(..) | Step::Forget(_) => continue,
            };
            messages.push(told);
        }
        let index = index();
        for place in order.iter().filter(|_| !messages.is_empty()) {
            index.tell(&messages[place % messages.len()]).unwrap();
        }
        let middle = next / 2;
        let (first, second): (Vec<_>, Vec<_>) = truth.iter().cloned().partition(|row| row.run <= middle);
        index.tell(&Changes { whole: Some((0, middle)), ..changes("a", version, first) }).unwrap();
        index.tell(&Changes { whole: Some((middle + 1, u64::from(u32::MAX))), ..changes("a", version, second) }).unwrap();
        let mut found: Vec<Indexed> = all(&index).into_iter().map(|listed| listed.row).collect();
        found.sort_by_key(|row| row.run);
        truth.sort_by_key(|row| row.run);
        prop_assert_eq!(found, truth);
    }
}
