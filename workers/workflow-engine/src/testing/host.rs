//! The double of an object's platform: tables in memory, an alarm and a clock that are moved by hand, tasks that run when they are
//! told to, and storage that ends the object in the middle.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
    time::Duration,
};

use durable::platform::{Alarm, Platform};
use futures::{
    channel::oneshot,
    executor::LocalPool,
    future::{self, LocalBoxFuture},
    task::LocalSpawnExt,
};
use shared::{
    error::{ErrorCode, Failure},
    tables::{Tables, memory::MemoryTables},
    timing::{Clock, UnixMillis},
    value::Value,
};

thread_local! {
    /// What was done outside of the object, by key: that outlives it.
    static EFFECTS: RefCell<BTreeMap<String, u32>> = RefCell::default();
    /// What leaves the object with the commit of the turn: the platform holds it back until then.
    static OUTGOING: RefCell<Vec<String>> = RefCell::default();
}

/// Does something outside of the object, once this turn is stored.
pub(crate) fn effect(key: &str) {
    OUTGOING.with_borrow_mut(|outgoing| outgoing.push(key.to_owned()));
}

/// How often that was done.
pub(crate) fn effects(key: &str) -> u32 {
    EFFECTS.with_borrow(|effects| effects.get(key).copied().unwrap_or_default())
}

/// Nothing was done so far.
pub(crate) fn forget_effects() {
    EFFECTS.take();
    OUTGOING.take();
}

/// What outlives the lives of an object.
pub(crate) struct Host {
    pub(crate) tables: MemoryTables,
    pub(crate) alarm: Cell<Option<u64>>,
    stored_alarm: Cell<Option<u64>>,
    pub(crate) now: Cell<u64>,
    /// How many storage operations go well before the object dies in the middle of one.
    pub(crate) fuse: Cell<Option<u32>>,
    /// How many there were.
    pub(crate) operations: Cell<u32>,
    pub(crate) doomed: Cell<bool>,
    bits: Cell<u64>,
    waiting: RefCell<Vec<oneshot::Sender<()>>>,
    sleeping: RefCell<Vec<(u64, oneshot::Sender<()>)>>,
    tasks: RefCell<LocalPool>,
    spawned: RefCell<Vec<LocalBoxFuture<'static, ()>>>,
}

impl Host {
    pub(crate) fn new() -> Rc<Self> {
        Rc::new(Self {
            tables: MemoryTables::new(),
            alarm: Cell::new(None),
            stored_alarm: Cell::new(None),
            now: Cell::new(1_000_000),
            fuse: Cell::new(None),
            operations: Cell::new(0),
            doomed: Cell::new(false),
            bits: Cell::new(1),
            waiting: RefCell::default(),
            sleeping: RefCell::default(),
            tasks: RefCell::new(LocalPool::new()),
            spawned: RefCell::default(),
        })
    }

    /// One event of the object: what it writes, and what its tasks write until nothing goes on, is stored together, and again for
    /// whatever goes on once that is stored. Says whether the object is still alive.
    pub(crate) fn event<T>(&self, work: impl FnOnce() -> T) -> Option<T> {
        let mut result = None;
        let mut work = Some(work);
        for _ in 0..1_000 {
            self.stored_alarm.set(self.alarm.get());
            self.tables.begin_turn();
            if let Some(work) = work.take() {
                result = Some(work());
            }
            self.run_tasks();
            if self.is_dead() {
                OUTGOING.take();
                self.tables.abandon_turn();
                self.alarm.set(self.stored_alarm.get());
                return None;
            }
            self.tables.commit_turn();
            OUTGOING
                .take()
                .into_iter()
                .for_each(|key| EFFECTS.with_borrow_mut(|effects| *effects.entry(key).or_default() += 1));
            let waiting = self.waiting.take();
            if waiting.is_empty() {
                return result;
            }
            for waiter in waiting {
                let _ = waiter.send(());
            }
        }
        panic!("the object never comes to rest");
    }

