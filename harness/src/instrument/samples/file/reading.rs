//! Reads the table back; what is wrong is told with its line, its column and what stands there.

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
};

use csv::{ByteRecord, ErrorKind, Reader};
use flate2::read::MultiGzDecoder;

use super::{COLUMNS, TALLY_COLUMNS, TOLD_COLUMNS, words};
use crate::{
    error::{Error, Result},
    instrument::{
        samples::{Outcome, Phase, Places, Purpose, Sample, Samples, SeriesId, Tally, Times, Told},
        target::TargetKind,
    },
};

/// Bytes that are taken from the decompressor at once.
const BUFFER: usize = 1 << 16;

/// Reads what [`write`](super::write) wrote, with the columns of tenants and of batches or without; an error names the line and the column.
pub fn read(path: &Path) -> Result<Samples> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let mut table = Table {
        path: path.to_owned(),
        reader: csv::ReaderBuilder::new()
            .has_headers(false)
            .buffer_capacity(BUFFER)
            .from_reader(MultiGzDecoder::new(io::BufReader::new(file))),
        record: ByteRecord::new(),
        columns: Vec::new(),
    };
    table.expect_columns()?;
    let mut samples = Samples::default();
    let mut latest = Latest::default();
    while table.advance()? {
        let sample = table.sample(&mut samples, &mut latest)?;
        samples.push(sample);
    }
    Ok(samples)
}

/// The table and the row that is being read.
struct Table<Source> {
    path: PathBuf,
    reader: Reader<Source>,
    record: ByteRecord,
    /// The names of the columns that it has.
    columns: Vec<&'static str>,
}

/// The series of the row before: those of a block follow each other, so that most need not be looked up.
#[derive(Default)]
struct Latest {
    cell: Vec<u8>,
    arm: Vec<u8>,
    series: Option<SeriesId>,
}

impl<Source: io::Read> Table<Source> {
    fn expect_columns(&mut self) -> Result<()> {
        let told_too: [&[&str]; 2] = [&[], &TOLD_COLUMNS];
        let tally_too: [&[&str]; 2] = [&[], &TALLY_COLUMNS];
        let known = told_too.into_iter().flat_map(|told| tally_too.map(|tally| [&COLUMNS, told, tally].concat()));
        let is_there = self.advance()?;
        let found = |columns: &Vec<&str>| self.record.iter().eq(columns.iter().map(|column| column.as_bytes()));
        if let Some(columns) = known.into_iter().find(found).filter(|_| is_there) {
            self.columns = columns;
            return Ok(());
        }
        let found: Vec<_> = self.record.iter().map(String::from_utf8_lossy).collect();
        let message = format!("{}: the columns are {:?}, not {:?}", self.name(), found.join(","), COLUMNS.join(","));
        Err(Error::usage(message))
    }

    /// Goes to the next row; `false` after the last.
    fn advance(&mut self) -> Result<bool> {
        self.reader.read_byte_record(&mut self.record).map_err(|error| {
            let line = error.position().map_or_else(|| self.reader.position().line(), csv::Position::line);
            match error.into_kind() {
                ErrorKind::Io(error) => unreadable(&self.path, &error),
                ErrorKind::UnequalLengths { expected_len, len, .. } => {
                    Error::usage(format!("{} line {line}: has {len} columns instead of {expected_len}", self.name()))
                }
                other => Error::usage(format!("{} line {line}: {other:?}", self.name())),
            }
        })
    }

    fn sample(&self, samples: &mut Samples, latest: &mut Latest) -> Result<Sample> {
        self.parse(0, "a kind of target", TargetKind::parse)?;
        Ok(Sample {
            series: self.series(samples, latest)?,
            operations: self.number(3)?,
            clients: self.number(4)?,
            phase: self.parse(5, "a phase", Phase::parse)?,
            round: self.number(6)?,
            pair: self.number(7)?,
            position: self.number(8)?,
            times: Times {
                scheduled: self.optional(9)?,
                sent: self.number(10)?,
                connect: self.optional(11)?,
                first_byte: self.number(12)?,
                last_byte: self.number(13)?,
                inside: self.optional(14)?,
            },
            outcome: self.parse(15, "an outcome", Outcome::parse)?,
            status: self.number(16)?,
            ray: self.parse(17, "a ray", |text| Some((!text.is_empty()).then(|| text.into())))?,
            told: self.told()?.map(Box::new),
            tally: self.tally()?.map(Box::new),
        })
    }

