//! The pages of a database together with the pages as they were when the recording began.

use std::collections::BTreeMap;

use shared::{
    change::{Change, ChangeBuilder, ChangeRef, PAGE_BYTES, Page, Pages},
    image::Image,
    limits,
};

/// Most pages that one write may touch or add.
const MOST_TOUCHED: usize = limits::TOUCHED_BYTES / PAGE_BYTES;

/// The write touches or adds more than [`limits::TOUCHED_BYTES`].
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooManyTouched;

/// Pages that remember how they were.
///
/// A page is remembered when it is first overwritten or cut off; from then on it may change as it likes. Pages behind the
/// end as it was need no memory of their own.
#[derive(Debug)]
pub(crate) struct Recording {
    image: Image,
    count_before: u32,
    before: BTreeMap<u32, Box<Page>>,
    /// Most pages that may be touched or added.
    most_touched: usize,
    too_many_touched: bool,
}

impl Recording {
    pub(crate) fn new(image: Image) -> Self {
        Self {
            count_before: image.page_count(),
            image,
            before: BTreeMap::new(),
            most_touched: MOST_TOUCHED,
            too_many_touched: false,
        }
    }

    pub(crate) fn page_count(&self) -> u32 {
        self.image.page_count()
    }

    pub(crate) fn page(&self, page: u32) -> Option<&Page> {
        self.image.page(page)
    }

    /// How many pages there were.
    #[cfg_attr(not(feature = "sqlite"), expect(dead_code, reason = "only SQLite reads the past"))]
    pub(crate) fn page_count_before(&self) -> u32 {
        self.count_before
    }

    /// A page as it was.
    #[cfg_attr(not(feature = "sqlite"), expect(dead_code, reason = "only SQLite reads the past"))]
    pub(crate) fn page_before(&self, page: u32) -> Option<&Page> {
        if page >= self.count_before {
            return None;
        }
        self.before.get(&page).map(|page| &**page).or_else(|| self.image.page(page))
    }

    /// Overwrites bytes within one page, which appears if it is missing.
    pub(crate) fn write(&mut self, page: u32, offset: usize, bytes: &[u8]) -> Result<(), TooManyTouched> {
        if page >= self.image.page_count() {
            // A page that the same write cut off is remembered already; putting it back adds nothing.
            if page >= self.count_before && self.touched(page + 1) > self.most_touched {
                self.too_many_touched = true;
                return Err(TooManyTouched);
            }
            self.image.set_page_count(page + 1);
        } else if page < self.count_before && !self.before.contains_key(&page) {
            return self.write_remembering(page, offset, bytes);
        }
        self.image.write(page, offset, bytes);
        Ok(())
    }

    /// Overwrites a page for the first time.
    fn write_remembering(&mut self, page: u32, offset: usize, bytes: &[u8]) -> Result<(), TooManyTouched> {
        let old = self.image.page(page).expect("the page lies before the end");
        // A rollback writes pages back that were never overwritten; they must not count as touched, or a write that was
        // refused for touching too many could not be rolled back.
        if old[offset..offset + bytes.len()] == *bytes {
            return Ok(());
        }
        if self.touched(self.image.page_count()) >= self.most_touched {
            self.too_many_touched = true;
            return Err(TooManyTouched);
        }
        let mut new = match <&Page>::try_from(bytes) {
            Ok(whole) => Box::new(*whole),
            Err(_) => Box::new(*old),
        };
        new[offset..offset + bytes.len()].copy_from_slice(bytes);
        let old = self.image.replace(page, new).expect("the page lies before the end");
        self.before.insert(page, old);
        Ok(())
    }

    /// Lets so many bytes of pages more be touched than are by now.
    #[cfg_attr(not(feature = "postgres"), expect(dead_code, reason = "only Postgres writes while it reads"))]
    pub(crate) fn allow(&mut self, bytes: usize) {
        self.most_touched = self.touched(self.image.page_count()).saturating_add(bytes / PAGE_BYTES);
    }

    /// Bytes of pages that were touched since the recording began.
    #[cfg_attr(not(feature = "postgres"), expect(dead_code, reason = "only Postgres writes while it reads"))]
    pub(crate) fn touched_bytes(&self) -> usize {
        self.touched(self.image.page_count()) * PAGE_BYTES
    }

    /// Pages touched and added, if there are so many in all.
    fn touched(&self, count: u32) -> usize {
        let added = count.saturating_sub(self.count_before);
        self.before.len().saturating_add(usize::try_from(added).unwrap_or(usize::MAX))
    }

    /// Cuts off pages, or adds pages of zeros.
    #[cfg_attr(not(feature = "sqlite"), expect(dead_code, reason = "only SQLite cuts pages off"))]
    pub(crate) fn set_page_count(&mut self, count: u32) {
        while self.image.page_count() > count {
            let page = self.image.page_count() - 1;
            let old = self.image.pop().expect("there is a page, as was just counted");
            if page < self.count_before {
                self.before.entry(page).or_insert(old);
            }
        }
        self.image.set_page_count(count);
    }

    /// What happened to the pages since the recording began.
    pub(crate) fn change(&self) -> Option<Change> {
        let count = self.image.page_count();
        let mut builder = ChangeBuilder::new(self.count_before, count);
        for (&page, old) in self.before.range(..count) {
            builder.page(page, Some(old), self.image.page(page).expect("the page lies before the end"));
        }
        for page in self.count_before..count {
            builder.page(page, None, self.image.page(page).expect("the page lies before the end"));
        }
        builder.finish()
    }

    /// Whether a write was refused for touching too many pages; asking forgets it.
    pub(crate) fn take_too_many_touched(&mut self) -> bool {
        std::mem::take(&mut self.too_many_touched)
    }

    /// Begins a new recording at the pages as they are.
    pub(crate) fn keep(&mut self) {
        self.before.clear();
        self.count_before = self.image.page_count();
    }

    /// Puts the pages back as they were when the recording began.
    pub(crate) fn step_back(&mut self) {
        if self.image.page_count() > self.count_before {
            self.image.set_page_count(self.count_before);
        }
        // Every page that was cut off is remembered, so putting them back in ascending order leaves no gap.
        for (page, old) in std::mem::take(&mut self.before) {
            self.image.replace(page, old);
        }
    }

    /// Follows a change that was made elsewhere; nothing of it is remembered.
    pub(crate) fn apply(&mut self, change: &ChangeRef<'_>) {
        change.apply(&mut self.image);
        self.keep();
    }

    /// Bytes of all pages held.
    pub(crate) fn memory_bytes(&self) -> usize {
        (self.image.pages().len() + self.before.len()) * PAGE_BYTES
    }
}
