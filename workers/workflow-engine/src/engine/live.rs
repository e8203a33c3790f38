//! An instance whose code is in memory.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
};

use futures::{channel::oneshot, future::LocalBoxFuture};
use shared::{error::Failure, timing::UnixMillis, workflow::State};

use crate::{
    context::Context,
    entry::{Entry, Origin, Parent},
    script::Script,
    store::Run,
    workflow::{Ended, Registry},
};

/// One instance in memory.
pub(super) struct Live {
    pub(super) run: RefCell<Run>,
    pub(super) script: Rc<RefCell<Script>>,
    /// Who began it, where that was another instance.
    pub(super) parent: Cell<Option<Parent>>,
    /// The input from which it goes on as a new one.
    pub(super) continued: RefCell<Option<Vec<u8>>>,
    /// Its code; none while it is being polled, and when it has ended.
    pub(super) code: RefCell<Option<LocalBoxFuture<'static, Ended>>>,
    /// Whoever waits for its end.
    pub(super) waiters: RefCell<Vec<oneshot::Sender<()>>>,
    /// Whether its row is still to be inserted.
    pub(super) is_new: Cell<bool>,
    /// Whether its row says that it is busy.
    pub(super) busy: Cell<bool>,
    /// Whether what an earlier life began has been taken up.
    pub(super) taken_up: Cell<bool>,
    /// What it came to.
    pub(super) end: RefCell<Option<Ended>>,
    /// Whether somebody is about to have it go on.
    pub(super) driven_soon: Cell<bool>,
    /// Whether there may be timers of it.
    pub(super) has_timers: Cell<bool>,
    /// The state that its row says.
    pub(super) stored_state: Cell<State>,
}

impl Live {
    /// An instance with this journal behind it.
    pub(super) fn new(
        run: Run,
        journal: VecDeque<Entry>,
        registry: &Registry,
        fresh: Box<dyn Fn() -> u64>,
    ) -> Result<Rc<Self>, Failure> {
        let definition = registry.find(&run.workflow)?;
        let parent = Origin::of(journal.iter()).parent;
        let script = Rc::new(RefCell::new(Script::new(&run.id, run.number, journal, fresh)));
        let code = (definition.begin)(Context::new(Rc::clone(&script), &run.id), &run.input)?;
        let state = run.state;
        Ok(Rc::new(Self {
            run: RefCell::new(run),
            script,
            parent: Cell::new(parent),
            continued: RefCell::new(None),
            code: RefCell::new(Some(code)),
            waiters: RefCell::default(),
            is_new: Cell::new(false),
            busy: Cell::new(false),
            taken_up: Cell::new(false),
            end: RefCell::new(None),
            driven_soon: Cell::new(false),
            has_timers: Cell::new(false),
            stored_state: Cell::new(state),
        }))
    }

    /// Whatever it still does has no effect on anything that is stored.
    pub(super) fn abandon(&self, now: UnixMillis) {
        // With the code go the attempts that it waits for.
        drop(self.code.take());
        self.script.borrow_mut().take_commands();
        self.script.borrow_mut().take_written();
        self.run.borrow_mut().ended = Some(now.0);
        *self.end.borrow_mut() = Some(Err("begun anew".to_owned()));
    }

    /// Whether somebody in this life counts on finding it in memory.
    pub(super) fn is_needed(&self) -> bool {
        self.driven_soon.get() || !self.waiters.borrow().is_empty()
    }

    pub(super) fn number(&self) -> u64 {
        self.run.borrow().number
    }
}
