//! What the two Workers tell beside batches: what is pending, what is dead, and what the ledger says.

use serde::{Deserialize, Serialize};

use crate::{
    error::{ErrorCode, Failure},
    fields::Fields,
    ids::TenantId,
};

/// What a source holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceReport {
    /// The epoch of its outbox; none before the first durable call.
    pub epoch: Option<u64>,
    /// Calls without an answer.
    pub pending: u64,
    /// Bytes of them.
    pub pending_bytes: u64,
    /// Targets that have some.
    pub targets: u32,
    /// Calls that were given up and wait for somebody to look.
    pub dead: u64,
    /// Rows in the tables of the outbox.
    pub rows: u64,
    /// Continuations that have run.
    pub continued: u64,
    /// When the alarm is due, in milliseconds from now, negative if it is late; none where none is set.
    pub alarm_ms: Option<i64>,
    /// Messages sent, and those sent again, in this life.
    pub messages: u64,
    /// See `messages`.
    pub redelivered: u64,
    /// Bytes of the object's database.
    pub storage_bytes: u64,
}

/// A call that was given up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadLetter {
    /// Names it, for redrive and drop.
    pub id: u64,
    /// The object that it was for.
    pub target: String,
    /// The method.
    pub method: String,
    /// Bytes of what it asks.
    pub input_bytes: u64,
    /// How often it was sent.
    pub attempts: u32,
    /// When it was given up, in milliseconds since 1970.
    pub at_ms: u64,
    /// Why.
    pub reason: Failure,
}

/// Which calls are to be cancelled: those of one target, from a number on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancellation {
    /// The target.
    pub target: String,
    /// The number of the first call.
    pub first: u64,
    /// How many calls.
    pub calls: u64,
}

impl Cancellation {
    /// Reads a body, `{ "source", "target", "first", "calls"? }`, and says of which source it is.
    pub fn parse(body: &[u8]) -> Result<(TenantId, Self), Failure> {
        let mut fields = Fields::parse(body)?;
        let missing = |name: &str| Failure::new(ErrorCode::BadChoice, format!("the body names no \"{name}\""));
        let source = fields.name("source")?.ok_or_else(|| missing("source"))?;
        let target = fields.name("target")?.ok_or_else(|| missing("target"))?.as_str().to_owned();
        let first = fields.number("first")?.ok_or_else(|| missing("first"))?;
        let calls = fields.number("calls")?.unwrap_or(1);
        fields.finish()?;
        Ok((source, Self { target, first, calls }))
    }
}

/// What became of a cancellation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancelReport {
    /// They will not be made: none of them had left.
    pub cancelled: u64,
    /// They have left: each is told by its answer, which says whether the effect was made.
    pub under_way: u64,
    /// They are answered already: their effects stand.
    pub answered: u64,
}

/// What is asked of a ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerQuestion {
    /// Only what this source did; everything where none is named.
    pub source: Option<String>,
}

/// What the ledger of a target says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerReport {
    /// Effects in rows.
    pub effects: u64,
    /// Effects in the memory of this life.
    pub volatile: u64,
    /// What is left of the account, which begins at zero; effects in memory have taken from it too.
    pub balance: i64,
    /// Operations that have more than one effect.
    pub doubled: u64,
    /// Effects that stand behind one with a higher number of the same source.
    pub reordered: u64,
    /// The operations that have an effect, as spans without a hole, at most [`crate::limits::LEDGER_SPANS`].
    pub spans: Vec<Span>,
    /// Rows of the ledger.
    pub rows: u64,
    /// Rows of the inbox.
    pub inbox_rows: u64,
    /// Bytes of the object's database.
    pub storage_bytes: u64,
}

/// Operations that follow each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Whose they are.
    pub source: String,
    /// The first.
    pub first: u64,
    /// How many.
    pub count: u64,
}
