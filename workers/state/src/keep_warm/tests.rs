//! Plans on a hand-rung alarm.

use std::cell::RefCell;

use futures::executor::block_on;
use shared::{tables::memory::MemoryTables, version::Version};

use super::*;

#[derive(Default)]
struct HandAlarm {
    due: Cell<Option<i64>>,
    calls: RefCell<Vec<Result<(), Failure>>>,
    outcome: RefCell<Option<Failure>>,
}

impl Alarm for &HandAlarm {
    async fn set(&self, milliseconds: u32) -> Result<(), Failure> {
        self.due.set(Some(milliseconds.into()));
        Ok(())
    }

    async fn due(&self) -> Result<Option<i64>, Failure> {
        Ok(self.due.get())
    }

    async fn warm(&self, _engine: EngineName) -> Result<(), Failure> {
        let outcome = self.outcome.borrow().clone().map_or(Ok(()), Err);
        self.calls.borrow_mut().push(outcome.clone());
        outcome
    }
}

impl HandAlarm {
    /// Lets the alarm ring, which the platform shows as none.
    fn ring<T: Tables>(&self, warming: &KeepWarm<T, &Self>) {
        assert!(self.due.take().is_some(), "no alarm is set");
        block_on(warming.ring()).unwrap();
    }
}

const PLAN: WarmingPlan = WarmingPlan { engine: EngineName::Sqlite, every_ms: 500, times: 3 };

fn report(left: u32, failed: u32) -> WarmingReport {
    WarmingReport { every_ms: 500, left, failed }
}

#[test]
fn a_plan_ends_after_its_calls() {
    let alarm = HandAlarm::default();
    let warming = KeepWarm::new(MemoryTables::new(), &alarm);
    assert_eq!(block_on(warming.begin(PLAN)).unwrap(), report(3, 0));
    for left in [2, 1, 0] {
        assert_eq!(alarm.due.get(), Some(500));
        alarm.ring(&warming);
        assert_eq!(warming.report().unwrap(), Some(report(left, 0)));
    }
    assert_eq!((alarm.due.get(), alarm.calls.borrow().len()), (None, 3));
    // An alarm that rings once too often changes nothing.
    block_on(warming.ring()).unwrap();
    assert_eq!((warming.report().unwrap(), alarm.calls.borrow().len()), (Some(report(0, 0)), 3));
}

#[test]
fn a_plan_survives_the_life_of_the_object() {
    let alarm = HandAlarm::default();
    let tables = MemoryTables::new();
    let warming = KeepWarm::new(tables, &alarm);
    block_on(warming.begin(PLAN)).unwrap();
    alarm.ring(&warming);
    let again = KeepWarm::new(warming.tables, &alarm);
    assert_eq!(again.report().unwrap(), Some(report(2, 0)));
    alarm.ring(&again);
    assert_eq!(again.report().unwrap(), Some(report(1, 0)));
}

#[test]
fn calls_that_fail_are_counted_and_the_next_is_made() {
    let alarm = HandAlarm::default();
    let warming = KeepWarm::new(MemoryTables::new(), &alarm);
    block_on(warming.begin(PLAN)).unwrap();
    *alarm.outcome.borrow_mut() = Some(Failure::new(ErrorCode::ComputeFailed, "told to fail"));
    alarm.ring(&warming);
    alarm.ring(&warming);
    *alarm.outcome.borrow_mut() = None;
    alarm.ring(&warming);
    assert_eq!(warming.report().unwrap(), Some(report(0, 2)));
}

#[test]
fn a_plan_replaces_the_one_before() {
    let alarm = HandAlarm::default();
    let warming = KeepWarm::new(MemoryTables::new(), &alarm);
    block_on(warming.begin(WarmingPlan { engine: EngineName::Sqlite, every_ms: 100, times: 9 })).unwrap();
    alarm.ring(&warming);
    block_on(warming.begin(PLAN)).unwrap();
    assert_eq!((warming.report().unwrap(), alarm.due.get()), (Some(report(3, 0)), Some(500)));
}

#[test]
fn whoever_asks_sets_an_alarm_that_was_lost() {
    let alarm = HandAlarm::default();
    let warming = KeepWarm::new(MemoryTables::new(), &alarm);
    block_on(warming.watch()).unwrap();
    assert_eq!(alarm.due.get(), None, "there is no plan");
    block_on(warming.begin(PLAN)).unwrap();
    for (found, left_at) in [
        (None, Some(500)),
        (Some(-OVERDUE_MS - 1), Some(500)),
        (Some(-OVERDUE_MS), Some(-OVERDUE_MS)),
        (Some(20), Some(20)),
    ] {
        alarm.due.set(found);
        block_on(warming.watch()).unwrap();
        assert_eq!(alarm.due.get(), left_at);
    }
    (0..3).for_each(|_| alarm.ring(&warming));
    block_on(warming.watch()).unwrap();
    assert_eq!(alarm.due.get(), None, "the plan is done");
}

#[test]
fn an_alarm_that_rings_is_not_set_by_who_asks() {
    let alarm = HandAlarm::default();
    let warming = KeepWarm::new(MemoryTables::new(), &alarm);
    block_on(warming.begin(PLAN)).unwrap();
    alarm.due.set(None);
    warming.ringing.set(true);
    block_on(warming.watch()).unwrap();
    assert_eq!(alarm.due.get(), None);
}

#[test]
fn a_tenant_without_a_plan_has_no_tables() {
    let alarm = HandAlarm::default();
    let warming = KeepWarm::new(MemoryTables::new(), &alarm);
    let tables = || warming.tables.rows("SELECT name FROM sqlite_master WHERE type = 'table'", Vec::new()).unwrap();
    assert_eq!(warming.report().unwrap(), None);
    block_on(warming.ring()).unwrap();
    assert_eq!(tables(), Vec::<Vec<Value>>::new());
    block_on(warming.begin(PLAN)).unwrap();
    assert_eq!(tables().len(), 1);
}

#[test]
fn a_plan_alone_does_not_make_a_tenant_written() {
    let alarm = HandAlarm::default();
    let warming = KeepWarm::new(MemoryTables::new(), &alarm);
    block_on(warming.begin(PLAN)).unwrap();
    let store = tenant::store::Store::new(warming.tables, EngineName::Sqlite);
    assert_eq!(store.head().unwrap().version, Version::EMPTY);
    // The first write finds no tables of its own, and makes them.
    assert_eq!(store.append(None, None).unwrap(), Version::EMPTY);
}