    fn run_tasks(&self) {
        loop {
            let spawned = self.spawned.take();
            let mut pool = self.tasks.borrow_mut();
            for task in &mut spawned.into_iter() {
                pool.spawner().spawn_local(task).expect("the pool takes tasks");
            }
            pool.run_until_stalled();
            drop(pool);
            if self.spawned.borrow().is_empty() {
                return;
            }
        }
    }

    /// Whether it has died, and nobody has noticed yet.
    pub(crate) fn is_dead(&self) -> bool {
        self.doomed.get() || self.fuse.get() == Some(0)
    }

    /// Everything that is in memory is gone.
    pub(crate) fn die(&self) {
        self.fuse.set(None);
        self.doomed.set(false);
        self.spawned.take();
        *self.tasks.borrow_mut() = LocalPool::new();
        self.waiting.take();
        self.sleeping.take();
    }

    /// Moves the clock, and ends the sleeps of this life that are over.
    pub(crate) fn pass(&self, milliseconds: u64) {
        self.now.set(self.now.get() + milliseconds);
        let sleeping = self.sleeping.take();
        let (over, rest): (Vec<_>, Vec<_>) = sleeping.into_iter().partition(|(until, _)| *until <= self.now.get());
        *self.sleeping.borrow_mut() = rest;
        for (_, sleeper) in over {
            let _ = sleeper.send(());
        }
    }

    /// When the alarm rings, or the first sleep is over.
    pub(crate) fn next_due(&self) -> Option<u64> {
        self.alarm.get().into_iter().chain(self.sleeping.borrow().iter().map(|(until, _)| *until)).min()
    }

    fn burn(&self) -> Result<(), Failure> {
        self.operations.set(self.operations.get() + 1);
        match self.fuse.get() {
            None => Ok(()),
            Some(0) => Err(Failure::new(ErrorCode::ObjectFailed, "the object is dead")),
            Some(left) => {
                self.fuse.set(Some(left - 1));
                Ok(())
            }
        }
    }
}

impl Tables for Host {
    fn rows(&self, sql: &'static str, params: Vec<Value>) -> Result<Vec<Vec<Value>>, Failure> {
        self.burn()?;
        self.tables.rows(sql, params)
    }

    fn atomically<T>(&self, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
        self.tables.atomically(work)
    }

    fn size(&self) -> u64 {
        0
    }
}

impl Alarm for Host {
    fn set(&self, at: UnixMillis) {
        if self.burn().is_ok() {
            self.alarm.set(Some(at.0));
        }
    }
}

impl Clock for Host {
    fn now(&self) -> UnixMillis {
        UnixMillis(self.now.get())
    }
}

impl Platform for Host {
    fn or_not_at_all<T>(&self, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
        work().inspect_err(|_| self.doomed.set(true))
    }

    fn sleep(&self, duration: Duration) -> LocalBoxFuture<'static, ()> {
        let (sleeper, slept) = oneshot::channel();
        let until = self.now.get().saturating_add(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX));
        self.sleeping.borrow_mut().push((until, sleeper));
        Box::pin(async move {
            // A life that ends takes its sleepers with it.
            if slept.await.is_err() {
                future::pending::<()>().await;
            }
        })
    }

    fn spawn(&self, task: LocalBoxFuture<'static, ()>) {
        self.spawned.borrow_mut().push(task);
    }

    fn stored(&self) -> LocalBoxFuture<'static, Result<(), Failure>> {
        let (teller, told) = oneshot::channel();
        self.waiting.borrow_mut().push(teller);
        Box::pin(async move { told.await.map_err(|_| Failure::new(ErrorCode::ObjectFailed, "the life has ended")) })
    }

    fn random_bits(&self) -> u64 {
        self.bits.set(self.bits.get() + 1);
        self.bits.get()
    }
}
