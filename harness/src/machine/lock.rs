//! One at a time: processes of this project that would write the same files wait for each other.

use std::fs::{self, File, TryLockError};

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
        if let Some(lock) = Self::try_acquire(project, name)? {
            return Ok(lock);
        }
        let step = Step::start(format!("waiting for another process ({name})"));
        // Tried again and again, since a signal does not end a wait inside the system.
        step.run(|_| {
            loop {
                signals::sleep(signals::LOOK)?;
                if let Some(lock) = Self::try_acquire(project, name)? {
                    return Ok(lock);
                }
            }
        })
    }

    /// The lock of that name, unless another process holds it.
    pub fn try_acquire(project: &Project, name: &str) -> Result<Option<Self>> {
        let folder = project.scratch();
        fs::create_dir_all(&folder).map_err(|error| Error::file(&folder, &error))?;
        let path = folder.join(format!("{name}.lock"));
        let failed = |error| Error::file(&path, &error);
        let file = File::create(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}
