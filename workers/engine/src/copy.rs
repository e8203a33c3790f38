//! A copy of one tenant: an engine, the version of its pages, and at most one write that is not known to be real.
//!
//! ```text
//!                    execute at committed, Turn, changes something
//!   at `committed` ───────────────────────────────────────────────▶ `pending` on top of `committed`
//!        ▲  ▲                                                             │  │
//!        │  └── asked at `pending`: the object stored it ─────────────────┘  │ asked at `committed` as a read:
//!        └───── asked at `committed` with the turn: it was never stored ─────┘ answered from the pages as they were
//! ```

use shared::{
    change::ChangeRef,
    error::{ErrorCode, Failure},
    image::Image,
    protocol::Access,
    statement::Batch,
    version::Version,
};

use crate::engine::{Engine, Execution, Start};

/// What a copy answers.
#[derive(Debug, PartialEq, Eq)]
pub enum CopyAnswer {
    /// The copy is at another version; nothing was executed.
    NeedState {
        /// The version that changes may start from.
        have: Version,
    },
    /// The batch writes and was sent as a read; nothing was executed.
    NeedsTurn,
    /// The batch was executed.
    Done {
        /// The rendered JSON of the results.
        results: Vec<u8>,
        /// The encoded change, if anything changed; it is real once the object has stored it.
        change: Option<Vec<u8>>,
        /// Pages of the database afterwards.
        pages: u32,
    },
}

/// An engine and the version of the pages it holds.
pub struct TenantCopy<E> {
    engine: E,
    committed: Version,
    /// The version that an executed write leads to if the object stores it.
    pending: Option<Version>,
}

impl<E: Engine> TenantCopy<E> {
    /// Makes a copy from pages at a version and the changes since, and checks that the chain of changes ends at the
    /// announced version.
    ///
    /// Answers [`ErrorCode::StateDamaged`] if it does not, or if a change cannot be read.
    pub fn hydrate(mut pages: Image, base: Version, changes: &[&[u8]], at: Version) -> Result<Self, Failure> {
        for change in follow(base, changes, at)? {
            change.apply(&mut pages);
        }
        Ok(Self { engine: E::open(pages)?, committed: at, pending: None })
    }

    /// Settles what became of the pending write, and answers what has to be waited for before the copy can execute at a
    /// version, see [`Engine::start`].
    ///
    /// It is to be asked last before an execution, and again after each wait: pages that move end an engine, be it by changes
    /// that are followed or by a write that is taken back.
    pub fn start(&mut self, at: Version, access: Access) -> Result<Option<Start>, Failure> {
        if let Some(start) = self.under_way() {
            return Ok(Some(start));
        }
        self.settle(at, access)?;
        Ok(self.engine.start())
    }

    /// The start that is under way, if one is: until it ends, the pages must not move.
    pub fn under_way(&mut self) -> Option<Start> {
        if self.engine.is_starting() { self.engine.start() } else { None }
    }

    /// Whether the copy can execute at a version as it is.
    pub fn is_at(&self, at: Version) -> bool {
        self.committed == at || self.pending == Some(at)
    }

    /// Brings a copy that is behind up to a version, or answers the version that it is at if the changes start elsewhere.
    ///
    /// A pending write is taken for real if the first change is its own, and stepped back from if it is not. Answers
    /// [`ErrorCode::StateDamaged`] if the chain of changes does not end at the version; the copy is then as it was.
    pub fn catch_up(&mut self, from: Version, changes: &[&[u8]], at: Version) -> Result<Result<(), Version>, Failure> {
        let mut parsed = follow(from, changes, at)?;
        if self.pending == Some(from) {
            self.promote(from);
        }
        if self.committed != from {
            return Ok(Err(self.committed));
        }
        if let Some(pending) = self.pending {
            match changes.first() {
                Some(first) if from.next(first) == pending => {
                    self.promote(pending);
                    parsed.remove(0);
                }
                Some(_) => self.step_back()?,
                None => return Ok(Ok(())),
            }
        }
        if !parsed.is_empty() {
            self.engine.apply(&parsed)?;
        }
        self.committed = at;
        Ok(Ok(()))
    }

    /// Runs a batch at a version.
    pub fn execute(&mut self, at: Version, access: Access, batch: &Batch) -> Result<CopyAnswer, Failure> {
        self.settle(at, access)?;
        if self.committed != at {
            return Ok(CopyAnswer::NeedState { have: self.committed });
        }
        let execution = match self.pending {
            None => self.engine.execute(batch, access)?,
            Some(_) => self.engine.read_before(batch)?,
        };
        let Execution::Done { results, change } = execution else {
            return Ok(CopyAnswer::NeedsTurn);
        };
        let change = change.map(shared::change::Change::into_bytes);
        if let Some(change) = &change {
            self.pending = Some(self.committed.next(change));
        }
        Ok(CopyAnswer::Done { results, change, pages: self.engine.page_count() })
    }

    /// The newest version known to be real.
    pub fn committed(&self) -> Version {
        self.committed
    }

    /// Bytes of memory that the copy holds, about.
    pub fn memory_bytes(&self) -> usize {
        self.engine.memory_bytes()
    }

    /// Takes the pending write for real, or back, if a question says which.
    fn settle(&mut self, at: Version, access: Access) -> Result<(), Failure> {
        match (self.pending, access) {
            (Some(pending), _) if pending == at => self.promote(pending),
            // Whoever holds the turn at this version says that the pending write was never stored.
            (Some(_), Access::Turn) if self.committed == at => self.step_back()?,
            (Some(_) | None, _) => {}
        }
        Ok(())
    }

    fn promote(&mut self, pending: Version) {
        self.engine.keep();
        self.committed = pending;
        self.pending = None;
    }

    fn step_back(&mut self) -> Result<(), Failure> {
        self.pending = None;
        self.engine.step_back()
    }
}

/// Reads changes, if their chain leads from one version to the other.
fn follow<'a>(from: Version, changes: &[&'a [u8]], at: Version) -> Result<Vec<ChangeRef<'a>>, Failure> {
    let end = changes.iter().fold(from, |version, change| version.next(change));
    if end != at {
        return Err(damaged("the changes do not lead to the announced version"));
    }
    changes.iter().map(|change| ChangeRef::parse(change).map_err(|error| damaged(&error.to_string()))).collect()
}

fn damaged(message: &str) -> Failure {
    Failure::new(ErrorCode::StateDamaged, message)
}

#[cfg(test)]
#[cfg(feature = "sqlite")]
mod tests;
