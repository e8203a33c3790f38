//! What a pool has done so far, and what it has to do now.

use super::words::Refusal;

/// Totals since the pool began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Requests that came.
    pub arrived: u64,
    /// Requests that began.
    pub started: u64,
    /// Those of them that had waited for their isolate to be made.
    pub cold: u64,
    /// Requests that ended.
    pub answered: u64,
    /// Those of them that trapped.
    pub traps: u64,
    /// Requests that were running when their isolate was given up.
    pub abandoned: u64,
    /// Refusals by kind, in the order of [`Refusal`].
    pub refused: [u64; 6],
    /// Isolates that were asked for.
    pub opened: u64,
    /// Isolates that did not start.
    pub build_failures: u64,
    /// Isolates that gave way to another owner.
    pub evicted: u64,
    /// Isolates that were renewed for their uses, age, memory or traps.
    pub renewed: u64,
    /// Isolates that went because nobody needed them.
    pub expired: u64,
    /// Isolates that were made ahead, for an owner that was expected.
    pub foreseen: u64,
    /// Isolates that were gone by themselves.
    pub vanished: u64,
    /// Isolates that were dropped without waiting for them.
    pub disposed: u64,
}

impl Counters {
    /// Refusals of one kind.
    pub const fn refused(&self, kind: Refusal) -> u64 {
        self.refused[kind as usize]
    }

    /// These and others together.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        self.with(other, u64::wrapping_add)
    }

    /// What was added since an earlier moment.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Self {
        self.with(earlier, u64::wrapping_sub)
    }

    fn with(&self, other: &Self, join: impl Fn(u64, u64) -> u64) -> Self {
        Self {
            arrived: join(self.arrived, other.arrived),
            started: join(self.started, other.started),
            cold: join(self.cold, other.cold),
            answered: join(self.answered, other.answered),
            traps: join(self.traps, other.traps),
            abandoned: join(self.abandoned, other.abandoned),
            refused: std::array::from_fn(|kind| join(self.refused[kind], other.refused[kind])),
            opened: join(self.opened, other.opened),
            build_failures: join(self.build_failures, other.build_failures),
            evicted: join(self.evicted, other.evicted),
            renewed: join(self.renewed, other.renewed),
            expired: join(self.expired, other.expired),
            foreseen: join(self.foreseen, other.foreseen),
            vanished: join(self.vanished, other.vanished),
            disposed: join(self.disposed, other.disposed),
        }
    }

    /// Refusals of every kind.
    pub fn refusals(&self) -> u64 {
        self.refused.iter().sum()
    }
}

/// What there is at the moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gauges {
    /// Isolates, those included that are being made or ended.
    pub open: u32,
    /// Isolates that are there and may be used.
    pub ready: u32,
    /// Isolates that run something.
    pub busy: u32,
    /// Requests that run.
    pub running: u32,
    /// Requests that wait.
    pub waiting: u32,
    /// Isolates that are there, without an owner.
    pub spare: u32,
    /// Bytes of all isolates, as far as they have told.
    pub bytes: u64,
}
