//! A whole database in memory, as boxed pages: growing never moves what is there.

use crate::change::{MOST_PAGES, PAGE_BYTES, Page, Pages};

/// Why bytes are not an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageError {
    /// The bytes do not end at the end of a page.
    PartialPage,
    /// There are more than [`MOST_PAGES`] pages.
    TooManyPages,
}

impl std::fmt::Display for ImageError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::PartialPage => "the image does not end at the end of a page",
            Self::TooManyPages => "the image has more pages than a tenant may have",
        })
    }
}

impl std::error::Error for ImageError {}

/// The pages of a database; empty for a tenant that was never written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Image {
    pages: Vec<Box<Page>>,
}

impl Image {
    /// An image without pages.
    pub const fn new() -> Self {
        Self { pages: Vec::new() }
    }

    /// Copies whole pages.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ImageError> {
        let mut image = Self::new();
        image.extend(bytes)?;
        Ok(image)
    }

    /// Appends whole pages, such as one extent of a stored snapshot after the other.
    pub fn extend(&mut self, bytes: &[u8]) -> Result<(), ImageError> {
        let (pages, rest) = bytes.as_chunks::<PAGE_BYTES>();
        if !rest.is_empty() {
            return Err(ImageError::PartialPage);
        }
        let most = usize::try_from(MOST_PAGES).expect("a tenant's pages count in 20 bits");
        if self.pages.len() + pages.len() > most {
            return Err(ImageError::TooManyPages);
        }
        self.pages.extend(pages.iter().map(|page| Box::new(*page)));
        Ok(())
    }

    /// How many pages there are.
    pub fn page_count(&self) -> u32 {
        u32::try_from(self.pages.len()).expect("a tenant's pages count in 20 bits")
    }

    /// One page, counted from zero, if it is there.
    pub fn page(&self, page: u32) -> Option<&Page> {
        self.pages.get(index(page)).map(|page| &**page)
    }

    /// All pages in order.
    pub fn pages(&self) -> impl ExactSizeIterator<Item = &Page> {
        self.pages.iter().map(|page| &**page)
    }

    /// Puts a page in the place of one that is there, or right behind the last, and hands back what was there.
    ///
    /// The caller never leaves a gap; [`Pages::set_page_count`] fills one with zeros.
    pub fn replace(&mut self, page: u32, with: Box<Page>) -> Option<Box<Page>> {
        if let Some(slot) = self.pages.get_mut(index(page)) {
            return Some(std::mem::replace(slot, with));
        }
        assert_eq!(page, self.page_count(), "a page is put in place of another or right behind the last");
        self.pages.push(with);
        None
    }

    /// Takes off the last page.
    pub fn pop(&mut self) -> Option<Box<Page>> {
        self.pages.pop()
    }

    /// The whole image as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.pages.len() * PAGE_BYTES);
        for page in self.pages() {
            bytes.extend_from_slice(page);
        }
        bytes
    }
}

impl Pages for Image {
    fn set_page_count(&mut self, count: u32) {
        self.pages.resize_with(index(count), || Box::new([0; PAGE_BYTES]));
    }

    fn write(&mut self, page: u32, offset: usize, bytes: &[u8]) {
        self.pages[index(page)][offset..offset + bytes.len()].copy_from_slice(bytes);
    }
}

fn index(page: u32) -> usize {
    usize::try_from(page).expect("addresses have at least 32 bits")
}

#[cfg(test)]
mod tests;
