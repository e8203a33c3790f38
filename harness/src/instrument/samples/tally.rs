//! What the answer to a batch of calls told, and what was found of the effects of batches afterwards.

/// What the answer to a batch of calls told, and what was found of the effects of batches afterwards.
///
/// A sample has the first part, where it was a batch that was answered, or the second, where it was a look at what batches left
/// behind; the other part is zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Calls that were answered.
    pub answered: u64,
    /// Calls of which whoever asked was told that they failed.
    pub dead: u64,
    /// Messages that left for them.
    pub messages: u64,
    /// Rows that were written for them where they came from.
    pub rows_written: u64,
    /// Messages that were sent again.
    pub redelivered: u64,
    /// Calls that were pending after nobody had asked for a while.
    pub waiting: u64,
    /// Calls that were pending when nobody waited for them any longer.
    pub left: u64,
    /// Calls that have an effect.
    pub effects: u64,
    /// Rows in which they are.
    pub ledger_rows: u64,
    /// Calls that were answered and have none.
    pub lost: u64,
    /// Calls that have more than one.
    pub doubled: u64,
    /// Effects that stand behind one of a later call.
    pub reordered: u64,
}

impl Tally {
    /// The numbers in the order in which a file has them.
    pub(super) const fn numbers(self) -> [u64; 12] {
        let Self { answered, dead, messages, rows_written, redelivered, .. } = self;
        let Self { waiting, left, effects, ledger_rows, lost, doubled, reordered, .. } = self;
        [
            answered,
            dead,
            messages,
            rows_written,
            redelivered,
            waiting,
            left,
            effects,
            ledger_rows,
            lost,
            doubled,
            reordered,
        ]
    }

    /// The same read back.
    pub(super) const fn of_numbers(numbers: [u64; 12]) -> Self {
        let [
            answered,
            dead,
            messages,
            rows_written,
            redelivered,
            waiting,
            left,
            effects,
            ledger_rows,
            lost,
            doubled,
            reordered,
        ] = numbers;
        Self {
            answered,
            dead,
            messages,
            rows_written,
            redelivered,
            waiting,
            left,
            effects,
            ledger_rows,
            lost,
            doubled,
            reordered,
        }
    }
}
