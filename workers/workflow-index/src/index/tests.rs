//! Indexes against what objects told, in whatever order it came.

use proptest::prelude::*;
use shared::{
    error::ErrorCode,
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
fn what_comes_behind_something_later_is_refused() {
    let index = index();
    index.tell(&changes("a", 9, vec![row(1, State::Completed)])).unwrap();
    let late = changes("a", 8, vec![row(1, State::Running), row(2, State::Running)]);
    for late in [Changes { whole: Some((1, 9)), ..late.clone() }, late] {
        assert_eq!(index.tell(&late).map_err(|failure| failure.code), Err(ErrorCode::InstanceState));
    }
    assert_eq!(all(&index).into_iter().map(|listed| listed.row).collect::<Vec<_>>(), [row(1, State::Completed)]);
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

/// What happens to an object with a few instances, and to a message to its index.
#[derive(Clone, Copy, Debug)]
enum Step {
    Begin,
    Change(usize, State),
    Forget(usize),
    /// It is told what it does not know; the message comes, or its answer is lost, or it comes much later.
    Tell(Fate),
    /// It is told everything.
    Sweep(Fate),
    /// One of those that were to come later comes.
    Arrive(usize),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Comes,
    AnswerLost,
    Later,
}

fn steps() -> impl Strategy<Value = Step> {
    let states = prop_oneof![Just(State::Running), Just(State::Paused), Just(State::Completed), Just(State::Failed)];
    let fates = || prop_oneof![Just(Fate::Comes), Just(Fate::AnswerLost), Just(Fate::Later)];
    prop_oneof![
        Just(Step::Begin),
        (0_usize..8, states).prop_map(|(place, state)| Step::Change(place, state)),
        (0_usize..8).prop_map(Step::Forget),
        fates().prop_map(Step::Tell),
        fates().prop_map(Step::Sweep),
        (0_usize..8).prop_map(Step::Arrive),
    ]
}

/// An object, what it holds, and what its index does not know of that.
#[derive(Default)]
struct Object {
    rows: Vec<(u64, Indexed)>,
    gone: Vec<u64>,
    version: u64,
    told: u64,
    runs: u64,
    later: Vec<Changes>,
}

impl Object {
    fn changed(&self) -> Changes {
        let rows = self.rows.iter().filter(|(version, _)| *version > self.told).map(|(_, row)| row.clone()).collect();
        Changes { gone: self.gone.clone(), ..changes("a", self.version, rows) }
    }

    fn whole(&self) -> Changes {
        let rows = self.rows.iter().map(|(_, row)| row.clone()).collect();
        Changes { whole: Some((1, u64::from(u32::MAX))), ..changes("a", self.version, rows) }
    }

    fn step(&mut self, step: Step, index: &Index<MemoryTables>) {
        match step {
            Step::Begin => {
                (self.version, self.runs) = (self.version + 1, self.runs + 1);
                self.rows.push((self.version, row(self.runs, State::Running)));
            }
            Step::Change(place, state) if !self.rows.is_empty() => {
                self.version += 1;
                let place = place % self.rows.len();
                self.rows[place] = (self.version, row(self.rows[place].1.run, state));
            }
            Step::Forget(place) if !self.rows.is_empty() => {
                self.version += 1;
                let (_, row) = self.rows.remove(place % self.rows.len());
                self.gone.push(row.run);
            }
            Step::Arrive(place) if !self.later.is_empty() => {
                let late = self.later.swap_remove(place % self.later.len());
                let _ = index.tell(&late);
            }
            Step::Change(..) | Step::Forget(_) | Step::Arrive(_) => {}
            Step::Tell(Fate::Later) => self.later.push(self.changed()),
            Step::Sweep(Fate::Later) => self.later.push(self.whole()),
            Step::Sweep(_) => drop(index.tell(&self.whole()).unwrap()),
            Step::Tell(fate) => {
                index.tell(&self.changed()).unwrap();
                if fate == Fate::Comes {
                    self.told = self.version;
                    self.gone.clear();
                }
            }
        }
    }
}

proptest! {
    /// Whatever comes twice, late or never: behind the next message, the index says what the object holds.
    #[test]
    fn an_index_comes_to_say_what_the_object_holds(steps in proptest::collection::vec(steps(), 1..60)) {
        let (mut object, index) = (Object::default(), index());
        for step in steps {
            object.step(step, &index);
        }
        object.step(Step::Tell(Fate::Comes), &index);
        for late in std::mem::take(&mut object.later) {
            let _ = index.tell(&late);
        }
        let mut found: Vec<Indexed> = all(&index).into_iter().map(|listed| listed.row).collect();
        found.sort_by_key(|row| row.run);
        let mut truth: Vec<Indexed> = object.rows.into_iter().map(|(_, row)| row).collect();
        truth.sort_by_key(|row| row.run);
        prop_assert_eq!(found, truth);
    }
}
