//! Instances of workflows with limits: who runs, who waits for his turn, and who is next.
//!
//! ```text
//! accept ── room ──> runs ──────────────────────> ends, in any way ──> its place is free ──> the next one runs
//!    └───── none ──> queued: a row and no code ──────────────────────────────────────────────────┘
//! ```
//!
//! A place is stored with the instance that has it, and given on in the turn in which that ends, so no death keeps one. Children have
//! places and do not wait for them: their parents do, and hold their own meanwhile. What an operator begins again does not wait either.

use std::{cell::RefMut, rc::Rc};

use durable::platform::Platform;
use futures::channel::oneshot;
use shared::{
    error::Failure,
    workflow::{Handle, State},
};

use super::{Engine, handle_of};
use crate::{
    entry::{Entry, Origin},
    queue::{First, Limits, Place, Places},
    store::Run,
};

/// How many begin in one turn.
const AT_ONCE: usize = 100;

impl<P: Platform + 'static> Engine<P> {
    /// Begins a new instance, or has it wait for its turn.
    pub(super) fn begin_or_queue(self: &Rc<Self>, run: Run, priority: u32) -> Result<Handle, Failure> {
        let key = self.key_of(&run)?;
        if self.places.borrow().is_none() {
            // A build with other limits may have more room.
            let filled = self.fill_all();
            self.or_end(filled)?;
        }
        let run = Run { number: self.store.next_run()?, ..run };
        if self.take_place(&run, key, Some(priority))? {
            let number = run.number;
            return self.begin(run, &Origin::default()).inspect_err(|_| {
                let left = self.leave_place(number);
                let _ = self.or_end(left);
            });
        }
        let queued = self.queue(&run);
        self.or_end(queued)?;
        Ok(handle_of(&Run { state: State::Queued, ..run }, false))
    }

    /// Stores an instance that waits for its turn.
    pub(super) fn queue(&self, run: &Run) -> Result<(), Failure> {
        let queued = Run { state: State::Queued, ..run.clone() };
        self.store.insert(&queued, false, None, &[Entry::At(run.accepted), Entry::Accepted])?;
        self.tell_soon();
        self.arm()
    }

    /// The key of an instance, which code of its workflow says: empty where that has no limits.
    pub(super) fn key_of(&self, run: &Run) -> Result<String, Failure> {
        let definition = self.registry.find(&run.workflow)?;
        if definition.limits.is_none() { Ok(String::new()) } else { (definition.key)(&run.input) }
    }

    /// The same, and that the input can be read, before anything is forgotten for an instance that is begun again.
    pub(super) fn key_of_whole(&self, run: &Run) -> Result<String, Failure> {
        (self.registry.find(&run.workflow)?.key)(&run.input)
    }

    /// Gives a new instance a place where its workflow has limits; says whether it runs at once. Whoever does not wait has no priority.
    pub(super) fn take_place(&self, run: &Run, key: String, priority: Option<u32>) -> Result<bool, Failure> {
        let limits = self.registry.find(&run.workflow)?.limits;
        if limits.is_none() {
            return Ok(true);
        }
        let mut places = self.places()?;
        let is_running = priority.is_none() || places.has_room(&run.workflow, &key, limits);
        let priority = priority.unwrap_or_default();
        let place = Place { workflow: run.workflow.clone(), key, priority, turn: 0, is_running };
        let place = places.enter(run.number, place);
        drop(places);
        let stored = self.store.put_place(run.number, &place);
        self.or_end(stored)?;
        Ok(is_running)
    }

    /// A run that follows another one of its name has the place of that, or one beside all others.
    pub(super) fn pass_place(&self, from: u64, to: &Run, key: String) -> Result<(), Failure> {
        if self.store.has_places()? && self.places()?.pass(from, to.number) {
            return self.store.pass_place(from, to.number);
        }
        self.take_place(to, key, None).map(drop)
    }

    /// An instance has ended, or is gone: its place is free.
    pub(super) fn leave_place(self: &Rc<Self>, run: u64) -> Result<(), Failure> {
        if !self.store.has_places()? {
            return Ok(());
        }
        let Some((place, first)) = self.places()?.leave(run) else { return Ok(()) };
        self.store.delete_place(run)?;
        self.store.turn_place(first)?;
        self.fill(&place.workflow)
    }

    /// Has everybody run for whom there is room: there may be more of it than in an earlier life.
    pub(super) fn fill_all(self: &Rc<Self>) -> Result<(), Failure> {
        if !self.store.has_places()? {
            return Ok(());
        }
        let workflows = self.places()?.workflows();
        workflows.iter().try_for_each(|workflow| self.fill(workflow))
    }

    fn fill(self: &Rc<Self>, workflow: &str) -> Result<(), Failure> {
        // Of a workflow that this build does not have, nobody waits: each is stuck when it is taken up.
        let limits = self.registry.find(workflow).map_or(Limits::NONE, |definition| definition.limits);
        let mut woken = Vec::new();
        while woken.len() < AT_ONCE {
            let Some((run, first)) = self.next_of(workflow, limits)? else { break };
            self.store.turn_place(first)?;
            let Some(known) = self.store.run(run)? else {
                self.places()?.leave(run);
                self.store.delete_place(run)?;
                continue;
            };
            self.store.run_place(run)?;
            self.store.update(&Run { state: State::Running, ..known }, true, None)?;
            self.store.append(run, &[Entry::At(self.platform.now().0), Entry::Started])?;
            woken.push(run);
        }
        if woken.is_empty() {
            return Ok(());
        }
        self.tell_soon();
        for run in &woken {
            self.moved_up(*run);
        }
        if woken.len() == AT_ONCE {
            self.fill_later(workflow.to_owned());
        }
        self.wake_soon(woken);
        self.arm()
    }

    /// Goes on with that in another turn.
    fn fill_later(self: &Rc<Self>, workflow: String) {
        let this = Rc::clone(self);
        self.platform.spawn(Box::pin(async move {
            if this.platform.stored().await.is_ok() {
                let filled = this.fill(&workflow);
                if let Err(failure) = this.or_end(filled) {
                    this.surroundings.log(&format!("those who wait for their turn wait on: {failure}"));
                }
            }
        }));
    }

    fn next_of(&self, workflow: &str, limits: Limits) -> Result<Option<(u64, First)>, Failure> {
        Ok(self.places()?.next(workflow, limits))
    }

    /// Ends an instance that waits for its turn.
    pub(super) fn cancel_queued(self: &Rc<Self>, run: &Run) -> Result<(), Failure> {
        let now = self.platform.now().0;
        let cancelled = Run { state: State::Cancelled, ended: Some(now), ..run.clone() };
        let end = Err("it was cancelled before it began".to_owned());
        self.store.update(&cancelled, false, Some(&end))?;
        self.store.append(run.number, &[Entry::At(now), Entry::Cancelling, Entry::Ended(State::Cancelled)])?;
        self.tell_soon();
        self.moved_up(run.number);
        self.leave_place(run.number)?;
        self.ended_of_schedule(&run.id, State::Cancelled)?;
        self.arm()
    }

    /// Whoever waits for an instance that waits itself: is told when that goes on.
    pub(super) fn waits_in_queue(&self, run: u64) -> oneshot::Receiver<()> {
        let (teller, told) = oneshot::channel();
        let mut queued = self.queued.borrow_mut();
        let waiters = queued.entry(run).or_default();
        waiters.retain(|waiter: &oneshot::Sender<()>| !waiter.is_canceled());
        waiters.push(teller);
        told
    }

    fn moved_up(&self, run: u64) {
        for waiter in self.queued.borrow_mut().remove(&run).into_iter().flatten() {
            let _ = waiter.send(());
        }
    }

    /// The places, read once in a life.
    fn places(&self) -> Result<RefMut<'_, Places>, Failure> {
        let mut places = self.places.borrow_mut();
        if places.is_none() {
            *places = Some(Places::of(self.store.places()?));
        }
        Ok(RefMut::map(places, |places| places.get_or_insert_default()))
    }
}
