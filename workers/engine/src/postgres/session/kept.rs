//! Which statements Postgres has parsed before, so that it need not parse and plan them again: more than half of the
//! work of a small one.
//!
//! A statement means the same for as long as the definitions stay what they are and it comes first in a clean session,
//! and only such a one is kept. One that names a moment in a text, such as `'today'`, would mean the moment at which it
//! was parsed, and is parsed each time: the program tells when it has read such a text, see `moments.mjs`. What a function is declared to be, and what its body was parsed to, is taken at its
//! word, as in every session of Postgres that lasts.
//!
//! A plan was made for tables of a size, so all are forgotten when the database has grown a little.

use std::collections::BTreeMap;

use super::Size;

/// Most statements that are kept: those of a small program. With their plans they took 0.6 MB, joins of three tables
/// among them.
pub(super) const MOST: usize = 32;
/// Bytes of the longest text that is kept: longer ones are written by programs, and rarely come twice.
const TEXT_BYTES: usize = 2 << 10;
/// Blocks first written until plans are too old: 64 KiB. A table that is eight blocks larger than planned for is still
/// read whole in less time than a request takes; and what is parsed anew once in a hundred writes costs them a hundredth.
const WORN_BLOCKS: u64 = 8;
/// Bytes by which the process has grown until all are forgotten: plans of views and partitions have no bound of their
/// own.
const WORN_MEMORY_BYTES: usize = 4 << 20;

/// What the session of a process has parsed.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// By their texts; none where a text means something else each time.
    names: BTreeMap<String, Option<String>>,
    /// How large everything was before the first.
    size: Size,
}

/// Whether a statement means the same tomorrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// It does.
    Lasts,
    /// It names a moment.
    OfNow,
}

/// How a statement is to be run.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// It was parsed, and has a name.
    Known(String),
    /// It is parsed under a name, to be kept if all goes well.
    Named(String),
    /// It is parsed for this once.
    Once,
}

impl Kept {
    /// How the first statement of a batch is to be run.
    pub(super) fn way(&self, sql: &str) -> Way {
        match self.names.get(sql) {
            Some(Some(name)) => Way::Known(name.clone()),
            Some(None) => Way::Once,
            None if sql.len() > TEXT_BYTES => Way::Once,
            None => Way::Named(format!("kept_{}", self.names.len())),
        }
    }

    /// Remembers a statement that was parsed under a name, or that there is nothing to be kept of it.
    pub(super) fn keep(&mut self, sql: &str, name: String, meaning: Meaning) {
        let name = match meaning {
            Meaning::Lasts => Some(name),
            Meaning::OfNow => None,
        };
        self.names.insert(sql.to_owned(), name);
    }

    /// Whether all are to be forgotten before a statement is run in this way.
    pub(super) fn is_worn(&self, size: Size, way: &Way) -> bool {
        let is_full = matches!(way, Way::Named(_)) && self.names.len() >= MOST;
        let has_grown = size.blocks.abs_diff(self.size.blocks) >= WORN_BLOCKS
            || size.memory_bytes >= self.size.memory_bytes.saturating_add(WORN_MEMORY_BYTES);
        is_full || has_grown
    }

    /// Forgets all, as Postgres has been told to.
    pub(super) fn forget(&mut self, size: Size) {
        *self = Self { names: BTreeMap::new(), size };
    }
}

#[cfg(test)]
mod tests;
