//! Schedules: each time begins one instance, whatever dies, and overlaps are what they are to be.

use shared::{
    error::{ErrorCode, Failure},
    limits,
    workflow::{Backfill, Overlap, Schedule, ScheduleControl, ScheduleId, ScheduleTold, State},
};

use super::{composed::Lasting, world::*};
use crate::workflow::Workflow;

fn named() -> ScheduleId {
    ScheduleId::parse("s").unwrap()
}

/// Every ten seconds; the clock of a new world is at 00:16:40.
fn schedule<W: Workflow>(input: &W::Input, overlap: Overlap) -> Schedule {
    Schedule {
        name: named(),
        workflow: W::NAME.to_owned(),
        input: serde_json::to_string(input).unwrap(),
        cron: "*/10 * * * * *".to_owned(),
        overlap,
        catch_up_ms: 60_000,
    }
}

fn set(world: &World, schedule: &Schedule) -> Result<ScheduleTold, Failure> {
    world.host.event(|| world.life.engine.set_schedule(schedule)).unwrap_or_else(|| Err(dead()))
}

fn control(world: &World, control: ScheduleControl) -> Result<ScheduleTold, Failure> {
    world.host.event(|| world.life.engine.control_schedule(&named(), control)).unwrap_or_else(|| Err(dead()))
}

fn told(world: &World) -> ScheduleTold {
    world.life.engine.schedule(&named()).unwrap()
}

fn id(second: u32) -> String {
    format!("s,1970-01-01T00:{:02}:{:02}Z", second / 60, second % 60)
}

/// The states of the instances of these seconds, none where there is none.
fn states<const N: usize>(world: &World, seconds: [u32; N]) -> [Option<State>; N] {
    seconds.map(|second| world.life.engine.status(&id(second)).ok().map(|status| status.handle.state))
}

const FIRST: u32 = 1_010;

/// A world a minute behind its schedule's beginning, with deaths after so many storage operations each; and how many operations it took.
fn lived(schedule: &Schedule, deaths: &[u32]) -> (World, u32) {
    let mut world = world();
    let mut left = deaths.iter().copied();
    world.host.fuse.set(left.next());
    let mut is_set = false;
    for _ in 0..30 {
        if world.host.is_dead() {
            world.die();
            world.host.fuse.set(left.next());
        }
        if is_set {
            world.pass(2_500);
        } else {
            is_set = set(&world, schedule).is_ok();
        }
    }
    if world.host.is_dead() {
        world.die();
    }
    world.host.fuse.set(None);
    let operations = world.host.operations.get();
    (world, operations)
}

/// A minute of a schedule with deaths after so many storage operations each.
fn minute(deaths: &[u32]) -> u32 {
    let (world, operations) = lived(&schedule::<Counter>(&2, Overlap::AllowAll), deaths);
    world.pass(1_000);
    world.pass(1_000);
    let now = u32::try_from(world.host.now.get() / 1_000).unwrap();
    let expected: Vec<u32> = (FIRST..=now).step_by(10).collect();
    assert!(expected.len() > 5);
    for second in &expected {
        assert_eq!(states(&world, [*second]), [Some(State::Completed)], "{second} {deaths:?}");
    }
    let told = told(&world);
    assert_eq!((told.begun, told.skipped), (u64::try_from(expected.len()).unwrap(), 0), "{deaths:?}");
    assert_eq!(world.life.engine.range_behind(0).unwrap().rows.len(), expected.len(), "{deaths:?}");
    operations
}

#[test]
fn at_every_death_each_time_begins_one_instance() {
    let whole = minute(&[]);
    for death in 0..whole {
        minute(&[death]);
    }
    for first in (0..whole).step_by(7) {
        for second in (0..whole).step_by(7) {
            minute(&[first, second]);
        }
    }
}

/// A minute in which each instance runs until it is cancelled, with deaths after so many storage operations each.
fn crowded(overlap: Overlap, deaths: &[u32]) -> u32 {
    let (world, operations) = lived(&schedule::<Lasting>(&(0, 1), overlap), deaths);
    // Each has ended by now that was to end.
    world.pass(1_000);
    world.pass(1_000);
    let told = told(&world);
    let rows = world.life.engine.range_behind(0).unwrap().rows;
    let running = rows.iter().filter(|row| !row.state.is_end()).count();
    assert_eq!((running, rows.len()), (1, usize::try_from(told.begun).unwrap()), "{overlap:?} {deaths:?} {told:?}");
    let now = world.host.now.get();
    let times = (now - u64::from(FIRST) * 1_000) / 10_000 + 1;
    let accounted = told.begun + told.skipped + u64::from(told.buffered_ms.is_some());
    assert_eq!(accounted, times, "{overlap:?} {deaths:?} {told:?}");
    operations
}

