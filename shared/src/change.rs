//! What one write did to the pages of a database: the byte ranges that differ, and how many pages there are afterwards.
//!
//! A change is stored, sent and chained into the digest of a version, so its form is pinned:
//!
//! ```text
//! change  = format (1 byte, 1), page count afterwards, ranges until the end
//! range   = pages since the last range's page (for the first range: the page itself),
//!           bytes since the end of the last range of this page (on another page: since its start),
//!           length - 1, then that many bytes
//! numbers = LEB128, at most 32 bits
//! ```
//!
//! Applying a change means, in this order: pages from the new count on vanish; pages that are missing up to the new count
//! appear as zeros; then the ranges are written. So a page that vanishes and comes back in a later change starts from
//! zeros again, whoever applies the changes and however many of them are folded at once.

mod builder;
mod varint;

pub use builder::{Change, ChangeBuilder};

use crate::limits;

/// Bytes of a page: part of the stored format.
pub const PAGE_BYTES: usize = 4096;

/// Most pages of a database: [`limits::TENANT_BYTES`] in pages.
#[expect(clippy::cast_possible_truncation, reason = "a constant; the assertion beside it keeps it small")]
pub const MOST_PAGES: u32 = (limits::TENANT_BYTES / PAGE_BYTES) as u32;
const _: () = assert!(limits::TENANT_BYTES / PAGE_BYTES < 1 << 20, "a tenant's pages count in 20 bits");

/// One page of a database.
pub type Page = [u8; PAGE_BYTES];

const FORMAT: u8 = 1;

/// Why bytes are not a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeError {
    /// The first byte names no format that we know.
    UnknownFormat,
    /// The bytes end within a number or within a range.
    Truncated,
    /// A number has more than 32 bits or a form that we never write.
    BadNumber,
    /// The page count exceeds [`MOST_PAGES`].
    TooManyPages,
    /// A range lies beyond its page or beyond the last page.
    OutOfBounds,
}

impl std::fmt::Display for ChangeError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::UnknownFormat => "the change has an unknown format",
            Self::Truncated => "the change ends in the middle",
            Self::BadNumber => "the change holds a number that does not fit",
            Self::TooManyPages => "the change announces more pages than a tenant may have",
            Self::OutOfBounds => "the change writes outside the pages",
        })
    }
}

impl std::error::Error for ChangeError {}

/// Anything that has pages and can follow a change: an image in memory, extents in a table.
pub trait Pages {
    /// Makes pages from `count` on vanish, and missing pages up to `count` appear as zeros.
    fn set_page_count(&mut self, count: u32);

    /// Writes bytes within one page that exists; the page's number starts at zero.
    fn write(&mut self, page: u32, offset: usize, bytes: &[u8]);
}

/// Bytes of one page that a change writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByteRange<'a> {
    /// The page, counted from zero.
    pub page: u32,
    /// Where in the page the bytes begin; they end within it.
    pub offset: usize,
    /// What stands there afterwards; never empty.
    pub bytes: &'a [u8],
}

/// A checked view of an encoded change.
#[derive(Clone, Copy, Debug)]
pub struct ChangeRef<'a> {
    page_count: u32,
    ranges: &'a [u8],
}

impl<'a> ChangeRef<'a> {
    /// Checks foreign bytes from end to end without copying them.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, ChangeError> {
        let (&format, mut rest) = bytes.split_first().ok_or(ChangeError::Truncated)?;
        if format != FORMAT {
            return Err(ChangeError::UnknownFormat);
        }
        let page_count = varint::take(&mut rest)?;
        if page_count > MOST_PAGES {
            return Err(ChangeError::TooManyPages);
        }
        let mut ranges = Ranges::new(page_count, rest);
        while ranges.take()?.is_some() {}
        Ok(Self { page_count, ranges: rest })
    }

    /// How many pages the database has afterwards.
    pub fn page_count(&self) -> u32 {
        self.page_count
    }

    /// The ranges in ascending order, none of which overlap.
    pub fn ranges(&self) -> impl Iterator<Item = ByteRange<'a>> + use<'a> {
        let mut ranges = Ranges::new(self.page_count, self.ranges);
        std::iter::from_fn(move || ranges.take().expect("`parse` walked the same bytes to their end"))
    }

    /// Follows the change on `pages`, which must be in the state that the change was taken from.
    pub fn apply(&self, pages: &mut impl Pages) {
        pages.set_page_count(self.page_count);
        for range in self.ranges() {
            pages.write(range.page, range.offset, range.bytes);
        }
    }
}

/// Walks encoded ranges, checking each.
struct Ranges<'a> {
    page_count: u32,
    rest: &'a [u8],
    page: u32,
    /// Where the last range of `page` ended.
    end: usize,
}

impl<'a> Ranges<'a> {
    fn new(page_count: u32, rest: &'a [u8]) -> Self {
        Self { page_count, rest, page: 0, end: 0 }
    }

    fn take(&mut self) -> Result<Option<ByteRange<'a>>, ChangeError> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let step = varint::take(&mut self.rest)?;
        if step > 0 {
            self.page = self.page.checked_add(step).ok_or(ChangeError::OutOfBounds)?;
            self.end = 0;
        }
        let offset = self.end.saturating_add(varint::take_usize(&mut self.rest)?);
        let length = varint::take_usize(&mut self.rest)?.saturating_add(1);
        let end = offset.saturating_add(length);
        if self.page >= self.page_count || end > PAGE_BYTES {
            return Err(ChangeError::OutOfBounds);
        }
        let (bytes, rest) = self.rest.split_at_checked(length).ok_or(ChangeError::Truncated)?;
        self.rest = rest;
        self.end = end;
        Ok(Some(ByteRange { page: self.page, offset, bytes }))
    }
}

#[cfg(test)]
mod tests;
