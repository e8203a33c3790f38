//! Many timers on the one alarm of an object, and the watchdog that looks whether something was left behind.
//!
//! ```text
//!  pending work ── keep ──> a ring at most WATCHDOG from now ─┐
//!  timer ─────── add ────> a ring when it is due ─────────────┴─> one alarm ── rung ──> due timers, then armed again
//! ```
//!
//! The alarm of an object is lost easily: it holds one time, a handler finds it empty, and one that fails too often is never
//! called again. Three rules keep that from losing a wake-up. What needs the alarm arms it in the turn of its own write, so
//! that both are stored or neither. Whatever this life remembers of the alarm is only ever a time that it set itself, so the
//! first event of a life arms it anew where something is pending. And a time that has passed counts as not armed.

use std::{cell::Cell, rc::Rc};

use shared::{
    durable::Watchdog,
    error::{ErrorCode, Failure},
    limits,
    tables::row::{as_bytes, as_number, as_text, columns, number, text},
    timing::UnixMillis,
    value::Value,
};

use crate::{platform::Platform, schema::Schema};

const COUNT: &str = "SELECT count(*), min(due) FROM durable_timer";
const ADD: &str = "INSERT INTO durable_timer (due, kind, body) VALUES (?, ?, ?) RETURNING id";
const REMOVE: &str = "DELETE FROM durable_timer WHERE id = ?";
const REMOVE_OF: &str = "DELETE FROM durable_timer WHERE kind = ?";
const OF: &str = "SELECT id, due, kind, body FROM durable_timer WHERE kind = ? ORDER BY due, id";
const DUE: &str = "SELECT id, due, kind, body FROM durable_timer WHERE due <= ? ORDER BY due, id LIMIT ?";

/// Most timers that one ring takes; the next ring is at once where there are more.
const AT_ONCE: u64 = 1_000;

/// A timer that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timer {
    /// Names it.
    pub id: u64,
    /// When it was to be.
    pub due: UnixMillis,
    /// Whose it is.
    pub kind: String,
    /// What its owner needs to go on.
    pub body: Vec<u8>,
}

/// The timers of an object.
pub struct Timers<P> {
    platform: Rc<P>,
    watchdog: Cell<Watchdog>,
    schema: Schema,
    /// What the alarm was set to in this life.
    armed: Cell<Option<UnixMillis>>,
    /// The earliest timer and how many there are, as far as that is known: a transaction that is taken back may leave it too
    /// early or too many, which costs a ring, and never too late.
    known: Cell<Option<Known>>,
    /// Whether it has to be read anew behind the transaction: timers were removed, and may be back.
    removed: Cell<bool>,
}

#[derive(Clone, Copy, Default)]
struct Known {
    count: u64,
    next: Option<UnixMillis>,
}

impl<P: Platform> Timers<P> {
    /// The timers of the object whose platform this is.
    pub fn new(platform: Rc<P>) -> Self {
        let watchdog = Cell::default();
        let (schema, armed, known, removed) = (Schema::default(), Cell::default(), Cell::default(), Cell::default());
        Self { platform, watchdog, schema, armed, known, removed }
    }

    /// With [`Watchdog::Off`] nothing is armed from here on: the negative control.
    pub fn watch(&self, watchdog: Watchdog) {
        self.watchdog.set(watchdog);
    }

    /// Adds a timer, in the transaction of what needs it. [`Timers::arm`] belongs behind that transaction, in the same turn.
    pub fn add(&self, kind: &str, due: UnixMillis, body: Vec<u8>) -> Result<u64, Failure> {
        let mut known = self.known()?;
        if known.count >= limits::DURABLE_TIMERS && self.removed.get() {
            known = self.read()?;
        }
        if known.count >= limits::DURABLE_TIMERS {
            let message =
                format!("the object has {} timers, and may not have more; try again later", limits::DURABLE_TIMERS);
            return Err(Failure::new(ErrorCode::Overloaded, message));
        }
        self.schema.create(&*self.platform)?;
        let rows = self.platform.rows(ADD, vec![number(due.0), text(kind), Value::Blob(body)])?;
        let [id] = columns(rows.into_iter().next().unwrap_or_default())?;
        self.known.set(Some(Known { count: known.count + 1, next: known.next.into_iter().chain([due]).min() }));
        as_number(&id)
    }

    /// Removes a timer, in the transaction of what it led to.
    pub fn remove(&self, id: u64) -> Result<(), Failure> {
        self.removed.set(true);
        self.platform.execute(REMOVE, vec![number(id)])
    }

