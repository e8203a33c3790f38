//! What the objects of the model do: sources that keep what they called for, and targets with accounts and moods.

use std::{cell::Cell, rc::Rc};

use shared::{
    call::{self, Call},
    durable::{CancelReport, Cancellation, Debit, Delivered, Delivery, debited},
    encoding::Encoding,
    error::{ErrorCode, Failure},
    ids::IdempotencyKey,
    tables::Tables,
    value::Value,
};

use super::{
    super::{
        host::Host,
        object::{Account, Source, debit},
    },
    scenario::{Command, Mood, Plan, START, Scenario, Then, to},
};
use crate::{
    outbox::{Calls, ParcelId},
    receive::{Handled, Receive, Received},
    resume::{Continuation, Resume, Resumed},
    schema::Schema,
    ticket::Ticket,
};

/// Rows of the objects' own, beside those of the library.
const OWN: [&str; 3] = [
    "CREATE TABLE made (operation INTEGER, target TEXT, number INTEGER)",
    "CREATE TABLE note (operation INTEGER, code TEXT)",
    "CREATE TABLE ledger (caller TEXT, operation INTEGER)",
];

/// Empties every table.
const EMPTY: [&str; 10] = [
    "DELETE FROM made",
    "DELETE FROM note",
    "DELETE FROM ledger",
    "DELETE FROM durable_lane",
    "DELETE FROM durable_outbox",
    "DELETE FROM durable_dead",
    "DELETE FROM durable_inbox",
    "DELETE FROM durable_key",
    "DELETE FROM durable_floor",
    "DELETE FROM durable_timer",
];

/// The platforms of two sources and two targets, and the clock that they have in common.
pub(super) struct Hosts {
    pub(super) now: Rc<Cell<u64>>,
    pub(super) all: [Rc<Host>; 4],
}

impl Hosts {
    /// Of objects that never called and were never called.
    pub(super) fn new() -> Self {
        let now = Rc::new(Cell::new(START));
        let all = std::array::from_fn(|_| {
            let host = Host::new(&now);
            for sql in OWN {
                host.tables.rows(sql, Vec::new()).expect("it is new");
            }
            host
        });
        Self { now, all }
    }

    /// The same for another run, but that the library's tables are there: to make them takes longer than a run.
    pub(super) fn again(&self) {
        self.now.set(START);
        for host in &self.all {
            let schema = Schema::default();
            if !schema.exists(&host.tables).expect("it is a database") {
                schema.create(&host.tables).expect("they are new");
            }
            host.empty(&EMPTY);
        }
    }
}

/// The object loses all of its rows, and its alarm.
pub(super) fn forget(host: &Host) {
    host.empty(&EMPTY);
}

/// Who waits for a call.
pub(super) type Waiting = (u64, Ticket<call::durable::Debit, Host>);

/// Makes a call, and stores with it that it was made: what this row tells has to come true.
fn make(host: &Host, calls: &mut Calls<'_, Host>, plan: Plan) -> Result<Waiting, Failure> {
    let mut intent =
        calls.call::<call::durable::Debit>(plan.target).input(&debit(plan.operation)).mode(plan.mode).order(plan.order);
    if let Some(key) = plan.key {
        intent = intent.key(&IdempotencyKey::parse(key).expect("it is a key"));
    }
    let ticket = match plan.then {
        Then::Nothing => intent,
        Then::Note | Then::Chain(..) => intent.then::<Told>(&plan.operation),
    }
    .enqueue()?;
    let row = vec![number(plan.operation), Value::Text(plan.target.to_owned()), number(ticket.named().number)];
    host.rows("INSERT INTO made VALUES (?, ?, ?)", row)?;
    Ok((plan.operation, ticket))
}

/// Does what a client asks; hands out whoever waits then.
pub(super) fn obey(source: &Source, host: &Host, scenario: &Scenario, command: &Command) -> Result<Obeyed, Failure> {
    match command {
        Command::Call(plans) => {
            let work = |calls: &mut Calls<'_, Host>| plans.iter().map(|plan| make(host, calls, *plan)).collect();
            source.outbox.transaction(work).map(Obeyed::Called)
        }
        Command::Cancel(operation) => {
            let rows =
                host.tables.rows("SELECT target, number FROM made WHERE operation = ?", vec![number(*operation)])?;
            let Some([Value::Text(target), Value::Integer(first)]) = rows.first().map(Vec::as_slice) else {
                return Ok(Obeyed::NothingToCancel);
            };
            let first = u64::try_from(*first).expect("it is a number of a call");
            let cancellation = Cancellation { target: target.clone(), first, calls: 1 };
            source
                .outbox
                .cancel(&cancellation, &mut Goes { host, scenario })
                .map(|report| Obeyed::Cancelled(*operation, report))
        }
    }
}

