//! Who may run: so many instances of a workflow at once, and so many of one key; the others wait for their turn.
//!
//! ```text
//! begun ──> room for the workflow and for the key? ──> runs ──> ends ──> next
//!                └─ no ──> waits: by priority, then key after key in turn, then in order
//! ```
//!
//! A key that has many waiting takes one turn in a round like any other. One whose own limit is reached is passed over, and loses nothing.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashMap},
};

/// How many instances of a workflow run at once in one object; none where there is no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Of the workflow.
    pub running: Option<u32>,
    /// Of one of its keys.
    pub of_a_key: Option<u32>,
}

impl Limits {
    /// As many as come.
    pub const NONE: Self = Self { running: None, of_a_key: None };

    /// Whether there are any.
    pub(crate) fn is_none(self) -> bool {
        self == Self::NONE
    }
}

/// The place of an instance of a workflow that has limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) workflow: String,
    pub(crate) key: String,
    pub(crate) priority: u32,
    /// In which round its key has its turn, where it is the first of those of its key that wait.
    pub(crate) turn: u64,
    pub(crate) is_running: bool,
}

/// An instance that is the first of its key from here on, and the round in which that has its turn.
pub(crate) type First = Option<(u64, u64)>;

/// The places of all instances that have not ended.
#[derive(Default)]
pub(crate) struct Places {
    of: HashMap<u64, Place>,
    workflows: HashMap<String, Workflow>,
}

#[derive(Default)]
struct Workflow {
    running: u32,
    of_keys: HashMap<String, u32>,
    /// By how little urgent they are.
    waiting: BTreeMap<Reverse<u32>, Turns>,
}

/// Those of one priority: in each round, each key has a turn.
#[derive(Default)]
struct Turns {
    /// The round of whoever was the last to be next.
    round: u64,
    /// The first one of each key, by its turn.
    firsts: BTreeSet<(u64, u64, String)>,
    of_keys: HashMap<String, BTreeSet<u64>>,
}

impl Places {
    /// Whether a new instance may run at once: nobody who waits could do so either.
    pub(crate) fn has_room(&self, workflow: &str, key: &str, limits: Limits) -> bool {
        self.workflows
            .get(workflow)
            .is_none_or(|known| known.has_room(key, limits) && known.first_with_room(limits).is_none())
    }

    /// Gives an instance a place behind all others; says what that is.
    pub(crate) fn enter(&mut self, run: u64, place: Place) -> Place {
        let workflow = self.workflows.entry(place.workflow.clone()).or_default();
        let place = if place.is_running {
            workflow.run(&place.key);
            place
        } else {
            let turns = workflow.waiting.entry(Reverse(place.priority)).or_default();
            Place { turn: turns.push(&place.key, run), ..place }
        };
        self.of.insert(run, place.clone());
        place
    }

    /// Gives instances the places that they had in an earlier life.
    pub(crate) fn of(mut known: Vec<(u64, Place)>) -> Self {
        known.sort_by_key(|(run, _)| *run);
        let mut places = Self::default();
        for (run, place) in known {
            let workflow = places.workflows.entry(place.workflow.clone()).or_default();
            if place.is_running {
                workflow.run(&place.key);
            } else {
                let turns = workflow.waiting.entry(Reverse(place.priority)).or_default();
                let of_key = turns.of_keys.entry(place.key.clone()).or_default();
                if of_key.is_empty() {
                    turns.firsts.insert((place.turn, run, place.key.clone()));
                }
                of_key.insert(run);
                turns.round = turns.firsts.last().map_or(0, |(turn, _, _)| turn.saturating_sub(1));
            }
            places.of.insert(run, place);
        }
        places
    }

    /// An instance goes, wherever it was.
    pub(crate) fn leave(&mut self, run: u64) -> Option<(Place, First)> {
        let place = self.of.remove(&run)?;
        let mut first = None;
        if let Some(workflow) = self.workflows.get_mut(&place.workflow) {
            if place.is_running {
                workflow.stop(&place.key);
            } else if let Some(turns) = workflow.waiting.get_mut(&Reverse(place.priority)) {
                first = turns.remove(&place.key, run);
            }
        }
        Some((place, first))
    }

    /// Another instance has the place of this one from here on.
    pub(crate) fn pass(&mut self, from: u64, to: u64) -> bool {
        let place = self.of.remove(&from);
        let is_there = place.is_some();
        self.of.extend(place.map(|place| (to, place)));
        is_there
    }

