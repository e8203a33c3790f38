//! What stands in the files of a disk: reading it, writing it, cutting it off.

use super::{BLOCK_BYTES, BaseBytes, Disk, File, FileId, Place, Refusal, index, length, set_block};

impl<B: BaseBytes> Disk<B> {
    /// Reads into `target`; fewer bytes than it has where the file ends.
    pub(crate) fn read(&self, id: FileId, position: u64, target: &mut [u8]) -> Result<usize, Refusal> {
        let size = self.size(id);
        let wanted = size.saturating_sub(position).min(length(target.len()));
        let wanted = usize::try_from(wanted).map_err(|_| Refusal::BadFile)?;
        let target = &mut target[..wanted];
        match &self.file(id).ok_or(Refusal::BadFile)?.place {
            Place::Folder => return Err(Refusal::BadFile),
            Place::Passing(bytes) => {
                let start = usize::try_from(position).map_err(|_| Refusal::BadFile)?;
                target.copy_from_slice(bytes.get(start..start + wanted).unwrap_or(&[]));
            }
            Place::Stored { base, blocks, .. } => {
                for_each_piece(position, target, |block, offset, piece| {
                    match blocks.get(index(block)).copied().filter(|&found| found != 0) {
                        Some(found) => self.table.read_block(found, offset, piece),
                        None => self.copy_from_base(base, block, offset, piece),
                    }
                });
            }
        }
        Ok(wanted)
    }

    /// Writes bytes, behind the end of the file as well.
    pub(crate) fn write(&mut self, id: FileId, position: u64, bytes: &[u8]) -> Result<(), Refusal> {
        let file = self.files.get_mut(id).and_then(Option::as_mut).ok_or(Refusal::BadFile)?;
        if let Place::Passing(held) = &mut file.place {
            let start = usize::try_from(position).map_err(|_| Refusal::NoSpace)?;
            if held.len() < start + bytes.len() {
                held.resize(start + bytes.len(), 0);
            }
            held[start..start + bytes.len()].copy_from_slice(bytes);
            return Ok(());
        }
        if file.path.starts_with("/pg_wal/") {
            self.log_bytes += length(bytes.len());
        }
        self.number(id)?;
        let mut rest = bytes;
        let mut position = position;
        while !rest.is_empty() {
            let (block, offset) = place(position)?;
            let (piece, behind) = rest.split_at(rest.len().min(BLOCK_BYTES - offset));
            self.write_block(id, block, offset, piece)?;
            rest = behind;
            position += length(piece.len());
        }
        self.grow_to(id, position)
    }

    /// Cuts a file off, or lets it grow by zeros.
    pub(crate) fn resize(&mut self, id: FileId, size: u64) -> Result<(), Refusal> {
        let file = self.files.get_mut(id).and_then(Option::as_mut).ok_or(Refusal::BadFile)?;
        if let Place::Passing(bytes) = &mut file.place {
            bytes.resize(usize::try_from(size).map_err(|_| Refusal::NoSpace)?, 0);
            return Ok(());
        }
        if self.size(id) <= size {
            return self.grow_to(id, size);
        }
        self.number(id)?;
        let (last, offset) = place(size)?;
        let kept = index(last) + usize::from(offset > 0);
        let Some(File { place: Place::Stored { base, blocks, size: old, .. }, .. }) = &mut self.files[id] else {
            return Err(Refusal::BadFile);
        };
        let cut: Vec<u32> = blocks.get(kept..).unwrap_or(&[]).iter().copied().filter(|&block| block != 0).collect();
        blocks.truncate(kept);
        base.end = base.start + base.len().min(usize::try_from(size).unwrap_or(usize::MAX));
        *old = size;
        let last_block = blocks.get(index(last)).copied().filter(|&block| offset > 0 && block != 0);
        for block in cut {
            self.table.release(block)?;
        }
        if let Some(block) = last_block {
            // Behind the end there are zeros, should the file grow again.
            self.table.write_block(block, offset, &vec![0; BLOCK_BYTES - offset])?;
        }
        self.put_record(id)
    }

    fn copy_from_base(&self, base: &std::ops::Range<usize>, block: u32, offset: usize, target: &mut [u8]) {
        let start = index(block) * BLOCK_BYTES + offset;
        let there = base.len().saturating_sub(start).min(target.len());
        let (bytes, zeros) = target.split_at_mut(there);
        if !bytes.is_empty() {
            self.base.bytes.copy(base.start + start, bytes);
        }
        zeros.fill(0);
    }

    fn write_block(&mut self, id: FileId, block: u32, offset: usize, piece: &[u8]) -> Result<(), Refusal> {
        let Some(File { place: Place::Stored { base, blocks, .. }, number: Some(number), .. }) = self.file(id) else {
            return Err(Refusal::BadFile);
        };
        if let Some(&found) = blocks.get(index(block)).filter(|&&found| found != 0) {
            return self.table.write_block(found, offset, piece);
        }
        let mut whole = [0; BLOCK_BYTES];
        self.copy_from_base(base, block, 0, &mut whole);
        // What the base says already, or zeros where there is nothing, needs no block.
        if whole[offset..offset + piece.len()] == *piece {
            return Ok(());
        }
        whole[offset..offset + piece.len()].copy_from_slice(piece);
        let made = self.table.allocate(*number, block)?;
        self.table.write_block(made, 0, &whole)?;
        if let Some(File { place: Place::Stored { blocks, .. }, .. }) = &mut self.files[id] {
            set_block(blocks, block, made);
        }
        Ok(())
    }

    fn grow_to(&mut self, id: FileId, end: u64) -> Result<(), Refusal> {
        let Some(File { place: Place::Stored { size, .. }, .. }) = self.files.get_mut(id).and_then(Option::as_mut)
        else {
            return Err(Refusal::BadFile);
        };
        if end <= *size {
            return Ok(());
        }
        *size = end;
        self.number(id)?;
        self.put_record(id)
    }
}

/// Calls `found` with each block that `target` touches, where in it the piece begins, and the piece.
fn for_each_piece(position: u64, target: &mut [u8], mut found: impl FnMut(u32, usize, &mut [u8])) {
    let mut position = position;
    let mut rest = target;
    while !rest.is_empty() {
        let Ok((block, offset)) = place(position) else { return };
        let taken = rest.len().min(BLOCK_BYTES - offset);
        let (piece, behind) = rest.split_at_mut(taken);
        found(block, offset, piece);
        position += length(taken);
        rest = behind;
    }
}

/// The block of a position, and where in it.
fn place(position: u64) -> Result<(u32, usize), Refusal> {
    let block = u32::try_from(position / length(BLOCK_BYTES)).map_err(|_| Refusal::NoSpace)?;
    let offset = usize::try_from(position % length(BLOCK_BYTES)).map_err(|_| Refusal::NoSpace)?;
    Ok((block, offset))
}
