//! A data directory over the pages of a tenant: what Postgres takes for its disk.
//!
//! ```text
//! Postgres ── read, write, create … ──> Disk ── blocks ──> Recording ── pages, before-images ──> change
//!                                        │  └── what the tenant never wrote: the base
//!                                        └── files that no start needs: beside the pages, forgotten with the process
//! ```
//!
//! The pages are those of every other engine, so versions, changes, folds and hydration know nothing of Postgres. How
//! files lie in them is [`layout`].

mod content;
pub(crate) mod layout;
mod paths;
mod stored;
mod table;
#[cfg(test)]
mod tests;

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use shared::{
    change::{Change, ChangeRef},
    image::Image,
};

use super::base::{BaseBytes, BaseDirectory, BaseEntry};
use crate::recording::Recording;
use layout::{BLOCK_BYTES, BaseId, Kind, Record};
use paths::{is_catalog_cache, is_passing};
use stored::record;
use table::Table;

/// Why the disk refuses something, as the error numbers of the program that asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    NotFound,
    Exists,
    NotEmpty,
    NoSpace,
    NotPermitted,
    BadFile,
}

impl Refusal {
    /// The number by which Emscripten's C library knows it.
    pub(crate) const fn error_number(self) -> i32 {
        match self {
            Self::BadFile => 8,
            Self::Exists => 20,
            Self::NotFound => 44,
            Self::NoSpace => 51,
            Self::NotEmpty => 55,
            Self::NotPermitted => 63,
        }
    }
}

/// Why pages are not a disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// The header names no disk, or the maps and the directory contradict each other.
    Damaged,
    /// The tenant was stored over another base than this deployment has.
    OtherBase,
}

/// What a new tenant shares with all others.
pub(crate) struct Base<B> {
    pub(crate) id: BaseId,
    pub(crate) directory: BaseDirectory,
    pub(crate) bytes: B,
}

/// A number that stays with a file while it is open, whatever its path becomes.
pub(crate) type FileId = usize;

#[derive(Debug)]
enum Place {
    Folder,
    /// In memory, for the life of the process.
    Passing(Vec<u8>),
    Stored {
        size: u64,
        /// Where the file of the base stands among its bytes, as far as it still counts.
        base: std::ops::Range<usize>,
        /// The block of the disk for each block of the file; zero where it has none.
        blocks: Vec<u32>,
    },
}

#[derive(Debug)]
struct File {
    path: String,
    place: Place,
    /// The file's number on the disk; none while it is that of the base.
    number: Option<u32>,
    /// Whether the base has a file, not this one, at the path.
    hides_base: bool,
}

/// Files over pages.
pub(crate) struct Disk<B> {
    pages: Rc<RefCell<Recording>>,
    base: Rc<Base<B>>,
    table: Table,
    files: Vec<Option<File>>,
    /// Every path that is there or gone; what is not listed is as the base has it.
    by_path: BTreeMap<String, Option<FileId>>,
    /// Bytes written to the log since somebody last asked to forget them.
    log_bytes: u64,
    /// Whether Postgres is starting on it.
    is_starting: bool,
}

impl<B: BaseBytes> Disk<B> {
    /// Opens the disk of a tenant; no pages are a tenant that never wrote.
    pub(crate) fn open(image: Image, base: Rc<Base<B>>) -> Result<Self, Unreadable> {
        let pages = Rc::new(RefCell::new(Recording::new(image)));
        let mut disk = Self {
            table: Table::new(Rc::clone(&pages), base.id),
            pages,
            base,
            files: Vec::new(),
            by_path: BTreeMap::new(),
            log_bytes: 0,
            is_starting: false,
        };
        disk.read_all()?;
        Ok(disk)
    }

    fn insert(&mut self, file: File) -> FileId {
        let id = self.files.len();
        self.by_path.insert(file.path.clone(), Some(id));
        self.files.push(Some(file));
        id
    }

    /// The file or folder of a path.
    pub(crate) fn find(&mut self, path: &str) -> Result<FileId, Refusal> {
        match self.by_path.get(path) {
            Some(Some(id)) => return Ok(*id),
            Some(None) => return Err(Refusal::NotFound),
            None => {}
        }
        let place = match self.base.directory.find(path) {
            _ if path.is_empty() => Place::Folder,
            None => return Err(Refusal::NotFound),
            Some(BaseEntry::Folder) => Place::Folder,
            Some(BaseEntry::File(range)) => {
                Place::Stored { size: length(range.len()), base: range.clone(), blocks: Vec::new() }
            }
        };
        Ok(self.insert(File { path: path.to_owned(), place, number: None, hides_base: false }))
    }

