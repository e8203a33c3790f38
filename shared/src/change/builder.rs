//! Makes a change from pages as they were and as they are.

use std::ops::Range;

use super::{ChangeRef, FORMAT, PAGE_BYTES, Page, varint};

/// Equal bytes between two differing runs that are stored along with them: a range of its own costs three to five bytes
/// of numbers, and more in every walk.
const MERGED_GAP: usize = 8;

/// The unit of comparison. Runs within one word are at most six equal bytes apart, less than [`MERGED_GAP`].
const WORD: usize = 8;

static ZEROS: Page = [0; PAGE_BYTES];

/// An encoded change that we made ourselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change(Vec<u8>);

impl Change {
    /// The encoded form, as it is stored, sent and chained.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The encoded form.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// The readable view.
    pub fn view(&self) -> ChangeRef<'_> {
        ChangeRef::parse(&self.0).expect("the builder writes what `parse` accepts")
    }
}

/// Collects the differing pages of one write, in ascending order.
pub struct ChangeBuilder {
    bytes: Vec<u8>,
    /// The page of the last range; zero before the first, which makes its step the page itself.
    last_page: u32,
    is_empty: bool,
}

impl ChangeBuilder {
    /// Begins a change that leads from `count_before` to `count_after` pages.
    pub fn new(count_before: u32, count_after: u32) -> Self {
        let mut bytes = vec![FORMAT];
        varint::put(&mut bytes, count_after);
        Self { bytes, last_page: 0, is_empty: count_before == count_after }
    }

    /// Adds what differs in a page, which comes after all pages added so far; `before` is none where the page is new.
    pub fn page(&mut self, page: u32, before: Option<&Page>, after: &Page) {
        let mut step = page - self.last_page;
        let mut end = 0;
        for_each_difference(before.unwrap_or(&ZEROS), after, |range| {
            varint::put(&mut self.bytes, step);
            varint::put(&mut self.bytes, narrow(range.start - end));
            varint::put(&mut self.bytes, narrow(range.len() - 1));
            self.bytes.extend_from_slice(&after[range.clone()]);
            self.last_page = page;
            self.is_empty = false;
            step = 0;
            end = range.end;
        });
    }

    /// The change, or none if the pages are as they were.
    pub fn finish(self) -> Option<Change> {
        (!self.is_empty).then_some(Change(self.bytes))
    }
}

fn narrow(within_page: usize) -> u32 {
    u32::try_from(within_page).expect("a page has 4096 bytes")
}

/// Calls `found` with each run of differing bytes, runs at most [`MERGED_GAP`] apart taken as one.
fn for_each_difference(before: &Page, after: &Page, mut found: impl FnMut(Range<usize>)) {
    let (before, _) = before.as_chunks::<WORD>();
    let (after, _) = after.as_chunks::<WORD>();
    let mut pending: Option<Range<usize>> = None;
    for (index, (old, new)) in before.iter().zip(after).enumerate() {
        let difference = u64::from_le_bytes(*old) ^ u64::from_le_bytes(*new);
        if difference == 0 {
            continue;
        }
        let start = index * WORD + byte_index(difference.trailing_zeros());
        let end = index * WORD + WORD - byte_index(difference.leading_zeros());
        match &mut pending {
            Some(run) if start - run.end <= MERGED_GAP => run.end = end,
            _ => {
                if let Some(run) = pending.replace(start..end) {
                    found(run);
                }
            }
        }
    }
    if let Some(run) = pending {
        found(run);
    }
}

/// Which byte of a word a bit lies in.
fn byte_index(bits: u32) -> usize {
    usize::try_from(bits / u8::BITS).expect("a word has eight bytes")
}
