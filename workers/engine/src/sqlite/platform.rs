//! The clock that SQL asks for `CURRENT_TIMESTAMP`: JavaScript's in a Worker, the system's on the host.
//!
//! In a Worker it may only be asked within a request; at module scope it stands at zero.

use std::time::Duration;

use rsqlite_vfs::{OsCallback, VfsResult};

/// What SQLite may ask of the platform.
pub(super) struct Platform;

#[cfg(target_arch = "wasm32")]
impl OsCallback for Platform {
    fn sleep(&self, duration: Duration) {
        sqlite_wasm_rs::WasmOsCallback.sleep(duration);
    }

    fn random(&self, bytes: &mut [u8]) -> usize {
        sqlite_wasm_rs::WasmOsCallback.random(bytes)
    }

    fn epoch_timestamp_in_ms(&self) -> VfsResult<i64> {
        sqlite_wasm_rs::WasmOsCallback.epoch_timestamp_in_ms()
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl OsCallback for Platform {
    fn sleep(&self, duration: Duration) {
        std::thread::sleep(duration);
    }

    /// SQLite seeds `random()` from its default VFS, which is not ours, so nobody asks.
    fn random(&self, _bytes: &mut [u8]) -> usize {
        0
    }

    #[expect(clippy::disallowed_methods, reason = "on the host the system's clock is the platform's")]
    fn epoch_timestamp_in_ms(&self) -> VfsResult<i64> {
        let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Ok(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
    }
}