/// What obeying led to.
pub(super) enum Obeyed {
    Called(Vec<Waiting>),
    Cancelled(u64, CancelReport),
    NothingToCancel,
}

/// The alarm rings.
pub(super) fn ring(source: &Source, host: &Host, scenario: &Scenario) -> Result<(), Failure> {
    host.alarm.set(None);
    source.outbox.ring(&mut Goes { host, scenario })
}

/// Takes in what came of a message.
pub(super) fn settle(
    source: &Source,
    host: &Host,
    scenario: &Scenario,
    (id, outcome): (ParcelId, Result<Delivered, Failure>),
) -> Result<(), Failure> {
    source.outbox.settle(id, outcome, &mut Goes { host, scenario })
}

/// Notes the answer to a debit, and goes on with it.
enum Told {}
impl Continuation for Told {
    type Call = call::durable::Debit;
    type Context = u64;
    const NAME: &'static str = "told";
}

struct Goes<'a> {
    host: &'a Host,
    scenario: &'a Scenario,
}

impl Resume<Host> for Goes<'_> {
    fn resume(&mut self, resumed: Resumed<'_>, calls: &mut Calls<'_, Host>) -> Result<(), Failure> {
        let go_on = |operation, outcome: Result<_, &Failure>| {
            let code = match outcome {
                Ok(output) if output == debited(debit(operation).0) => "done".to_owned(),
                Ok(_) => "wrong".to_owned(),
                Err(failure) => format!("{:?}", failure.code),
            };
            self.host.rows("INSERT INTO note VALUES (?, ?)", vec![number(operation), Value::Text(code)])?;
            match self.scenario.plan(operation).map(|plan| plan.then) {
                Some(Then::Chain(target, next)) => make(self.host, calls, to(target, next).noted()).map(drop),
                Some(Then::Note | Then::Nothing) | None => Ok(()),
            }
        };
        resumed.on::<Told>(go_on)?.end()
    }
}

/// Has an account take a delivery, in the moods of the scenario.
pub(super) fn receive(account: &Account, scenario: &Scenario, delivery: &Delivery) -> Result<Delivered, Failure> {
    account.inbox.receive(delivery, &account.outbox, &mut Moody { host: &account.host, scenario })
}

struct Moody<'a> {
    host: &'a Host,
    scenario: &'a Scenario,
}

impl Receive<Host> for Moody<'_> {
    fn receive(&mut self, call: Received<'_>, _calls: &mut Calls<'_, Host>) -> Result<Handled, Failure> {
        let operation = asked(call.input).operation;
        match self.scenario.mood(operation) {
            Some(Mood::PutsOffUntil(until)) if self.host.now.get() < START + until => return Ok(Handled::Later(5)),
            Some(Mood::Refuses) => {
                return Ok(Handled::Refused(Failure::new(ErrorCode::ConstraintViolated, "no money")));
            }
            Some(Mood::Fails) => return Err(Failure::new(ErrorCode::ObjectFailed, "told to fail")),
            Some(Mood::PutsOffUntil(_)) | None => {}
        }
        // Outside of the method: storage that fails is no refusal.
        let row = vec![Value::Text(call.caller.to_owned()), number(operation)];
        self.host.rows("INSERT INTO ledger VALUES (?, ?)", row)?;
        call.arrival().on::<call::durable::Debit>(|(debit, _)| Ok(debited(debit))).handled()
    }
}

/// What a call asks.
pub(super) fn asked(input: &[u8]) -> Debit {
    let (debit, _): <call::durable::Debit as Call>::Input =
        <call::durable::Debit as Call>::Encoding::decode(input).expect("it is a debit");
    debit
}

fn number(number: u64) -> Value {
    Value::Integer(number.try_into().expect("it is small"))
}
