//! What is told of calls between objects.

use serde::Serialize;
use shared::durable::{BatchReport, DeadLetter};

use crate::edge::Way;

#[derive(Serialize)]
struct Told<T> {
    #[serde(flatten)]
    what: T,
    timing: Way,
}

#[derive(Serialize)]
struct BatchTold {
    #[serde(flatten)]
    report: BatchReport,
    clock: &'static str,
    per_operation_us: f64,
}

#[derive(Serialize)]
struct Dead {
    dead: Vec<DeadLetter>,
}

#[derive(Serialize)]
struct Buried {
    id: u64,
}

/// An answer, with the way of the request at its end.
pub(super) fn json<T: Serialize>(what: T, timing: Way) -> Vec<u8> {
    serde_json::to_vec(&Told { what, timing }).expect("numbers and names always render")
}

/// What is told of a batch.
pub(super) fn of_batch(report: BatchReport, timing: Way) -> Vec<u8> {
    let operations = f64::from(report.plan.operations.max(1));
    let told = BatchTold {
        clock: "whole milliseconds of the source's clock, or of the router's in mode events; deployed it stands still but for I/O",
        per_operation_us: f64::from(report.elapsed_ms) * 1_000.0 / operations,
        report,
    };
    json(told, timing)
}

/// What is told of calls that were given up.
pub(super) fn of_dead(dead: Vec<DeadLetter>) -> impl Serialize {
    Dead { dead }
}

/// What is told of one that was sent again or forgotten.
pub(super) fn of_burial(id: u64) -> impl Serialize {
    Buried { id }
}
