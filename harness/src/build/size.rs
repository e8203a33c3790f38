//! How large a bundle's WASM is, plain and as it counts against the platform's limit.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use flate2::{Compression, write::GzEncoder};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// The size of a WASM module.
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
