//! One at a time: processes of this project that would write the same files wait for each other.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::Path,
};

use crate::{
    error::{Error, Result},
    machine::{project::Project, signals},
    terminal::Step,
};

/// Held while this lives; the system lets go of it when the process dies.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Waits until no other process holds the lock of that name, and says so when that takes time.
    pub fn acquire(project: &Project, name: &str) -> Result<Self> {
        let folder = project.scratch();
        fs::create_dir_all(&folder).map_err(|error| Error::file(&folder, &error))?;
        let path = folder.join(format!("{name}.lock"));
        let failed = |error| Error::file(Path::new(&path), &error);
        let file = File::create(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let step = Step::start(format!("waiting for another process ({name})"));
                step.run(|_| wait(&file, failed))?;
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        Ok(Self { _file: file })
    }
}

/// Tries again and again, since a signal does not end a wait inside the system.
fn wait(file: &File, failed: impl Fn(io::Error) -> Error) -> Result<()> {
    loop {
        signals::sleep(signals::LOOK)?;
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
    }
}
