//! Memory that the caller reads and writes: two buffers, and as much more as it can get.
//!
//! Good tasks use no heap: its first page would be asked for anew in every fresh instance, and after every reset.

use std::{cell::UnsafeCell, fmt};

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

    /// Lends the first bytes of it.
    pub(crate) fn read<T>(&self, length: usize, use_bytes: impl FnOnce(&[u8]) -> T) -> T {
        // SAFETY: nobody writes while a task reads.
        let bytes = unsafe { &*self.0.get() };
        use_bytes(bytes.get(..length).unwrap_or(bytes))
    }

    /// Lends all of it.
    pub(crate) fn write<T>(&self, use_bytes: impl FnOnce(&mut [u8]) -> T) -> T {
        // SAFETY: nobody reads while a task writes.
        use_bytes(unsafe { &mut *self.0.get() })
    }
}

/// Text on its way into bytes; what does not fit is left out.
pub(crate) struct Text<'a> {
    bytes: &'a mut [u8],
    length: usize,
}

impl<'a> Text<'a> {
    pub(crate) fn new(bytes: &'a mut [u8]) -> Self {
        Self { bytes, length: 0 }
    }

    pub(crate) fn length(&self) -> usize {
        self.length
    }
}

impl fmt::Write for Text<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let place = self.bytes.get_mut(self.length..self.length + text.len()).ok_or(fmt::Error)?;
        place.copy_from_slice(text.as_bytes());
        self.length += text.len();
        Ok(())
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
