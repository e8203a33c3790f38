//! The file of the visits: comma-separated values, a column for each field of a [`Visit`], compressed.

use std::{fs::File, io::BufReader, path::Path};

use flate2::{Compression, read::MultiGzDecoder, write::GzEncoder};

use super::visit::Visit;
use crate::{
    error::{Error, Result},
    whole::write_whole,
};

/// Writes all visits to a new file, whole or not at all.
pub(super) fn write(path: &Path, visits: &[Visit]) -> Result<()> {
    write_whole(path, |file| {
        let mut writer = csv::Writer::from_writer(GzEncoder::new(file, Compression::fast()));
        for visit in visits {
            writer.serialize(visit)?;
        }
        writer.into_inner().map_err(csv::IntoInnerError::into_error)?.finish()?;
        Ok(())
    })
}

/// Reads what [`write`] wrote; an error names the line and the column.
pub(crate) fn read(path: &Path) -> Result<Vec<Visit>> {
    let failed = |error: csv::Error| Error::usage(format!("{}: {error}", path.display()));
    let file = File::open(path).map_err(|error| Error::usage(format!("{}: {error}", path.display())))?;
    let mut reader = csv::Reader::from_reader(MultiGzDecoder::new(BufReader::new(file)));
    reader.deserialize().collect::<Result<_, _>>().map_err(failed)
}

#[cfg(test)]
mod tests;
