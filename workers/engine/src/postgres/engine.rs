//! The engine: a disk, a process on it or none, and the write that is not known to be real.

use std::{cell::RefCell, rc::Rc};

use shared::{
    change::{Change, ChangeRef},
    error::{ErrorCode, Failure},
    image::Image,
    limits,
    protocol::Access,
    statement::Batch,
};

use super::{
    disk::{Disk, Unreadable},
    process::{self, DeployedBytes, Process, Slot},
    session::{Ran, Session, Size},
    settings::{CHECKPOINT_LOG_BYTES, RECYCLED_BYTES},
};
use crate::engine::{Engine, Execution, Start};

/// Bytes that a process holds beside its linear memory: JavaScript's view of files and functions. It was 1.1 MB.
const PROCESS_HEAP_BYTES: usize = 3 << 19;

/// Most bytes of before-images of what reads have written.
const RESIDUE_BYTES: usize = 32 << 20;

/// Postgres with the pages of one tenant.
pub struct PostgresEngine {
    disk: Rc<RefCell<Disk<DeployedBytes>>>,
    slot: Rc<RefCell<Slot>>,
}

impl Engine for PostgresEngine {
    fn open(image: Image) -> Result<Self, Failure> {
        let disk = Disk::open(image, process::base()?).map_err(unreadable)?;
        Ok(Self { disk: Rc::new(RefCell::new(disk)), slot: Rc::default() })
    }

    fn start(&mut self) -> Option<Start> {
        process::start(&self.slot, &self.disk)
    }

    fn is_starting(&self) -> bool {
        matches!(*self.slot.borrow(), Slot::Starting)
    }

    fn apply(&mut self, changes: &[ChangeRef<'_>]) -> Result<(), Failure> {
        self.stop();
        self.disk.borrow_mut().apply(changes).map_err(unreadable)
    }

    fn execute(&mut self, batch: &Batch, access: Access) -> Result<Execution, Failure> {
        let ran = self.run(batch, access);
        let execution = match ran {
            Ok(Ran::NeedsTurn) => {
                if self.slot.borrow().is_over() {
                    self.step_back()?;
                }
                Ok(Execution::NeedsTurn)
            }
            Ok(Ran::Done { results, has_written: false }) => {
                self.forget_residue()?;
                Ok(Execution::Done { results, change: None })
            }
            Ok(Ran::Done { results, has_written: true }) => match self.take_change() {
                Ok(Some(change)) => Ok(Execution::Done { results, change: Some(change) }),
                Ok(None) => {
                    let lost = Failure::new(ErrorCode::Internal, "Postgres committed a write and stored nothing of it");
                    self.step_back().and(Err(lost))
                }
                // Postgres believes that the write is committed; nobody else does.
                Err(failure) => self.step_back().and(Err(failure)),
            },
            Err(failure) => Err(self.restore(failure)?),
        };
        self.recycle();
        execution
    }

    fn read_before(&mut self, _batch: &Batch) -> Result<Execution, Failure> {
        // The past would need a process of its own.
        Ok(Execution::NeedsTurn)
    }

    fn keep(&mut self) {
        self.disk.borrow_mut().keep();
    }

    fn step_back(&mut self) -> Result<(), Failure> {
        self.stop();
        self.disk.borrow_mut().step_back().map_err(unreadable)
    }

    fn page_count(&self) -> u32 {
        self.disk.borrow().pages().borrow().page_count()
    }

    fn memory_bytes(&self) -> usize {
        let disk = self.disk.borrow();
        let pages = disk.pages().borrow().memory_bytes();
        let process = self.slot.borrow().memory_bytes().map_or(0, |bytes| bytes + PROCESS_HEAP_BYTES);
        pages + disk.passing_bytes() + process
    }
}

impl PostgresEngine {
    fn run(&self, batch: &Batch, access: Access) -> Result<Ran, Failure> {
        // A read notes in the pages what it found out about their rows, be it in all of them. A write comes on top of that.
        let allowed = match access {
            Access::Read => limits::TENANT_BYTES,
            Access::Turn => limits::TOUCHED_BYTES,
        };
        self.disk.borrow().pages().borrow_mut().allow(allowed);
        let blocks = self.disk.borrow().blocks_written();
        self.with_session(|session| {
            let size = Size { blocks, memory_bytes: session.wire().memory_bytes() };
            session.run(batch, access, size)
        })
    }

    fn with_session<T>(&self, act: impl FnOnce(&mut Session<Process>) -> Result<T, Failure>) -> Result<T, Failure> {
        let mut slot = self.slot.borrow_mut();
        let not_started = || Failure::new(ErrorCode::Internal, "Postgres was asked before it was started");
        act(slot.session().ok_or_else(not_started)?)
    }

    /// The change of a write that was committed, with a checkpoint in it if the log has grown long.
    fn take_change(&self) -> Result<Option<Change>, Failure> {
        if self.disk.borrow().log_bytes() >= CHECKPOINT_LOG_BYTES {
            self.with_session(Session::checkpoint)?;
            self.disk.borrow_mut().forget_log_bytes();
        }
        let change = self.disk.borrow().change();
        match change {
            Some(change) if change.as_bytes().len() > limits::CHANGE_BYTES => Err(too_much()),
            change => Ok(change),
        }
    }

    /// Makes sure that a failed batch left nothing behind that a statement could see, and says why it failed.
    fn restore(&mut self, failure: Failure) -> Result<Failure, Failure> {
        let (is_full, too_many_touched) = self.disk.borrow_mut().take_refusals();
        let of_the_disk = if is_full {
            Some(Failure::new(
                ErrorCode::TenantTooLarge,
                format!("the database would have more than {} bytes", limits::TENANT_BYTES),
            ))
        } else {
            too_many_touched.then(too_much)
        };
        // The transaction was rolled back by Postgres itself, unless the disk failed it or it is no more.
        let is_beyond =
            matches!(failure.code, ErrorCode::Internal | ErrorCode::ChangeTooLarge | ErrorCode::StateDamaged);
        if of_the_disk.is_some() || is_beyond || self.slot.borrow().is_over() {
            self.step_back()?;
        }
        Ok(of_the_disk.unwrap_or(failure))
    }

    /// Steps back where reads have left more beside the pages than an isolate has room for; a little less is worth keeping
    /// for the next write, which stores it, so that nobody has to find it out again.
    fn forget_residue(&mut self) -> Result<(), Failure> {
        let residue = self.disk.borrow().pages().borrow().touched_bytes();
        if residue > RESIDUE_BYTES { self.step_back() } else { Ok(()) }
    }

    /// Ends a process that has grown.
    fn recycle(&mut self) {
        let bytes = self.slot.borrow().memory_bytes();
        if bytes.is_some_and(|bytes| bytes > RECYCLED_BYTES) {
            self.stop();
        }
    }

    fn stop(&self) {
        self.slot.replace(Slot::default());
    }
}

fn too_much() -> Failure {
    Failure::new(
        ErrorCode::ChangeTooLarge,
        format!(
            "one write may change at most {} bytes in {} bytes of pages; split it",
            limits::CHANGE_BYTES,
            limits::TOUCHED_BYTES
        ),
    )
}

fn unreadable(unreadable: Unreadable) -> Failure {
    let message = match unreadable {
        Unreadable::Damaged => "the pages of the tenant are no disk of Postgres",
        Unreadable::OtherBase => {
            "the tenant was stored over another base of Postgres; deploy the Worker that has it, or export the tenant there"
        }
    };
    Failure::new(ErrorCode::StateDamaged, message)
}
