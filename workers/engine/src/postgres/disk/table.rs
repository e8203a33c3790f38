//! The maps and the directory of a disk: which block belongs to whom, and what each file is called.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use shared::change::{MOST_PAGES, PAGE_BYTES};

use super::{
    Refusal, Unreadable,
    layout::{
        self, BLOCK_BYTES, BaseId, DIRECTORY, ENTRY_BYTES, FIRST_FILE, GROUP_BLOCKS, HEADER, HEADER_BYTES, Kind,
        RECORD_BYTES, RESERVED, Record,
    },
};
use crate::recording::Recording;

/// Most blocks of a disk: those of the largest tenant.
const MOST_BLOCKS: u32 = MOST_PAGES / 2;
/// Records in a block of the directory.
#[expect(clippy::cast_possible_truncation, reason = "a small constant")]
const RECORDS_OF_BLOCK: u32 = (BLOCK_BYTES / RECORD_BYTES) as u32;

/// What is kept in memory of maps and directory.
pub(super) struct Table {
    pages: Rc<RefCell<Recording>>,
    base: BaseId,
    /// Blocks of files, by block.
    owners: BTreeMap<u32, (u32, u32)>,
    /// Blocks below the end that nobody has.
    free_blocks: BTreeSet<u32>,
    /// Blocks of the disk, free ones included; zero while the tenant has no pages.
    end: u32,
    /// The blocks of the directory.
    directory: Vec<u32>,
    free_numbers: BTreeSet<u32>,
    /// Numbers that were ever given end here.
    numbers_end: u32,
    gone: BTreeMap<String, u32>,
    /// How many blocks were first written since the disk was read.
    pub(super) blocks_written: u64,
    /// Whether a block was refused because the tenant is as large as it may be.
    pub(super) is_full: bool,
}

impl Table {
    pub(super) fn new(pages: Rc<RefCell<Recording>>, base: BaseId) -> Self {
        Self {
            pages,
            base,
            owners: BTreeMap::new(),
            free_blocks: BTreeSet::new(),
            end: 0,
            directory: Vec::new(),
            free_numbers: BTreeSet::new(),
            numbers_end: FIRST_FILE,
            gone: BTreeMap::new(),
            blocks_written: 0,
            is_full: false,
        }
    }

    /// Reads everything anew, and answers the records in use with their numbers.
    pub(super) fn read(&mut self) -> Result<Vec<(u32, Record)>, Unreadable> {
        *self = Self::new(Rc::clone(&self.pages), self.base);
        let pages = self.pages.borrow().page_count();
        if pages == 0 {
            return Ok(Vec::new());
        }
        self.end = pages.div_ceil(2);
        self.read_header()?;
        self.read_maps()?;
        self.read_directory()
    }

    fn read_header(&self) -> Result<(), Unreadable> {
        let mut found = [0; HEADER_BYTES];
        self.read_block(HEADER, 0, &mut found);
        let expected = layout::header(&self.base);
        let (magic, base) = expected.split_at(32);
        if found[..32] != *magic {
            return Err(Unreadable::Damaged);
        }
        if found[32..] == *base { Ok(()) } else { Err(Unreadable::OtherBase) }
    }

    fn read_maps(&mut self) -> Result<(), Unreadable> {
        let mut directory = BTreeMap::new();
        for block in 0..self.end {
            let (map, offset) = layout::entry_place(block);
            let mut entry = [0; ENTRY_BYTES];
            self.read_block(map, offset, &mut entry);
            let (file, of_file) = split_entry(entry);
            match file {
                0 => {
                    self.free_blocks.insert(block);
                }
                RESERVED => {}
                DIRECTORY => {
                    directory.insert(of_file, block);
                }
                _ => {
                    self.owners.insert(block, (file, of_file));
                }
            }
        }
        // The blocks of the directory have no gaps.
        for (expected, (of_file, block)) in (0..).zip(directory) {
            if of_file != expected {
                return Err(Unreadable::Damaged);
            }
            self.directory.push(block);
        }
        Ok(())
    }

    fn read_directory(&mut self) -> Result<Vec<(u32, Record)>, Unreadable> {
        let mut records = Vec::new();
        for &block in &self.directory {
            for place in 0..BLOCK_BYTES / RECORD_BYTES {
                let mut bytes = [0; RECORD_BYTES];
                self.read_block(block, place * RECORD_BYTES, &mut bytes);
                let number = self.numbers_end;
                self.numbers_end += 1;
                match Record::decode(&bytes).map_err(|()| Unreadable::Damaged)? {
                    Some(record) => {
                        if record.kind == Kind::Gone {
                            self.gone.insert(record.path.clone(), number);
                        }
                        records.push((number, record));
                    }
                    None => {
                        self.free_numbers.insert(number);
                    }
                }
            }
        }
        Ok(records)
    }

    /// Every block of a file: the file's number, which of its blocks, and the block of the disk.
    pub(super) fn owned_blocks(&self) -> impl Iterator<Item = (u32, u32, u32)> {
        self.owners.iter().map(|(&block, &(file, of_file))| (file, of_file, block))
    }