    /// What the columns of tenants say; none where they are empty, or not there.
    fn told(&self) -> Result<Option<Told>> {
        let Some(first) = self.filled(&TOLD_COLUMNS) else { return Ok(None) };
        Ok(Some(Told {
            tenant: self.number(first)?,
            ordinal: self.number(first + 1)?,
            purpose: self.parse(first + 2, "a purpose", Purpose::parse)?,
            gap: self.optional(first + 3)?,
            engine: self.word(first + 4, "a state of an engine", words::engine)?,
            copy: self.word(first + 5, "a state of a copy", words::copy)?,
            places: self.parse(first + 6, "a list of places", Places::parse)?,
        }))
    }

    /// What the columns of batches say; none where they are empty, or not there.
    fn tally(&self) -> Result<Option<Tally>> {
        let Some(first) = self.filled(&TALLY_COLUMNS) else { return Ok(None) };
        let mut numbers = [0; TALLY_COLUMNS.len()];
        for (column, number) in (first..).zip(&mut numbers) {
            *number = self.number(column)?;
        }
        Ok(Some(Tally::of_numbers(numbers)))
    }

    /// Where the first of these columns is, unless all of them are empty or none is there.
    fn filled(&self, columns: &[&str]) -> Option<usize> {
        let first = self.columns.iter().position(|column| columns.first() == Some(column))?;
        (first..first + columns.len()).any(|column| !self.field(column).is_empty()).then_some(first)
    }

    fn series(&self, samples: &mut Samples, latest: &mut Latest) -> Result<SeriesId> {
        let (cell, arm) = (self.field(1), self.field(2));
        if let Some(series) = latest.series.filter(|_| latest.cell == cell && latest.arm == arm) {
            return Ok(series);
        }
        let name = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let series = samples.series(&self.parse(1, "a name", name)?, &self.parse(2, "a name", name)?);
        *latest = Latest { cell: cell.to_owned(), arm: arm.to_owned(), series: Some(series) };
        Ok(series)
    }

    fn optional(&self, column: usize) -> Result<Option<u64>> {
        if self.field(column).is_empty() { Ok(None) } else { self.number(column).map(Some) }
    }

    fn word<Value>(
        &self,
        column: usize,
        kind: &str,
        read: impl FnOnce(&str) -> Option<Value>,
    ) -> Result<Option<Value>> {
        if self.field(column).is_empty() { Ok(None) } else { self.parse(column, kind, read).map(Some) }
    }

    fn number<Number: TryFrom<u64>>(&self, column: usize) -> Result<Number> {
        let field = self.field(column);
        match decimal(field) {
            Some(number) => number.try_into().map_err(|_| self.wrong(column, "in range")),
            None if !field.is_empty() && field.iter().all(u8::is_ascii_digit) => Err(self.wrong(column, "in range")),
            None => Err(self.wrong(column, "a whole number")),
        }
    }

    fn parse<Value>(&self, column: usize, kind: &str, read: impl FnOnce(&str) -> Option<Value>) -> Result<Value> {
        std::str::from_utf8(self.field(column)).ok().and_then(read).ok_or_else(|| self.wrong(column, kind))
    }

    fn field(&self, column: usize) -> &[u8] {
        self.record.get(column).unwrap_or_default()
    }

    fn wrong(&self, column: usize, kind: &str) -> Error {
        let line = self.record.position().map_or(0, csv::Position::line);
        let field = String::from_utf8_lossy(self.field(column));
        let column = self.columns.get(column).copied().unwrap_or_default();
        Error::usage(format!("{} line {line}: column {column}: {field:?} is not {kind}", self.name()))
    }

    fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}

/// The number that the digits are; `None` for anything else and beyond `u64`.
fn decimal(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u64, |number, byte| {
        let digit = byte.checked_sub(b'0').filter(|digit| *digit < 10)?;
        number.checked_mul(10)?.checked_add(digit.into())
    })
}

fn unreadable(path: &Path, error: &io::Error) -> Error {
    let path = path.display();
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Error::usage(format!("{path}: ends in the middle, so it is not whole")),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            Error::usage(format!("{path}: is damaged: {error}"))
        }
        _ => Error::usage(format!("{path}: {error}")),
    }
}
