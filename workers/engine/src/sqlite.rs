//! SQLite over pages in memory, with a record of what each write did to them.

mod authorizer;
mod budget;
mod failure;
#[cfg(feature = "fault-injection")]
mod fault;
mod files;
mod foreign;
mod functions;
mod heap;
mod platform;
mod session;
mod settings;

use std::{cell::RefCell, rc::Rc};

use shared::{
    change::{Change, ChangeRef},
    error::{ErrorCode, Failure},
    image::Image,
    limits,
    protocol::Access,
    statement::Batch,
};

use crate::{
    engine::{Engine, Execution},
    recording::Recording,
};
use files::View;
use session::{Session, Writing};

/// Memory of an open connection beside the pages: page cache, schema and prepared statements. A small tenant with ten
/// statements was measured at 0.3 MiB in WASM; a large one fills its page cache of 1 MiB.
const CONNECTION_BYTES: usize = 512 << 10;

/// SQLite with the pages of one tenant.
///
/// SQLite believes that nobody but itself changes a file without counting it in the file's header. Stepping back breaks
/// that: the count repeats with other pages behind it. So the connection is opened anew whenever pages change from
/// outside; it costs a fraction of a millisecond, and the paths that need it are rare.
pub struct SqliteEngine {
    session: Session,
    recording: Rc<RefCell<Recording>>,
    /// A connection to the pages as they were before the open write; opened by the first read that needs it.
    before: Option<Session>,
}

impl Engine for SqliteEngine {
    fn open(image: Image) -> Result<Self, Failure> {
        let recording = Rc::new(RefCell::new(Recording::new(image)));
        let session = Session::open(&recording, View::Current)?;
        Ok(Self { session, recording, before: None })
    }

    fn apply(&mut self, changes: &[ChangeRef<'_>]) -> Result<(), Failure> {
        {
            let mut recording = self.recording.borrow_mut();
            for change in changes {
                recording.apply(change);
            }
        }
        self.reopen()
    }

    fn execute(&mut self, batch: &Batch, access: Access) -> Result<Execution, Failure> {
        match access {
            Access::Read => self.read(batch),
            Access::Turn => self.write(batch),
        }
    }

    fn read_before(&mut self, batch: &Batch) -> Result<Execution, Failure> {
        if self.before.is_none() {
            self.before = Some(Session::open(&self.recording, View::Before)?);
        }
        let session = self.before.as_mut().expect("it was opened just now");
        Ok(session.read(batch)?.map_or(Execution::NeedsTurn, |results| Execution::Done { results, change: None }))
    }

    fn keep(&mut self) {
        self.before = None;
        self.recording.borrow_mut().keep();
    }

    fn step_back(&mut self) -> Result<(), Failure> {
        self.before = None;
        self.recording.borrow_mut().step_back();
        self.reopen()
    }

    fn page_count(&self) -> u32 {
        self.recording.borrow().page_count()
    }

    fn memory_bytes(&self) -> usize {
        self.recording.borrow().memory_bytes() + CONNECTION_BYTES
    }
}

impl SqliteEngine {
    fn reopen(&mut self) -> Result<(), Failure> {
        self.session = Session::open(&self.recording, View::Current)?;
        Ok(())
    }

    fn read(&mut self, batch: &Batch) -> Result<Execution, Failure> {
        let outcome = self.session.read(batch);
        if self.recorded_change().is_some() {
            self.step_back()?;
            return Err(Failure::new(ErrorCode::Internal, "a statement that reads has written"));
        }
        Ok(outcome?.map_or(Execution::NeedsTurn, |results| Execution::Done { results, change: None }))
    }

    fn write(&mut self, batch: &Batch) -> Result<Execution, Failure> {
        let results = match self.session.write(batch) {
            Writing::Committed(results) => results,
            Writing::RolledBack(failure) => return Err(self.restore(failure)?),
        };
        match self.recorded_change() {
            Some(change) if change.as_bytes().len() > limits::CHANGE_BYTES => {
                self.step_back()?;
                Err(change_too_large())
            }
            change => Ok(Execution::Done { results, change }),
        }
    }

    /// Makes sure that a failed write left nothing behind, and says why it failed.
    fn restore(&mut self, failure: Failure) -> Result<Failure, Failure> {
        // Rolling back puts spilled pages back byte by byte; if it could not, the before-images can.
        if self.recorded_change().is_some() || !self.session.is_idle() {
            self.step_back()?;
        }
        let too_many_touched = self.recording.borrow_mut().take_too_many_touched();
        Ok(if too_many_touched { change_too_large() } else { failure })
    }

    /// What the statements did; where that is nothing, the before-images are of no more use.
    fn recorded_change(&self) -> Option<Change> {
        let mut recording = self.recording.borrow_mut();
        let change = recording.change();
        if change.is_none() {
            recording.keep();
        }
        change
    }
}

fn change_too_large() -> Failure {
    Failure::new(
        ErrorCode::ChangeTooLarge,
        format!(
            "one write may change at most {} bytes in {} bytes of pages; split it",
            limits::CHANGE_BYTES,
            limits::TOUCHED_BYTES
        ),
    )
}

#[cfg(test)]
mod tests;
