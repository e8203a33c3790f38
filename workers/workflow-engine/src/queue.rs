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
    /// In which round it has its turn, while it waits.
    pub(crate) turn: u64,
    pub(crate) is_running: bool,
}

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
    /// The first one of each key, the next one first.
    heads: BTreeSet<(u64, u64, String)>,
    of_keys: HashMap<String, BTreeSet<(u64, u64)>>,
}

impl Places {
    /// Whether an instance may run at once.
    pub(crate) fn has_room(&self, workflow: &str, key: &str, limits: Limits) -> bool {
        self.workflows.get(workflow).is_none_or(|known| known.has_room(key, limits))
    }

    /// Gives an instance a place behind all others; says what that is.
    pub(crate) fn enter(&mut self, run: u64, place: Place) -> Place {
        let workflow = self.workflows.entry(place.workflow.clone()).or_default();
        let place = if place.is_running {
            workflow.run(&place.key);
            place
        } else {
            let turns = workflow.waiting.entry(Reverse(place.priority)).or_default();
            Place { turn: turns.push(&place.key, run, None), ..place }
        };
        self.of.insert(run, place.clone());
        place
    }

    /// Gives instances the places that they had in an earlier life.
    pub(crate) fn of(known: Vec<(u64, Place)>) -> Self {
        let mut places = Self::default();
        for (run, place) in known {
            let workflow = places.workflows.entry(place.workflow.clone()).or_default();
            if place.is_running {
                workflow.run(&place.key);
            } else {
                workflow.waiting.entry(Reverse(place.priority)).or_default().push(&place.key, run, Some(place.turn));
            }
            places.of.insert(run, place);
        }
        for turns in places.workflows.values_mut().flat_map(|workflow| workflow.waiting.values_mut()) {
            turns.round = turns.heads.first().map_or(0, |(turn, _, _)| *turn);
        }
        places
    }

    /// An instance goes, wherever it was.
    pub(crate) fn leave(&mut self, run: u64) -> Option<Place> {
        let place = self.of.remove(&run)?;
        if let Some(workflow) = self.workflows.get_mut(&place.workflow) {
            if place.is_running {
                workflow.stop(&place.key);
            } else if let Some(turns) = workflow.waiting.get_mut(&Reverse(place.priority)) {
                turns.remove(&place.key, (place.turn, run));
            }
        }
        Some(place)
    }

    /// Another instance has the place of this one from here on.
    pub(crate) fn pass(&mut self, from: u64, to: u64) -> bool {
        let place = self.of.remove(&from);
        let is_there = place.is_some();
        self.of.extend(place.map(|place| (to, place)));
        is_there
    }

    /// The next one that may run, which does from here on.
    pub(crate) fn next(&mut self, workflow: &str, limits: Limits) -> Option<u64> {
        let run = self.workflows.get_mut(workflow)?.next(limits)?;
        if let Some(place) = self.of.get_mut(&run) {
            place.is_running = true;
        }
        Some(run)
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

    fn next(&mut self, limits: Limits) -> Option<u64> {
        if limits.running.is_some_and(|most| self.running >= most) {
            return None;
        }
        let (running, mut found) = (&self.of_keys, None);
        let has_room =
            |key: &str| limits.of_a_key.is_none_or(|most| running.get(key).is_none_or(|count| *count < most));
        for turns in self.waiting.values_mut() {
            found = turns.next(has_room);
            if found.is_some() {
                break;
            }
        }
        let (key, run) = found?;
        self.run(&key);
        self.waiting.retain(|_, turns| !turns.heads.is_empty());
        Some(run)
    }
}

impl Turns {
    /// The turn of a new one: behind the others of its key, one in each round.
    fn push(&mut self, key: &str, run: u64, turn: Option<u64>) -> u64 {
        let of_key = self.of_keys.entry(key.to_owned()).or_default();
        let next = of_key.last().map_or(self.round, |(last, _)| self.round.max(last + 1));
        let turn = turn.unwrap_or(next);
        if let Some((turn, run)) = of_key.first() {
            self.heads.remove(&(*turn, *run, key.to_owned()));
        }
        of_key.insert((turn, run));
        self.heads.extend(of_key.first().map(|(turn, run)| (*turn, *run, key.to_owned())));
        turn
    }

    fn remove(&mut self, key: &str, (turn, run): (u64, u64)) {
        let Some(of_key) = self.of_keys.get_mut(key) else { return };
        of_key.remove(&(turn, run));
        if self.heads.remove(&(turn, run, key.to_owned())) {
            self.heads.extend(of_key.first().map(|(turn, run)| (*turn, *run, key.to_owned())));
        }
        if of_key.is_empty() {
            self.of_keys.remove(key);
        }
    }

    fn next(&mut self, has_room: impl Fn(&str) -> bool) -> Option<(String, u64)> {
        let (turn, run, key) = self.heads.iter().find(|(_, _, key)| has_room(key))?.clone();
        self.remove(&key, (turn, run));
        // Whoever comes with a key that has nobody waiting has a turn in the next round.
        self.round = self.round.max(turn + 1);
        Some((key, run))
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
        std::iter::from_fn(|| places.next("w", limits)).collect()
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
        assert_eq!(places.leave(4).map(|place| place.key).as_deref(), Some("b"));
        assert!(places.has_room("w", "c", LIMITS) && !places.has_room("w", "a", LIMITS));
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
