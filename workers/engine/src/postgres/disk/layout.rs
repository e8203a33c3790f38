//! How a data directory lies in the pages of a tenant: the stored format, byte by byte.
//!
//! ```text
//! block    = two pages: 8 KiB, the unit of Postgres
//! group    = 1024 blocks, the first of which is the map of the group
//! map      = 1024 entries of 8 bytes: file (u32), block of the file (u32); file 0 means free
//! block 1  = header: magic, format, id of the base
//! file 1   = the directory: records of 128 bytes; file n is described by record n - 2
//! record   = kind (u8), length of the path (u8), 6 bytes of zero, size (u64), base bytes (u64), path (104 bytes)
//! ```
//!
//! Numbers are little-endian. A block of a file that has no block here is that of the base, as far as its base bytes
//! reach, and zeros behind them. So a tenant holds only what differs from a new database, and appending a block writes
//! the block, eight bytes of a map and the size in a record: little for a change to carry.

use shared::change::PAGE_BYTES;

/// Bytes of a block of Postgres.
pub(crate) const BLOCK_BYTES: usize = 2 * PAGE_BYTES;
/// Blocks of a group, and entries of its map.
pub(crate) const GROUP_BLOCKS: u32 = 1024;
/// Bytes of a map's entry.
pub(crate) const ENTRY_BYTES: usize = 8;
/// Bytes of a record.
pub(crate) const RECORD_BYTES: usize = 128;
/// The block of the header.
pub(crate) const HEADER: u32 = 1;
/// The number of the directory among files.
pub(crate) const DIRECTORY: u32 = 1;
/// The number of the file that the first record describes.
pub(crate) const FIRST_FILE: u32 = 2;
/// The owner of the maps and of the header: no file.
pub(crate) const RESERVED: u32 = u32::MAX;

const MAGIC: &[u8; 16] = b"isolab postgres\0";
const FORMAT: u8 = 1;
/// Bytes of the header that say anything.
pub(crate) const HEADER_BYTES: usize = 64;

/// The id of a base: the digest of its pack.
pub(crate) type BaseId = [u8; 32];

/// The header of a disk on a base.
pub(crate) fn header(base: &BaseId) -> [u8; HEADER_BYTES] {
    let mut bytes = [0; HEADER_BYTES];
    bytes[..16].copy_from_slice(MAGIC);
    bytes[16] = FORMAT;
    bytes[32..].copy_from_slice(base);
    bytes
}

/// What a record describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A file of the base, some of whose blocks may be here.
    OverBase,
    /// A file of the tenant's own.
    Own,
    /// A folder of the tenant's own.
    Folder,
    /// A file or folder of the base that is gone.
    Gone,
}

/// One entry of the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) kind: Kind,
    pub(crate) size: u64,
    /// How many bytes of the base's file still count: a file that was cut off and grew again has zeros there.
    pub(crate) base_bytes: u64,
    pub(crate) path: String,
}

impl Record {
    /// The stored form; none where the path is too long.
    pub(crate) fn encode(&self) -> Option<[u8; RECORD_BYTES]> {
        let mut bytes = [0; RECORD_BYTES];
        let path = self.path.as_bytes();
        bytes[0] = match self.kind {
            Kind::OverBase => 1,
            Kind::Own => 2,
            Kind::Folder => 3,
            Kind::Gone => 4,
        };
        bytes[1] = u8::try_from(path.len()).ok()?;
        bytes[8..16].copy_from_slice(&self.size.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.base_bytes.to_le_bytes());
        bytes[24..].get_mut(..path.len())?.copy_from_slice(path);
        Some(bytes)
    }

    /// Reads the stored form: an error where it is damaged, none where the record is not in use.
    pub(crate) fn decode(bytes: &[u8; RECORD_BYTES]) -> Result<Option<Self>, ()> {
        let kind = match bytes[0] {
            0 => return Ok(None),
            1 => Kind::OverBase,
            2 => Kind::Own,
            3 => Kind::Folder,
            4 => Kind::Gone,
            _ => return Err(()),
        };
        let number = |at: usize| bytes[at..at + 8].try_into().map(u64::from_le_bytes).map_err(|_| ());
        let path = bytes[24..].get(..usize::from(bytes[1])).ok_or(())?;
        let path = std::str::from_utf8(path).map_err(|_| ())?;
        if !path.starts_with('/') {
            return Err(());
        }
        Ok(Some(Self { kind, size: number(8)?, base_bytes: number(16)?, path: path.to_owned() }))
    }
}

/// The map that holds the entry of a block, and where in it.
pub(crate) fn entry_place(block: u32) -> (u32, usize) {
    let within = usize::try_from(block % GROUP_BLOCKS).expect("addresses have at least 32 bits");
    (block - block % GROUP_BLOCKS, within * ENTRY_BYTES)
}
