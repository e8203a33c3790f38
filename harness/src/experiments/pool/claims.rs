//! What is asked of pools before they are measured: what was expected of persistent isolates, and the bounds on our own.

use indexmap::IndexMap;

use crate::{
    experiments::sentence::{Sentence, claim},
    instrument::scenario::{Claim, Kind},
};

/// What was expected of an architecture with persistent isolates, and never measured there.
const HYPOTHESES: [Sentence; 4] = [
    (
        "creation_takes_3_ms",
        "Does an isolate for each request cost 3 ms and more?",
        "clients_1.disposable.difference_ms >= 3",
    ),
    ("creation_takes_5_ms", "And at most 5 ms?", "clients_1.disposable.difference_ms <= 5"),
    (
        "ten_times_the_throughput",
        "Do persistent isolates answer 10 times as many requests of 16 clients as one isolate for each request?",
        "clients_16.disposable/shared.ratio >= 10",
    ),
    (
        "overhead_is_zero",
        "Does a warm isolate of a pool cost less than 0.1 ms more than none?",
        "clients_1.shared.difference_ms < 0.1",
    ),
];

/// What our own pool has to reach.
const BOUNDS: [Sentence; 17] = [
    (
        "bound_persistent",
        "A persistent isolate through the pool against a bare service binding",
        "clients_1.shared.ratio <= 1.30",
    ),
    ("bound_persistent_16", "The same for 16 clients at once", "clients_16.shared.ratio <= 1.30"),
    (
        "bound_processor",
        "A persistent isolate through the pool against a bare service binding, in what the runtime takes of processors",
        "processor.shared.ratio <= 1.30",
    ),
    ("bound_processor_hard", "The same within a tighter bound", "processor.shared.ratio <= 1.12"),
    (
        "bound_processor_16",
        "A persistent isolate against a bare service binding for 16 clients, in what the runtime takes of processors",
        "processor_16.shared.ratio <= 1.30",
    ),
    (
        "bound_refusal",
        "A refusal against a task that does nothing, in what the runtime takes of processors",
        "refusal.refused.ratio < 1",
    ),
    (
        "bound_disposable",
        "One isolate for each request against a persistent one, 16 clients",
        "clients_16.disposable/shared.ratio >= 9",
    ),
    (
        "bound_naive",
        "An isolate with Node's interfaces that compiles its own code, for each request, against a persistent one, 16 clients",
        "clients_16.naive/shared.ratio >= 18",
    ),
    (
        "bound_instance",
        "One isolate for each request against a fresh instance in a persistent one",
        "clients_16.disposable/instance.ratio >= 6",
    ),
    // A throughput of at least 0.85.
    ("bound_reset", "An instance that is set back against one that is not", "clients_16.reset/shared.ratio <= 1.176"),
    (
        "bound_stateless",
        "A persistent isolate without a pool object against a bare binding without one",
        "clients_1.stateless/stateless_bare.ratio <= 1.30",
    ),
    (
        "bound_spares",
        "Spares against persistent isolates at 60 tasks in a second",
        "open_60.isolate/shared.ratio <= 2.2",
    ),
    (
        "bound_meter",
        "Square roots that count their turns against such that do not: at least 1 to 1.1",
        "meter.unmetered.ratio >= 0.909",
    ),
    ("bound_loop", "A task that never ends is ended within 50 ms, in 99 of 100 cases", "loop.endless.p99_ms <= 50"),
    (
        "bound_beside",
        "Good tasks beside five in a second that never end: 99 of 100 within 100 ms",
        "beside.beside_loops.p99_ms <= 100",
    ),
    (
        "bound_persistent_64",
        "A persistent isolate against a bare service binding, 64 clients at once",
        "clients_64.shared.ratio <= 1.30",
    ),
    (
        "bound_disposable_64",
        "One isolate for each request against a persistent one, 64 clients",
        "clients_64.disposable/shared.ratio >= 9",
    ),
];

/// Hypotheses and bounds, by name.
pub(super) fn claims() -> IndexMap<String, Claim> {
    let of = |kind| move |sentence| claim(kind, sentence);
    BOUNDS.into_iter().map(of(Kind::Bound)).chain(HYPOTHESES.map(of(Kind::Hypothesis))).collect()
}
