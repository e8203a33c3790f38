//! Having an instance go on until it waits, and storing what it did.

use std::rc::Rc;

use durable::{outbox::Forwarded, platform::Platform};
use futures::task::noop_waker;
use shared::{
    error::{ErrorCode, Failure},
    limits,
    timing::UnixMillis,
    workflow::State,
};

use super::{CONTINUATION, Engine, live::Live, timers_of};
use crate::{
    entry::{Bytes, Entry, Outcome},
    error::Error,
    script::{Command, Outgoing},
    workflow::Ended,
};

impl<P: Platform + 'static> Engine<P> {
    /// Has an instance go on until it waits or ends, and stores what it did.
    pub(super) fn drive(self: &Rc<Self>, live: &Rc<Live>) -> Result<(), Failure> {
        let done = self.go_on(live).and_then(|()| self.flush(live)).and_then(|()| self.arm());
        self.or_end(done)
    }

    /// The same at the end of this turn, once for everything that arrives in it.
    pub(super) fn drive_soon(self: &Rc<Self>, live: Rc<Live>) {
        if live.driven_soon.replace(true) {
            return;
        }
        let this = Rc::clone(self);
        self.platform.spawn(Box::pin(async move {
            live.driven_soon.set(false);
            if let Err(failure) = this.drive(&live) {
                this.surroundings.log(&format!("an instance could not go on: {failure}"));
            }
        }));
    }

    fn go_on(self: &Rc<Self>, live: &Rc<Live>) -> Result<(), Failure> {
        loop {
            if live.end.borrow().is_some() {
                return Ok(());
            }
            if let Some(end) = poll(live) {
                self.carry_out_last(live)?;
                self.end(live, end);
                return Ok(());
            }
            if self.is_stuck(live) {
                return Ok(());
            }
            if live.script.borrow_mut().tell_next() {
                continue;
            }
            if self.is_stuck(live) {
                return Ok(());
            }
            live.script.borrow_mut().at(self.platform.now());
            if live.script.borrow_mut().tell_arrived() {
                continue;
            }
            // What is paused is taken up when the pause ends.
            if !live.script.borrow().paused && !live.taken_up.replace(true) {
                live.script.borrow_mut().take_up();
            }
            let commands = live.script.borrow_mut().take_commands();
            if commands.is_empty() {
                return Ok(());
            }
            self.carry_out(live, commands)?;
        }
    }

    fn end(&self, live: &Live, end: Ended) {
        let mut script = live.script.borrow_mut();
        if script.is_live() {
            script.at(self.platform.now());
        }
        let continued = script.continued().filter(|_| end.is_err() && !script.cancelled);
        let state = match &end {
            _ if continued.is_some() => State::Continued,
            Ok(_) => State::Completed,
            Err(_) if script.cancelled => State::Cancelled,
            Err(_) => State::Failed,
        };
        *live.continued.borrow_mut() = continued;
        self.close(live, &mut script, state, end);
    }

    /// What an instance that ends leaves behind: children that stay, and others that nobody waits for.
    fn carry_out_last(self: &Rc<Self>, live: &Rc<Live>) -> Result<(), Failure> {
        let commands = live.script.borrow_mut().take_commands();
        let is_released = |child: u32| move |command: &Command| matches!(command, Command::Release { operation } if *operation == child);
        let released: Vec<u32> = commands
            .iter()
            .filter_map(|command| if let Command::Child { operation, .. } = command { Some(*operation) } else { None })
            .filter(|child| commands.iter().any(is_released(*child)))
            .collect();
        commands.into_iter().try_for_each(|command| match command {
            Command::Child { operation, .. } | Command::Release { operation } if released.contains(&operation) => {
                Ok(())
            }
            Command::Child { operation, workflow, input } => self.begin_child(live, operation, (workflow, &input)),
            Command::Release { operation } => self.release(live, operation),
            Command::Log(said) => {
                self.log(live, &said);
                Ok(())
            }
            // Nobody is told any more.
            Command::Await { .. }
            | Command::Try { .. }
            | Command::Timer { .. }
            | Command::Failed { .. }
            | Command::Look { .. }
            | Command::Call { .. }
            | Command::Forget { .. } => Ok(()),
        })
    }

    fn log(&self, live: &Live, said: &str) {
        let id = live.run.borrow().id.clone();
        self.surroundings.log(&format!("{id}: {said}"));
    }

    /// A replay that went another way stops there: nothing is run a second time.
    fn is_stuck(&self, live: &Live) -> bool {
        let mut script = live.script.borrow_mut();
        let Some(mismatch) = script.mismatch().cloned() else { return false };
        let words = format!(
            "the code makes something else than the journal has: expected {}, found {}",
            mismatch.expected, mismatch.found
        );
        script.at(self.platform.now());
        self.close(live, &mut script, State::Stuck, Err(words));
        true
    }

    fn close(&self, live: &Live, script: &mut crate::script::Script, state: State, end: Ended) {
        let now = script.now().max(self.platform.now().0);
        script.write(Entry::Ended(state));
        let mut run = live.run.borrow_mut();
        (run.state, run.ended) = (state, Some(now));
        *live.end.borrow_mut() = Some(end);
    }

    fn carry_out(self: &Rc<Self>, live: &Rc<Live>, commands: Vec<Command>) -> Result<(), Failure> {
        let (mut calls, mut has_taken) = (Vec::new(), false);
        for command in commands {
            match command {
                Command::Await { operation, attempt, trying } => self.wait_for(live, operation, attempt, trying),
                Command::Try { operation } => self.attempt(live, operation)?,
                Command::Failed { operation, error } => self.attempt_failed(live, operation, &error)?,
                Command::Timer { operation, due } => self.set_timer(live, operation, due)?,
                // Whoever is told of an event may give up other waits, whose events are to be left where they are.
                Command::Look { operation } if has_taken => {
                    live.script.borrow_mut().command(Command::Look { operation });
                }
                Command::Look { operation } => has_taken = self.look(live, operation)?,
                Command::Call { operation, call } => calls.push((operation, call)),
                Command::Forget { operation } => self.remove_timer(live, operation)?,
                Command::Child { operation, workflow, input } => {
                    self.begin_child(live, operation, (workflow, &input))?;
                }
                Command::Release { operation } => self.release(live, operation)?,
                Command::Log(said) => self.log(live, &said),
            }
        }
        self.make_calls(live, &calls)
    }

    /// Sets a timer for an operation. One that is due at once needs none.
    pub(super) fn set_timer(&self, live: &Live, operation: u32, due: UnixMillis) -> Result<(), Failure> {
        if live.run.borrow().state == State::Paused {
            // It is set when the pause ends.
            return Ok(());
        }
        live.has_timers.set(true);
        self.timers.add(&timers_of(live.number()), due, timer(operation)).map(drop)
    }

    /// Takes the oldest event that an operation waits for, where one is there; says whether it was.
    pub(super) fn look(self: &Rc<Self>, live: &Rc<Live>, operation: u32) -> Result<bool, Failure> {
        let name = {
            let script = live.script.borrow();
            if script.paused {
                return Ok(false);
            }
            let waits = script.open_operations().find(|known| known.mark.operation == operation);
            waits.map(|known| known.mark.name.clone())
        };
        // A new instance has no row yet, and so no events.
        if live.is_new.get() {
            return Ok(false);
        }
        if let Some(name) = name
            && let Some(payload) = self.store.take_event(live.number(), &name)?
        {
            self.complete(live, operation, Ok(Bytes(payload)));
            self.remove_timer(live, operation)?;
            return Ok(true);
        }
        Ok(false)
    }

    /// Removes the timer of an operation that has ended otherwise.
    pub(super) fn remove_timer(&self, live: &Live, operation: u32) -> Result<(), Failure> {
        for timer in self.timers.of(&timers_of(live.number()))? {
            if postcard::from_bytes(&timer.body) == Ok(operation) {
                self.timers.remove(timer.id)?;
            }
        }
        Ok(())
    }

    /// All calls of a turn: those to one object travel together.
    fn make_calls(self: &Rc<Self>, live: &Rc<Live>, calls: &[(u32, Outgoing)]) -> Result<(), Failure> {
        if calls.is_empty() {
            return Ok(());
        }
        let run = live.number();
        let made = self.outbox.enqueue(|outgoing| {
            calls.iter().try_for_each(|(operation, call)| {
                let context = postcard::to_allocvec(&(run, *operation)).expect("numbers always encode");
                let Outgoing { target, method, input, deadline } = call;
                let forwarded =
                    Forwarded { target, method, input, deadline: *deadline, continuation: CONTINUATION, context };
                outgoing.forward(&forwarded).map(drop)
            })
        });
        match made {
            Ok(()) => self.surroundings.send_calls(),
            Err(failure) if failure.code == ErrorCode::ObjectFailed => return Err(failure),
            // They are not made, and each is told why.
            Err(failure) => {
                for (operation, _) in calls {
                    self.complete(live, *operation, Err(Error::CallFailed { failure: failure.clone() }));
                }
            }
        }
        Ok(())
    }

    /// Gives an operation that the code waits for its outcome, which it is told when it is driven; says whether it waited.
    pub(super) fn complete(&self, live: &Live, operation: u32, outcome: Outcome) -> bool {
        let mut script = live.script.borrow_mut();
        if !script.is_open(operation) {
            return false;
        }
        script.at(self.platform.now());
        script.arrive(operation, outcome);
        true
    }

    /// Stores what an instance did since the last time.
    pub(super) fn flush(self: &Rc<Self>, live: &Rc<Live>) -> Result<(), Failure> {
        let written = live.script.borrow_mut().take_written();
        let ended = live.run.borrow().ended.is_some();
        let busy = !ended && live.script.borrow().is_busy();
        let end = live.end.borrow();
        let is_new = live.is_new.replace(false);
        if is_new {
            self.store.insert(&live.run.borrow(), busy, end.as_ref(), &written)?;
        } else if busy != live.busy.get()
            || live.run.borrow().state != live.stored_state.get()
            || (live.run.borrow().lives > 0 && !written.is_empty())
        {
            self.store.update(&live.run.borrow(), busy, end.as_ref())?;
            live.run.borrow_mut().lives = 0;
        }
        live.busy.set(busy);
        live.stored_state.set(live.run.borrow().state);
        if !written.is_empty() {
            if !is_new {
                self.store.append(live.number(), &written)?;
            }
            self.tell_soon();
        }
        if ended {
            self.ended(live)?;
        } else if !busy && self.live.borrow().len() > limits::workflow::HELD {
            self.let_go_later(live);
        }
        Ok(())
    }

    /// Keeps no more instances in memory than may be; not in the middle of what is being done with this one.
    fn let_go_later(self: &Rc<Self>, live: &Rc<Live>) {
        let (this, live) = (Rc::clone(self), Rc::clone(live));
        self.platform.spawn(Box::pin(async move {
            if !live.busy.get() && !live.is_needed() && this.live.borrow().len() > limits::workflow::HELD {
                this.let_go(&live);
            }
        }));
    }

    pub(super) fn tell_soon(&self) {
        if self.tracked.is_followed() || self.indexed.is_followed() {
            self.surroundings.tell();
        }
    }

    /// What an instance leaves behind when it has ended: its row and its journal, until they are forgotten.
    fn ended(self: &Rc<Self>, live: &Rc<Live>) -> Result<(), Failure> {
        if live.has_timers.get() {
            self.timers.remove_of(&timers_of(live.number()))?;
        }
        *live.code.borrow_mut() = None;
        self.let_go(live);
        if let Some(input) = live.continued.take() {
            self.go_on_anew(live, &input)?;
        }
        let (id, state) = (live.run.borrow().id.clone(), live.run.borrow().state);
        if let (Some(parent), Some(end)) = (live.parent.get(), &*live.end.borrow())
            && state != State::Continued
        {
            self.tell_parent(parent, (&id, state, end))?;
        }
        self.leave_place(live.number())?;
        self.ended_of_schedule(&id, state)?;
        for waiter in live.waiters.take() {
            let _ = waiter.send(());
        }
        // A timer of its own would make the accepting of instances dearer that end at once.
        let at = self.platform.now().0.saturating_add(limits::workflow::RETENTION_MS);
        if self.forgets_at.get().is_none_or(|set| set > at) {
            self.forgets_later.set(true);
        }
        Ok(())
    }

    /// Whether the tracker knows everything of an instance.
    pub(super) fn is_told(&self, run: u64) -> Result<bool, Failure> {
        let last = self.store.last_of(run)?;
        Ok(!self.has_untold() || last <= self.tracked.reached(self.store.told()?.0))
    }
}

/// What a timer says: whose it is.
pub(super) fn timer(operation: u32) -> Vec<u8> {
    postcard::to_allocvec(&operation).expect("a number always encodes")
}

/// Has the code run until it waits.
fn poll(live: &Live) -> Option<Ended> {
    let mut code = live.code.borrow_mut().take()?;
    live.script.borrow_mut().polling(true);
    let waker = noop_waker();
    let polled = code.as_mut().poll(&mut std::task::Context::from_waker(&waker));
    live.script.borrow_mut().polling(false);
    match polled {
        std::task::Poll::Ready(end) => Some(end),
        std::task::Poll::Pending => {
            *live.code.borrow_mut() = Some(code);
            None
        }
    }
}
