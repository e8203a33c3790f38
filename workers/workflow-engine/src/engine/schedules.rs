//! Schedules: instances that begin by themselves.
//!
//! ```text
//! timer ──> times that have come ─┬─ too long ago ────────────────> skipped
//!                                 ├─ the last one still runs ─────> skipped, kept, or that one cancelled and this kept
//!                                 └─ otherwise ───> a row of a new instance, which is taken up behind this turn
//!                                                       ^
//! the last one ends ── a time is kept ──────────────────┘
//! ```
//!
//! An instance has its time in its name, so no time begins two. Its code does not run in the turn of the alarm: code that ends the object
//! there would end it each time, and take all timers with it.

use std::rc::Rc;

use durable::{platform::Platform, timers::Timer};
use shared::{
    error::{ErrorCode, Failure},
    limits,
    timing::UnixMillis,
    workflow::{
        Backfill, Backfilled, Overlap, Schedule, ScheduleControl, ScheduleId, ScheduleTold, State, USUAL_PRIORITY,
    },
};

use super::Engine;
use crate::{
    cron::{Cron, written},
    entry::Entry,
    store::Kept,
};

/// What the timers of schedules are called, with the name behind it.
pub(super) const SCHEDULE: &str = "workflow schedule ";

/// After how long a schedule is looked at again that something was wrong with.
const AGAIN_MS: u64 = 60_000;

/// How many times of a schedule are told.
const TOLD: usize = 5;

