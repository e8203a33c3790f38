//! Folding changes into extents without an engine, and reading pages back out of them.
//!
//! Extents are folded in windows, so that memory holds a few megabytes however large the tenant is: for each window all
//! changes are applied, and only the extents that they touch are loaded and written.

use std::collections::BTreeMap;

use shared::{
    change::{PAGE_BYTES, Pages},
    error::Failure,
    value::Value,
};

use super::{
    EXTENT_PAGES, Tables, parse,
    rows::{self, blob, integer},
    schema,
};

/// Extents of a window: 4 MiB.
const WINDOW_EXTENTS: u32 = 256;

const EXTENT_BYTES: usize = EXTENT_PAGES as usize * PAGE_BYTES;

/// The bytes of the pages from `first` up to `end`; what no change ever wrote is zero.
pub(super) fn read_pages(tables: &impl Tables, first: u32, end: u32) -> Result<Vec<u8>, Failure> {
    let start = first / EXTENT_PAGES;
    let extents = load(tables, start, end.div_ceil(EXTENT_PAGES))?;
    let mut bytes = Vec::with_capacity(index(end.saturating_sub(first)) * PAGE_BYTES);
    for number in start..end.div_ceil(EXTENT_PAGES) {
        match extents.get(&number) {
            Some(extent) => bytes.extend_from_slice(extent),
            None => bytes.resize(bytes.len() + EXTENT_BYTES, 0),
        }
    }
    bytes.drain(..index(first - start * EXTENT_PAGES) * PAGE_BYTES);
    bytes.truncate(index(end.saturating_sub(first)) * PAGE_BYTES);
    Ok(bytes)
}

/// Applies changes, in order, to extents that hold `before` pages; afterwards there are `after`.
pub(super) fn write_pages(tables: &impl Tables, before: u32, after: u32, changes: &[Vec<u8>]) -> Result<(), Failure> {
    let extents = before.max(after).div_ceil(EXTENT_PAGES);
    for start in (0..extents).step_by(index(WINDOW_EXTENTS)) {
        let end = extents.min(start + WINDOW_EXTENTS);
        let mut window = Window { start, end, pages: before, touched: BTreeMap::new(), loader: tables, failure: None };
        for change in changes {
            parse(change)?.apply(&mut window);
        }
        window.store(after)?;
    }
    tables.rows(schema::FORGET_EXTENTS, vec![Value::Integer(i64::from(after.div_ceil(EXTENT_PAGES)))])?;
    Ok(())
}

/// A run of extents that changes are applied to; pages outside it are passed over.
struct Window<'a, T> {
    start: u32,
    end: u32,
    pages: u32,
    touched: BTreeMap<u32, Vec<u8>>,
    loader: &'a T,
    failure: Option<Failure>,
}

impl<T: Tables> Window<'_, T> {
    fn extent(&mut self, number: u32) -> Option<&mut Vec<u8>> {
        if !(self.start..self.end).contains(&number) || self.failure.is_some() {
            return None;
        }
        if !self.touched.contains_key(&number) {
            match load(self.loader, number, number + 1) {
                Ok(mut loaded) => {
                    let extent = loaded.remove(&number).unwrap_or_else(|| vec![0; EXTENT_BYTES]);
                    self.touched.insert(number, extent);
                }
                Err(failure) => self.failure = Some(failure),
            }
        }
        self.touched.get_mut(&number)
    }

    fn store(self, pages: u32) -> Result<(), Failure> {
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        for (number, extent) in self.touched {
            if number < pages.div_ceil(EXTENT_PAGES) {
                let params = vec![Value::Integer(i64::from(number)), Value::Blob(extent)];
                self.loader.rows(schema::REPLACE_EXTENT, params)?;
            }
        }
        Ok(())
    }
}

impl<T: Tables> Pages for Window<'_, T> {
    fn set_page_count(&mut self, count: u32) {
        // Pages that vanish and come back start from zeros, so what is cut off is cleared here and now.
        for page in count..self.pages {
            let place = index(page % EXTENT_PAGES) * PAGE_BYTES;
            if let Some(extent) = self.extent(page / EXTENT_PAGES) {
                extent[place..place + PAGE_BYTES].fill(0);
            }
        }
        self.pages = count;
    }

    fn write(&mut self, page: u32, offset: usize, bytes: &[u8]) {
        let place = index(page % EXTENT_PAGES) * PAGE_BYTES + offset;
        if let Some(extent) = self.extent(page / EXTENT_PAGES) {
            extent[place..place + bytes.len()].copy_from_slice(bytes);
        }
    }
}

fn load(tables: &impl Tables, start: u32, end: u32) -> Result<BTreeMap<u32, Vec<u8>>, Failure> {
    let params = vec![Value::Integer(i64::from(start)), Value::Integer(i64::from(end))];
    let mut extents = BTreeMap::new();
    for row in tables.rows(schema::SELECT_EXTENTS, params)? {
        let [number, bytes] = rows::columns(row)?;
        let bytes = blob(bytes)?;
        if bytes.len() != EXTENT_BYTES {
            return Err(schema::damaged("an extent of another length"));
        }
        extents.insert(integer(&number)?, bytes);
    }
    Ok(extents)
}

const fn index(pages: u32) -> usize {
    pages as usize
}