    /// Whether it is a folder.
    pub(crate) fn is_folder(&self, id: FileId) -> bool {
        matches!(self.file(id), Some(File { place: Place::Folder, .. }))
    }

    /// Bytes of a file.
    pub(crate) fn size(&self, id: FileId) -> u64 {
        match self.file(id).map(|file| &file.place) {
            Some(Place::Stored { size, .. }) => *size,
            Some(Place::Passing(bytes)) => length(bytes.len()),
            Some(Place::Folder) | None => 0,
        }
    }

    /// The names in a folder.
    pub(crate) fn list(&self, folder: &str) -> Vec<String> {
        let name = |path: &str| {
            let name = path.strip_prefix(folder)?.strip_prefix('/')?;
            (!name.is_empty() && !name.contains('/')).then(|| name.to_owned())
        };
        let own = self.by_path.iter().filter(|(_, id)| id.is_some()).filter_map(|(path, _)| name(path));
        let of_base = self.base.directory.paths().filter(|path| !self.by_path.contains_key(*path)).filter_map(name);
        let mut names: Vec<String> = own.chain(of_base).collect();
        names.sort_unstable();
        names
    }

    /// Makes an empty file.
    pub(crate) fn create(&mut self, path: &str) -> Result<FileId, Refusal> {
        self.make(path, Place::Stored { size: 0, base: 0..0, blocks: Vec::new() })
    }

    /// Makes an empty folder.
    pub(crate) fn create_folder(&mut self, path: &str) -> Result<FileId, Refusal> {
        self.make(path, Place::Folder)
    }

    fn make(&mut self, path: &str, place: Place) -> Result<FileId, Refusal> {
        if self.find(path).is_ok() {
            return Err(Refusal::Exists);
        }
        if is_passing(path) {
            let place = if matches!(place, Place::Folder) { Place::Folder } else { Place::Passing(Vec::new()) };
            return Ok(self.insert(File { path: path.to_owned(), place, number: None, hides_base: false }));
        }
        // The record that says that the base's entry is gone becomes that of the new one.
        let hides_base = self.base.directory.find(path).is_some();
        let number = match hides_base.then(|| self.table.number_of_gone(path)).flatten() {
            Some(number) => number,
            None => self.table.free_number()?,
        };
        let file = File { path: path.to_owned(), place, number: Some(number), hides_base };
        self.table.put(number, &record(&file))?;
        Ok(self.insert(file))
    }

    /// Removes a file, or a folder that is empty.
    pub(crate) fn remove(&mut self, path: &str) -> Result<(), Refusal> {
        let id = self.find(path)?;
        if self.is_folder(id) && !self.list(path).is_empty() {
            return Err(Refusal::NotEmpty);
        }
        if self.is_starting && is_catalog_cache(path) && self.is_of_base(id) {
            return Ok(());
        }
        self.take_away(path, id)
    }

    fn take_away(&mut self, path: &str, id: FileId) -> Result<(), Refusal> {
        let file = self.files[id].take().ok_or(Refusal::NotFound)?;
        self.release(&file)?;
        let in_base = self.base.directory.find(path).is_some();
        if in_base && !self.table.is_gone(path) {
            let number = match file.number {
                Some(number) => number,
                None => self.table.free_number()?,
            };
            self.table.put_gone(number, path)?;
        } else if let Some(number) = file.number {
            self.table.forget(number)?;
        }
        if in_base {
            self.by_path.insert(path.to_owned(), None);
        } else {
            self.by_path.remove(path);
        }
        Ok(())
    }