#[test]
fn at_every_death_overlaps_are_what_they_are_to_be() {
    for overlap in [Overlap::Skip, Overlap::BufferOne, Overlap::CancelOther] {
        let whole = crowded(overlap, &[]);
        for death in 0..whole {
            crowded(overlap, &[death]);
        }
    }
}

#[test]
fn a_schedule_whose_workflow_is_gone_stands_in_nobodys_way() {
    let mut world = world();
    let other = ScheduleId::parse("other").unwrap();
    set(&world, &schedule::<Changing>(&(), Overlap::AllowAll)).unwrap();
    set(&world, &Schedule { name: other.clone(), ..schedule::<Counter>(&1, Overlap::AllowAll) }).unwrap();
    LACKING.set(true);
    world.die();
    world.accept(&start::<Counter>("c", &1)).unwrap();
    for _ in 0..3 {
        world.pass(10_000);
    }
    assert_eq!((told(&world).begun, told(&world).skipped), (0, 3));
    assert_eq!(world.life.engine.schedule(&other).unwrap().begun, 3);
    LACKING.set(false);
    world.die();
    world.pass(10_000);
    assert_eq!(told(&world).begun, 1);
}

#[test]
fn a_schedule_that_is_set_as_it_was_loses_no_time() {
    let world = world();
    let schedule = schedule::<Counter>(&1, Overlap::AllowAll);
    set(&world, &schedule).unwrap();
    world.host.pass(15_000);
    // Its time has come, and the alarm has not rung yet.
    set(&world, &schedule).unwrap();
    world.pass(0);
    world.pass(1);
    assert_eq!(states(&world, [FIRST]), [Some(State::Completed)]);
}

/// Three times come, of which the first instance takes all; then that ends, where it was not cancelled.
fn overlapping(overlap: Overlap) -> (World, [Option<State>; 3], [Option<State>; 3]) {
    let world = world();
    set(&world, &schedule::<Lasting>(&(0, 1), overlap)).unwrap();
    for _ in 0..6 {
        world.pass(5_000);
    }
    let seconds = [FIRST, FIRST + 10, FIRST + 20];
    let before = states(&world, seconds);
    let _ = world.signal(&id(FIRST), "number", "1");
    world.pass(1_000);
    let after = states(&world, seconds);
    (world, before, after)
}

#[test]
fn an_overlap_is_what_it_is_to_be() {
    let (running, completed, cancelled) = (Some(State::Running), Some(State::Completed), Some(State::Cancelled));
    let (world, before, after) = overlapping(Overlap::Skip);
    assert_eq!((before, after), ([running, None, None], [completed, None, None]));
    assert_eq!((told(&world).begun, told(&world).skipped), (1, 2));
    let (world, before, after) = overlapping(Overlap::BufferOne);
    assert_eq!((before, after), ([running, None, None], [completed, running, None]));
    assert_eq!((told(&world).begun, told(&world).skipped, told(&world).buffered_ms), (2, 1, None));
    let (world, before, after) = overlapping(Overlap::CancelOther);
    assert_eq!((before, after), ([cancelled, cancelled, running], [cancelled, cancelled, running]));
    assert_eq!(told(&world).skipped, 0);
    let (_, before, after) = overlapping(Overlap::AllowAll);
    assert_eq!((before, after), ([running; 3], [completed, running, running]));
}

#[test]
fn what_waits_for_the_end_of_another_begins_behind_a_death_too() {
    let mut world = world();
    set(&world, &schedule::<Lasting>(&(0, 1), Overlap::BufferOne)).unwrap();
    world.pass(10_000);
    world.pass(10_000);
    world.die();
    // Nothing has rung in this life yet.
    world.signal(&id(FIRST), "number", "1").unwrap();
    world.host.event(|| ());
    assert_eq!(states(&world, [FIRST, FIRST + 10]), [Some(State::Completed), Some(State::Running)]);
}

