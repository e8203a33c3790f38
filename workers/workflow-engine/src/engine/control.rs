//! What is done with an instance from outside: events for it, and what an operator asks for.

use std::{rc::Rc, time::Duration};

use durable::platform::Platform;
use futures::{
    channel::oneshot,
    future::{Either, select},
};
use shared::{
    error::{ErrorCode, Failure},
    limits,
    workflow::{Control, Signal, State, Status},
};

use super::{Engine, live::Live, timers_of, unknown};
use crate::{
    entry::{Entry, Kind},
    history,
    script::Command,
    store::Run,
};

impl<P: Platform + 'static> Engine<P> {
    /// Where an instance is when it has ended, or when patience is at its end.
    pub async fn wait(self: &Rc<Self>, id: &str, patience: Duration) -> Result<Status, Failure> {
        let until = self.platform.now().0.saturating_add(u64::try_from(patience.as_millis()).unwrap_or(u64::MAX));
        // An instance that goes on from another input has several ends, and one that waits for its turn has a beginning.
        loop {
            let queued = self.find(id)?.filter(|run| run.state == State::Queued);
            let (live, told) = if let Some(run) = queued {
                (None, self.waits_in_queue(run.number))
            } else {
                let Some(live) = self.live_of(id).await? else { break };
                let (teller, told) = oneshot::channel();
                live.waiters.borrow_mut().push(teller);
                (Some(live), told)
            };
            let left = Duration::from_millis(until.saturating_sub(self.platform.now().0));
            let is_late = matches!(select(told, self.platform.sleep(left)).await, Either::Right(_));
            if is_late {
                if let Some(live) = live {
                    live.waiters.borrow_mut().retain(|waiter| !waiter.is_canceled());
                }
                break;
            }
        }
        self.status(id)
    }

    /// Stores an event for an instance, and tells it where it waits for one of that name. Each is told once, in order.
    pub fn signal(self: &Rc<Self>, signal: &Signal) -> Result<Status, Failure> {
        let id = signal.id.as_str();
        check(signal)?;
        let run = self.find(id)?.ok_or_else(|| unknown(id))?;
        if run.state.is_end() {
            return Err(not_now(&run, "it takes no events any more"));
        }
        if self.store.waiting_events(run.number)? >= limits::workflow::EVENTS {
            let message = format!(
                "{} events wait for the instance, and it takes no more; try again later",
                limits::workflow::EVENTS
            );
            return Err(Failure::new(ErrorCode::Overloaded, message));
        }
        self.or_end(self.store.put_event(run.number, &signal.event, signal.payload.as_bytes()))?;
        let live = self.live.borrow().get(&run.number).cloned();
        match live {
            Some(live) => {
                let waits = {
                    let script = live.script.borrow();
                    let waits = |known: &&crate::script::Operation| {
                        known.mark.kind == Kind::Wait && known.mark.name == signal.event
                    };
                    script.open_operations().find(waits).map(|known| known.mark.operation)
                };
                if let Some(operation) = waits {
                    self.or_end(self.look(&live, operation))?;
                    self.drive(&live)?;
                }
            }
            None if run.state == State::Running => self.wake_soon(vec![run.number]),
            None => {}
        }
        self.arm()?;
        self.status(id)
    }

    /// Does with an instance what an operator asks for, and says where it is then. What is asked for twice is done once.
    pub async fn control(self: &Rc<Self>, id: &str, control: Control) -> Result<Status, Failure> {
        match control {
            Control::Cancel => self.cancel(id).await?,
            Control::Pause => self.pause(id).await?,
            Control::Resume => self.resume(id).await?,
            Control::Restart => self.restart(id)?,
            Control::Redrive => self.redrive(id).await?,
            Control::Purge => {
                let status = self.status(id)?;
                self.purge(id)?;
                return Ok(status);
            }
        }
        self.status(id)
    }

    async fn running(self: &Rc<Self>, id: &str) -> Result<Rc<Live>, Failure> {
        if let Some(live) = self.live_of(id).await? {
            return Ok(live);
        }
        let run = self.find(id)?.ok_or_else(|| unknown(id))?;
        let is_queued = run.state == State::Queued;
        Err(not_now(&run, if is_queued { "it has not begun yet" } else { "restart it if it is to run again" }))
    }

    async fn cancel(self: &Rc<Self>, id: &str) -> Result<(), Failure> {
        if let Some(run) = self.find(id)?.filter(|run| run.state == State::Queued) {
            let cancelled = self.cancel_queued(&run);
            return self.or_end(cancelled);
        }
        let live = self.running(id).await?;
        self.cancel_live(&live)?;
        let state = live.run.borrow().state;
        if state.is_end() && state != State::Continued && !live.script.borrow().cancelled {
            return Err(not_now(&live.run.borrow(), "it ended before it could be cancelled"));
        }
        Ok(())
    }

    /// Cancels an instance that is in memory, unless it has ended.
    pub(super) fn cancel_live(self: &Rc<Self>, live: &Rc<Live>) -> Result<(), Failure> {
        if live.script.borrow().cancelled {
            return Ok(());
        }
        // What has come before is told before. Where that has it go on as new, that one is cancelled.
        live.script.borrow_mut().cancel_asked = true;
        self.drive(live)?;
        if live.run.borrow().state.is_end() {
            return Ok(());
        }
        self.end_pause(live)?;
        if live.run.borrow().state.is_end() {
            return Ok(());
        }
        {
            let mut script = live.script.borrow_mut();
            script.at(self.platform.now());
            script.write(Entry::Cancelling);
            script.cancel();
        }
        self.or_end(self.timers.remove_of(&timers_of(live.number())))?;
        // What is being undone goes on, and has its times.
        let due = live.script.borrow().due_operations();
        for (operation, due) in due {
            self.or_end(self.set_timer(live, operation, due))?;
        }
        self.drive(live)
    }

    async fn pause(self: &Rc<Self>, id: &str) -> Result<(), Failure> {
        let live = self.running(id).await?;
        // What has come before is told before.
        self.drive(&live)?;
        if live.script.borrow().paused || live.run.borrow().state.is_end() {
            return Ok(());
        }
        {
            let mut script = live.script.borrow_mut();
            script.at(self.platform.now());
            script.write(Entry::Paused);
            script.pause();
        }
        live.run.borrow_mut().state = State::Paused;
        self.or_end(self.timers.remove_of(&timers_of(live.number())))?;
        self.drive(&live)
    }

    async fn resume(self: &Rc<Self>, id: &str) -> Result<(), Failure> {
        let live = self.running(id).await?;
        self.end_pause(&live)
    }

    fn end_pause(self: &Rc<Self>, live: &Rc<Live>) -> Result<(), Failure> {
        if !live.script.borrow().paused {
            return Ok(());
        }
        let due = {
            let mut script = live.script.borrow_mut();
            script.at(self.platform.now());
            let shift_ms = script.pause_ms();
            script.write(Entry::Resumed { shift_ms });
            script.resume(shift_ms);
            let waits = script.open_operations().filter(|known| known.mark.kind == Kind::Wait);
            let waits: Vec<u32> = waits.map(|known| known.mark.operation).collect();
            for operation in waits {
                script.command(Command::Look { operation });
            }
            script.due_operations()
        };
        live.run.borrow_mut().state = State::Running;
        for (operation, due) in due {
            self.or_end(self.set_timer(live, operation, due))?;
        }
        self.drive(live)
    }

    async fn redrive(self: &Rc<Self>, id: &str) -> Result<(), Failure> {
        let run = self.find(id)?.ok_or_else(|| unknown(id))?;
        if !run.state.is_dead() {
            return Err(not_now(&run, "only a stuck or a poisoned instance is redriven"));
        }
        // Before anything is changed: a build without its workflow cannot take it up.
        let key = self.key_of_whole(&run)?;
        let run = Run { state: State::Running, ended: None, lives: 0, ..run };
        let due = history::due(&self.store.entries(run.number)?);
        // Some of its timers went when it was given up.
        self.platform.or_not_at_all(|| {
            self.store.update(&run, true, None)?;
            self.take_place(&run, key, None)?;
            // Whoever follows the journals sees by it that the instance did something.
            self.store.append(run.number, &[Entry::At(self.platform.now().0)])?;
            self.timers.remove_of(&timers_of(run.number))?;
            self.set_timers(run.number, &due)
        })?;
        self.arm()?;
        self.live_of(id).await.map(drop)
    }

    fn purge(&self, id: &str) -> Result<(), Failure> {
        let run = self.find(id)?.ok_or_else(|| unknown(id))?;
        if !run.state.is_end() {
            return Err(not_now(&run, "cancel it before it is purged"));
        }
        if !self.is_told(run.number)? {
            return Err(not_now(&run, "the tracker does not know all of its events yet; try again later"));
        }
        self.or_end(self.store.delete(run.number))?;
        self.tell_soon();
        self.arm()
    }
}

fn check(signal: &Signal) -> Result<(), Failure> {
    if signal.event.is_empty() || signal.event.len() > limits::workflow::NAME_BYTES {
        return Err(too_large("the name of an event", limits::workflow::NAME_BYTES));
    }
    check_value("what comes with an event", &signal.payload)
}

/// Refuses what is no JSON, or larger than it may be.
pub(super) fn check_value(what: &str, payload: &str) -> Result<(), Failure> {
    if payload.len() > limits::workflow::VALUE_BYTES {
        return Err(too_large(what, limits::workflow::VALUE_BYTES));
    }
    let json: Result<serde::de::IgnoredAny, _> = serde_json::from_str(payload);
    json.map(drop).map_err(|error| Failure::new(ErrorCode::MalformedBody, format!("{what} is JSON: {error}")))
}

fn too_large(what: &str, most: usize) -> Failure {
    Failure::new(ErrorCode::ValueTooLarge, format!("{what} is at most {most} bytes"))
}

pub(super) fn not_now(run: &Run, advice: &str) -> Failure {
    let message = format!("instance {:?} is {}; {advice}", run.id, run.state.as_str());
    Failure::new(ErrorCode::InstanceState, message)
}
