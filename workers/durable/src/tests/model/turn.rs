//! One turn of an object: whatever it writes in it is stored at its end, and then what it sends leaves.

use std::rc::Rc;

use shared::{durable::Delivered, error::Failure, timing::UnixMillis};

use super::{
    super::{
        host::Host,
        object::{Account, Source},
    },
    deviation::Deviation,
    event::{Event, Sent},
    objects::{self, Obeyed, Waiting},
    scenario::SOURCES,
    truth::{self, Fault},
    world::{LATENCY, World, lost},
};
use crate::outbox::Parcel;

/// A source and its life.
pub(super) struct Caller {
    pub(super) host: Rc<Host>,
    pub(super) life: Option<Source>,
    /// Which life it is.
    pub(super) lives: u32,
    /// Who waits in this life.
    pub(super) waiting: Vec<Waiting>,
    /// Before this time nothing rings or wakes it.
    pub(super) late: u64,
}

/// A target and its life.
pub(super) struct Callee {
    pub(super) host: Rc<Host>,
    life: Option<Account>,
}

/// The storage operations of a turn.
#[derive(Default)]
pub(super) struct Operations {
    pub(super) count: u32,
    /// Which of them wrote.
    pub(super) writes: Vec<u32>,
}

/// What came of a turn of a source.
struct Turn<R> {
    /// What the work came to, where it is stored.
    stored: Option<Result<R, Failure>>,
    operations: Operations,
    /// Whose turn it was.
    life: u32,
}

impl Caller {
    pub(super) fn on(host: Rc<Host>) -> Self {
        Self { host, life: None, lives: 0, waiting: Vec::new(), late: 0 }
    }

    /// When its memory wants to send again.
    pub(super) fn wakes_at(&self) -> Option<UnixMillis> {
        self.life.as_ref()?.outbox.wakes_at()
    }

    /// Everything in memory is gone.
    fn die(&mut self) {
        self.life = None;
        self.waiting.clear();
        self.lives += 1;
    }
}

impl Callee {
    pub(super) fn on(host: Rc<Host>) -> Self {
        Self { host, life: None }
    }
}