#[test]
fn what_is_too_long_ago_is_skipped() {
    let world = world();
    set(&world, &schedule::<Counter>(&1, Overlap::AllowAll)).unwrap();
    world.pass(600_000);
    let told = told(&world);
    // A minute has seven such times, with both of its ends.
    assert_eq!((told.begun, told.skipped), (7, 53));
    assert_eq!(states(&world, [FIRST + 520]), [None]);
    assert_eq!(states(&world, [FIRST + 530]), [Some(State::Completed)]);
    assert_eq!(told.next_ms.first(), Some(&1_610_000));
}

#[test]
fn a_schedule_is_paused_resumed_triggered_changed_and_removed() {
    let world = world();
    set(&world, &schedule::<Counter>(&1, Overlap::Skip)).unwrap();
    assert!(control(&world, ScheduleControl::Pause).unwrap().next_ms.is_empty());
    world.pass(30_000);
    assert_eq!(told(&world).begun, 0);
    let resumed = control(&world, ScheduleControl::Resume).unwrap();
    assert_eq!(resumed.next_ms, [1_040_000, 1_050_000, 1_060_000, 1_070_000, 1_080_000]);
    world.pass(1_500);
    assert_eq!(control(&world, ScheduleControl::Trigger).unwrap().last.as_deref(), Some("s,1970-01-01T00:17:11.500Z"));
    world.pass(10_000);
    let changed = Schedule { cron: "0 * * * *".to_owned(), ..schedule::<Counter>(&1, Overlap::Skip) };
    let changed = set(&world, &changed).unwrap();
    assert_eq!((changed.begun, changed.next_ms[0]), (2, 3_600_000));
    assert_eq!(world.life.engine.schedules().unwrap(), [changed]);
    control(&world, ScheduleControl::Remove).unwrap();
    world.pass(3_600_000);
    assert_eq!(world.life.engine.schedules().unwrap(), []);
    assert_eq!(control(&world, ScheduleControl::Pause).unwrap_err().code, ErrorCode::UnknownSchedule);
    assert_eq!(world.life.engine.range_behind(0).unwrap().rows.len(), 2);
}

#[test]
fn a_time_in_the_past_is_made_up_for_once() {
    let world = world();
    set(&world, &schedule::<Counter>(&1, Overlap::AllowAll)).unwrap();
    world.pass(20_000);
    let backfill = |from_ms, to_ms| {
        let asked = Backfill { name: named(), from_ms, to_ms };
        world.host.event(|| world.life.engine.backfill(&asked)).unwrap()
    };
    let done = backfill(980_000, 9_999_999_999).unwrap();
    assert_eq!(done.existing, 2);
    assert_eq!(done.begun, [id(980), id(990), id(1_000)]);
    world.pass(1_000);
    assert_eq!(states(&world, [980, 990, 1_000]), [Some(State::Completed); 3]);
    assert_eq!(backfill(980_000, 1_000_000).unwrap().existing, 3);
    assert_eq!(told(&world).last, Some(id(1_020)), "the last of its own times");
    assert_eq!(backfill(1, 979_999).unwrap().begun.len(), 97);
    world.pass(100_000_000);
    assert_eq!(backfill(0, 999_999_999).unwrap_err().code, ErrorCode::LimitExceeded);
}

#[test]
fn what_is_no_schedule_is_refused() {
    let world = world();
    let good = || schedule::<Counter>(&1, Overlap::Skip);
    let long = format!("\"{}\"", "x".repeat(limits::workflow::VALUE_BYTES));
    for (wrong, code) in [
        (Schedule { cron: "0 0 30 2 *".to_owned(), ..good() }, ErrorCode::BadSchedule),
        (Schedule { cron: "often".to_owned(), ..good() }, ErrorCode::BadSchedule),
        (Schedule { workflow: "nobody".to_owned(), ..good() }, ErrorCode::UnknownWorkflow),
        (Schedule { input: "\"x\"".to_owned(), ..good() }, ErrorCode::MalformedBody),
        (Schedule { input: long, ..good() }, ErrorCode::ValueTooLarge),
    ] {
        assert_eq!(set(&world, &wrong).unwrap_err().code, code, "{}", wrong.cron);
    }
    assert_eq!(world.life.engine.schedules().unwrap(), []);
    assert!(world.host.alarm.get().is_none());
}
