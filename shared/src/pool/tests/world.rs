//! A world around an engine: it does what the commands say, and asserts that they can be done.

use std::collections::BTreeMap;

use super::*;
use crate::random::Random;

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Waiting,
    Running,
    Answered,
    Refused(Refusal),
    Abandoned,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Opening,
    Open,
    Retiring,
}

#[derive(Clone, Debug)]
pub(super) struct Isolate {
    pub(super) at: Life,
    pub(super) phase: Phase,
    /// Whose requests ran here; the first one decides.
    pub(super) served: Option<u32>,
    pub(super) running: Vec<u32>,
    pub(super) generation: u16,
    pub(super) uses: u32,
}

pub(super) struct World {
    pub(super) engine: Engine,
    pub(super) now: Moment,
    pub(super) requests: Vec<(u32, Fate)>,
    pub(super) isolates: BTreeMap<u32, Isolate>,
    /// The order in which requests began, with the slot.
    pub(super) begun: Vec<(u32, u32)>,
    pub(super) opened: u32,
    commands: Vec<Command>,
}

impl World {
    pub(super) fn new(configuration: &Configuration) -> Self {
        configuration.check().expect("a test has a possible configuration");
        let engine = Engine::new(configuration, Random::seeded(17));
        let mut world = Self {
            engine,
            now: Moment::START,
            requests: Vec::new(),
            isolates: BTreeMap::new(),
            begun: Vec::new(),
            opened: 0,
            commands: Vec::new(),
        };
        world.tell(Engine::begin);
        world
    }

    /// A world whose first isolates are there.
    pub(super) fn warmed(configuration: &Configuration) -> Self {
        let mut world = Self::new(configuration);
        world.open_all();
        world
    }

    pub(super) fn tell(&mut self, event: impl FnOnce(&mut Engine, Moment, &mut Vec<Command>)) {
        let mut commands = std::mem::take(&mut self.commands);
        event(&mut self.engine, self.now, &mut commands);
        for command in commands.drain(..) {
            self.obey(command);
        }
        self.commands = commands;
        self.check();
    }

    pub(super) fn wait(&mut self, millis: u64) {
        self.now = self.now.after(Span::from_millis(millis));
    }

    pub(super) fn arrive(&mut self, owner: u32) -> u32 {
        self.arrive_by(owner, Moment::NEVER)
    }

    pub(super) fn arrive_by(&mut self, owner: u32, deadline: Moment) -> u32 {
        let request = u32::try_from(self.requests.len()).unwrap();
        self.requests.push((owner, Fate::Waiting));
        self.tell(|engine, now, commands| engine.arrive(now, Arrival { request, owner, deadline }, commands));
        request
    }

