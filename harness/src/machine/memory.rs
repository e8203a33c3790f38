//! A file system in memory, for data whose commits are to cost processor time and not what a disk takes.

use std::path::Path;

/// Where Linux has one that everybody may write to.
const SHARED_MEMORY: &str = "/dev/shm";

/// The folder of a file system in memory, where the machine has one.
pub(crate) fn folder() -> Option<&'static Path> {
    let folder = Path::new(SHARED_MEMORY);
    is_in_memory(folder).then_some(folder)
}

/// Whether a folder is in memory; what cannot be told is taken for a disk.
#[cfg(target_os = "linux")]
pub(crate) fn is_in_memory(folder: &Path) -> bool {
    use nix::sys::statfs::{TMPFS_MAGIC, statfs};

    statfs(folder).is_ok_and(|system| system.filesystem_type() == TMPFS_MAGIC)
}

/// Whether a folder is in memory: elsewhere there is no file system that is known to be.
#[cfg(not(target_os = "linux"))]
pub(crate) fn is_in_memory(_: &Path) -> bool {
    false
}
