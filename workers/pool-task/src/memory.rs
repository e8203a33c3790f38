//! Memory that the caller reads and writes: two buffers, and as much more as it can get.

use std::cell::UnsafeCell;

/// Bytes of a buffer: the most that a payload has.
pub(crate) const SIZE: usize = 16 << 10;
/// How many pages are asked for at once.
const STEP: usize = 8;

/// A buffer in static memory.
pub(crate) struct Buffer(UnsafeCell<[u8; SIZE]>);

// SAFETY: WASM without threads has nobody else; tests call one task at a time.
unsafe impl Sync for Buffer {}

impl Buffer {
    pub(crate) const fn new() -> Self {
        Self(UnsafeCell::new([0; SIZE]))
    }

    pub(crate) fn start(&self) -> *mut u8 {
        self.0.get().cast()
    }

    /// The first bytes of it.
    pub(crate) fn read(&self, length: usize) -> Vec<u8> {
        // SAFETY: nobody writes while a task runs.
        let bytes = unsafe { &*self.0.get() };
        bytes.get(..length).unwrap_or(bytes).to_vec()
    }

    pub(crate) fn write(&self, bytes: &[u8]) {
        // SAFETY: nobody reads while a task runs.
        let buffer = unsafe { &mut *self.0.get() };
        let length = bytes.len().min(SIZE);
        buffer[..length].copy_from_slice(&bytes[..length]);
    }
}

/// Takes memory until there is no more, and says how many pages there are then.
pub(crate) fn grow() -> u32 {
    while take(STEP) {}
    while take(1) {}
    u32::try_from(pages()).unwrap_or(u32::MAX)
}

#[cfg(target_arch = "wasm32")]
fn take(pages: usize) -> bool {
    core::arch::wasm32::memory_grow(0, pages) != usize::MAX
}

#[cfg(target_arch = "wasm32")]
fn pages() -> usize {
    core::arch::wasm32::memory_size(0)
}

#[cfg(not(target_arch = "wasm32"))]
fn take(_pages: usize) -> bool {
    false
}

#[cfg(not(target_arch = "wasm32"))]
fn pages() -> usize {
    0
}
