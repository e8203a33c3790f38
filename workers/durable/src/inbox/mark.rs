//! What an inbox knows of a caller: how far its calls were made, and which rows keep answers.

use shared::{
    durable::{Delivery, Epoch},
    error::Failure,
    tables::row::{as_number, columns, text},
};

use super::{Inbox, READ};
use crate::platform::Platform;

/// Most callers whose marks are held in memory; all are forgotten beyond it, and read again.
const KNOWN_CALLERS: usize = 10_000;

/// What is known of a caller.
#[derive(Clone, Debug, Default)]
pub(super) struct Mark {
    pub(super) epoch: Epoch,
    /// The number of the last call that was made.
    pub(super) high: u64,
    /// The rows that keep answers, the newest last.
    pub(super) rows: Vec<Kept>,
    pub(super) next_slot: u64,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Kept {
    pub(super) slot: u64,
    pub(super) first: u64,
    pub(super) last: u64,
}

impl<P: Platform> Inbox<P> {
    /// What is known of a caller; read once in a life.
    pub(super) fn mark(&self, caller: &str) -> Result<Option<Mark>, Failure> {
        if let Some(mark) = self.known.borrow().get(caller) {
            return Ok(Some(mark.clone()));
        }
        if !self.schema.exists(&*self.platform)? {
            return Ok(None);
        }
        let mut mark: Option<Mark> = None;
        for row in self.platform.rows(READ, vec![text(caller)])? {
            let [slot, epoch, first, last, _] = columns(row)?;
            let mark = mark.get_or_insert_with(Mark::default);
            let (slot, last) = (as_number(&slot)?, as_number(&last)?);
            mark.epoch = Epoch(as_number(&epoch)?);
            mark.rows.push(Kept { slot, first: as_number(&first)?, last });
            mark.high = mark.high.max(last);
            mark.next_slot = mark.next_slot.max(slot + 1);
        }
        let mut known = self.known.borrow_mut();
        if known.len() >= KNOWN_CALLERS {
            known.clear();
        }
        if let Some(mark) = &mark {
            known.insert(caller.to_owned(), mark.clone());
        }
        Ok(mark)
    }
}

impl Mark {
    /// Of a state of a caller that has not been here: everything that it has taken in is done, and what an earlier state left
    /// makes room.
    pub(super) fn beginning(delivery: &Delivery, earlier: Option<Self>) -> Self {
        let Self { mut rows, next_slot, .. } = earlier.unwrap_or_default();
        for row in &mut rows {
            (row.first, row.last) = (0, 0);
        }
        Self { epoch: delivery.epoch, high: delivery.acknowledged, rows, next_slot }
    }
}