impl<P: Platform + 'static> Engine<P> {
    /// Makes a schedule, or changes the one of that name, which then goes on from here.
    ///
    /// [`ErrorCode::BadSchedule`] says that its expression is none, or never comes to a time.
    pub fn set_schedule(self: &Rc<Self>, schedule: &Schedule) -> Result<ScheduleTold, Failure> {
        let definition = self.registry.find(&schedule.workflow)?;
        if schedule.input.len() > limits::workflow::SCHEDULE_INPUT_BYTES {
            let message = format!(
                "the input of a schedule is at most {} bytes; pass where it is instead",
                limits::workflow::SCHEDULE_INPUT_BYTES
            );
            return Err(Failure::new(ErrorCode::ValueTooLarge, message));
        }
        let input = (definition.canonical)(schedule.input.as_bytes())?;
        // Not later: code of a workflow does not run in the turn of the alarm.
        let key = (definition.key)(&input)?;
        let never = || {
            let message = format!("{:?} never comes to a time; look at its day and its month", schedule.cron);
            Failure::new(ErrorCode::BadSchedule, message)
        };
        let next_ms = Cron::parse(&schedule.cron)?.next(self.platform.now().0).ok_or_else(never)?;
        let earlier = self.store.schedule(schedule.name.as_str())?;
        let most = limits::workflow::SCHEDULES;
        if earlier.is_none() && self.store.count_schedules()? >= most {
            let message = format!("the object has {most} schedules, and takes no more; remove one");
            return Err(Failure::new(ErrorCode::Overloaded, message));
        }
        let schedule = Schedule { input: String::from_utf8_lossy(&input).into_owned(), ..schedule.clone() };
        let kept = match earlier {
            // What has come to its time, or waits for an end, does so still.
            Some(earlier) if earlier.schedule.cron == schedule.cron => Kept { schedule, key, ..earlier },
            Some(earlier) => Kept { schedule, key, next_ms, buffered_ms: None, ..earlier },
            None => {
                let (paused, last, buffered_ms, begun, skipped) = (false, None, None, 0, 0);
                Kept { schedule, key, paused, next_ms, last, buffered_ms, begun, skipped }
            }
        };
        self.or_end(self.store.put_schedule(&kept).and_then(|()| self.time(&kept)))?;
        told(&kept)
    }

    /// What is known of a schedule.
    pub fn schedule(&self, name: &ScheduleId) -> Result<ScheduleTold, Failure> {
        told(&self.kept(name)?)
    }

    /// The same of all.
    pub fn schedules(&self) -> Result<Vec<ScheduleTold>, Failure> {
        self.store.schedules(limits::workflow::SCHEDULES)?.iter().map(told).collect()
    }

    /// Does with a schedule what an operator asks for. What is asked for twice is done once, but for [`ScheduleControl::Trigger`].
    pub fn control_schedule(
        self: &Rc<Self>,
        name: &ScheduleId,
        control: ScheduleControl,
    ) -> Result<ScheduleTold, Failure> {
        let mut kept = self.kept(name)?;
        match control {
            ScheduleControl::Pause => (kept.paused, kept.buffered_ms) = (true, None),
            ScheduleControl::Resume if !kept.paused => {}
            ScheduleControl::Resume => {
                let next = Cron::parse(&kept.schedule.cron)?.next(self.platform.now().0);
                (kept.paused, kept.next_ms) = (false, next.unwrap_or(u64::MAX));
            }
            ScheduleControl::Trigger => drop(self.begin_of(&mut kept, self.platform.now().0)?),
            ScheduleControl::Remove => {
                let removed = self.store.delete_schedule(name.as_str());
                self.or_end(removed.and_then(|()| self.timers.remove_of(&timer_of(name))))?;
                self.arm()?;
                return told(&Kept { paused: true, ..kept });
            }
        }
        self.or_end(self.store.put_schedule(&kept).and_then(|()| self.time(&kept)))?;
        told(&kept)
    }

    /// Begins an instance for each time of a schedule that has none, all at once.
    pub fn backfill(self: &Rc<Self>, asked: &Backfill) -> Result<Backfilled, Failure> {
        let mut kept = self.kept(&asked.name)?;
        let most = limits::workflow::BACKFILL;
        let until = asked.to_ms.min(self.platform.now().0);
        let times = Cron::parse(&kept.schedule.cron)?.times(asked.from_ms, until, most + 1);
        if times.len() > most {
            let message = format!("there are more than {most} times in that; say a shorter one");
            return Err(Failure::new(ErrorCode::LimitExceeded, message));
        }
        let runs = self.store.runs()? + u64::try_from(times.len()).unwrap_or(u64::MAX);
        if runs > limits::workflow::INSTANCES {
            let message = "the object would hold too many instances; purge ended ones, or say a shorter time";
            return Err(Failure::new(ErrorCode::Overloaded, message));
        }
        // A time that comes later decides by the instance that was begun last, not by one of these.
        let last = kept.last.clone();
        let mut done = Backfilled::default();
        for time in times {
            match self.begin_of(&mut kept, time)? {
                Some(id) => done.begun.push(id),
                None => done.existing += 1,
            }
        }
        kept.last = last.or(kept.last);
        self.or_end(self.store.put_schedule(&kept))?;
        self.arm()?;
        Ok(done)
    }

    /// The timer of a schedule has rung. Whatever is wrong with the schedule stays with it: the others, and the instances, go on.
    pub(super) fn come_to(self: &Rc<Self>, timer: &Timer, name: &str) -> Result<(), Failure> {
        self.timers.remove(timer.id)?;
        match self.come_to_times(name) {
            Err(failure) if failure.code != ErrorCode::ObjectFailed => {
                self.surroundings.log(&format!("schedule {name} comes to nothing for now: {failure}"));
                let again = UnixMillis(self.platform.now().0.saturating_add(AGAIN_MS));
                self.timers.add(&timer.kind, again, Vec::new()).map(drop)
            }
            done => done,
        }
    }

    fn come_to_times(self: &Rc<Self>, name: &str) -> Result<(), Failure> {
        let Some(mut kept) = self.store.schedule(name)?.filter(|kept| !kept.paused) else { return Ok(()) };
        let (now, cron) = (self.platform.now().0, Cron::parse(&kept.schedule.cron)?);
        let most = limits::workflow::BACKFILL;
        // Those before may be very many: so many are counted.
        let from = kept.next_ms.max(now.saturating_sub(kept.schedule.catch_up_ms));
        let missed = cron.times(kept.next_ms, from.saturating_sub(1), most).len();
        kept.skipped += u64::try_from(missed).unwrap_or(u64::MAX);
        let times = cron.times(from, now, most);
        for time in &times {
            self.come_to_time(&mut kept, *time)?;
        }
        // Where there are more, the timer rings at once for the next ones.
        let done = times.last().filter(|_| times.len() == most).map_or(now, |last| *last);
        kept.next_ms = cron.next(done).unwrap_or(u64::MAX);
        self.store.put_schedule(&kept)?;
        self.time(&kept)
    }

    fn come_to_time(self: &Rc<Self>, kept: &mut Kept, time: u64) -> Result<(), Failure> {
        let running = match (&kept.last, kept.schedule.overlap) {
            (_, Overlap::AllowAll) | (None, _) => None,
            (Some(last), _) => self.find(last)?.filter(|run| !run.state.is_end()),
        };
        let Some(running) = running else { return self.begin_or_skip(kept, time) };
        match kept.schedule.overlap {
            Overlap::BufferOne if kept.buffered_ms.is_none() => kept.buffered_ms = Some(time),
            Overlap::CancelOther => {
                kept.skipped += u64::from(kept.buffered_ms.replace(time).is_some());
                // It may end at once, and then finds what waits for that.
                self.store.put_schedule(kept)?;
                self.cancel_run(&running)?;
                *kept = self.kept(&kept.schedule.name)?;
            }
            Overlap::Skip | Overlap::BufferOne | Overlap::AllowAll => kept.skipped += 1,
        }
        Ok(())
    }

    /// An instance has ended: where one of the same schedule waits for that, it begins.
    pub(super) fn ended_of_schedule(self: &Rc<Self>, id: &str, state: State) -> Result<(), Failure> {
        let name = id.split_once(',').filter(|_| !id.contains('~') && state != State::Continued).map(|(name, _)| name);
        let Some(name) = name else { return Ok(()) };
        let Some(mut kept) = self.store.schedule(name)? else { return Ok(()) };
        if kept.last.as_deref() == Some(id)
            && let Some(time) = kept.buffered_ms.take()
        {
            self.begin_or_skip(&mut kept, time)?;
            self.store.put_schedule(&kept)?;
        }
        Ok(())
    }

    fn begin_or_skip(self: &Rc<Self>, kept: &mut Kept, time: u64) -> Result<(), Failure> {
        match self.begin_of(kept, time) {
            Err(failure) if failure.code != ErrorCode::ObjectFailed => {
                self.surroundings.log(&format!("{}: {failure}", kept.schedule.name.as_str()));
                kept.skipped += 1;
                Ok(())
            }
            begun => begun.map(drop),
        }
    }

    /// Begins the instance of a time, unless there is one; its code runs behind this turn.
    fn begin_of(self: &Rc<Self>, kept: &mut Kept, time: u64) -> Result<Option<String>, Failure> {
        let id = format!("{},{}", kept.schedule.name.as_str(), written(time));
        if self.find(&id)?.is_some() {
            return Ok(None);
        }
        let run = self.new_run(&id, &kept.schedule.workflow, kept.schedule.input.as_bytes())?;
        if self.take_place(&run, kept.key.clone(), Some(USUAL_PRIORITY))? {
            self.or_end(self.store.insert(&run, true, None, &[Entry::At(run.accepted), Entry::Accepted]))?;
            self.wake_soon(vec![run.number]);
            self.tell_soon();
        } else {
            let queued = self.queue(&run);
            self.or_end(queued)?;
        }
        kept.begun += 1;
        kept.last = Some(id.clone());
        Ok(Some(id))
    }

    fn kept(&self, name: &ScheduleId) -> Result<Kept, Failure> {
        self.store.schedule(name.as_str())?.ok_or_else(|| {
            let message = format!("there is no schedule {:?} in this object", name.as_str());
            Failure::new(ErrorCode::UnknownSchedule, message)
        })
    }

    /// Sets the timer of a schedule to its next time.
    fn time(&self, kept: &Kept) -> Result<(), Failure> {
        let timer = timer_of(&kept.schedule.name);
        self.timers.remove_of(&timer)?;
        if !kept.paused && kept.next_ms < u64::MAX {
            self.timers.add(&timer, UnixMillis(kept.next_ms), Vec::new())?;
        }
        self.arm()
    }
}

fn timer_of(name: &ScheduleId) -> String {
    format!("{SCHEDULE}{}", name.as_str())
}

fn told(kept: &Kept) -> Result<ScheduleTold, Failure> {
    let Kept { schedule, key: _, paused, next_ms, last, buffered_ms, begun, skipped } = kept.clone();
    let times = if paused { Vec::new() } else { Cron::parse(&schedule.cron)?.times(next_ms, u64::MAX, TOLD) };
    Ok(ScheduleTold { schedule, paused, next_ms: times, last, buffered_ms, begun, skipped })
}
