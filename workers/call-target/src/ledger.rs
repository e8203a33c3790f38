//! The account: what was taken from it, in rows that outlast the object and in memory that does not.
//!
//! One row is one write, whatever the number of operations in it: its body is the sequence of their numbers and amounts. The
//! rows are only ever added to, so their order is that in which effects were made, and an effect that is missing, there twice
//! or out of order shows for good.

mod count;

use std::cell::Cell;

use shared::{
    durable::{Debit, Debited, Effect, LedgerQuestion, LedgerReport, debited},
    encoding::{Encoding, Postcard},
    error::{ErrorCode, Failure},
    tables::Tables,
    value::Value,
};

use self::count::Count;

const EXISTS: &str = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'ledger'";
const CREATE: &str =
    "CREATE TABLE IF NOT EXISTS ledger (number INTEGER PRIMARY KEY, source TEXT NOT NULL, body BLOB NOT NULL)";
const INSERT: &str = "INSERT INTO ledger (source, body) VALUES (?, ?)";
/// Few at a time: a row may hold a thousand operations.
const SELECT: &str = "SELECT number, source, body FROM ledger WHERE number > ? ORDER BY number LIMIT 64";

/// The ledger of one object.
pub(crate) struct Ledger<T> {
    tables: T,
    /// Whether the table is known to be there.
    is_open: Cell<bool>,
    volatile: Cell<Volatile>,
}

/// Effects in memory.
#[derive(Clone, Copy, Default)]
struct Volatile {
    effects: u64,
    amount: i64,
}

impl<T: Tables> Ledger<T> {
    pub(crate) fn new(tables: T) -> Self {
        Self { tables, is_open: Cell::new(false), volatile: Cell::default() }
    }

    /// Makes the effect of one operation, and gives the receipt.
    pub(crate) fn debit(&self, source: &str, debit: Debit, effect: Effect) -> Result<Debited, Failure> {
        match effect {
            Effect::Volatile => {
                let Volatile { effects, amount } = self.volatile.get();
                self.volatile.set(Volatile { effects: effects + 1, amount: amount + i64::from(debit.amount) });
            }
            Effect::Row => self.write(source, &[debit])?,
        }
        Ok(debited(debit))
    }

    /// Writes the effects of operations, in one row. Within a transaction that may be rolled back, [`open`](Self::open) comes
    /// before the transaction.
    pub(crate) fn write(&self, source: &str, debits: &[Debit]) -> Result<(), Failure> {
        self.open()?;
        let params = vec![Value::Text(source.to_owned()), Value::Blob(Postcard::encode(&debits))];
        self.tables.execute(INSERT, params)
    }

    /// Makes the table, where this life of the object has not seen it yet.
    pub(crate) fn open(&self) -> Result<(), Failure> {
        if !self.is_open.get() {
            self.tables.rows(CREATE, Vec::new())?;
            self.is_open.set(true);
        }
        Ok(())
    }

    /// What the rows say of the sources that are asked for, and what is in memory, whosever it is.
    pub(crate) fn report(&self, question: &LedgerQuestion) -> Result<LedgerReport, Failure> {
        let mut count = Count::default();
        let mut last = 0;
        // An object that never wrote stays without a table.
        let mut is_left = self.is_open.get() || !self.tables.rows(EXISTS, Vec::new())?.is_empty();
        while is_left {
            let rows = self.tables.rows(SELECT, vec![Value::Integer(last)])?;
            is_left = !rows.is_empty();
            for row in rows {
                let [Value::Integer(number), Value::Text(source), Value::Blob(body)] = row.as_slice() else {
                    return Err(damaged());
                };
                last = *number;
                if question.source.as_ref().is_none_or(|asked| asked == source) {
                    let debits: Vec<Debit> = Postcard::decode(body).map_err(|_| damaged())?;
                    count.row(source, &debits);
                }
            }
        }
        let Volatile { effects, amount } = self.volatile.get();
        let report = count.report();
        Ok(LedgerReport {
            volatile: effects,
            balance: report.balance - amount,
            storage_bytes: self.tables.size(),
            ..report
        })
    }
}

fn damaged() -> Failure {
    Failure::new(ErrorCode::StateDamaged, "the ledger holds a row that no target writes")
}

#[cfg(test)]
mod tests;
