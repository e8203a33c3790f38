//! What the index of the object is told: instances as they are, whenever they did something, and whole ranges of them in a sweep.
//!
//! ```text
//! journal ── behind the mark ──> who did something ──> their rows as they are now ──> index: taken ──> the mark moves
//! deleted instances ── kept in mind ─────────────────> their numbers ──────────────> index: taken ──> forgotten
//! ```
//!
//! Nothing is stored for the index when an instance does something: the journal says who did. What is told is what is there and not
//! what happened, so it may be told twice, and a sweep mends whatever an index has lost.

use durable::platform::Platform;
use shared::{
    error::Failure,
    limits::workflow::{INDEX_ROWS, SWEEP_MS},
    timing::UnixMillis,
    workflow::Indexed,
};

use super::Engine;

/// The timer that has everything told.
pub(super) const SWEEP: &str = "workflow sweep";

/// What the index does not know.
#[derive(Debug)]
pub struct Unindexed {
    /// Instances as they are.
    pub rows: Vec<Indexed>,
    /// The numbers of those that are gone.
    pub gone: Vec<u64>,
    /// How far the object is: it grows with whatever an instance does and with each that goes, so what is told with the same one says the
    /// same.
    pub version: u64,
    /// Whether there is nothing else by now.
    pub is_all: bool,
    up_to: u64,
}

/// All instances of a range.
#[derive(Debug)]
pub struct Range {
    /// The first and the last number of it.
    pub numbers: (u64, u64),
    /// Each instance that has such a number.
    pub rows: Vec<Indexed>,
    /// How far the object is.
    pub version: u64,
}

impl<P: Platform + 'static> Engine<P> {
    /// From here on, an index is told what instances there are.
    pub fn index(&self) {
        self.indexed.follow();
        self.store.index();
    }

    /// What the index does not know, up to [`INDEX_ROWS`] steps of the journal; none where it knows all.
    pub fn unindexed(&self) -> Result<Option<Unindexed>, Failure> {
        if !self.indexed.is_followed() {
            return Ok(None);
        }
        let after = self.indexed.reached(self.store.indexed()?);
        let (_, version) = self.store.told()?;
        let gone = self.store.gone(INDEX_ROWS)?;
        if after >= version && gone.is_empty() {
            return Ok(None);
        }
        let up_to = version.min(after.saturating_add(INDEX_ROWS));
        let (rows, unnamed) = named(self.store.changed(after, up_to)?);
        let is_all = up_to == version && u64::try_from(gone.len()) != Ok(INDEX_ROWS);
        Ok(Some(Unindexed { rows, gone: gone.into_iter().chain(unnamed).collect(), version, is_all, up_to }))
    }

    /// The index has taken these. That is stored by the alarm, but for what was to be kept in mind.
    pub fn is_indexed(&self, taken: &Unindexed) -> Result<(), Failure> {
        self.indexed.reach(taken.up_to);
        if self.store.has_gone()? {
            self.or_end(self.store.forget_gone(&taken.gone))?;
        }
        self.arm()
    }

    /// The next instances behind this number, for an index that is to have nothing else there; a range that ends with the largest number
    /// there is was the last.
    pub fn range_behind(&self, run: u64) -> Result<Range, Failure> {
        let (_, version) = self.store.told()?;
        let rows = self.store.behind(run, INDEX_ROWS)?;
        let is_full = u64::try_from(rows.len()) == Ok(INDEX_ROWS);
        let last = rows.last().filter(|_| is_full).map_or(LAST, |row| row.run);
        Ok(Range { numbers: (run + 1, last), rows: named(rows).0, version })
    }

    /// Whether the index does not know everything, as far as that is stored.
    pub(super) fn has_unindexed(&self) -> bool {
        let is_behind = || Ok::<_, Failure>(self.store.indexed()? < self.store.told()?.1 || self.store.has_gone()?);
        self.indexed.is_followed() && is_behind().unwrap_or(false)
    }

    /// Has everything told from time to time, as long as there is anything.
    pub(super) fn sweep_later(&self) -> Result<(), Failure> {
        let is_needed = || Ok::<_, Failure>(self.store.runs()? > 0 || self.store.has_gone()?);
        if !self.indexed.is_followed() || self.sweeps.get() || !is_needed()? {
            return Ok(());
        }
        if self.timers.of(SWEEP)?.is_empty() {
            let at = self.platform.now().0.saturating_add(SWEEP_MS);
            self.timers.add(SWEEP, UnixMillis(at), Vec::new())?;
        }
        self.sweeps.set(true);
        Ok(())
    }
}

impl Range {
    /// Whether there is nothing behind it.
    pub fn is_last(&self) -> bool {
        self.numbers.1 == LAST
    }
}

/// The largest number of an instance: larger ones are not exact in JavaScript.
const LAST: u64 = (1 << 53) - 1;

/// Those that have their name, and the numbers of others that went on as new.
fn named(rows: Vec<Indexed>) -> (Vec<Indexed>, Vec<u64>) {
    let (named, unnamed): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| !row.id.contains('@'));
    (named, unnamed.into_iter().map(|row| row.run).collect())
}
