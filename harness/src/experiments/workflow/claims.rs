//! What is asked of workflows before they are measured: what an analysis of a slow engine estimated, and the bounds on our own.

use indexmap::IndexMap;

use crate::{
    experiments::sentence::{Sentence, claim},
    instrument::scenario::{Claim, Kind},
};

/// Where an analysis saw the time of accepting go, by estimates.
const HYPOTHESES: [Sentence; 8] = [
    (
        "constructor_check_is_major",
        "Does a check of recovery in the constructor make accepting in a new object more than half again as long?",
        "cold.constructor_check/plain.ratio > 1.5",
    ),
    (
        "eager_services_are_moderate",
        "Does building all services in the constructor make it a tenth longer?",
        "cold.eager_services/plain.ratio > 1.1",
    ),
    (
        "single_reads_are_moderate",
        "Do nine single reads instead of one make accepting in an object that is there a tenth longer?",
        "accept.single_reads/plain.ratio > 1.1",
    ),
    (
        "single_writes_are_minor",
        "Do single writes instead of one make it a twentieth longer?",
        "accept.single_writes/plain.ratio > 1.05",
    ),
    (
        "alarm_start_is_on_the_path",
        "Does setting an alarm for the start make it a tenth longer?",
        "accept.alarm_start/plain.ratio > 1.1",
    ),
    (
        "caching_is_low",
        "Does building everything anew for each request make it less than a tenth longer?",
        "accept.nothing_cached/plain.ratio < 1.1",
    ),
    (
        "awaited_tracker_is_everything",
        "Does waiting for a tracker that takes 200 ms make accepting take 200 ms and more?",
        "tracker.awaited_200.cost_ms >= 200",
    ),
    (
        "forgetting_events_gains",
        "Is accepting at least twice as fast where nobody waits for a tracker that answers at once?",
        "tracker.awaited_0/forgotten_0.ratio >= 2",
    ),
];

/// What our own code has to reach.
const BOUNDS: [Sentence; 20] = [
    ("bound_accept", "Accepting an instance against writing a row", "accept.engine.ratio <= 1.4"),
    ("bound_accept_seed", "The same against the slow engine without a tracker", "accept.engine/seed.ratio <= 0.33"),
    ("bound_cold", "Accepting in a new object against a row in a new object", "cold.engine.ratio <= 1.5"),
    ("bound_slow_tracker", "Accepting while the tracker takes 500 ms", "tracker.engine_500.ratio <= 1.2"),
    ("bound_failing_tracker", "Accepting while the tracker fails", "tracker.engine_failing.ratio <= 1.2"),
    ("bound_absent_tracker", "Accepting while the tracker is away", "tracker.engine_away.ratio <= 1.2"),
    ("bound_result", "From the acceptance until the result of one step is told", "result.ended.difference_ms <= 5"),
    // A step that has run, and whose result is told, has begun before.
    (
        "bound_begins",
        "From the acceptance until the step has begun, run and been told",
        "result.ended.difference_ms <= 1",
    ),
    ("bound_step", "One step among a thousand, in milliseconds", "steps.engine_1000.cost_ms <= 0.025"),
    ("bound_long", "A step among 10,000 against one among 100", "steps.engine_10000.ratio <= 1.2"),
    (
        "bound_steps_seed",
        "1,000 steps by an engine that writes the list of its steps anew at each, against ours",
        "steps.seed_1000/engine_1000.ratio >= 20",
    ),
    (
        "bound_steps_rival",
        "A step among a thousand against one by another engine on Durable Objects, a twentieth",
        "rival_thousand.engine.ratio <= 0.05",
    ),
    ("bound_map", "A step of a map with 50 at once against one with all at once", "maps.fifty.ratio <= 1.3"),
    ("bound_child", "A child against a step that calls another object", "children.child.ratio <= 1.5"),
    ("bound_kills_lost", "Instances that were accepted and lost by kills", "kills.engine.lost <= 0"),
    ("bound_kills_doubled", "Calls of instances that were made twice after kills", "kills.engine.doubled <= 0"),
    (
        "bound_kills_waiting",
        "Instances that have not ended by themselves half a second after a restart",
        "kills.engine.waiting <= 0",
    ),
    ("bound_call", "A step that makes a plain call against the call alone", "calls.step.ratio <= 2.3"),
    (
        "bound_durable_call",
        "A durable call by an instance against one by an object without an engine",
        "calls.one_by_one/durable.ratio <= 1.5",
    ),
    ("bound_calls_together", "Ten at once against ten single ones", "calls.together/one_by_one.ratio <= 0.3"),
];

/// Hypotheses and bounds, by name.
pub(super) fn claims() -> IndexMap<String, Claim> {
    let of = |kind| move |sentence| claim(kind, sentence);
    BOUNDS.into_iter().map(of(Kind::Bound)).chain(HYPOTHESES.map(of(Kind::Hypothesis))).collect()
}