    /// A number that no file has.
    pub(super) fn free_number(&mut self) -> Result<u32, Refusal> {
        if self.free_numbers.is_empty() {
            let of_file = u32::try_from(self.directory.len()).map_err(|_| Refusal::NoSpace)?;
            let block = self.allocate(DIRECTORY, of_file)?;
            self.write_block(block, 0, &[0; BLOCK_BYTES])?;
            self.directory.push(block);
            self.free_numbers.extend(self.numbers_end..self.numbers_end + RECORDS_OF_BLOCK);
            self.numbers_end += RECORDS_OF_BLOCK;
        }
        self.free_numbers.pop_first().ok_or(Refusal::NoSpace)
    }

    /// Whether a path of the base is gone, whatever stands there now.
    pub(super) fn is_gone(&self, path: &str) -> bool {
        self.gone.contains_key(path)
    }

    /// The number under which a path of the base is gone, which is now another file's.
    pub(super) fn number_of_gone(&mut self, path: &str) -> Option<u32> {
        self.gone.remove(path)
    }

    /// Writes the record of a number.
    pub(super) fn put(&mut self, number: u32, record: &Record) -> Result<(), Refusal> {
        let bytes = record.encode().ok_or(Refusal::NotPermitted)?;
        self.put_bytes(number, &bytes)
    }

    /// Writes that a path of the base is gone.
    pub(super) fn put_gone(&mut self, number: u32, path: &str) -> Result<(), Refusal> {
        self.put(number, &Record { kind: Kind::Gone, size: 0, base_bytes: 0, path: path.to_owned() })?;
        self.gone.insert(path.to_owned(), number);
        Ok(())
    }

    /// Forgets a number, which may be given again.
    pub(super) fn forget(&mut self, number: u32) -> Result<(), Refusal> {
        self.put_bytes(number, &[0; RECORD_BYTES])?;
        self.free_numbers.insert(number);
        Ok(())
    }

    fn put_bytes(&self, number: u32, bytes: &[u8; RECORD_BYTES]) -> Result<(), Refusal> {
        let record = number - FIRST_FILE;
        let block = self.directory.get(super::index(record / RECORDS_OF_BLOCK)).copied().ok_or(Refusal::BadFile)?;
        self.write_block(block, super::index(record % RECORDS_OF_BLOCK) * RECORD_BYTES, bytes)
    }

    /// A block for a file; its bytes are whatever stood there before.
    pub(super) fn allocate(&mut self, file: u32, of_file: u32) -> Result<u32, Refusal> {
        let block = match self.free_blocks.pop_first() {
            Some(block) => block,
            None => self.extend()?,
        };
        self.set_owner(block, file, of_file)?;
        self.blocks_written += 1;
        if file != DIRECTORY {
            self.owners.insert(block, (file, of_file));
        }
        Ok(block)
    }

    /// Gives a block back.
    pub(super) fn release(&mut self, block: u32) -> Result<(), Refusal> {
        self.set_owner(block, 0, 0)?;
        self.owners.remove(&block);
        self.free_blocks.insert(block);
        Ok(())
    }

    /// The next block at the end, behind the header of a new disk and behind the map of a new group.
    fn extend(&mut self) -> Result<u32, Refusal> {
        if self.end == 0 {
            self.end = 2;
            self.write_block(0, 0, &[0; BLOCK_BYTES])?;
            self.write_block(HEADER, 0, &layout::header(&self.base))?;
            self.set_owner(0, RESERVED, 0)?;
            self.set_owner(HEADER, RESERVED, 0)?;
        }
        if self.end.is_multiple_of(GROUP_BLOCKS) {
            let map = self.end;
            self.claim_end()?;
            self.write_block(map, 0, &[0; BLOCK_BYTES])?;
            self.set_owner(map, RESERVED, 0)?;
        }
        self.claim_end()
    }

    fn claim_end(&mut self) -> Result<u32, Refusal> {
        if self.end >= MOST_BLOCKS {
            self.is_full = true;
            return Err(Refusal::NoSpace);
        }
        self.end += 1;
        Ok(self.end - 1)
    }

    fn set_owner(&self, block: u32, file: u32, of_file: u32) -> Result<(), Refusal> {
        let (map, offset) = layout::entry_place(block);
        let mut entry = [0; ENTRY_BYTES];
        entry[..4].copy_from_slice(&file.to_le_bytes());
        entry[4..].copy_from_slice(&of_file.to_le_bytes());
        self.write_block(map, offset, &entry)
    }

    /// Writes within a block of the disk.
    pub(super) fn write_block(&self, block: u32, offset: usize, bytes: &[u8]) -> Result<(), Refusal> {
        let mut pages = self.pages.borrow_mut();
        let mut offset = offset;
        let mut rest = bytes;
        while !rest.is_empty() {
            let page = block * 2 + u32::from(offset >= PAGE_BYTES);
            let within = offset % PAGE_BYTES;
            let (piece, behind) = rest.split_at(rest.len().min(PAGE_BYTES - within));
            pages.write(page, within, piece).map_err(|_| Refusal::NoSpace)?;
            offset += piece.len();
            rest = behind;
        }
        Ok(())
    }

    /// Reads within a block of the disk; a page that is not there holds zeros.
    pub(super) fn read_block(&self, block: u32, offset: usize, target: &mut [u8]) {
        let pages = self.pages.borrow();
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
}

fn split_entry(entry: [u8; ENTRY_BYTES]) -> (u32, u32) {
    let (file, of_file) = entry.split_at(4);
    let number = |bytes: &[u8]| bytes.try_into().map_or(0, u32::from_le_bytes);
    (number(file), number(of_file))
}