    /// Gives a file another path, in place of what is there.
    pub(crate) fn rename(&mut self, from: &str, to: &str) -> Result<(), Refusal> {
        let id = self.find(from)?;
        if self.is_folder(id) {
            return Err(Refusal::NotPermitted);
        }
        if let Ok(replaced) = self.find(to) {
            if self.is_folder(replaced) {
                return Err(Refusal::NotPermitted);
            }
            self.take_away(to, replaced)?;
        }
        // What is renamed is small or new: a segment of the log, a file that was written beside the one it replaces.
        let mut bytes = vec![0; usize::try_from(self.size(id)).map_err(|_| Refusal::NoSpace)?];
        self.read(id, 0, &mut bytes)?;
        self.remove(from)?;
        let made = self.create(to)?;
        self.write(made, 0, &bytes)?;
        // Whoever has the file open goes on with it.
        self.files[id] = self.files[made].take();
        self.by_path.insert(to.to_owned(), Some(id));
        Ok(())
    }

    /// What happened to the pages since they were last kept.
    pub(crate) fn change(&self) -> Option<Change> {
        self.pages.borrow().change()
    }

    /// The pages as they are become those that a change is counted from.
    pub(crate) fn keep(&mut self) {
        self.pages.borrow_mut().keep();
    }

    /// Puts the pages back as they were; every open file is forgotten.
    pub(crate) fn step_back(&mut self) -> Result<(), Unreadable> {
        self.pages.borrow_mut().step_back();
        self.read_all()
    }

    /// Follows changes from elsewhere, from the pages as they were; every open file is forgotten.
    pub(crate) fn apply(&mut self, changes: &[ChangeRef<'_>]) -> Result<(), Unreadable> {
        {
            let mut pages = self.pages.borrow_mut();
            pages.step_back();
            for change in changes {
                pages.apply(change);
            }
        }
        self.read_all()
    }

    /// Bytes written to Postgres's log since [`Self::forget_log_bytes`].
    pub(crate) fn log_bytes(&self) -> u64 {
        self.log_bytes
    }

    /// Begins to count the log's bytes anew.
    pub(crate) fn forget_log_bytes(&mut self) {
        self.log_bytes = 0;
    }

    /// How many blocks were first written since the disk was read, those of the log among them.
    pub(crate) fn blocks_written(&self) -> u64 {
        self.table.blocks_written
    }

    /// Whether something was refused since the last time because the tenant is full, and because a write touches too much.
    pub(crate) fn take_refusals(&mut self) -> (bool, bool) {
        (std::mem::take(&mut self.table.is_full), self.pages.borrow_mut().take_too_many_touched())
    }

    /// The pages and their before-images.
    pub(crate) fn pages(&self) -> &Rc<RefCell<Recording>> {
        &self.pages
    }

    /// Bytes of files that live with the process.
    pub(crate) fn passing_bytes(&self) -> usize {
        let passing = |file: &File| if let Place::Passing(bytes) = &file.place { bytes.len() } else { 0 };
        self.files.iter().flatten().map(passing).sum()
    }

    /// From here on Postgres starts on the disk, until [`Self::end_start`].
    pub(crate) fn begin_start(&mut self) {
        self.is_starting = true;
    }

    /// Postgres has started.
    pub(crate) fn end_start(&mut self) {
        self.is_starting = false;
    }

    /// Whether a file is that of the base as it is there.
    fn is_of_base(&self, id: FileId) -> bool {
        matches!(self.file(id), Some(File { place: Place::Stored { .. }, number: None, .. }))
    }

    fn file(&self, id: FileId) -> Option<&File> {
        self.files.get(id)?.as_ref()
    }

    /// The number of a file on the disk, which it gets when it is first written.
    fn number(&mut self, id: FileId) -> Result<u32, Refusal> {
        if let Some(File { number: Some(number), .. }) = self.file(id) {
            return Ok(*number);
        }
        let number = self.table.free_number()?;
        self.files[id].as_mut().ok_or(Refusal::BadFile)?.number = Some(number);
        self.put_record(id)?;
        Ok(number)
    }

    fn release(&mut self, file: &File) -> Result<(), Refusal> {
        if let Place::Stored { blocks, .. } = &file.place {
            for &block in blocks.iter().filter(|&&block| block != 0) {
                self.table.release(block)?;
            }
        }
        Ok(())
    }
}

fn set_block(blocks: &mut Vec<u32>, at: u32, block: u32) {
    if blocks.len() <= index(at) {
        blocks.resize(index(at) + 1, 0);
    }
    blocks[index(at)] = block;
}

fn length(bytes: usize) -> u64 {
    u64::try_from(bytes).expect("addresses have at most 64 bits")
}

fn index(block: u32) -> usize {
    usize::try_from(block).expect("addresses have at least 32 bits")
}
