//! The files that SQLite sees: a database is a recording in memory, and there are no others.
//!
//! The registration of a VFS is global, but a recording belongs to one thread. So no table of files is shared: whoever
//! opens a connection lays the recording into a slot of its thread, and SQLite's `xOpen`, which runs within that call,
//! takes it out. Journals and temporary files live in SQLite's own memory (see `connection`), so that a name never comes
//! up again.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use rsqlite_vfs::{
    AccessMode, FileKind, LockLevel, OpenAccess, OpenOptions, OpenRequest, OpenedFile, SQLiteIoMethods, SQLiteVfs,
    SyncOptions, VfsError, VfsErrorCode, VfsFile, VfsResult, VfsStore,
};
use shared::change::{MOST_PAGES, PAGE_BYTES};

use super::platform::Platform;
use crate::recording::Recording;

/// The name under which SQLite knows the VFS.
pub(super) const VFS_NAME: &str = "isolab-pages";

/// Which pages of a recording a file shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    /// The pages as they are, for reading and writing.
    Current,
    /// The pages as they were when the recording began, for reading.
    Before,
}

/// An open database file.
pub(super) struct PageFile {
    recording: Rc<RefCell<Recording>>,
    view: View,
}

thread_local! {
    static NEXT: Cell<Option<PageFile>> = const { Cell::new(None) };
}

/// Runs `open`, which opens one database, so that it gets this recording.
pub(super) fn opening<T>(recording: &Rc<RefCell<Recording>>, view: View, open: impl FnOnce() -> T) -> T {
    NEXT.set(Some(PageFile { recording: Rc::clone(recording), view }));
    let opened = open();
    NEXT.set(None);
    opened
}

impl VfsFile for PageFile {
    fn read(&mut self, buffer: &mut [u8], offset: u64) -> VfsResult<usize> {
        let recording = self.recording.borrow();
        let mut read = 0;
        while read < buffer.len() {
            let (page, within) = locate(offset + length(read))?;
            let bytes = match self.view {
                View::Current => recording.page(page),
                View::Before => recording.page_before(page),
            };
            let Some(bytes) = bytes else { break };
            let count = (PAGE_BYTES - within).min(buffer.len() - read);
            buffer[read..read + count].copy_from_slice(&bytes[within..within + count]);
            read += count;
        }
        Ok(read)
    }

    fn write(&mut self, mut bytes: &[u8], mut offset: u64) -> VfsResult<()> {
        if self.view == View::Before {
            return Err(VfsError::new(VfsErrorCode::ReadOnly, "earlier pages cannot be written".into()));
        }
        let mut recording = self.recording.borrow_mut();
        while !bytes.is_empty() {
            let (page, within) = locate(offset)?;
            let (now, later) = bytes.split_at(bytes.len().min(PAGE_BYTES - within));
            recording
                .write(page, within, now)
                .map_err(|_| VfsError::new(VfsErrorCode::Full, "the write touches too many pages".into()))?;
            offset += length(now.len());
            bytes = later;
        }
        Ok(())
    }

    fn truncate(&mut self, size: u64) -> VfsResult<()> {
        let (page, within) = locate(size)?;
        if within != 0 || self.view == View::Before {
            return Err(VfsError::new(VfsErrorCode::IoTruncate, "a database is cut off between pages only".into()));
        }
        self.recording.borrow_mut().set_page_count(page);
        Ok(())
    }

    fn sync(&mut self, _options: SyncOptions) -> VfsResult<()> {
        Ok(())
    }

    fn size(&self) -> VfsResult<u64> {
        let recording = self.recording.borrow();
        let pages = match self.view {
            View::Current => recording.page_count(),
            View::Before => recording.page_count_before(),
        };
        Ok(u64::from(pages) * length(PAGE_BYTES))
    }

    // One connection writes a recording and one thread uses it, so there is nobody to lock out.
    fn lock(&mut self, _level: LockLevel) -> VfsResult<()> {
        Ok(())
    }

    fn unlock(&mut self, _level: LockLevel) -> VfsResult<()> {
        Ok(())
    }

    fn check_reserved_lock(&self) -> VfsResult<bool> {
        Ok(false)
    }
}

/// The page that a byte of the file lies in, and its place there.
fn locate(offset: u64) -> VfsResult<(u32, usize)> {
    let page_bytes = length(PAGE_BYTES);
    let page = u32::try_from(offset / page_bytes).ok().filter(|page| *page <= MOST_PAGES);
    let within = usize::try_from(offset % page_bytes).ok();
    page.zip(within).ok_or_else(|| VfsError::new(VfsErrorCode::Full, "the database is full".into()))
}

fn length(bytes: usize) -> u64 {
    u64::try_from(bytes).expect("no address has more than 64 bits")
}

/// Opens what was laid into the slot, and nothing else.
pub(super) struct PageStore;

impl VfsStore for PageStore {
    type File = PageFile;
    type AppData = ();

    fn open_file((): &(), request: OpenRequest<'_>) -> VfsResult<OpenedFile<PageFile>> {
        let is_database = request.options.kind() == Some(FileKind::MainDb);
        let file = if is_database { NEXT.take() } else { None };
        let file = file.ok_or_else(|| VfsError::new(VfsErrorCode::CantOpen, "there are no other files".into()))?;
        let access = match file.view {
            View::Current => OpenAccess::ReadWrite,
            View::Before => OpenAccess::ReadOnly,
        };
        Ok(OpenedFile { file, access })
    }

    fn close_file((): &(), _name: Option<&str>, _file: PageFile, _options: OpenOptions) -> VfsResult<()> {
        Ok(())
    }

    fn access((): &(), _name: &str, _mode: AccessMode) -> VfsResult<bool> {
        Ok(false)
    }

    fn full_pathname((): &(), name: &str) -> VfsResult<String> {
        Ok(name.to_owned())
    }

    fn delete_file((): &(), _name: &str, _sync_directory: bool) -> VfsResult<()> {
        Ok(())
    }
}

/// The calls on an open file, as the crate makes them from [`PageStore`].
pub(super) struct PageIo;

impl SQLiteIoMethods for PageIo {
    type Store = PageStore;
}

/// The VFS, as the crate makes it from [`PageStore`] and [`Platform`].
pub(super) struct PageVfs;

impl SQLiteVfs<PageIo> for PageVfs {
    type Os = Platform;

    fn os((): &()) -> &Platform {
        &Platform
    }
}
