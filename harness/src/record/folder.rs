//! The folder of a run, made before the run starts, so that what would stop the writing is said then.

use std::{
    fs::{self, File},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    time::SystemTime,
};

use nix::sys::statvfs::statvfs;

use super::{RUN_FILE, Run, SamplesFile, file};
use crate::{
    error::{Error, Result},
    machine::{project::Project, whole::beside},
    terminal,
};

/// The name of the samples in the folder of their run.
pub const SAMPLES_FILE: &str = "samples.csv.gz";

/// Free space without which no run starts: about four times what a million samples take.
const LEAST_FREE: u64 = 64 << 20;

/// Bytes that are hashed at once.
const BUFFER: usize = 1 << 16;

/// The folder of a run. Where nothing was written to it, it goes again, with what had to be made for it.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// The folders that were not there before, the inmost first.
    made: Vec<PathBuf>,
}

impl Folder {
    /// The place of a run whose folder was not named: below `runs`, by when it began.
    pub fn usual(project: &Project, began: &str) -> PathBuf {
        project.root().join("runs").join(began.replace(':', "-"))
    }

    /// Makes the folder, and makes sure that a run can be written to it and that none is there.
    pub fn create(path: &Path) -> Result<Self> {
        let refused = |error: &io::Error| {
            Error::environment(format!("{}: no run can be written there: {error}", path.display()))
                .remedy("name another folder with --out")
        };
        let made = path.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
        let folder = Self { path: path.to_owned(), made: made.map(Path::to_owned).collect() };
        fs::create_dir_all(path).map_err(|error| refused(&error))?;
        if folder.run_file().exists() {
            return Err(Error::usage(format!("{}: there is a run already", path.display()))
                .remedy("name another folder with --out"));
        }
        beside(&folder.run_file()).and_then(|mut file| file.write_all(b"{}")).map_err(|error| refused(&error))?;
        let space = statvfs(path).map_err(|error| refused(&error.into()))?;
        #[allow(clippy::useless_conversion, reason = "macOS counts blocks in 32 bits")]
        let blocks = u64::from(space.blocks_available());
        check_space(path, blocks.saturating_mul(space.fragment_size()))?;
        Ok(folder)
    }

    /// Writes so many rows of samples, in the form of whoever measured, then the record that names them; both whole or not at
    /// all.
    pub fn write(&self, run: &mut Run, rows: usize, samples: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
        let path = self.path.join(SAMPLES_FILE);
        samples(&path)?;
        run.samples = SamplesFile { name: SAMPLES_FILE.to_owned(), rows: rows as u64, blake3: digest(&path)? };
        file::write(&self.run_file(), run)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn run_file(&self) -> PathBuf {
        self.path.join(RUN_FILE)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        for folder in &self.made {
            // The system removes no folder that has something in it, and nobody is left to tell.
            let _ = fs::remove_dir(folder);
        }
    }
}

/// The run that was written last, of those in a folder of runs.
pub fn latest(runs: &Path) -> Result<PathBuf> {
    let none = || Error::usage(format!("{}: there is no run", runs.display())).remedy("cargo lab compare");
    let entries = match fs::read_dir(runs) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(none()),
        Err(error) => return Err(Error::file(runs, &error)),
    };
    // Folders without a record are runs that never got so far.
    let dated = entries.filter_map(|entry| {
        let path = entry.ok()?.path();
        let written: SystemTime = fs::metadata(path.join(RUN_FILE)).ok()?.modified().ok()?;
        Some((written, path))
    });
    dated.max().map(|(_, path)| path).ok_or_else(none)
}

/// The BLAKE3 hash of a file, in hexadecimal.
pub fn digest(path: &Path) -> Result<String> {
    let failed = |error: io::Error| Error::file(path, &error);
    let mut file = File::open(path).map_err(failed)?;
    let (mut hasher, mut buffer) = (blake3::Hasher::new(), vec![0; BUFFER]);
    loop {
        let count = file.read(&mut buffer).map_err(failed)?;
        if count == 0 {
            return Ok(hasher.finalize().to_hex().to_string());
        }
        hasher.update(buffer.get(..count).unwrap_or_default());
    }
}

pub(super) fn check_space(path: &Path, free: u64) -> Result<()> {
    if free >= LEAST_FREE {
        return Ok(());
    }
    let message = format!(
        "{}: only {} are free, and a run wants {}",
        path.display(),
        terminal::bytes(free),
        terminal::bytes(LEAST_FREE)
    );
    Err(Error::environment(message).remedy("make space, or name a folder elsewhere with --out"))
}
