//! State on its way to a copy: how much memory it will take, and how much is spoken for by what arrives already.

use std::{cell::Cell, rc::Rc};

use shared::{
    change::PAGE_BYTES,
    error::{ErrorCode, Failure},
    limits,
    protocol::Supply,
};

/// Bytes of the state that is being read piece by piece, which no copy counts yet.
#[derive(Default)]
pub(super) struct Arriving(Rc<Cell<usize>>);

impl Arriving {
    /// How many there are now.
    pub(super) fn bytes(&self) -> usize {
        self.0.get()
    }

    /// Speaks for memory until the arrival is dropped. One alone is always taken; what would be too much together with
    /// others is refused.
    pub(super) fn expect(&self, bytes: usize) -> Result<Arrival, Failure> {
        let others = self.bytes();
        if others > 0 && others.saturating_add(bytes) > limits::COPIES_BYTES {
            return Err(Failure::new(ErrorCode::ComputeFailed, "compute is busy with the state of others; try again"));
        }
        self.0.set(others.saturating_add(bytes));
        Ok(Arrival { arriving: Rc::clone(&self.0), bytes })
    }
}

/// State that is being read piece by piece; its memory is spoken for until this is dropped.
#[derive(Debug)]
pub struct Arrival {
    arriving: Rc<Cell<usize>>,
    bytes: usize,
}

impl Drop for Arrival {
    fn drop(&mut self) {
        self.arriving.set(self.arriving.get().saturating_sub(self.bytes));
    }
}

/// Bytes of memory that supplied state takes, as far as they are announced.
pub(super) fn announced_bytes(supply: &Supply) -> usize {
    let (pages, change_bytes): (u32, &[u32]) = match supply {
        Supply::Nothing => (0, &[]),
        Supply::Changes { change_bytes, .. } => (0, change_bytes),
        Supply::Whole { pages, change_bytes, .. } => (*pages, change_bytes),
    };
    let pages = widen(pages).saturating_mul(PAGE_BYTES);
    change_bytes.iter().fold(pages, |sum, &bytes| sum.saturating_add(widen(bytes)))
}

fn widen(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
