//! Objects, a network and time: everything that happens is one event after the other.

use std::{cell::Cell, collections::BTreeMap, rc::Rc};

use shared::{
    error::{ErrorCode, Failure},
    limits,
};

use super::{
    deviation::{Deviation, Kind, Seen},
    event::{Event, Sent},
    objects::Hosts,
    once::Once,
    quiet,
    scenario::{LAST, START, Scenario, TARGETS},
    truth::{self, Fault, Faults},
    turn::{Callee, Caller, Operations},
};
use crate::outbox::Parcel;

/// How long a message and a reply are on their way, in milliseconds.
pub(super) const LATENCY: u64 = 1;
/// How much later something comes that comes behind the next few, in milliseconds.
const LATE: u64 = 4;
/// The same, when it counts as lost.
const TOO_LATE: u64 = 15_000;
/// Most events of a run: beyond it something goes round in a circle.
const MOST_EVENTS: usize = 1_500;

/// The world of one run.
pub(super) struct World<'s> {
    pub(super) scenario: &'s Scenario,
    pub(super) now: Rc<Cell<u64>>,
    pub(super) sources: [Caller; 2],
    pub(super) targets: [Callee; 2],
    /// What is on its way, by when it arrives, and in the order in which it left.
    queue: BTreeMap<(u64, u64), Event>,
    sent: u64,
    /// Messages without an outcome at their source.
    pub(super) under_way: Vec<Rc<Sent>>,
    pub(super) once: Once,
    /// Operations whose calls a client was told to be cancelled.
    pub(super) cancelled: Vec<u64>,
    pub(super) faults: Faults,
    /// What happened, where somebody wants to read it.
    pub(super) story: Option<Vec<String>>,
}

impl<'s> World<'s> {
    pub(super) fn of(scenario: &'s Scenario, hosts: &Hosts) -> Self {
        let [s, t, a, b] = hosts.all.each_ref().map(Rc::clone);
        let commands = scenario.commands.iter().zip(0..).enumerate();
        let queue: BTreeMap<_, _> =
            commands.map(|(place, ((at, ..), order))| ((START + at, order), Event::Command(place))).collect();
        Self {
            scenario,
            now: Rc::clone(&hosts.now),
            sources: [s, t].map(Caller::on),
            targets: [a, b].map(Callee::on),
            // Numbers below are those of the commands.
            sent: 1_000,
            queue,
            under_way: Vec::new(),
            once: Once::default(),
            cancelled: Vec::new(),
            faults: Faults::default(),
            story: None,
        }
    }

    /// Runs until nothing is left to happen, with these deviations at these events; tells what could have been otherwise.
    pub(super) fn run(&mut self, schedule: &[(usize, Deviation)]) -> Vec<Seen> {
        let (mut seen, mut rang) = (Vec::new(), None);
        while let Some((order, event)) = self.next() {
            let deviation = schedule.iter().find(|(place, _)| *place == seen.len()).map(|(_, deviation)| *deviation);
            self.tell(seen.len(), &event, deviation);
            let (kind, own, sent) = (event.kind(), event.own(), self.sent);
            let Operations { count, writes } = self.happen(order, event, deviation);
            // One ring behind another that did nothing is like it.
            let waits = self.sources.iter().any(|caller| caller.wakes_at().is_some());
            let again = own.is_some() && own == rang && self.sent == sent && !waits;
            let idle = again || self.now.get() >= START + LAST;
            rang = own;
            seen.push(Seen { kind: if idle { Kind::Idle } else { kind }, operations: count, writes });
            if seen.len() > MOST_EVENTS {
                self.faults.add(Fault::Restless, format!("more than {MOST_EVENTS} events"));
                break;
            }
        }
        quiet::check(self);
        seen
    }

    fn tell(&mut self, place: usize, event: &Event, deviation: Option<Deviation>) {
        let at = self.now.get() - START;
        if let Some(story) = &mut self.story {
            let otherwise = deviation.map_or_else(String::new, |deviation| format!(" <== {deviation:?}"));
            story.push(format!("{place:3} {at:6} ms {}{otherwise}", event.tell()));
        }
    }

