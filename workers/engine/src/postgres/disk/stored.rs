//! What is stored of the files of a disk, as they are in memory and as records and maps.

use std::collections::BTreeMap;

use super::{
    BLOCK_BYTES, BaseBytes, BaseEntry, Disk, File, FileId, Kind, Place, Record, Refusal, Unreadable, length, set_block,
};

impl<B: BaseBytes> Disk<B> {
    /// Reads maps and directory anew, after the pages have changed under them. Every open file is forgotten.
    pub(super) fn read_all(&mut self) -> Result<(), Unreadable> {
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

    pub(super) fn put_record(&mut self, id: FileId) -> Result<(), Refusal> {
        let file = self.files[id].as_ref().ok_or(Refusal::BadFile)?;
        let number = file.number.ok_or(Refusal::BadFile)?;
        self.table.put(number, &record(file))
    }
}

/// The record of a file.
pub(super) fn record(file: &File) -> Record {
    let (kind, size, base_bytes) = match &file.place {
        Place::Folder | Place::Passing(_) => (Kind::Folder, 0, 0),
        Place::Stored { size, .. } if file.hides_base => (Kind::Own, *size, 0),
        Place::Stored { size, base, .. } if base.start == 0 && base.is_empty() => (Kind::Own, *size, 0),
        Place::Stored { size, base, .. } => (Kind::OverBase, *size, length(base.len())),
    };
    Record { kind, size, base_bytes, path: file.path.clone() }
}
