//! What every engine can do with the pages of one tenant.

use futures::future::LocalBoxFuture;
use shared::{
    change::{Change, ChangeRef},
    error::Failure,
    image::Image,
    protocol::Access,
    statement::Batch,
};

/// The outcome of a batch.
#[derive(Debug)]
pub enum Execution {
    /// The batch writes and was only allowed to read; nothing was executed.
    NeedsTurn,
    /// The batch was executed as one transaction.
    Done {
        /// The rendered JSON of the results, see [`shared::result`].
        results: Vec<u8>,
        /// What the batch did to the pages; none if it changed nothing. The engine holds on to the pages as they were
        /// until [`Engine::keep`] or [`Engine::step_back`].
        change: Option<Change>,
    },
}

/// What has to be waited for before an engine can execute.
pub struct Start {
    /// Ends when the engine runs. An error is final: the engine is to be closed.
    pub done: LocalBoxFuture<'static, Result<(), Failure>>,
    /// Whether another request had begun it.
    pub joined: bool,
}

/// A SQL engine with the pages of one tenant.
///
/// An engine that was opened may have to be started, which takes a wait. Until [`Engine::start`] answers none, nothing is
/// executed by it; and while a start is under way, nothing is asked of it but that, [`Engine::memory_bytes`] and its end.
/// [`Engine::apply`] and [`Engine::step_back`] may end what runs, so that it has to be started anew.
///
/// At most one write is kept open: after an execution that brought a change, the caller says [`Engine::keep`] or
/// [`Engine::step_back`] before it executes or applies anything else. A failed execution, or a read, may leave bytes behind
/// that no statement can see. They are part of the next change, or vanish by [`Engine::step_back`]: what changes of a
/// tenant lead to is the same everywhere, and what lies beside it is nobody's.
pub trait Engine: Sized {
    /// Opens the pages of a tenant; no pages begin a new one.
    fn open(image: Image) -> Result<Self, Failure>;

    /// What has to be waited for before anything else is asked; none where the engine runs, as one does that needs no start.
    ///
    /// Whoever asks while a start is under way joins it. The future does not borrow the engine, and dropping it ends the
    /// wait and not the start.
    fn start(&mut self) -> Option<Start> {
        None
    }

    /// Whether a start is under way.
    fn is_starting(&self) -> bool {
        false
    }

    /// Follows changes that were made elsewhere, in order.
    fn apply(&mut self, changes: &[ChangeRef<'_>]) -> Result<(), Failure>;

    /// Runs a batch as one transaction.
    fn execute(&mut self, batch: &Batch, access: Access) -> Result<Execution, Failure>;

    /// Runs a batch of reads on the pages as they were before the open write, which stays open. An engine that cannot read
    /// the past answers [`Execution::NeedsTurn`]: whoever has the turn knows what became of the write.
    fn read_before(&mut self, batch: &Batch) -> Result<Execution, Failure>;

    /// Forgets the pages as they were: the open write is real.
    fn keep(&mut self);

    /// Puts the pages back as they were before the open write.
    fn step_back(&mut self) -> Result<(), Failure>;

    /// How many pages the database has, the open write included.
    fn page_count(&self) -> u32;

    /// Bytes of memory that this engine holds, about.
    fn memory_bytes(&self) -> usize;
}
