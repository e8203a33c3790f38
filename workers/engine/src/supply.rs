//! State on its way into a copy: pages and changes, read from one attachment however it is cut into pieces.

use shared::{
    change::PAGE_BYTES,
    error::{ErrorCode, Failure},
    image::Image,
    protocol::Supply,
};

/// Reads an attachment piece by piece, so that a stream is never held as a whole beside the pages made from it.
pub struct SupplyReader {
    pages: Image,
    pages_missing: usize,
    /// The beginning of a page whose end is still to come.
    partial: Vec<u8>,
    changes: Vec<u8>,
    change_bytes: Vec<usize>,
}

/// A read attachment.
#[derive(Debug, PartialEq, Eq)]
pub struct Supplied {
    /// The pages; empty where only changes came.
    pub pages: Image,
    changes: Vec<u8>,
    change_bytes: Vec<usize>,
}

impl SupplyReader {
    /// Begins to read what `supply` announces.
    pub fn new(supply: &Supply) -> Self {
        let (pages, change_bytes): (u32, &[u32]) = match supply {
            Supply::Nothing => (0, &[]),
            Supply::Changes { change_bytes, .. } => (0, change_bytes),
            Supply::Whole { pages, change_bytes, .. } => (*pages, change_bytes),
        };
        Self {
            pages: Image::new(),
            pages_missing: widen(pages),
            partial: Vec::new(),
            changes: Vec::new(),
            change_bytes: change_bytes.iter().map(|&bytes| widen(bytes)).collect(),
        }
    }

    /// Reads the next piece of the attachment.
    pub fn push(&mut self, mut piece: &[u8]) -> Result<(), Failure> {
        if !self.partial.is_empty() {
            let (end, rest) = piece.split_at(piece.len().min(PAGE_BYTES - self.partial.len()));
            self.partial.extend_from_slice(end);
            piece = rest;
            if self.partial.len() == PAGE_BYTES {
                let page = std::mem::take(&mut self.partial);
                self.push_pages(&page)?;
            }
        }
        let whole = self.pages_missing.min(piece.len() / PAGE_BYTES) * PAGE_BYTES;
        let (pages, rest) = piece.split_at(whole);
        self.push_pages(pages)?;
        let behind_pages = if self.pages_missing > 0 { &mut self.partial } else { &mut self.changes };
        behind_pages.extend_from_slice(rest);
        Ok(())
    }

    /// Ends the attachment, which must be as long as was announced.
    pub fn finish(self) -> Result<Supplied, Failure> {
        let announced = self.change_bytes.iter().fold(0_usize, |sum, &bytes| sum.saturating_add(bytes));
        if self.pages_missing > 0 || self.changes.len() != announced {
            return Err(damaged("the supplied state is not as long as it was announced"));
        }
        Ok(Supplied { pages: self.pages, changes: self.changes, change_bytes: self.change_bytes })
    }

    fn push_pages(&mut self, pages: &[u8]) -> Result<(), Failure> {
        self.pages.extend(pages).map_err(|error| damaged(&error.to_string()))?;
        self.pages_missing -= pages.len() / PAGE_BYTES;
        Ok(())
    }
}

impl Supplied {
    /// Takes the pages out, for the copy that will own them.
    pub fn take_pages(&mut self) -> Image {
        std::mem::replace(&mut self.pages, Image::new())
    }

    /// The changes in order.
    pub fn changes(&self) -> Vec<&[u8]> {
        let mut rest = self.changes.as_slice();
        self.change_bytes
            .iter()
            .map(|&bytes| {
                let (change, behind) = rest.split_at(bytes);
                rest = behind;
                change
            })
            .collect()
    }
}

fn damaged(message: &str) -> Failure {
    Failure::new(ErrorCode::StateDamaged, message)
}

fn widen(count: u32) -> usize {
    usize::try_from(count).expect("addresses have at least 32 bits")
}

#[cfg(test)]
mod tests;
