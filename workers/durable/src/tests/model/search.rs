//! Runs every schedule with up to so many deviations.

use std::{collections::BTreeMap, fmt};

use super::{
    deviation::{Deviation, Grain},
    objects::Hosts,
    scenario::Scenario,
    truth::Fault,
    world::World,
};

/// What the schedules led to.
#[derive(Default)]
pub(super) struct Explored {
    /// How many there were.
    pub(super) schedules: u64,
    /// The first schedule that leads to each fault.
    pub(super) found: BTreeMap<Fault, Found>,
}

/// A schedule that leads to a fault.
pub(super) struct Found {
    schedule: Vec<(usize, Deviation)>,
    words: String,
    story: Vec<String>,
}

impl fmt::Display for Found {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{} by {:?}:", self.words, self.schedule)?;
        self.story.iter().try_for_each(|line| writeln!(formatter, "  {line}"))
    }
}

/// Which tables a run begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tables {
    /// None of the library's.
    None,
    /// All of them, and they are empty.
    Empty,
}

/// How a scenario is searched.
#[derive(Clone, Copy, Debug)]
pub(super) struct Search {
    /// Most deviations of a schedule.
    pub(super) depth: usize,
    pub(super) grain: Grain,
    pub(super) tables: Tables,
}

impl Search {
    /// Runs the scenario without a deviation, with each one, and so on up to as many as the search is deep.
    pub(super) fn explore(self, scenario: &Scenario) -> Explored {
        let mut explored = Explored::default();
        explored.visit(scenario, self, &mut Vec::new(), &mut Hosts::new());
        explored
    }
}

impl Explored {
    fn visit(
        &mut self,
        scenario: &Scenario,
        search: Search,
        schedule: &mut Vec<(usize, Deviation)>,
        hosts: &mut Hosts,
    ) {
        match search.tables {
            Tables::None => *hosts = Hosts::new(),
            Tables::Empty => hosts.again(),
        }
        let mut world = World::of(scenario, hosts);
        let seen = world.run(schedule);
        self.schedules += 1;
        for (fault, words) in world.faults.0 {
            self.found.entry(fault).or_insert_with(|| Found::tell(scenario, schedule, words));
        }
        if schedule.len() == search.depth {
            return;
        }
        let from = schedule.last().map_or(0, |(place, _)| place + 1);
        for (place, seen) in seen.iter().enumerate().skip(from) {
            for deviation in seen.deviations(search.grain) {
                schedule.push((place, deviation));
                self.visit(scenario, search, schedule, hosts);
                schedule.pop();
            }
        }
    }
}

impl Found {
    /// Runs it once more, and writes down what happens.
    fn tell(scenario: &Scenario, schedule: &[(usize, Deviation)], words: String) -> Self {
        let mut world = World::of(scenario, &Hosts::new());
        world.story = Some(Vec::new());
        world.run(schedule);
        Self { schedule: schedule.to_vec(), words, story: world.story.unwrap_or_default() }
    }
}