impl World<'_> {
    /// A source does what a client asks.
    pub(super) fn command(&mut self, command: usize, deviation: Option<Deviation>) -> Operations {
        let scenario = self.scenario;
        let (_, place, command) = &scenario.commands[command];
        let turn = self.at_source(*place, deviation, |source, host| objects::obey(source, host, scenario, command));
        match turn.stored {
            Some(Ok(Obeyed::Called(waiting))) if self.sources[*place].lives == turn.life => {
                self.sources[*place].waiting.extend(waiting);
            }
            Some(Ok(Obeyed::Cancelled(operation, report))) => {
                if report.cancelled == 1 {
                    self.cancelled.push(operation);
                }
                if report.cancelled + report.under_way + report.answered != 1 {
                    self.faults.add(Fault::Untrue, format!("one cancellation became {report:?}"));
                }
            }
            Some(Ok(Obeyed::Called(_) | Obeyed::NothingToCancel) | Err(_)) | None => {}
        }
        turn.operations
    }

    /// A source takes in what came of a message.
    pub(super) fn outcome(
        &mut self,
        sent: &Rc<Sent>,
        outcome: Result<Delivered, Failure>,
        deviation: Option<Deviation>,
    ) -> Operations {
        let scenario = self.scenario;
        if let Ok(delivered) = &outcome {
            self.once.answered(&sent.parcel, delivered);
        }
        self.under_way.retain(|other| !Rc::ptr_eq(other, sent));
        let settled = (sent.parcel.id, outcome);
        let work = |source: &Source, host: &Host| objects::settle(source, host, scenario, settled);
        self.at_source(sent.source, deviation, work).operations
    }

    /// The alarm of a source rings. Whatever it fails at, the platform is told that it did not.
    pub(super) fn alarm(&mut self, place: usize, deviation: Option<Deviation>) -> Operations {
        let scenario = self.scenario;
        let turn = self.at_source(place, deviation, |source, host| objects::ring(source, host, scenario));
        let host = &self.sources[place].host;
        let idle = truth::due(host, self.now.get()).is_none();
        if matches!(turn.stored, Some(Ok(()))) && idle && host.alarm.get().is_some() {
            self.faults.add(Fault::Armed, format!("{} rings again for nothing", SOURCES[place]));
        }
        turn.operations
    }

    /// A source has waited long enough to send again.
    pub(super) fn wake(&mut self, place: usize, deviation: Option<Deviation>) -> Operations {
        self.at_source(place, deviation, |_, _| Ok(())).operations
    }

    /// One turn of a source: what is asked of it, and what can be sent then.
    fn at_source<R>(
        &mut self,
        place: usize,
        deviation: Option<Deviation>,
        work: impl FnOnce(&Source, &Host) -> Result<R, Failure>,
    ) -> Turn<R> {
        let caller = &mut self.sources[place];
        match deviation {
            Some(Deviation::DieBefore) => {
                caller.die();
                return Turn { stored: None, operations: Operations::default(), life: caller.lives };
            }
            Some(Deviation::Evict) => caller.die(),
            Some(Deviation::Forget) => {
                caller.die();
                objects::forget(&caller.host);
            }
            Some(_) | None => {}
        }
        let design = self.scenario.designs[place];
        let (host, life) = (Rc::clone(&caller.host), caller.lives);
        let source = caller.life.get_or_insert_with(|| Source::on(&host, SOURCES[place], design));
        begin(&host, deviation);
        let result = work(source, &host);
        let mut parcels: Vec<Parcel> = Vec::new();
        while let Ok(Some(parcel)) = source.outbox.take() {
            parcels.push(parcel);
        }
        let operations = operations(&host);
        let stored = end(&host, deviation).then_some(result);
        if stored.is_none() || deviation == Some(Deviation::DieAfter) {
            caller.die();
        } else {
            for parcel in parcels {
                self.send(place, parcel);
            }
        }
        if let Some(fault) = truth::unarmed(&host, self.now.get()) {
            self.faults.add(Fault::Unarmed, format!("{} {fault}", SOURCES[place]));
        }
        Turn { stored, operations, life }
    }

    /// One turn of a target.
    pub(super) fn message(&mut self, sent: &Rc<Sent>, deviation: Option<Deviation>) -> Operations {
        let callee = &mut self.targets[sent.target];
        match deviation {
            Some(Deviation::DieBefore) => {
                callee.life = None;
                self.queue(LATENCY, Event::Reply(Rc::clone(sent), Err(lost("it died before"))));
                return Operations::default();
            }
            Some(Deviation::Evict) => callee.life = None,
            Some(Deviation::Forget) => {
                callee.life = None;
                objects::forget(&callee.host);
            }
            Some(_) | None => {}
        }
        let host = Rc::clone(&callee.host);
        let account = callee.life.get_or_insert_with(|| Account::on(&host));
        begin(&host, deviation);
        let result = objects::receive(account, self.scenario, &sent.parcel.delivery);
        let operations = operations(&host);
        let stored = end(&host, deviation);
        let dies_after = deviation == Some(Deviation::DieAfter);
        let outcome = match (stored, dies_after) {
            (true, false) => result,
            (true, true) => Err(lost("it died after")),
            (false, _) => Err(lost("it died inside")),
        };
        if !stored || dies_after {
            callee.life = None;
        }
        self.queue(LATENCY, Event::Reply(Rc::clone(sent), outcome));
        operations
    }
}

fn operations(host: &Host) -> Operations {
    Operations { count: host.operations.get(), writes: host.writes.take() }
}

fn begin(host: &Host, deviation: Option<Deviation>) {
    host.begin_turn();
    match deviation {
        Some(Deviation::DieIn(place)) => host.fuse.set(Some(place)),
        Some(Deviation::Stumble(place)) => host.stumble.set(Some(place)),
        Some(Deviation::Overflow) => host.tables.fail_next_write(),
        Some(_) | None => {}
    }
}

/// Ends the turn; whether it is stored.
fn end(host: &Host, deviation: Option<Deviation>) -> bool {
    if matches!(deviation, Some(Deviation::DieIn(_))) || host.is_doomed() {
        host.abandon_turn();
        return false;
    }
    host.commit_turn();
    true
}