    /// The next one that may run, which does from here on.
    pub(crate) fn next(&mut self, workflow: &str, limits: Limits) -> Option<(u64, First)> {
        let (run, first) = self.workflows.get_mut(workflow)?.next(limits)?;
        if let Some(place) = self.of.get_mut(&run) {
            place.is_running = true;
        }
        Some((run, first))
    }

    /// The workflows that have places.
    pub(crate) fn workflows(&self) -> Vec<String> {
        self.workflows.keys().cloned().collect()
    }
}

impl Workflow {
    fn has_room(&self, key: &str, limits: Limits) -> bool {
        let of_key = self.of_keys.get(key).copied().unwrap_or_default();
        limits.running.is_none_or(|most| self.running < most) && limits.of_a_key.is_none_or(|most| of_key < most)
    }

    fn run(&mut self, key: &str) {
        self.running += 1;
        *self.of_keys.entry(key.to_owned()).or_default() += 1;
    }

    fn stop(&mut self, key: &str) {
        self.running = self.running.saturating_sub(1);
        if let Some(count) = self.of_keys.get_mut(key) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.of_keys.remove(key);
            }
        }
    }

    /// Who is next, and how urgent.
    fn first_with_room(&self, limits: Limits) -> Option<(Reverse<u32>, String, u64)> {
        if limits.running.is_some_and(|most| self.running >= most) {
            return None;
        }
        let running = |key: &String| self.of_keys.get(key).copied().unwrap_or_default();
        let has_room = |key: &String| limits.of_a_key.is_none_or(|most| running(key) < most);
        self.waiting.iter().find_map(|(priority, turns)| {
            let (_, run, key) = turns.firsts.iter().find(|(_, _, key)| has_room(key))?;
            Some((*priority, key.clone(), *run))
        })
    }

    fn next(&mut self, limits: Limits) -> Option<(u64, First)> {
        let (priority, key, run) = self.first_with_room(limits)?;
        let turns = self.waiting.get_mut(&priority)?;
        let first = turns.take(&key, run);
        if turns.firsts.is_empty() {
            self.waiting.remove(&priority);
        }
        self.run(&key);
        Some((run, first))
    }
}

impl Turns {
    /// Puts an instance behind the others of its key. Where there are none, that has its turn in the next round; says in which.
    fn push(&mut self, key: &str, run: u64) -> u64 {
        let of_key = self.of_keys.entry(key.to_owned()).or_default();
        let turn = self.round + 1;
        if of_key.is_empty() {
            self.firsts.insert((turn, run, key.to_owned()));
        }
        of_key.insert(run);
        turn
    }

    /// Removes one that does not wait any more: whoever is behind it has the turn of its key.
    fn remove(&mut self, key: &str, run: u64) -> First {
        let turn = self.firsts.iter().find(|(_, first, _)| *first == run).map(|(turn, _, _)| *turn);
        self.pass_on(key, run, turn, |turn| turn)
    }

    /// Removes one that has had the turn of its key: whoever is behind it has one in the next round.
    fn take(&mut self, key: &str, run: u64) -> First {
        let turn = self.firsts.iter().find(|(_, first, _)| *first == run).map(|(turn, _, _)| *turn);
        self.round = self.round.max(turn.unwrap_or_default());
        let next = self.round + 1;
        self.pass_on(key, run, turn, |_| next)
    }

