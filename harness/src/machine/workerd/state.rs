//! The folder of the objects' data belongs to one runtime at a time: two would each keep in memory what the other writes, and
//! serve it stale.
//!
//! The lock is a file in the folder, so it holds between checkouts too. The runtime inherits it as its input, which it never
//! reads: so the folder is taken for as long as somebody writes to it, even where the runtime outlives whoever started it.

use std::{
    env,
    fs::{self, File, TryLockError},
    io::{self, Read as _, Seek as _, Write as _},
    path::{Path, PathBuf},
    process::Stdio,
    thread,
    time::{Duration, Instant, SystemTime},
};

use nix::{sys::signal::kill, unistd::Pid};
use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, Result},
    machine::timestamp,
};

/// The folder, inside that of the data, for what is not data.
const BESIDE: &str = ".isolab";
/// The name of the lock in it.
const LOCK: &str = "lock";
/// What mends it.
const REMEDY: &str = "cargo lab up --state OTHER-FOLDER";
/// Longest wait for somebody who is just letting go.
const PATIENCE: Duration = Duration::from_millis(500);

/// Held while this or the runtime that it was handed on to lives.
#[derive(Debug)]
pub(crate) struct Hold {
    file: File,
    holder: Holder,
}

/// Who has a folder: the text of the lock file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Holder {
    process: u32,
    command: String,
    since: String,
    runtime: Option<u32>,
}

/// Where what belongs to the data, and is none, lies: the lock, and for `cargo lab up` the configuration and the log too.
pub(crate) fn beside(state: &Path) -> PathBuf {
    state.join(BESIDE)
}

impl Hold {
    /// Makes the folder where it is missing and takes it; an error says who has it.
    pub(crate) fn take(state: &Path) -> Result<Self> {
        let unusable = |error: &io::Error| {
            Error::environment(format!("{}: no data can be kept there: {error}", state.display())).remedy(REMEDY)
        };
        let folder = beside(state);
        fs::create_dir_all(&folder).map_err(|error| unusable(&error))?;
        let opened = File::options().read(true).write(true).create(true).truncate(false).open(folder.join(LOCK));
        let mut file = opened.map_err(|error| unusable(&error))?;
        let deadline = Instant::now() + PATIENCE;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                    thread::sleep(Duration::from_millis(10));
                }
                Err(TryLockError::WouldBlock) => return Err(taken(state, &mut file)),
                Err(TryLockError::Error(error)) => return Err(unusable(&error)),
            }
        }
        let mut hold = Self { file, holder: Holder::ourselves() };
        hold.write().map_err(|error| unusable(&error))?;
        Ok(hold)
    }

    /// The lock as an input for the runtime, which from then on holds it too.
    pub(crate) fn hand_on(&self) -> Result<Stdio> {
        Ok(self.file.try_clone()?.into())
    }

    /// Notes the runtime that it was handed on to, and leaves it to that alone.
    pub(crate) fn leave_to(mut self, runtime: u32) -> Result<()> {
        self.holder.runtime = Some(runtime);
        Ok(self.write()?)
    }

    fn write(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        self.file.write_all(serde_json::to_string(&self.holder)?.as_bytes())
    }
}

impl Holder {
    fn ourselves() -> Self {
        let words: Vec<_> = env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
        let since = timestamp::utc(SystemTime::now());
        Self { process: std::process::id(), command: words.join(" "), since, runtime: None }
    }

    /// The sentence about who it is.
    fn told(&self, lives: impl Fn(u32) -> bool) -> String {
        let Self { process, command, since, runtime } = self;
        match runtime {
            Some(runtime) if !lives(*process) => {
                format!("the local runtime with the process id {runtime}, which outlived {command:?}, since {since}")
            }
            Some(_) | None => format!("{command:?} with the process id {process}, since {since}"),
        }
    }
}

fn taken(state: &Path, file: &mut File) -> Error {
    let mut text = String::new();
    let holder = file.read_to_string(&mut text).ok().and_then(|_| serde_json::from_str::<Holder>(&text).ok());
    let who = holder.map_or_else(|| "another process".to_owned(), |holder| holder.told(lives));
    let message = format!("{}: the data there is in use by {who}", state.display());
    Error::environment(message).remedy(format!("{REMEDY}, or end that process"))
}

fn lives(process: u32) -> bool {
    i32::try_from(process).is_ok_and(|process| kill(Pid::from_raw(process), None) != Err(nix::errno::Errno::ESRCH))
}

#[cfg(test)]
mod tests;
