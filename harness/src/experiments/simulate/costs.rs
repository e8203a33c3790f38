//! What an isolate costs: from a measured run, or from the figures that are known until there is one.

use std::path::Path;

use simulator::{Costs, Duration};

use crate::{
    error::{Error, Result},
    record::{self, Run},
};

/// The cell of one client, whose difference is what a task waits for an isolate, and the one that tells what many take of the processors,
/// and how many those are.
const ALONE: &str = "clients_1";
const BUSY: (&str, f64) = ("processor_16", 16.0);
/// The trial and its row that tell what an isolate takes of the memory.
const MEMORY: (&str, &str) = ("isolates", "persistent");
/// The arm whose isolates are kept, and the one that has an isolate made for each task.
const KEPT: &str = "shared";
const MADE: &str = "disposable";

/// What was measured, times in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Measured {
    /// How long a request waits for an isolate to be made.
    open: f64,
    /// Processor that making one takes.
    open_processor: f64,
    /// Processor that a request takes in a warm one.
    request_processor: f64,
    /// What an isolate takes of the memory, in bytes.
    isolate_bytes: u64,
}

/// One machine, shared, workerd 1.20261023.1: a fresh isolate without Node compatibility against a kept one, and the resident size of a
/// process with 200 named ones, whose tasks were 100 KB of WASM.
const KNOWN: Measured = Measured { open: 7.2, open_processor: 5.0, request_processor: 0.52, isolate_bytes: 1_370_000 };

/// The costs, and whence they are.
pub(super) fn read(run: Option<&Path>) -> Result<(Costs, String)> {
    let (measured, source) = match run {
        None => (KNOWN, "a prototype on one shared machine".to_owned()),
        Some(path) => {
            let (_, run) = record::open(path)?;
            let missing = || {
                let ((busy, _), (trial, _)) = (BUSY, MEMORY);
                Error::usage(format!(
                    "{}: costs are read from a run of cargo lab pool with the cells {ALONE} and {busy}, {KEPT} and {MADE} in them, and the trial {trial}",
                    path.display()
                ))
            };
            let measured = of_run(&run).ok_or_else(missing)?;
            (measured, format!("the run of {} on {}", run.card.began, run.card.target.as_str()))
        }
    };
    let Measured { open, open_processor: open_cpu_ms, request_processor: request_cpu_ms, isolate_bytes } = measured;
    let source = format!(
        "{source}: {open:.2} ms to make an isolate, {open_cpu_ms:.2} ms of processor and {} KB of memory; {request_cpu_ms:.2} ms for a task in one that is there",
        isolate_bytes / 1_000
    );
    let open = Duration::Fixed(open);
    Ok((Costs { open, open_cpu_ms, request_cpu_ms, isolate_bytes, named: true, billed: true }, source))
}

fn of_run(run: &Run) -> Option<Measured> {
    let (trial, row) = MEMORY;
    let bytes = run.trials.iter().find(|known| known.name == trial)?.value(row, "bytes_each")?;
    found(|cell, arm| Some(run.findings.cell(cell)?.arm(arm)?.p50_ms?.value), bytes)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "bytes of an isolate, which are more than none"
)]
fn found(median: impl Fn(&str, &str) -> Option<f64>, bytes: f64) -> Option<Measured> {
    let median = |cell: &str, arm: &str| median(cell, arm).filter(|median| median.is_finite() && *median >= 0.0);
    let (busy, clients) = BUSY;
    let (kept, made) = (median(busy, KEPT)? / clients, median(busy, MADE)? / clients);
    Some(Measured {
        // An isolate takes some time in every run: none is noise.
        open: (median(ALONE, MADE)? - median(ALONE, KEPT)?).max(0.001),
        open_processor: (made - kept).max(0.0),
        request_processor: kept,
        isolate_bytes: (bytes.is_finite() && bytes >= 1.0).then_some(bytes as u64)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_taken_of_a_run_of_pools_and_of_no_other() {
        assert_eq!(read(None).unwrap().0.open, Duration::Fixed(KNOWN.open));
        assert!(read(Some(Path::new("nowhere"))).is_err());
        let medians = [((ALONE, KEPT), 1.0), ((ALONE, MADE), 9.5), ((BUSY.0, KEPT), 16.0), ((BUSY.0, MADE), 160.0)];
        let median = |cell: &str, arm: &str| {
            medians.iter().find(|((of, by), _)| (*of, *by) == (cell, arm)).map(|(_, median)| *median)
        };
        let expected = Measured { open: 8.5, open_processor: 9.0, request_processor: 1.0, isolate_bytes: 2_000_000 };
        assert_eq!(found(median, 2e6), Some(expected));
        assert_eq!(found(|cell, arm| median(cell, arm).filter(|_| arm == KEPT), 2e6), None);
        assert_eq!(found(|_, _| Some(f64::NAN), 2e6), None);
        assert_eq!((found(median, -5.0), found(median, f64::NAN)), (None, None));
    }
}
