//! The samples as a compressed table with named columns.

mod reading;
#[cfg(test)]
mod tests;
mod writing;

pub use self::{reading::read, writing::write};

/// The columns, in order.
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
