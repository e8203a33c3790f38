//! How large a bundle is, plain and as it counts against the platform's limit: its WASM, and what is deployed beside it.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// The size of a deployment without its own small scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// Bytes of the file.
    pub bytes: u64,
    /// Bytes after gzip: what the platform limits (3 MB free, 10 MB paid).
    pub gzip_bytes: u64,
}

impl Size {
    /// Measures a file.
    pub fn of(path: &Path) -> Result<Self> {
        let content = fs::read(path).map_err(|error| Error::file(path, &error))?;
        let mut encoder = GzEncoder::new(Counter(0), Compression::default());
        encoder.write_all(&content)?;
        Ok(Self { bytes: content.len() as u64, gzip_bytes: encoder.finish()?.0 })
    }

    /// Measures files together; each is packed by itself.
    pub fn of_all(paths: &[PathBuf]) -> Result<Self> {
        paths.iter().try_fold(Self { bytes: 0, gzip_bytes: 0 }, |sum, path| {
            let Self { bytes, gzip_bytes } = Self::of(path)?;
            Ok(Self { bytes: sum.bytes + bytes, gzip_bytes: sum.gzip_bytes + gzip_bytes })
        })
    }
}

/// Counts what is written to it.
struct Counter(u64);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