    /// Removes all timers of a kind, in the transaction of what they are not needed for any more.
    pub fn remove_of(&self, kind: &str) -> Result<(), Failure> {
        if !self.schema.exists(&*self.platform)? {
            return Ok(());
        }
        self.removed.set(true);
        self.platform.execute(REMOVE_OF, vec![text(kind)])
    }

    /// The timers that are due, the earliest first; they stay until they are removed.
    pub fn due(&self) -> Result<Vec<Timer>, Failure> {
        self.read_timers(DUE, vec![number(self.platform.now().0), number(AT_ONCE)])
    }

    /// All timers of a kind, the earliest first.
    pub fn of(&self, kind: &str) -> Result<Vec<Timer>, Failure> {
        self.read_timers(OF, vec![text(kind)])
    }

    fn read_timers(&self, sql: &'static str, params: Vec<Value>) -> Result<Vec<Timer>, Failure> {
        if !self.schema.exists(&*self.platform)? {
            return Ok(Vec::new());
        }
        let timer = |row| {
            let [id, due, kind, body] = columns(row)?;
            Ok(Timer {
                id: as_number(&id)?,
                due: UnixMillis(as_number(&due)?),
                kind: as_text(kind)?,
                body: as_bytes(body)?,
            })
        };
        self.platform.rows(sql, params)?.into_iter().map(timer).collect()
    }

    /// Arms the alarm where anything needs it: `pending` says that work is under way which a death would leave behind. Belongs
    /// into the turn of the write that made it so, and is the first thing that an event of a new life does.
    pub fn arm(&self, pending: Pending) -> Result<(), Failure> {
        if self.watchdog.get() == Watchdog::Off {
            return Ok(());
        }
        if self.removed.replace(false) {
            self.known.set(None);
        }
        let now = self.platform.now();
        let watch = match pending {
            Pending::Nothing => None,
            Pending::Leisure => Some(UnixMillis(now.0 + u64::from(limits::DURABLE_LEISURE_MS))),
            Pending::Work => Some(watch(now)),
        };
        let timer = match self.known() {
            Ok(known) => known.next,
            // Whoever watches looks again.
            Err(_) if watch.is_some() => None,
            Err(failure) => return Err(failure),
        };
        let Some(wanted) = watch.into_iter().chain(timer).min() else { return Ok(()) };
        // One that is set in good time is left alone: setting it anew is a write. The watchdog need not be postponed.
        let stands = self.armed.get().is_some_and(|armed| armed > now && armed <= wanted);
        if !stands {
            self.platform.set(wanted);
            self.armed.set(Some(wanted));
        }
        Ok(())
    }

    /// The alarm has rung, and is not set any more. What is known of the timers is read anew: it may have rung for one that was
    /// taken back.
    pub fn rung(&self) {
        self.armed.set(None);
        self.known.set(None);
    }

    /// Something failed that an alarm was to do: it rings again, but not at once, as it would for a timer that stays due.
    pub(crate) fn again(&self) {
        if self.watchdog.get() == Watchdog::Armed {
            let at = watch(self.platform.now());
            self.platform.set(at);
            self.armed.set(Some(at));
        }
    }

    /// What the alarm was set to in this life.
    pub fn armed(&self) -> Option<UnixMillis> {
        self.armed.get()
    }

    fn known(&self) -> Result<Known, Failure> {
        if let Some(known) = self.known.get() {
            return Ok(known);
        }
        let known = self.read()?;
        self.known.set(Some(known));
        Ok(known)
    }

    fn read(&self) -> Result<Known, Failure> {
        if !self.schema.exists(&*self.platform)? {
            return Ok(Known::default());
        }
        let rows = self.platform.rows(COUNT, Vec::new())?;
        let [count, next] = columns(rows.into_iter().next().unwrap_or_default())?;
        let next = if next == Value::Null { None } else { Some(UnixMillis(as_number(&next)?)) };
        Ok(Known { count: as_number(&count)?, next })
    }
}

/// When an alarm looks whether something was left.
fn watch(now: UnixMillis) -> UnixMillis {
    UnixMillis(now.0 + u64::from(limits::DURABLE_WATCHDOG_MS))
}

/// Whether a death would leave something behind that only an alarm can find.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pending {
    /// Nothing.
    Nothing,
    /// Something that nobody waits for, and that may stay for long: it is looked after, but not at once.
    Leisure,
    /// Calls without an answer, or rows that are still to be cleaned away.
    Work,
}

#[cfg(test)]
mod tests;
