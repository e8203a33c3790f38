//! Counts effects in the order of the ledger: which operations have one, which have several, and which came too late.

use std::collections::BTreeMap;

use shared::{
    durable::{Debit, LedgerReport, Span},
    limits,
};

use crate::spans::Spans;

/// What was counted so far.
#[derive(Default)]
pub(super) struct Count {
    rows: u64,
    effects: u64,
    balance: i64,
    reordered: u64,
    sources: BTreeMap<String, OfSource>,
}

/// The operations of one source.
#[derive(Default)]
struct OfSource {
    seen: Spans,
    doubled: Spans,
    highest: Option<u64>,
}

impl Count {
    /// Adds the effects of a row, which stands behind all that were added before.
    pub(super) fn row(&mut self, source: &str, debits: &[Debit]) {
        self.rows += 1;
        if !self.sources.contains_key(source) {
            self.sources.insert(source.to_owned(), OfSource::default());
        }
        let Some(of_source) = self.sources.get_mut(source) else { return };
        for debit in debits {
            self.effects += 1;
            self.balance -= i64::from(debit.amount);
            if !of_source.seen.insert(debit.operation) {
                of_source.doubled.insert(debit.operation);
            }
            if of_source.highest.is_some_and(|highest| highest > debit.operation) {
                self.reordered += 1;
            }
            of_source.highest = of_source.highest.max(Some(debit.operation));
        }
    }

    /// What there is to tell of them.
    pub(super) fn report(&self) -> LedgerReport {
        let spans = self.sources.iter().flat_map(|(source, of_source)| {
            of_source.seen.each().map(|(first, count)| Span { source: source.clone(), first, count })
        });
        LedgerReport {
            effects: self.effects,
            balance: self.balance,
            doubled: self.sources.values().map(|of_source| of_source.doubled.count()).sum(),
            reordered: self.reordered,
            spans: spans.take(limits::LEDGER_SPANS).collect(),
            rows: self.rows,
            ..LedgerReport::default()
        }
    }
}
