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

pub(crate) mod layout;
mod table;
#[cfg(test)]
mod tests;

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use shared::{
    change::{Change, ChangeRef, PAGE_BYTES},
    image::Image,
};

use super::base::{BaseBytes, BaseDirectory, BaseEntry};
use crate::recording::Recording;
use layout::{BLOCK_BYTES, BaseId, Kind, Record};
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
}

/// Whether a file is of no use to the next start of Postgres.
fn is_passing(path: &str) -> bool {
    path.starts_with("/base/pgsql_tmp")
        || path.starts_with("/pg_stat_tmp/")
        || path.ends_with("/pg_internal.init")
        || path == "/postmaster.pid"
        || path == "/postmaster.opts"
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
        };
        disk.read_all()?;
        Ok(disk)
    }

    /// Reads maps and directory anew, after the pages have changed under them. Every open file is forgotten.
    fn read_all(&mut self) -> Result<(), Unreadable> {
        self.files.clear();
        self.by_path.clear();
        for (number, record) in self.table.read()? {
            let Record { kind, size, base_bytes, path } = record;
            let in_base = self.base.directory.find(&path).cloned();
            if kind == Kind::Gone {
                self.by_path.insert(path, None);
                continue;
            }
            let place = match (kind, &in_base) {
                (Kind::Folder, _) => Place::Folder,
                (Kind::OverBase, Some(BaseEntry::File(range))) => {
                    let counts = usize::try_from(base_bytes).unwrap_or(usize::MAX).min(range.len());
                    Place::Stored { size, base: range.start..range.start + counts, blocks: Vec::new() }
                }
                (Kind::Own, _) => Place::Stored { size, base: 0..0, blocks: Vec::new() },
                (Kind::OverBase | Kind::Gone, _) => return Err(Unreadable::Damaged),
            };
            let hides_base = kind != Kind::OverBase && in_base.is_some();
            self.insert(File { path, place, number: Some(number), hides_base });
        }
        let by_number: BTreeMap<u32, FileId> =
            self.files.iter().enumerate().filter_map(|(id, file)| Some((file.as_ref()?.number?, id))).collect();
        for (number, block_of_file, block) in self.table.owned_blocks() {
            let file = by_number.get(&number).and_then(|&id| self.files[id].as_mut()).ok_or(Unreadable::Damaged)?;
            let Place::Stored { size, blocks, .. } = &mut file.place else { return Err(Unreadable::Damaged) };
            if u64::from(block_of_file) * length(BLOCK_BYTES) >= *size {
                return Err(Unreadable::Damaged);
            }
            set_block(blocks, block_of_file, block);
        }
        Ok(())
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
        let file = self.files[id].take().ok_or(Refusal::NotFound)?;
        self.release(&file)?;
        let in_base = self.base.directory.find(path).is_some();
        if in_base && !is_passing(path) {
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
        if self.find(to).is_ok() {
            self.remove(to)?;
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

    /// Reads into `target`; fewer bytes than it has where the file ends.
    pub(crate) fn read(&self, id: FileId, position: u64, target: &mut [u8]) -> Result<usize, Refusal> {
        let size = self.size(id);
        let wanted = size.saturating_sub(position).min(length(target.len()));
        let wanted = usize::try_from(wanted).map_err(|_| Refusal::BadFile)?;
        let target = &mut target[..wanted];
        match &self.file(id).ok_or(Refusal::BadFile)?.place {
            Place::Folder => return Err(Refusal::BadFile),
            Place::Passing(bytes) => {
                let start = usize::try_from(position).map_err(|_| Refusal::BadFile)?;
                target.copy_from_slice(bytes.get(start..start + wanted).unwrap_or(&[]));
            }
            Place::Stored { base, blocks, .. } => {
                let pages = self.pages.borrow();
                for_each_piece(position, target, |block, offset, piece| {
                    match blocks.get(index(block)).copied().filter(|&found| found != 0) {
                        Some(found) => copy_from_pages(&pages, found, offset, piece),
                        None => self.copy_from_base(base, block, offset, piece),
                    }
                });
            }
        }
        Ok(wanted)
    }

    /// Writes bytes, behind the end of the file as well.
    pub(crate) fn write(&mut self, id: FileId, position: u64, bytes: &[u8]) -> Result<(), Refusal> {
        let file = self.files.get_mut(id).and_then(Option::as_mut).ok_or(Refusal::BadFile)?;
        if let Place::Passing(held) = &mut file.place {
            let start = usize::try_from(position).map_err(|_| Refusal::NoSpace)?;
            if held.len() < start + bytes.len() {
                held.resize(start + bytes.len(), 0);
            }
            held[start..start + bytes.len()].copy_from_slice(bytes);
            return Ok(());
        }
        if file.path.starts_with("/pg_wal/") {
            self.log_bytes += length(bytes.len());
        }
        self.number(id)?;
        let mut rest = bytes;
        let mut position = position;
        while !rest.is_empty() {
            let (block, offset) = place(position)?;
            let (piece, behind) = rest.split_at(rest.len().min(BLOCK_BYTES - offset));
            self.write_block(id, block, offset, piece)?;
            rest = behind;
            position += length(piece.len());
        }
        self.grow_to(id, position)
    }

    /// Cuts a file off, or lets it grow by zeros.
    pub(crate) fn resize(&mut self, id: FileId, size: u64) -> Result<(), Refusal> {
        let file = self.files.get_mut(id).and_then(Option::as_mut).ok_or(Refusal::BadFile)?;
        if let Place::Passing(bytes) = &mut file.place {
            bytes.resize(usize::try_from(size).map_err(|_| Refusal::NoSpace)?, 0);
            return Ok(());
        }
        if self.size(id) <= size {
            return self.grow_to(id, size);
        }
        self.number(id)?;
        let (last, offset) = place(size)?;
        let kept = index(last) + usize::from(offset > 0);
        let Some(File { place: Place::Stored { base, blocks, size: old, .. }, .. }) = &mut self.files[id] else {
            return Err(Refusal::BadFile);
        };
        let cut: Vec<u32> = blocks.get(kept..).unwrap_or(&[]).iter().copied().filter(|&block| block != 0).collect();
        blocks.truncate(kept);
        base.end = base.start + base.len().min(usize::try_from(size).unwrap_or(usize::MAX));
        *old = size;
        let last_block = blocks.get(index(last)).copied().filter(|&block| offset > 0 && block != 0);
        for block in cut {
            self.table.release(block)?;
        }
        if let Some(block) = last_block {
            // Behind the end there are zeros, should the file grow again.
            self.table.write_block(block, offset, &vec![0; BLOCK_BYTES - offset])?;
        }
        self.put_record(id)
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

    fn file(&self, id: FileId) -> Option<&File> {
        self.files.get(id)?.as_ref()
    }

    fn copy_from_base(&self, base: &std::ops::Range<usize>, block: u32, offset: usize, target: &mut [u8]) {
        let start = index(block) * BLOCK_BYTES + offset;
        let there = base.len().saturating_sub(start).min(target.len());
        let (bytes, zeros) = target.split_at_mut(there);
        if !bytes.is_empty() {
            self.base.bytes.copy(base.start + start, bytes);
        }
        zeros.fill(0);
    }

    fn write_block(&mut self, id: FileId, block: u32, offset: usize, piece: &[u8]) -> Result<(), Refusal> {
        let Some(File { place: Place::Stored { base, blocks, .. }, number: Some(number), .. }) = self.file(id) else {
            return Err(Refusal::BadFile);
        };
        if let Some(&found) = blocks.get(index(block)).filter(|&&found| found != 0) {
            return self.table.write_block(found, offset, piece);
        }
        let mut whole = [0; BLOCK_BYTES];
        self.copy_from_base(base, block, 0, &mut whole);
        // What the base says already, or zeros where there is nothing, needs no block.
        if whole[offset..offset + piece.len()] == *piece {
            return Ok(());
        }
        whole[offset..offset + piece.len()].copy_from_slice(piece);
        let made = self.table.allocate(*number, block)?;
        self.table.write_block(made, 0, &whole)?;
        if let Some(File { place: Place::Stored { blocks, .. }, .. }) = &mut self.files[id] {
            set_block(blocks, block, made);
        }
        Ok(())
    }

    fn grow_to(&mut self, id: FileId, end: u64) -> Result<(), Refusal> {
        let Some(File { place: Place::Stored { size, .. }, .. }) = self.files.get_mut(id).and_then(Option::as_mut)
        else {
            return Err(Refusal::BadFile);
        };
        if end <= *size {
            return Ok(());
        }
        *size = end;
        self.number(id)?;
        self.put_record(id)
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

    fn put_record(&mut self, id: FileId) -> Result<(), Refusal> {
        let file = self.files[id].as_ref().ok_or(Refusal::BadFile)?;
        let number = file.number.ok_or(Refusal::BadFile)?;
        self.table.put(number, &record(file))
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

fn record(file: &File) -> Record {
    let (kind, size, base_bytes) = match &file.place {
        Place::Folder | Place::Passing(_) => (Kind::Folder, 0, 0),
        Place::Stored { size, .. } if file.hides_base => (Kind::Own, *size, 0),
        Place::Stored { size, base, .. } if base.start == 0 && base.is_empty() => (Kind::Own, *size, 0),
        Place::Stored { size, base, .. } => (Kind::OverBase, *size, length(base.len())),
    };
    Record { kind, size, base_bytes, path: file.path.clone() }
}

fn copy_from_pages(pages: &Recording, block: u32, offset: usize, target: &mut [u8]) {
    let mut offset = offset;
    let mut rest = target;
    while !rest.is_empty() {
        let page = block * 2 + u32::from(offset >= PAGE_BYTES);
        let within = offset % PAGE_BYTES;
        let taken = rest.len().min(PAGE_BYTES - within);
        let (piece, behind) = rest.split_at_mut(taken);
        match pages.page(page) {
            Some(bytes) => piece.copy_from_slice(&bytes[within..within + taken]),
            None => piece.fill(0),
        }
        offset += taken;
        rest = behind;
    }
}

/// Calls `found` with each block that `target` touches, where in it the piece begins, and the piece.
fn for_each_piece(position: u64, target: &mut [u8], mut found: impl FnMut(u32, usize, &mut [u8])) {
    let mut position = position;
    let mut rest = target;
    while !rest.is_empty() {
        let Ok((block, offset)) = place(position) else { return };
        let taken = rest.len().min(BLOCK_BYTES - offset);
        let (piece, behind) = rest.split_at_mut(taken);
        found(block, offset, piece);
        position += length(taken);
        rest = behind;
    }
}

/// The block of a position, and where in it.
fn place(position: u64) -> Result<(u32, usize), Refusal> {
    let block = u32::try_from(position / length(BLOCK_BYTES)).map_err(|_| Refusal::NoSpace)?;
    let offset = usize::try_from(position % length(BLOCK_BYTES)).map_err(|_| Refusal::NoSpace)?;
    Ok((block, offset))
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
