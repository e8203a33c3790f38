//! Writes a file whole or not at all: whoever opens it never sees the half of one.

use std::{
    fs::{File, Permissions},
    io,
    os::unix::fs::PermissionsExt as _,
    path::Path,
};

use tempfile::{Builder, NamedTempFile};

use crate::error::{Error, Result};

/// What a new file may be asked for; the person's mask takes away from it.
const PERMISSIONS: u32 = 0o666;

/// Puts a new file in the place of `path` once `fill` has written all of it.
pub(crate) fn write_whole(path: &Path, fill: impl FnOnce(&mut File) -> io::Result<()>) -> Result<()> {
    let failed = |error: io::Error| Error::file(path, &error);
    let mut draft = beside(path).map_err(failed)?;
    fill(draft.as_file_mut()).and_then(|()| draft.as_file().sync_all()).map_err(failed)?;
    draft.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// A file in the same folder, so that it can take the name; it goes away unless it does.
pub(crate) fn beside(path: &Path) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Builder::new().permissions(Permissions::from_mode(PERMISSIONS)).tempfile_in(folder)
}
