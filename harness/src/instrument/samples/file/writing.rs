//! Writes the table: by hand, since a million rows must not keep anybody waiting.

use std::{
    io::{self, Write},
    path::Path,
};

use csv::ByteRecord;
use flate2::{Compression, write::GzEncoder};

use super::{COLUMNS, TALLY_COLUMNS, TOLD_COLUMNS, words};
use crate::{
    error::{Error, Result},
    instrument::{
        samples::{Sample, Samples, Tally, Told},
        target::TargetKind,
    },
    machine::whole::write_whole,
};

/// The fastest: levels 2 and 3 take a third longer and twice as long for a file that is no smaller.
const LEVEL: Compression = Compression::new(1);

/// Bytes that are handed to the compressor at once.
const BUFFER: usize = 1 << 16;

/// The digits of the largest `u64`.
const MOST_DIGITS: usize = 20;

/// Writes all samples to a new file, whole or not at all. An empty ray is stored as none.
pub fn write(path: &Path, samples: &Samples, target: TargetKind) -> Result<()> {
    if samples.rows().iter().any(|row| samples.name(row.series).is_none()) {
        return Err(Error::internal("a sample belongs to no series of its collection"));
    }
    write_whole(path, |file| {
        let mut compressor = GzEncoder::new(file, LEVEL);
        write_table(&mut compressor, samples, target)?;
        compressor.finish()?;
        Ok(())
    })
}

fn write_table(output: &mut impl Write, samples: &Samples, target: TargetKind) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().buffer_capacity(BUFFER).from_writer(output);
    let any_told = samples.rows().iter().any(|sample| sample.told.is_some());
    let any_tally = samples.rows().iter().any(|sample| sample.tally.is_some());
    let told_columns: &[&str] = if any_told { &TOLD_COLUMNS } else { &[] };
    let tally_columns: &[&str] = if any_tally { &TALLY_COLUMNS } else { &[] };
    writer.write_record(COLUMNS.iter().chain(told_columns).chain(tally_columns))?;
    let mut record = ByteRecord::new();
    for sample in samples.rows() {
        record.clear();
        push_row(&mut record, sample, samples, target);
        if any_told {
            push_told(&mut record, sample.told.as_deref());
        }
        if any_tally {
            push_tally(&mut record, sample.tally.as_deref());
        }
        writer.write_byte_record(&record)?;
    }
    writer.flush()
}

fn push_row(record: &mut ByteRecord, sample: &Sample, samples: &Samples, target: TargetKind) {
    let Some(name) = samples.name(sample.series) else { return };
    let Sample { operations, clients, phase, round, pair, position, times, outcome, status, ray, .. } = sample;
    record.push_field(target.as_str().as_bytes());
    record.push_field(name.cell.as_bytes());
    record.push_field(name.arm.as_bytes());
    push_number(record, (*operations).into());
    push_number(record, (*clients).into());
    record.push_field(phase.as_str().as_bytes());
    push_number(record, (*round).into());
    push_number(record, (*pair).into());
    push_number(record, (*position).into());
    push_optional(record, times.scheduled);
    push_number(record, times.sent);
    push_optional(record, times.connect);
    push_number(record, times.first_byte);
    push_number(record, times.last_byte);
    push_optional(record, times.inside);
    record.push_field(outcome.as_str().as_bytes());
    push_number(record, (*status).into());
    record.push_field(ray.as_deref().unwrap_or_default().as_bytes());
}

fn push_told(record: &mut ByteRecord, told: Option<&Told>) {
    let Some(Told { tenant, ordinal, purpose, gap, engine, copy, places }) = told else {
        for _ in TOLD_COLUMNS {
            record.push_field(b"");
        }
        return;
    };
    push_number(record, (*tenant).into());
    push_number(record, (*ordinal).into());
    record.push_field(purpose.as_str().as_bytes());
    push_optional(record, *gap);
    record.push_field(engine.map(words::of_engine).unwrap_or_default().as_bytes());
    record.push_field(copy.map(words::of_copy).unwrap_or_default().as_bytes());
    record.push_field(places.to_text().as_bytes());
}

fn push_tally(record: &mut ByteRecord, tally: Option<&Tally>) {
    match tally {
        Some(tally) => tally.numbers().into_iter().for_each(|number| push_number(record, number)),
        None => TALLY_COLUMNS.iter().for_each(|_| record.push_field(b"")),
    }
}

fn push_optional(record: &mut ByteRecord, number: Option<u64>) {
    match number {
        Some(number) => push_number(record, number),
        None => record.push_field(b""),
    }
}

fn push_number(record: &mut ByteRecord, mut number: u64) {
    let mut digits = [b'0'; MOST_DIGITS];
    let mut start = MOST_DIGITS;
    for (place, digit) in digits.iter_mut().enumerate().rev() {
        *digit = b'0' + u8::try_from(number % 10).unwrap_or_default();
        number /= 10;
        start = place;
        if number == 0 {
            break;
        }
    }
    record.push_field(digits.get(start..).unwrap_or_default());
}