    pub(super) fn fate(&self, request: u32) -> Fate {
        self.requests[request as usize].1
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Run { at, request, .. } => {
                let (owner, fate) = &mut self.requests[request as usize];
                assert_eq!(*fate, Fate::Waiting, "{request} begins once");
                *fate = Fate::Running;
                let isolate = self.isolates.get_mut(&at.slot).expect("a request runs in an isolate");
                assert_eq!((isolate.at, &isolate.phase), (at, &Phase::Open));
                assert_eq!(*isolate.served.get_or_insert(*owner), *owner, "an isolate has one owner");
                isolate.running.push(request);
                isolate.uses += 1;
                let rules = self.engine.configuration();
                assert!(isolate.running.len() <= usize::from(rules.concurrency));
                assert!(rules.restart_uses.is_none_or(|most| rules.concurrency > 1 || isolate.uses <= most));
                self.begun.push((request, at.slot));
            }
            Command::Open { at, generation, .. } => {
                let (phase, running) = (Phase::Opening, Vec::new());
                let isolate = Isolate { at, phase, served: None, running, generation, uses: 0 };
                assert!(self.isolates.insert(at.slot, isolate).is_none(), "a slot has one isolate");
                self.opened += 1;
            }
            Command::Retire { at } => {
                let isolate = self.isolates.get_mut(&at.slot).expect("an isolate goes once");
                assert_eq!((isolate.at, &isolate.phase), (at, &Phase::Open));
                assert!(isolate.running.is_empty(), "nothing is cut off");
                isolate.phase = Phase::Retiring;
            }
            Command::Dispose { at } => {
                let isolate = self.isolates.remove(&at.slot).expect("an isolate goes once");
                assert_eq!(isolate.at, at);
                self.abandon(&isolate);
            }
            Command::Check { at } => assert_eq!(self.isolates[&at.slot].at, at),
            Command::Refuse { request, kind, retry_after_ms } => {
                let fate = &mut self.requests[request as usize].1;
                assert_eq!(*fate, Fate::Waiting, "{request} is refused once");
                *fate = Fate::Refused(kind);
                assert!(crate::limits::pool::RETRY_AFTER_MS.contains(&retry_after_ms));
            }
        }
    }

    fn abandon(&mut self, isolate: &Isolate) {
        for &request in &isolate.running {
            self.requests[request as usize].1 = Fate::Abandoned;
        }
    }

    pub(super) fn in_phase(&self, phase: &Phase) -> Vec<Life> {
        self.isolates.values().filter(|isolate| isolate.phase == *phase).map(|isolate| isolate.at).collect()
    }

    pub(super) fn open(&mut self, at: Life) {
        self.isolates.get_mut(&at.slot).unwrap().phase = Phase::Open;
        self.tell(|engine, now, commands| engine.opened(now, at, commands));
    }

    pub(super) fn open_all(&mut self) {
        for at in self.in_phase(&Phase::Opening) {
            self.open(at);
        }
    }

    pub(super) fn fail(&mut self, at: Life) {
        self.isolates.remove(&at.slot);
        self.tell(|engine, now, commands| engine.build_failed(now, at, commands));
    }

    pub(super) fn close(&mut self, at: Life) {
        self.isolates.remove(&at.slot);
        self.tell(|engine, now, commands| engine.closed(now, at, commands));
    }

    pub(super) fn close_all(&mut self) {
        for at in self.in_phase(&Phase::Retiring) {
            self.close(at);
        }
    }

    pub(super) fn vanish(&mut self, at: Life) {
        let isolate = self.isolates.remove(&at.slot).unwrap();
        self.abandon(&isolate);
        self.tell(|engine, now, commands| engine.vanished(now, at, commands));
    }

    /// Every running request with its isolate.
    pub(super) fn running(&self) -> Vec<(Life, u32)> {
        let each = |isolate: &Isolate| isolate.running.iter().map(|&request| (isolate.at, request)).collect::<Vec<_>>();
        self.isolates.values().flat_map(each).collect()
    }

    pub(super) fn answer(&mut self, at: Life, request: u32, answer: Answer) {
        self.isolates.get_mut(&at.slot).unwrap().running.retain(|&running| running != request);
        self.requests[request as usize].1 = Fate::Answered;
        self.tell(|engine, now, commands| engine.answered(now, at, answer, commands));
    }

    pub(super) fn answer_all(&mut self) {
        for (at, request) in self.running() {
            self.answer(at, request, Answer::GOOD);
        }
    }

    pub(super) fn tick(&mut self) {
        self.tell(Engine::tick);
    }

    /// Does everything that is asked for until nothing runs or waits, and says whether that came to an end.
    pub(super) fn settle(&mut self) -> bool {
        for _ in 0..2_000 {
            self.wait(10);
            self.open_all();
            self.answer_all();
            self.close_all();
            if self.engine.next_tick().is_some_and(|next| next <= self.now) {
                self.tick();
            }
            let gauges = self.engine.gauges();
            if gauges.running == 0 && gauges.waiting == 0 && self.in_phase(&Phase::Retiring).is_empty() {
                return true;
            }
        }
        false
    }

    /// What holds at every moment.
    fn check(&self) {
        let (gauges, counters) = (self.engine.gauges(), self.engine.counters());
        let count = |wanted: fn(&Fate) -> bool| self.requests.iter().filter(|(_, fate)| wanted(fate)).count() as u64;
        assert_eq!(u64::from(gauges.waiting), count(|fate| *fate == Fate::Waiting), "whoever waits is counted");
        assert_eq!(u64::from(gauges.running), count(|fate| *fate == Fate::Running), "whoever runs is counted");
        assert_eq!(counters.answered, count(|fate| *fate == Fate::Answered));
        assert_eq!(counters.abandoned, count(|fate| *fate == Fate::Abandoned));
        assert_eq!(counters.refusals(), count(|fate| matches!(fate, Fate::Refused(_))));
        assert_eq!(counters.arrived, self.requests.len() as u64);
        assert_eq!(gauges.open as usize, self.isolates.len(), "an isolate for each slot that is not empty");
        let open = |isolate: &&Isolate| isolate.phase == Phase::Open;
        let busy = self.isolates.values().filter(open).filter(|isolate| !isolate.running.is_empty()).count();
        assert_eq!(gauges.busy as usize, busy);
        let rules = self.engine.configuration();
        for slot in 0..self.engine.reached() {
            let report = self.engine.slot(self.now, slot).unwrap();
            let ahead = if matches!(report.state, State::Ready | State::Finishing) { 0 } else { rules.concurrency };
            assert!(u32::from(report.waiting) <= u32::from(rules.queue) + u32::from(ahead), "{report:?}");
            assert_eq!(report.state == State::Empty, !self.isolates.contains_key(&slot));
        }
    }
}
