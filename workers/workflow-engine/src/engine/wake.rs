//! Taking up what an earlier life left: by the alarm, or by whoever touches it first.

use std::rc::Rc;

use durable::platform::Platform;
use shared::{
    error::{ErrorCode, Failure},
    limits,
    timing::UnixMillis,
    workflow::State,
};

use super::{Engine, index::SWEEP, live::Live, schedules::SCHEDULE, timers_of, unknown};
use crate::{
    entry::{Bytes, Entry, Kind},
    error::Error,
    script::Command,
    store::Run,
};

/// The timer that forgets ended instances.
const FORGET: &str = "workflow forget";

/// How many instances are replayed in one turn.
const AT_ONCE: usize = 100;

/// In how many lives an instance is taken up together with others, as after the end of a process: then it may be what has ended them.
const SUSPECT: u64 = 3;

/// How often an instance is looked at again before whoever touches it is turned away: somebody else is waking it.
const LOOKS: u32 = 100;

impl<P: Platform + 'static> Engine<P> {
    /// The alarm has rung, and the outbox has seen to its own: what is due goes on, and what an earlier life left is taken up.
    pub fn ring(self: &Rc<Self>) -> Result<(), Failure> {
        let done = self.look_after().and_then(|()| self.arm());
        self.or_end(done)
    }

    fn look_after(self: &Rc<Self>) -> Result<(), Failure> {
        if !self.store.exists()? && self.store.schedules(1)?.is_empty() {
            return Ok(());
        }
        let is_first = !self.looked.replace(true);
        let mut wake = if is_first { self.store.busy()? } else { Vec::new() };
        if is_first {
            self.fill_all()?;
        }
        for timer in self.timers.due()? {
            let Some(run) = timer.kind.strip_prefix("workflow ") else { continue };
            if let Some(schedule) = timer.kind.strip_prefix(SCHEDULE) {
                self.come_to(&timer, schedule)?;
                continue;
            }
            if timer.kind == FORGET {
                self.timers.remove(timer.id)?;
                self.forget()?;
                continue;
            }
            if timer.kind == SWEEP {
                self.timers.remove(timer.id)?;
                self.sweeps.set(false);
                self.surroundings.sweep();
                continue;
            }
            let Ok(run) = run.parse() else { continue };
            let live = self.live.borrow().get(&run).cloned();
            match live {
                Some(live) => {
                    self.settle_due(&live)?;
                    self.drive(&live)?;
                }
                None if self.store.run(run)?.is_some_and(|run| !run.state.is_end()) => wake.push(run),
                // Its instance has been begun anew, or is gone.
                None => self.timers.remove(timer.id)?,
            }
        }
        self.wake_soon(wake);
        let (told, indexed) = (self.store.told()?.0, self.store.indexed()?);
        if self.tracked.reached(told) > told {
            self.store.tell(self.tracked.reached(told))?;
        }
        if self.indexed.reached(indexed) > indexed {
            self.store.set_indexed(self.indexed.reached(indexed))?;
        }
        if self.has_untold() || self.has_unindexed() {
            self.surroundings.tell();
        }
        if self.forgets_later.replace(false) || is_first {
            self.if_there_is_room(self.forget_later())?;
        }
        self.if_there_is_room(self.sweep_later())
    }

    /// Timers for what may wait: an object that has as many as it may sets them when it rings again.
    fn if_there_is_room(&self, done: Result<(), Failure>) -> Result<(), Failure> {
        match done {
            Err(failure) if failure.code == ErrorCode::Overloaded => {
                self.surroundings.log(&format!("an instance will be forgotten later: {failure}"));
                self.forgets_later.set(true);
                Ok(())
            }
            done => done,
        }
    }

    /// Ends the operations of an instance whose time has come.
    fn settle_due(self: &Rc<Self>, live: &Rc<Live>) -> Result<(), Failure> {
        let now = self.platform.now();
        for timer in self.timers.of(&timers_of(live.number()))? {
            if timer.due > now {
                continue;
            }
            self.timers.remove(timer.id)?;
            let Ok(operation) = postcard::from_bytes::<u32>(&timer.body) else { continue };
            let kind = {
                let script = live.script.borrow();
                let waits = script.open_operations().find(|known| known.mark.operation == operation);
                waits.map(|known| (known.mark.kind, known.mark.name.clone()))
            };
            match kind {
                Some((Kind::Sleep, _)) => {
                    self.complete(live, operation, Ok(Bytes(b"null".to_vec())));
                }
                Some((Kind::Wait, event)) => {
                    self.complete(live, operation, Err(Error::TimedOut { event }));
                }
                Some((kind, _)) if kind.is_tried() => live.script.borrow_mut().command(Command::Try { operation }),
                Some((Kind::Callback, callback)) => self.settle_callback(live, operation, callback),
                Some(_) | None => {}
            }
        }
        Ok(())
    }

    /// Has instances of an earlier life go on, once it is stored that this life takes them up.
    pub(super) fn wake_soon(self: &Rc<Self>, runs: Vec<u64>) {
        let runs: Vec<u64> = runs.into_iter().filter(|run| self.is_to_wake(*run)).collect();
        if runs.is_empty() {
            return;
        }
        let this = Rc::clone(self);
        self.platform.spawn(Box::pin(async move {
            for some in runs.chunks(AT_ONCE) {
                let done = this.wake(some).await;
                if let Err(failure) = this.or_end(done) {
                    this.surroundings.log(&format!("an instance could not be taken up: {failure}"));
                }
            }
            for run in runs {
                this.waking.borrow_mut().remove(&run);
            }
            let _ = this.arm();
        }));
    }

    fn is_to_wake(&self, run: u64) -> bool {
        !self.live.borrow().contains_key(&run) && self.waking.borrow_mut().insert(run)
    }

    async fn wake(self: &Rc<Self>, runs: &[u64]) -> Result<(), Failure> {
        let (mut fresh, mut tried) = (Vec::new(), Vec::new());
        for number in runs {
            let Some(run) = self.to_take_up(*number)? else { continue };
            match run.lives {
                lives if lives < SUSPECT => fresh.push(*number),
                lives if lives < limits::workflow::LIVES => tried.push((*number, lives)),
                _ => self.poison(run)?,
            }
        }
        self.take_up(&fresh).await?;
        // One of these may be what has ended the object: each is alone when it is counted, so that those behind it are not counted for it.
        // Every other life begins at the other end, since nobody knows which one it is.
        if tried.iter().map(|(_, lives)| *lives).max().is_some_and(|most| !most.is_multiple_of(2)) {
            tried.reverse();
        }
        for (one, _) in tried {
            self.take_up(&[one]).await?;
        }
        Ok(())
    }

    async fn take_up(self: &Rc<Self>, runs: &[u64]) -> Result<(), Failure> {
        let mut counted = Vec::new();
        for number in runs {
            if let Some(run) = self.to_take_up(*number)? {
                self.store.take_up(run.number, run.lives + 1)?;
                counted.push(run.number);
            }
        }
        self.arm()?;
        if counted.is_empty() {
            return Ok(());
        }
        // A replay may end the object: that it was tried has to be stored before.
        self.platform.stored().await?;
        for number in counted {
            // Meanwhile, everything may have come to an end.
            let Some(run) = self.to_take_up(number)? else { continue };
            let loaded = self.load(run);
            if let Err(failure) = self.or_end(loaded) {
                self.surroundings.log(&format!("an instance could not be taken up: {failure}"));
            }
        }
        Ok(())
    }

    /// An instance whose code has begun and is not in memory.
    fn to_take_up(&self, run: u64) -> Result<Option<Run>, Failure> {
        let is_elsewhere = self.live.borrow().contains_key(&run);
        Ok(self.store.run(run)?.filter(|run| run.state.has_code() && !is_elsewhere))
    }

    fn load(self: &Rc<Self>, run: Run) -> Result<(), Failure> {
        let journal = self.store.entries(run.number)?;
        let live = match Live::new(run.clone(), journal, &self.registry, self.bits()) {
            Ok(live) => live,
            // This build has no such workflow: it is stuck until one has.
            Err(failure) => {
                return self.give_up(run, State::Stuck, failure.message);
            }
        };
        // So its row says.
        live.busy.set(true);
        // An earlier life may have set some.
        live.has_timers.set(true);
        self.hold(&live);
        self.drive(&live)?;
        if live.script.borrow().cancel_asked && !live.run.borrow().state.is_end() {
            return self.cancel_live(&live);
        }
        if !live.run.borrow().state.is_end() && !live.script.borrow().paused {
            self.settle_due(&live)?;
            self.drive(&live)?;
        }
        Ok(())
    }

    fn poison(self: &Rc<Self>, run: Run) -> Result<(), Failure> {
        let words = format!(
            "its object ended {} times while the instance was taken up, without its getting any further; redrive it when the cause is mended",
            run.lives
        );
        self.timers.remove_of(&timers_of(run.number))?;
        self.give_up(run, State::Poisoned, words)
    }

    /// Ends an instance whose code does not run.
    fn give_up(self: &Rc<Self>, run: Run, state: State, words: String) -> Result<(), Failure> {
        let now = self.platform.now().0;
        let run = Run { state, ended: Some(now), ..run };
        let parent = self.parent_of(run.number)?;
        let end = Err(words);
        self.store.update(&run, false, Some(&end))?;
        self.store.append(run.number, &[Entry::At(now), Entry::Ended(state)])?;
        if let Some(parent) = parent {
            self.tell_parent(parent, (&run.id, state, &end))?;
        }
        self.leave_place(run.number)?;
        self.ended_of_schedule(&run.id, state)
    }

    /// An instance that has begun and not ended, in memory; none where it has not.
    pub(super) async fn live_of(self: &Rc<Self>, id: &str) -> Result<Option<Rc<Live>>, Failure> {
        for _ in 0..LOOKS {
            let run = self.find(id)?.ok_or_else(|| unknown(id))?;
            if !run.state.has_code() {
                return Ok(None);
            }
            let live = self.live.borrow().get(&run.number).cloned();
            if live.is_some() {
                return Ok(live);
            }
            if self.waking.borrow_mut().insert(run.number) {
                let done = self.wake(&[run.number]).await;
                self.waking.borrow_mut().remove(&run.number);
                self.or_end(done)?;
            } else {
                self.platform.stored().await?;
            }
        }
        let message = "the instance is being taken up, which takes long; try again";
        Err(Failure::new(ErrorCode::Overloaded, message))
    }

    /// Has ended instances forgotten when their time has come: one timer for all.
    fn forget_later(&self) -> Result<(), Failure> {
        let Some(first) = self.store.next_outlived()? else { return Ok(()) };
        let set = match self.forgets_at.get() {
            Some(at) => Some(at),
            None => self.timers.of(FORGET)?.first().map(|timer| timer.due.0),
        };
        let at = set.filter(|set| *set <= first);
        if at.is_none() {
            self.timers.remove_of(FORGET)?;
            self.timers.add(FORGET, UnixMillis(first), Vec::new())?;
        }
        self.forgets_at.set(Some(at.unwrap_or(first)));
        Ok(())
    }

    fn forget(&self) -> Result<(), Failure> {
        for run in self.store.outlived(self.platform.now().0)? {
            self.store.delete(run)?;
        }
        self.forgets_at.set(None);
        if let Some(first) = self.store.next_outlived()? {
            let at = first.max(self.platform.now().0 + 1_000);
            self.timers.add(FORGET, UnixMillis(at), Vec::new())?;
            self.forgets_at.set(Some(at));
        }
        Ok(())
    }
}
