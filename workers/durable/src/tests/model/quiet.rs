//! What has to be true when all is quiet: what was stored is held against what came of it.

use std::{collections::BTreeSet, time::Duration};

use futures::FutureExt;
use shared::{durable::Replies, error::ErrorCode, tables::Tables, value::Value};

use super::{
    super::{
        host::Host,
        object::{ledger, notes, right},
    },
    objects::Waiting,
    scenario::{Mood, SOURCES, TARGETS, Then},
    truth::{Fault, Faults, first, has_tables},
    turn::Caller,
    world::World,
};
use crate::{
    outbox::{Mode, Order},
    ticket::Waited,
};

/// Everything that has to be true when all is quiet.
pub(super) fn check(world: &mut World<'_>) {
    let mut faults = std::mem::take(&mut world.faults);
    for (place, name) in SOURCES.into_iter().enumerate() {
        check_order(world, place, &mut faults);
        for operation in made(&world.sources[place].host) {
            check_call(world, place, operation, &mut faults);
        }
        for waiting in std::mem::take(&mut world.sources[place].waiting) {
            check_waiting(world, place, waiting, &mut faults);
        }
        check_tables(&world.sources[place], name, world, &mut faults);
    }
    if world.scenario.ends() {
        check_inboxes(world, &mut faults);
    }
    world.faults = faults;
}

/// A caller that has told everything keeps one row in each inbox, the mark.
fn check_inboxes(world: &World<'_>, faults: &mut Faults) {
    let sql = "SELECT count(*) FROM durable_inbox GROUP BY caller HAVING count(*) > 1";
    for (target, name) in world.targets.iter().zip(TARGETS) {
        if has_tables(&target.host)
            && let Some(rows) = first(&target.host, sql)
        {
            faults.add(Fault::Left, format!("{name} keeps {rows} rows for a caller"));
        }
    }
}

/// How often an operation has its effect.
fn effects(world: &World<'_>, source: usize, operation: u64) -> usize {
    let ledgers = world.targets.iter().map(|target| ledger(&target.host, SOURCES[source]));
    ledgers.flatten().filter(|effect| *effect == operation.cast_signed()).count()
}

/// Every effect was called for, and those of one source at one target are in the order of their calls.
fn check_order(world: &World<'_>, place: usize, faults: &mut Faults) {
    let host = &world.sources[place].host;
    let made = made(host);
    for target in &world.targets {
        let effects = ledger(&target.host, SOURCES[place]).into_iter().map(i64::cast_unsigned);
        let effects: Vec<u64> = effects.collect();
        if let Some(operation) = effects.iter().find(|operation| !made.contains(operation)) {
            faults.add(Fault::Untrue, format!("operation {operation} has an effect, and nobody called for it"));
        }
        let plans = effects.iter().filter_map(|operation| world.scenario.plan(*operation));
        let ordered = plans.filter(|plan| plan.order == Order::PerTarget);
        let numbers: Vec<i64> = ordered.filter_map(|plan| number_of(host, plan.operation)).collect();
        if !numbers.is_sorted() {
            faults.add(Fault::Reordered, format!("the effects of {} are {effects:?}", SOURCES[place]));
        }
    }
}

/// A call that was stored has the effect that it was promised, and its continuation ran.
fn check_call(world: &World<'_>, place: usize, operation: u64, faults: &mut Faults) {
    let plan = world.scenario.plan(operation).expect("the scenario has it");
    let effects = effects(world, place, operation);
    let cancelled = world.cancelled.contains(&operation);
    if effects > 1 {
        faults.add(Fault::Doubled, format!("operation {operation} has {effects} effects"));
    }
    if cancelled && effects > 0 {
        faults.add(Fault::Untrue, format!("operation {operation} was told to be cancelled, and has its effect"));
    }
    let may_miss = plan.mode == Mode::AtMostOnce
        || world.scenario.cancels(operation)
        || matches!(world.scenario.mood(operation), Some(Mood::Refuses | Mood::Fails));
    if effects == 0 && !may_miss {
        faults.add(Fault::Lost, format!("operation {operation} has no effect"));
    }
    let told = notes(&world.sources[place].host).into_iter().filter(|(of, _)| *of == operation.cast_signed());
    let codes: Vec<String> = told.map(|(_, code)| code).collect();
    match (plan.then, codes.len()) {
        (Then::Nothing, 0) | (Then::Note | Then::Chain(..), 1) => {}
        (_, 0) => faults.add(Fault::Unheard, format!("the continuation of operation {operation} did not run")),
        (_, runs) => {
            faults.add(Fault::Doubled, format!("the continuation of operation {operation} ran {runs} times"));
        }
    }
    for code in codes {
        check_told(world, operation, &code, effects, faults);
    }
}