    /// What happens next, and its place among what happens at the same time; time goes on until then.
    fn next(&mut self) -> Option<(u64, Event)> {
        loop {
            let own = self.own_time();
            let queued = self.queue.first_key_value().map(|((at, _), _)| *at);
            if let Some((at, event)) = own
                && queued.is_none_or(|queued| at < queued)
            {
                self.now.set(self.now.get().max(at));
                return Some((0, event));
            }
            let ((at, order), event) = self.queue.pop_first()?;
            // A reply finds nobody where its source has not begun another life.
            if !matches!(&event, Event::Reply(sent, _) if self.sources[sent.source].life.is_none()) {
                self.now.set(self.now.get().max(at));
                return Some((order, event));
            }
        }
    }

    /// The source whose time comes next: its alarm rings, or its memory wants to send again.
    fn own_time(&self) -> Option<(u64, Event)> {
        let places = self.sources.iter().enumerate();
        let alarms = places.clone().filter_map(|(place, caller)| {
            caller.host.alarm.get().map(|at| (at.0.max(caller.late), Event::Alarm(place)))
        });
        let wakes = places
            .filter_map(|(place, caller)| caller.wakes_at().map(|at| (at.0.max(caller.late), Event::Wake(place))));
        alarms.chain(wakes).min_by_key(|(at, _)| *at)
    }

    /// Has something happen so many milliseconds from now.
    pub(super) fn queue(&mut self, after: u64, event: Event) {
        self.sent += 1;
        self.queue.insert((self.now.get() + after, self.sent), event);
    }

    /// A message leaves.
    pub(super) fn send(&mut self, source: usize, parcel: Parcel) {
        let target = TARGETS.iter().position(|name| *name == parcel.target.object).expect("it is one of them");
        let caller = &self.sources[source];
        truth::check_acknowledged(&caller.host, &parcel, &mut self.faults);
        self.once.left(&parcel, self.scenario, &mut self.faults);
        let sent = Rc::new(Sent { source, life: caller.lives, target, parcel });
        let now = self.now.get();
        self.under_way.retain(|other| now - other.parcel.delivery.now_ms < limits::DURABLE_PATIENCE_MS.into());
        self.under_way.push(Rc::clone(&sent));
        let same = |other: &&Rc<Sent>| (other.source, other.target, other.life) == (source, target, sent.life);
        let flights = self.under_way.iter().filter(same).count();
        let credits = self.scenario.designs[source].credits as usize;
        if flights > credits {
            self.faults.add(Fault::Credits, format!("{flights} messages are under way with {credits} credits"));
        }
        self.queue(LATENCY, Event::Message(sent));
    }

    /// Has an event happen, in this way or that.
    fn happen(&mut self, order: u64, event: Event, deviation: Option<Deviation>) -> Operations {
        match deviation {
            Some(Deviation::Drop) => return Operations::default(),
            Some(Deviation::Double) => self.queue(LATENCY, event.clone()),
            Some(Deviation::Echo) => self.queue(TOO_LATE, event.clone()),
            Some(Deviation::Delay) => {
                self.queue(LATE, event);
                return Operations::default();
            }
            Some(Deviation::Postpone) => {
                match event.own() {
                    Some(place) => self.sources[place].late = self.now.get() + TOO_LATE,
                    None => self.queue(TOO_LATE, event),
                }
                return Operations::default();
            }
            Some(Deviation::Swap) => {
                self.swap(order, event);
                return Operations::default();
            }
            Some(
                Deviation::Evict
                | Deviation::Forget
                | Deviation::DieBefore
                | Deviation::DieIn(_)
                | Deviation::DieAfter
                | Deviation::Stumble(_)
                | Deviation::Overflow,
            )
            | None => {}
        }
        match event {
            Event::Command(command) => self.command(command, deviation),
            Event::Message(sent) => self.message(&sent, deviation),
            Event::Reply(sent, outcome) => self.outcome(&sent, outcome, deviation),
            Event::Wake(place) => self.wake(place, deviation),
            Event::Alarm(place) => self.alarm(place, deviation),
        }
    }

    /// Has the next come in the place of this one, unless that is long after it.
    fn swap(&mut self, order: u64, event: Event) {
        let now = self.now.get();
        let next = self.queue.first_key_value().map(|(key, _)| *key).filter(|(at, _)| *at < now + TOO_LATE);
        let Some((next, other)) = next.and_then(|next| Some((next, self.queue.remove(&next)?))) else {
            self.queue.insert((now, order), event);
            return;
        };
        self.queue.insert((now, order), other);
        self.queue.insert(next, event);
    }
}

/// What a source hears of a message that came to nothing.
pub(super) fn lost(words: &str) -> Failure {
    Failure::new(ErrorCode::TargetFailed, words)
}