    fn pass_on(&mut self, key: &str, run: u64, turn: Option<u64>, next: impl FnOnce(u64) -> u64) -> First {
        let of_key = self.of_keys.get_mut(key)?;
        of_key.remove(&run);
        let behind = of_key.first().copied();
        if behind.is_none() {
            self.of_keys.remove(key);
        }
        let turn = turn?;
        self.firsts.remove(&(turn, run, key.to_owned()));
        let first = (behind?, next(turn));
        self.firsts.insert((first.1, first.0, key.to_owned()));
        Some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { running: Some(3), of_a_key: Some(2) };

    fn waiting(key: &str, priority: u32) -> Place {
        Place { workflow: "w".to_owned(), key: key.to_owned(), priority, turn: 0, is_running: false }
    }

    fn all(places: &mut Places, limits: Limits) -> Vec<u64> {
        std::iter::from_fn(|| places.next("w", limits)).map(|(run, _)| run).collect()
    }

    /// Has them run one after the other, with another life behind each where it is said.
    fn one_by_one(mut places: Places, dies: bool) -> Vec<u64> {
        let (mut order, mut rows) = (Vec::new(), places.of.clone());
        while let Some((run, first)) = places.next("w", Limits { running: Some(1), of_a_key: None }) {
            order.push(run);
            rows.remove(&run);
            if let Some((first, turn)) = first {
                rows.get_mut(&first).unwrap().turn = turn;
            }
            places.leave(run);
            if dies {
                places = Places::of(rows.clone().into_iter().collect());
            }
        }
        order
    }

    #[test]
    fn turns_are_the_same_across_lives() {
        let entered = || {
            let mut places = Places::default();
            for (run, key) in [(1, "a"), (2, "a"), (3, "a"), (4, "a"), (5, "b"), (6, "b"), (7, "c"), (8, "b")] {
                places.enter(run, waiting(key, 5));
            }
            places
        };
        assert_eq!(one_by_one(entered(), false), [1, 5, 7, 2, 6, 3, 8, 4]);
        assert_eq!(one_by_one(entered(), true), [1, 5, 7, 2, 6, 3, 8, 4]);
    }

    #[test]
    fn whoever_cancels_all_but_his_last_keeps_the_turn_of_the_first() {
        let mut places = Places::default();
        for run in 1..=9 {
            places.enter(run, waiting("a", 5));
        }
        for run in 11..=15 {
            places.enter(run, waiting("b", 5));
        }
        for run in 1..=8 {
            assert_eq!(places.leave(run).unwrap().1, Some((run + 1, 1)));
        }
        assert_eq!(one_by_one(places, false)[..3], [9, 11, 12]);
    }

    #[test]
    fn a_key_that_was_passed_over_takes_one_turn_and_not_all_that_it_has_missed() {
        let mut places = Places::default();
        places.enter(1, Place { is_running: true, ..waiting("a", 5) });
        for (run, key) in [(2, "a"), (3, "a"), (4, "b"), (5, "b"), (6, "b"), (7, "b")] {
            places.enter(run, waiting(key, 5));
        }
        let one = Limits { running: Some(2), of_a_key: Some(1) };
        for run in [4, 5, 6] {
            assert_eq!(all(&mut places, one), [run]);
            places.leave(run);
        }
        places.leave(1);
        // Then both have a turn in the next round.
        assert_eq!(one_by_one(places, false), [2, 3, 7]);
    }

    #[test]
    fn keys_take_turns_and_urgent_ones_come_first() {
        let mut places = Places::default();
        for (run, key, priority) in
            [(1, "a", 5), (2, "a", 5), (3, "a", 5), (4, "b", 5), (5, "c", 5), (6, "c", 5), (7, "a", 9), (8, "b", 1)]
        {
            places.enter(run, waiting(key, priority));
        }
        assert_eq!(all(&mut places, Limits::NONE), [7, 1, 4, 5, 2, 6, 3, 8]);
    }

    #[test]
    fn no_more_run_than_may_and_who_ends_makes_room() {
        let mut places = Places::default();
        for (run, key) in [(1, "a"), (2, "a"), (3, "a"), (4, "b"), (5, "b")] {
            places.enter(run, waiting(key, 5));
        }
        assert_eq!(all(&mut places, LIMITS), [1, 4, 2]);
        assert!(!places.has_room("w", "c", LIMITS) && places.has_room("v", "c", LIMITS));
        assert_eq!(places.leave(4).map(|(place, _)| place.key).as_deref(), Some("b"));
        // The room is for whoever waits.
        assert!(!places.has_room("w", "c", LIMITS));
        // Two of the key that has had fewer turns run already.
        assert_eq!(all(&mut places, LIMITS), [5]);
        places.leave(1);
        places.leave(5);
        assert_eq!(all(&mut places, LIMITS), [3]);
        assert_eq!(places.leave(4), None);
    }

    #[test]
    fn who_goes_while_he_waits_is_passed_over_and_a_place_is_handed_on() {
        let mut places = Places::default();
        for run in 1..=3 {
            places.enter(run, waiting("a", 5));
        }
        places.leave(1);
        let one = Limits { running: Some(1), of_a_key: None };
        assert_eq!(all(&mut places, one), [2]);
        assert!(places.pass(2, 9) && !places.pass(2, 10));
        assert_eq!(all(&mut places, one), [0; 0]);
        places.leave(9);
        assert_eq!(all(&mut places, one), [3]);
    }
}