/// Whoever waits in a life that went on is told, and what is so.
fn check_waiting(world: &World<'_>, place: usize, (operation, ticket): Waiting, faults: &mut Faults) {
    let told = match ticket.wait(Duration::ZERO).now_or_never() {
        Some(Waited::Done(output)) if output == right(operation) => "done".to_owned(),
        Some(Waited::Done(_)) => "wrong".to_owned(),
        Some(Waited::Taken) => "done".to_owned(),
        Some(Waited::Dead(failure)) => format!("{:?}", failure.code),
        Some(Waited::Pending(_)) | None => {
            faults.add(Fault::Left, format!("whoever waits for operation {operation} is never told"));
            return;
        }
    };
    check_told(world, operation, &told, effects(world, place, operation), faults);
}

/// Whether what somebody was told of an operation is so.
fn check_told(world: &World<'_>, operation: u64, code: &str, effects: usize, faults: &mut Faults) {
    let given_up = format!("{:?}", ErrorCode::CallGivenUp);
    let forgets = world.scenario.designs.iter().any(|design| design.replies == Replies::Dropped);
    let one_way = world.scenario.plan(operation).is_some_and(|plan| plan.mode == Mode::FireAndForget);
    let so = match code {
        "done" => effects >= 1,
        "wrong" => false,
        _ if code == given_up && forgets => true,
        _ if one_way => true,
        _ => effects == 0,
    };
    if !so {
        faults.add(
            Fault::Untrue,
            format!("of operation {operation} somebody was told {code}, and it has {effects} effects"),
        );
    }
}

fn check_tables(caller: &Caller, name: &str, world: &World<'_>, faults: &mut Faults) {
    let host = &caller.host;
    if !has_tables(host) {
        return;
    }
    for (what, sql) in [
        ("rows of calls", "SELECT count(*) FROM durable_outbox HAVING count(*) > 0"),
        ("timers", "SELECT count(*) FROM durable_timer HAVING count(*) > 0"),
    ] {
        if let Some(count) = first(host, sql) {
            faults.add(Fault::Left, format!("{name} has {count} {what}"));
        }
    }
    let failing = world.scenario.moods.iter().filter(|(_, mood)| *mood == Mood::Fails);
    let given_up = u64::try_from(failing.count()).expect("they are few");
    let dead = first(host, "SELECT count(*) FROM durable_dead").unwrap_or_default();
    if dead > given_up {
        faults.add(Fault::Dead, format!("{name} has {dead} dead letters"));
    }
    if let Some(life) = &caller.life {
        let report = life.outbox.report().expect("the tables are there");
        if (report.pending, report.pending_bytes, report.rows) != (0, 0, 0) {
            faults.add(Fault::Left, format!("{name} believes to have {report:?}"));
        }
    }
}

/// The operations that a source has called for.
fn made(host: &Host) -> BTreeSet<u64> {
    let rows = host.tables.rows("SELECT operation FROM made", Vec::new()).expect("it is there");
    let operation = |row: Vec<Value>| match row[..] {
        [Value::Integer(operation)] => operation.cast_unsigned(),
        _ => panic!("not an operation: {row:?}"),
    };
    rows.into_iter().map(operation).collect()
}

/// The number of a call.
fn number_of(host: &Host, operation: u64) -> Option<i64> {
    let sql = "SELECT number FROM made WHERE operation = ? ORDER BY rowid LIMIT 1";
    let rows = host.tables.rows(sql, vec![Value::Integer(operation.cast_signed())]).expect("it is there");
    match rows.first().map(Vec::as_slice) {
        Some([Value::Integer(number)]) => Some(*number),
        Some(_) | None => None,
    }
}
