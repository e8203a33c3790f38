//! Marks that a task leaves in the memory of its instance, and what it finds of those before it.

use std::{
    fmt::{self, Write as _},
    hint::black_box,
    sync::atomic::{AtomicU32, Ordering},
};

use crate::memory::Text;

/// In the part of the memory that begins with zeros.
static ZEROED: AtomicU32 = AtomicU32::new(0);
/// In the part that begins with what the module says.
static INITIAL: AtomicU32 = AtomicU32::new(4711);

/// Leaves a mark in each place; says how many were found there, as `zeroed=0 initial=0`.
pub(crate) fn leave(text: &mut Text<'_>) -> fmt::Result {
    let zeroed = ZEROED.fetch_add(1, Ordering::Relaxed);
    let initial = INITIAL.fetch_add(1, Ordering::Relaxed).wrapping_sub(4711);
    // Memory of the heap that is never given back.
    black_box(Box::leak(vec![0xAA_u8; 1024].into_boxed_slice()));
    write!(text, "zeroed={zeroed} initial={initial}")
}
