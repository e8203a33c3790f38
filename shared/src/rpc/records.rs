//! What is carried: records like those of an ordinary interface, or opaque bytes, as many as asked for.

use serde::{Deserialize, Serialize};

/// What a call carries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Payload {
    /// Records, which every codec but `bytes` writes in its own way.
    Records(Vec<Record>),
    /// Bytes that no codec looks into.
    Bytes(#[serde(with = "serde_bytes")] Vec<u8>),
}

/// A record with a field of each usual type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// A whole number.
    pub id: u32,
    /// A text.
    pub name: String,
    /// A number with a fraction; always a multiple of a quarter, which every codec keeps to the bit.
    pub score: f64,
    /// Yes or no.
    pub active: bool,
}

/// Letters in the name of an ordinary record.
const NAME_LETTERS: usize = 24;
const ALPHABET: &[u8] = b"abcdefghijklmnopqrstuvwxyz";

impl Payload {
    /// Records whose JSON text has just `size` bytes, or fewer than [`Record::LEAST_BYTES`] for none at all.
    ///
    /// The last record's name is as long as it takes.
    pub fn records(size: usize) -> Self {
        let mut records: Vec<Record> = Vec::new();
        // The brackets; each record brings the comma before it, which the first one lacks.
        let mut bytes = 1;
        loop {
            let record = Record::numbered(records.len(), NAME_LETTERS);
            let length = record.json_bytes() + 1;
            if bytes + length > size {
                break;
            }
            bytes += length;
            records.push(record);
        }
        let missing = size.saturating_sub(bytes);
        if let Some(last) = records.last_mut() {
            last.lengthen(missing);
        } else if let Some(letters) = size.checked_sub(Record::LEAST_BYTES) {
            records.push(Record::numbered(0, letters));
        }
        Self::Records(records)
    }

    /// So many bytes, which do not compress to nothing.
    pub fn bytes(size: usize) -> Self {
        let mut state = 1_u32;
        let bytes = (0..size).map(|_| {
            // A linear congruential step; its upper byte is the less regular one.
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        });
        Self::Bytes(bytes.collect())
    }
}

impl Record {
    /// The JSON text of a list with one record of an empty name.
    pub const LEAST_BYTES: usize = 47;

    fn numbered(number: usize, letters: usize) -> Self {
        let id = u32::try_from(number).unwrap_or(u32::MAX);
        let mut record = Self {
            id,
            name: String::new(),
            // Between 0.25 and 9.75 and never whole, so that the text always has as many digits.
            score: f64::from(id % 10) + if id.is_multiple_of(2) { 0.25 } else { 0.75 },
            active: id.is_multiple_of(3),
        };
        record.lengthen(letters);
        record
    }

    fn lengthen(&mut self, letters: usize) {
        let start = usize::try_from(self.id).unwrap_or_default() + self.name.len();
        let more = ALPHABET.iter().cycle().skip(start % ALPHABET.len()).take(letters);
        self.name.extend(more.map(|&letter| char::from(letter)));
    }

    /// The length of its JSON text, without writing it: a payload of a megabyte has thousands of records, and is made for
    /// every request.
    fn json_bytes(&self) -> usize {
        let digits = usize::try_from(self.id.checked_ilog10().unwrap_or_default() + 1).unwrap_or_default();
        let flag = if self.active { "true" } else { "false" };
        r#"{"id":,"name":"","score":0.25,"active":}"#.len() + digits + self.name.len() + flag.len()
    }
}
