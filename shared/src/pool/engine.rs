//! The machine: what it holds, and the few steps that every event is made of.

mod administer;
mod answer;
mod arrive;
mod feed;
mod lives;
mod report;
mod tick;

pub use answer::{Answer, Outcome};
pub use arrive::Arrival;
pub use report::SlotReport;

use super::{
    command::{Command, Start},
    configuration::Configuration,
    counters::{Counters, Gauges},
    details::Details,
    heap::Keyed,
    histogram::Histories,
    idle::Idle,
    loads::Loads,
    moment::{Moment, Span},
    owners::Owners,
    slot::{NONE, Slot, State},
    waiting::{Joins, Request, Waiting},
    words::{Discipline, Keeping, Refusal},
};
use crate::{limits, random::Random};

/// The policy of a pool: events go in by its methods, each with the moment of it, and commands come out.
///
/// Moments must not go back. A decision takes no memory but what `commands` may have to grow by, and what the slab of waiting
/// requests grows by when more wait than ever before.
#[derive(Clone, Debug)]
pub struct Engine {
    rules: Configuration,
    /// Whether there is more than one owner.
    many: bool,
    slots: Vec<Slot>,
    details: Vec<Details>,
    waiting: Waiting,
    /// The queue of those who wait for any isolate: its last request, and how many.
    central: (u32, u32),
    idle: Idle,
    loads: Option<Loads>,
    owners: Owners,
    histories: Option<Histories>,
    /// Owners whose isolate is to be made again, by when.
    foreseen: Keyed,
    /// Empty slots, a list by the first link of their group.
    empty: u32,
    /// No slot from here on was ever used.
    reached: u32,
    counters: Counters,
    gauges: Gauges,
    random: Random,
    /// Whose turn it is (`round_robin`).
    turn: u32,
    /// Since when the queues have not been empty.
    stood_since: Moment,
    /// No request that waits has an earlier deadline.
    earliest_deadline: Moment,
    /// Since when the load has been low.
    low_since: Moment,
    /// What the isolate that went last was worth (`greedy_dual`).
    clock: u64,
    last_departure: Moment,
    /// From one answer to the next, smoothed.
    departures: Span,
    last_look: Moment,
    /// When the drain ends; never, while there is none.
    drained_by: Option<Moment>,
    /// Builds that failed since one succeeded, and until when no isolate is made that nobody waits for.
    failing: (u32, Moment),
    pressed: bool,
}

impl Engine {
    /// An engine without isolates; [`Self::begin`] asks for those that are to be there from the beginning.
    ///
    /// `random` decides what is left to chance; the same seed gives the same commands.
    pub fn new(configuration: &Configuration, random: Random) -> Self {
        let rules = configuration.clone();
        let size = rules.size as usize;
        let many = rules.owners > 1;
        let has_keys = matches!(rules.keeping, Keeping::Lfu | Keeping::GreedyDual | Keeping::Histogram);
        let histories = (rules.keeping == Keeping::Histogram).then(|| Histories::new(rules.owners as usize));
        let mut foreseen = Keyed::default();
        if histories.is_some() {
            foreseen.reserve(rules.owners as usize);
        }
        let mut engine = Self {
            many,
            slots: Vec::new(),
            details: Vec::new(),
            waiting: Waiting::default(),
            central: (NONE, 0),
            idle: Idle::new(rules.wants_order(), has_keys, size),
            loads: rules.wants_loads().then(Loads::new),
            owners: Owners::new(rules.owners, rules.owner_requests.is_some()),
            histories,
            foreseen,
            empty: NONE,
            reached: 0,
            counters: Counters::default(),
            gauges: Gauges::default(),
            random,
            turn: 0,
            stood_since: Moment::START,
            earliest_deadline: Moment::NEVER,
            low_since: Moment::NEVER,
            clock: 0,
            last_departure: Moment::START,
            departures: Span::from_millis(1),
            last_look: Moment::START,
            drained_by: None,
            failing: (0, Moment::START),
            pressed: false,
            rules,
        };
        engine.make_room(size);
        engine
    }

    /// Adds empty slots up to a number of them, the first one to be used first.
    fn make_room(&mut self, size: usize) {
        let from = self.slots.len();
        if size <= from {
            return;
        }
        self.slots.resize(size, Slot::new());
        if self.rules.wants_details() {
            self.details.resize(size, Details::default());
        }
        self.idle.reserve(size);
        for slot in (from..size).rev() {
            self.slots[slot].group[0] = self.empty;
            self.empty = u32::try_from(slot).expect("a pool has fewer slots than 32 bits count");
        }
    }

    /// What a slot has to do has changed from one load. Only those that take requests stand in the order by load.
    fn shift(&mut self, slot: u32, from: u32) {
        let Some(loads) = &mut self.loads else { return };
        let place = &self.slots[slot as usize];
        if place.is_placeable() {
            let load = place.load();
            loads.remove(&mut self.slots, slot, from);
            loads.add(&mut self.slots, slot, load);
        }
    }

    fn start(&mut self, now: Moment, slot: u32, request: &Request, start: Start, commands: &mut Vec<Command>) {
        let place = &mut self.slots[slot as usize];
        let before = place.load();
        place.running += 1;
        place.uses = place.uses.saturating_add(1);
        let at = place.at(slot);
        self.gauges.busy += u32::from(place.running == 1);
        self.gauges.running += 1;
        self.counters.started += 1;
        self.counters.cold += u64::from(start == Start::Cold);
        self.shift(slot, before);
        let waited = now.since(request.arrived);
        commands.push(Command::Run { at, request: request.name, waited, start });
    }

