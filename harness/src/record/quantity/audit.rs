//! What of the calls of an arm can be asked for where things went wrong.

use super::exactly;
use crate::{
    instrument::scenario::{Cell, Procedure},
    ranged::Ranged,
    record::AuditFinding,
};

/// What of the calls of an arm can be asked for where things went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfAudit {
    /// Calls that were answered and have no effect.
    Lost,
    /// Calls that have more than one effect.
    Doubled,
    /// Effects that stand behind one of a later call.
    Reordered,
    /// Calls that were pending after nobody had asked for a while.
    Waiting,
    /// Calls that were pending when nobody waited for them any longer.
    Left,
    /// Messages for each answered call.
    MessagesPerCall,
    /// Rows for each answered call, written where it came from.
    RowsPerCall,
    /// Rows for each effect, written where it was made.
    LedgerRowsPerEffect,
}

impl OfAudit {
    pub(super) const ALL: [Self; 8] = [
        Self::Lost,
        Self::Doubled,
        Self::Reordered,
        Self::Waiting,
        Self::Left,
        Self::MessagesPerCall,
        Self::RowsPerCall,
        Self::LedgerRowsPerEffect,
    ];

    /// Its name.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Doubled => "doubled",
            Self::Reordered => "reordered",
            Self::Waiting => "waiting",
            Self::Left => "left",
            Self::MessagesPerCall => "messages_per_call",
            Self::RowsPerCall => "rows_per_call",
            Self::LedgerRowsPerEffect => "ledger_rows_per_effect",
        }
    }

    /// Why the cell cannot have it, if so.
    pub(super) fn unfit(self, cell_name: &str, cell: &Cell) -> Option<String> {
        let is_audit = matches!(cell.procedure, Procedure::Audit(_));
        let of = cell.procedure.as_str();
        (!is_audit).then(|| format!("{} is found by audits, and {cell_name} is {of}", self.as_str()))
    }

    /// The number that was found; nothing without a look.
    pub(super) fn find(self, found: &AuditFinding) -> Option<Ranged> {
        let count = |count: u64| u32::try_from(count).ok().map(f64::from).filter(|_| found.looks > 0);
        let number = match self {
            Self::Lost => count(found.lost),
            Self::Doubled => count(found.doubled),
            Self::Reordered => count(found.reordered),
            Self::Waiting => count(found.waiting),
            Self::Left => count(found.left),
            Self::MessagesPerCall => found.messages_per_call,
            Self::RowsPerCall => found.rows_per_call,
            Self::LedgerRowsPerEffect => found.ledger_rows_per_effect,
        };
        number.map(exactly)
    }
}
