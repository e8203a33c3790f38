//! The samples as a compressed table with named columns.

mod reading;
#[cfg(test)]
mod tests;
mod words;
mod writing;

pub use self::{reading::read, writing::write};

/// The columns that every table has, in order.
pub const COLUMNS: [&str; 18] = [
    "target",
    "cell",
    "arm",
    "operations",
    "clients",
    "phase",
    "round",
    "pair",
    "position",
    "scheduled_ns",
    "sent_ns",
    "connect_ns",
    "first_byte_ns",
    "last_byte_ns",
    "inside_ns",
    "outcome",
    "status",
    "ray",
];

/// The columns behind them where requests were those of tenants: what a sample was for and what its answer told. All of them are
/// empty in the row of a sample that was something else.
pub const TOLD_COLUMNS: [&str; 7] = ["tenant", "ordinal", "purpose", "gap_ns", "engine_state", "copy_state", "places"];

/// The columns at the end where the effects of batches were held against what was asked for. All of them are empty in the row of
/// a sample that is about no batch.
pub const TALLY_COLUMNS: [&str; 12] = [
    "answered",
    "dead",
    "messages",
    "rows_written",
    "redelivered",
    "waiting",
    "left",
    "effects",
    "ledger_rows",
    "lost",
    "doubled",
    "reordered",
];