    /// Whether a slot begins another request at once.
    fn has_room(&self, slot: u32) -> bool {
        let place = &self.slots[slot as usize];
        place.state == State::Ready && place.running < self.rules.concurrency && place.waiting == 0
    }

    /// Begins a request where there is room for it.
    fn start_here(&mut self, now: Moment, slot: u32, request: &Request, commands: &mut Vec<Command>) {
        if self.slots[slot as usize].running == 0 {
            self.take_from_rest(slot);
        }
        self.start(now, slot, request, Start::Warm, commands);
    }

    /// Notes that a slot is no longer without work; spares stand in no order.
    fn take_from_rest(&mut self, slot: u32) {
        if !self.many || self.slots[slot as usize].owner != self.owners.nobody() {
            self.idle.remove(&mut self.slots, slot);
        }
    }

    /// Lets a request wait at a slot, or refuses it where as many wait as may.
    fn wait_here(&mut self, now: Moment, slot: u32, request: Request, commands: &mut Vec<Command>) {
        let place = &self.slots[slot as usize];
        // Who only waits until the isolate is there, and then begins at once, is not in anybody's way.
        let ahead = if place.state == State::Ready { 0 } else { u32::from(self.rules.concurrency) };
        if u32::from(place.waiting) >= u32::from(self.rules.queue) + ahead {
            return self.refuse_full(&request, commands);
        }
        self.bind(now, slot, request);
    }

    fn bind(&mut self, now: Moment, slot: u32, request: Request) {
        let joins = self.joins(now, request.deadline);
        let place = &mut self.slots[slot as usize];
        let (before, tail) = (place.load(), place.tail());
        let tail = self.waiting.push(tail, request, joins);
        place.waiting += 1;
        place.set_tail(tail);
        self.shift(slot, before);
    }

    fn wait_for_any(&mut self, now: Moment, request: Request, commands: &mut Vec<Command>) {
        if u64::from(self.central.1) >= u64::from(self.rules.queue) * u64::from(self.rules.size) {
            return self.refuse_full(&request, commands);
        }
        let joins = self.joins(now, request.deadline);
        self.central = (self.waiting.push(self.central.0, request, joins), self.central.1 + 1);
    }

    /// At which end the next request joins.
    fn joins(&mut self, now: Moment, deadline: Moment) -> Joins {
        if self.waiting.count == 0 {
            self.stood_since = now;
        }
        self.earliest_deadline = self.earliest_deadline.min(deadline);
        Joins::of(self.rules.discipline, self.stands(now))
    }

    fn stands(&self, now: Moment) -> bool {
        self.waiting.count > 0 && now.since(self.stood_since) > self.rules.queue_interval
    }

    /// Why a request that waited is not begun any more.
    fn is_late(&self, now: Moment, request: &Request) -> Option<Refusal> {
        if request.deadline <= now {
            return Some(Refusal::DeadlinePassed);
        }
        if self.rules.discipline != Discipline::Codel {
            return None;
        }
        let most = if self.stands(now) { self.rules.queue_target } else { self.rules.queue_interval };
        (now.since(request.arrived) > most).then_some(Refusal::Pressured)
    }

    fn refuse_full(&mut self, request: &Request, commands: &mut Vec<Command>) {
        let kind = if self.pressed { Refusal::Pressured } else { Refusal::QueueFull };
        self.refuse(request, kind, commands);
    }

    /// Refuses a request that had been let in.
    fn refuse(&mut self, request: &Request, kind: Refusal, commands: &mut Vec<Command>) {
        self.owners.release(request.owner, 1);
        self.turn_away(request.name, kind, commands);
    }

    fn turn_away(&mut self, request: u32, kind: Refusal, commands: &mut Vec<Command>) {
        self.counters.refused[kind as usize] += 1;
        commands.push(Command::Refuse { request, kind, retry_after_ms: self.retry_after_ms(kind) });
    }

    /// How long what waits takes to go, as fast as answers came lately.
    fn retry_after_ms(&self, kind: Refusal) -> u32 {
        let bounds = limits::pool::RETRY_AFTER_MS;
        let millis = match kind {
            Refusal::Draining => u64::from(*bounds.end()),
            Refusal::BuildFailed => backoff(self.failing.0).millis_up(),
            Refusal::QueueFull | Refusal::DeadlinePassed | Refusal::OwnerAtLimit | Refusal::Pressured => {
                Span::from_nanos(self.departures.nanos().saturating_mul(u64::from(self.waiting.count) + 1)).millis_up()
            }
        };
        u32::try_from(millis).unwrap_or(u32::MAX).clamp(*bounds.start(), *bounds.end())
    }

    fn in_system(&self) -> u64 {
        u64::from(self.gauges.running) + u64::from(self.waiting.count)
    }

    /// Whether one request more is worth one isolate more.
    fn should_grow(&self) -> bool {
        self.can_grow()
            && (self.in_system() + 1) * 100
                > u64::from(self.gauges.open)
                    * u64::from(self.rules.concurrency)
                    * u64::from(self.rules.grow_at_percent)
    }

    fn can_grow(&self) -> bool {
        self.gauges.open < self.rules.size && !self.pressed
    }
}

/// How long no isolate is made that nobody waits for, after so many builds failed in a row.
fn backoff(failures: u32) -> Span {
    Span::from_millis((100 << failures.min(9)).min(30_000))
}
