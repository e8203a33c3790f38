//! Whatever instances do and wherever their object dies, the index comes to say what the object holds.

use durable::timers::Pending;
use shared::{
    error::Failure,
    limits,
    tables::memory::MemoryTables,
    workflow::{Changes, Control, Indexed, ListQuestion, Listed, State},
};
use workflow_index::Index;

use super::{
    composed::{Everything, Lasting},
    world::*,
};

/// An object, and the index that it tells.
struct Pair {
    world: World,
    index: Index<MemoryTables>,
    deaths: Vec<u32>,
}

impl Pair {
    fn new(deaths: &[u32]) -> Self {
        let mut deaths = deaths.to_vec();
        deaths.reverse();
        let mut pair = Self { world: world(), index: Index::new(MemoryTables::new()), deaths };
        pair.live();
        pair
    }

    fn live(&mut self) {
        self.world.life.engine.index();
        self.world.host.fuse.set(self.deaths.pop());
    }

    /// Does something, with another life where the last one has ended; then tells the index, unless that ends it.
    fn then(&mut self, work: impl FnOnce(&World)) {
        if self.world.host.is_dead() {
            self.world.die();
            self.live();
        }
        work(&self.world);
        let _ = self.tell();
    }

    fn tell(&self) -> Result<(), Failure> {
        let engine = &self.world.life.engine;
        for _ in 0..100 {
            let told = self.world.host.event(|| engine.unindexed()).unwrap_or_else(|| Err(dead()))?;
            let Some(unindexed) = told else { return Ok(()) };
            let (rows, gone) = (unindexed.rows.clone(), unindexed.gone.clone());
            let version = unindexed.version;
            self.index.tell(&Changes { object: "o".to_owned(), version, rows, gone, whole: None }).unwrap();
            // It has taken them, also where the object dies before it hears that.
            self.world.host.event(|| engine.is_indexed(&unindexed)).unwrap_or_else(|| Err(dead()))?;
        }
        panic!("the index is never told everything");
    }

    fn listed(&self) -> Vec<Indexed> {
        let listed = self.index.list(&ListQuestion { most: 500, ..ListQuestion::default() }).unwrap();
        let mut rows: Vec<Indexed> = listed.into_iter().map(|Listed { row, .. }| row).collect();
        rows.sort_by_key(|row| row.run);
        rows
    }
}

/// Instances that do everything that changes what an index says, with deaths after so many storage operations each.
fn various(deaths: &[u32]) -> u32 {
    let mut pair = Pair::new(deaths);
    pair.then(|world| drop(world.accept(&start::<Counter>("c", &2))));
    pair.then(|world| drop(world.accept(&start::<Order>("o", &"a".to_owned()))));
    pair.then(|world| drop(world.accept(&start::<Changing>("stuck", &()))));
    pair.then(|world| drop(world.accept(&start::<Lasting>("t", &(0, 2)))));
    pair.then(|world| drop(world.signal("t", "number", "1")));
    pair.then(|world| drop(world.accept(&start::<Everything>("e", &()))));
    pair.then(|world| drop(world.control("o", Control::Pause)));
    pair.then(|world| world.pass(500));
    pair.then(|world| drop(world.control("o", Control::Resume)));
    pair.then(|world| drop(world.control("c", Control::Purge)));
    pair.then(|world| drop(world.control("o", Control::Restart)));
    pair.then(|world| world.pass(500));
    pair.then(|world| drop(world.control("o", Control::Cancel)));
    pair.then(|world| drop(world.control("o", Control::Purge)));
    pair.then(|world| drop(world.accept(&start::<Counter>("c", &3))));
    for _ in 0..20 {
        pair.then(|world| world.pass(1_000));
    }
    if pair.world.host.is_dead() {
        pair.world.die();
    }
    pair.deaths.clear();
    pair.live();
    pair.world.host.fuse.set(None);
    let operations = pair.world.host.operations.get();
    // An earlier life may have left it to the alarm of this one.
    for _ in 0..20 {
        pair.then(|world| world.pass(u64::from(limits::DURABLE_LEISURE_MS)));
    }
    let held = pair.world.life.engine.range_behind(0).unwrap();
    assert!(held.is_last() && !held.rows.is_empty());
    assert_eq!(pair.listed(), held.rows, "{deaths:?}");
    assert!(pair.world.life.engine.unindexed().unwrap().is_none(), "{deaths:?}");
    operations
}

#[test]
fn at_every_death_the_index_comes_to_say_what_the_object_holds() {
    let whole = various(&[]);
    for death in 0..whole {
        various(&[death]);
    }
    for first in (0..whole).step_by(11) {
        for second in (0..whole).step_by(11) {
            various(&[first, second]);
        }
    }
}

#[test]
fn an_object_at_rest_tells_what_is_purged_from_it() {
    let mut pair = Pair::new(&[]);
    pair.then(|world| drop(world.accept(&start::<Counter>("c", &1))));
    pair.then(|world| world.pass(u64::from(limits::DURABLE_LEISURE_MS)));
    assert_eq!(pair.world.life.engine.pending(), Pending::Nothing);
    pair.world.host.alarm.set(None);
    pair.world.control("c", Control::Purge).unwrap();
    // Whoever tells may die before that: the alarm is set as well.
    assert!(pair.world.host.alarm.get().is_some());
    pair.tell().unwrap();
    assert_eq!(pair.listed(), []);
    pair.world.pass(u64::from(limits::DURABLE_LEISURE_MS));
    assert_eq!(pair.world.life.engine.pending(), Pending::Nothing);
}

#[test]
fn a_redriven_instance_is_told_of() {
    let mut pair = Pair::new(&[]);
    let state = |pair: &Pair| pair.listed()[0].state;
    pair.then(|world| drop(world.accept(&start::<Changing>("c", &()))));
    OTHER_CODE.set(true);
    pair.world.die();
    pair.live();
    pair.then(|world| world.pass(5_000));
    assert_eq!((pair.world.state("c"), state(&pair)), (State::Stuck, State::Stuck));
    OTHER_CODE.set(false);
    pair.then(|world| drop(world.control("c", Control::Redrive)));
    assert_eq!(pair.world.state("c"), state(&pair));
    assert_ne!(state(&pair), State::Stuck);
}

#[test]
fn what_went_on_as_new_is_listed_once() {
    let mut pair = Pair::new(&[]);
    pair.then(|world| drop(world.accept(&start::<Lasting>("t", &(0, 2)))));
    for number in ["1", "2"] {
        pair.then(|world| drop(world.signal("t", "number", number)));
    }
    let listed: Vec<(String, State)> = pair.listed().into_iter().map(|row| (row.id, row.state)).collect();
    assert_eq!(listed, [("t".to_owned(), State::Completed)]);
}
