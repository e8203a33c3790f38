//! The data directory of a new database: the files that every tenant shares until it writes to them.

use std::{collections::HashMap, ops::Range};

/// The bytes of the files, wherever they are: in the deployment, outside of WASM memory, or in a test.
pub(crate) trait BaseBytes {
    /// Copies bytes from `start` on; the range lies within the files.
    fn copy(&self, start: usize, into: &mut [u8]);
}

/// One file or folder of the base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BaseEntry {
    Folder,
    /// Where its bytes stand among those of all files.
    File(Range<usize>),
}

/// The entries by path; a path begins with a slash, and the root has none.
#[derive(Debug, Default)]
pub(crate) struct BaseDirectory {
    entries: HashMap<String, BaseEntry>,
}

impl BaseDirectory {
    /// Reads the lines of a pack: `- path` for a folder, `bytes path` for a file.
    ///
    /// Answers none where a line is neither; the pack is made by our own set-up.
    pub(crate) fn parse(lines: &str) -> Option<Self> {
        let mut entries = HashMap::new();
        let mut start = 0_usize;
        for line in lines.lines() {
            let (size, path) = line.split_once(' ')?;
            let entry = if size == "-" {
                BaseEntry::Folder
            } else {
                let end = start.checked_add(size.parse().ok()?)?;
                BaseEntry::File(std::mem::replace(&mut start, end)..end)
            };
            entries.insert(path.to_owned(), entry);
        }
        Some(Self { entries })
    }

    /// The entry of a path.
    pub(crate) fn find(&self, path: &str) -> Option<&BaseEntry> {
        self.entries.get(path)
    }

    /// All paths.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }
}
