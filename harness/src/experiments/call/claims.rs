//! What is asked of durable calls before they are measured: what an earlier experiment reported, and the bounds on our own.

use indexmap::IndexMap;

use super::cells::{DURABLE, PARALLEL, RPC};
use crate::{
    experiments::sentence::{Sentence, claim},
    instrument::scenario::{Claim, Kind, Leg, Survey},
};

/// What was reported of a queued call that was listed whole, and the cause that it is held to have.
const HYPOTHESES: [Sentence; 11] = [
    (
        "queue_27_times_at_10",
        "Does the queued call take at least 27 times a plain one, 10 at once?",
        "queue_10.queued_list.ratio >= 27",
    ),
    (
        "queue_33_times_at_50",
        "Does it take at least 33 times a plain one, 50 at once?",
        "queue_50.queued_list.ratio >= 33",
    ),
    (
        "queue_grows",
        "Does one queued call cost more than three times as much among 50 as among 10?",
        "growth.queued_list_50/queued_list_10.ratio > 3",
    ),
    (
        "queue_of_one_does_not_grow",
        "Does it cost the same, within a fifth, where each pass takes but its own call?",
        "growth.queued_50/queued_10.ratio <= 1.2",
    ),
    ("rpc_linear", "Do five times as many plain calls take at most six times as long?", "growth.rpc_50.ratio <= 1.2"),
    ("rpc_linear_to_1000", "And a hundred times as many at most 120 times?", "growth.rpc_1000.ratio <= 1.2"),
    (
        "rpc_no_limit_of_6",
        "Are more than 50 plain calls at once answered, whatever is said of six connections?",
        "ladder.rpc.first_failing > 50",
    ),
    (
        "queue_hangs_by_50",
        "Does the queued call hang by 50 where an invocation may make 1,000 calls?",
        "ladder_1000.queued_list.first_failing <= 50",
    ),
    ("queue_lives_at_44", "And are 44 answered there?", "ladder_1000.queued_list.first_failing > 44"),
    (
        "queue_hangs_by_150_today",
        "Does it hang by 150 where an invocation may make 10,000?",
        "ladder_10000.queued_list.first_failing <= 150",
    ),
    ("queue_lives_at_140_today", "And are 140 answered there?", "ladder_10000.queued_list.first_failing > 140"),
];

/// What our own code has to reach.
const BOUNDS: [Sentence; 12] = [
    ("bound_10", "10 durable calls at once against plain ones", "parallel_10.durable.ratio <= 0.8"),
    ("bound_50", "50 durable calls at once against plain ones", "parallel_50.durable.ratio <= 0.2"),
    ("bound_100", "100 durable calls at once against plain ones", "parallel_100.durable.ratio <= 0.1"),
    ("bound_1000", "1,000 durable calls at once against plain ones", "parallel_1000.durable.ratio <= 0.05"),
    ("bound_10000", "10,000 durable calls at once against plain ones", "parallel_10000.durable.ratio <= 0.05"),
    ("bound_sequential", "One durable call after the other against plain ones", "sequential.durable.ratio <= 3.5"),
    (
        "bound_equal_durability",
        "The same against a row on either side, which keeps nothing from being made twice",
        "sequential.durable/rpc_both_durable.ratio <= 1.5",
    ),
    (
        "bound_events",
        "100 requests at once that make one durable call each, against plain ones",
        "events.durable.ratio <= 0.7",
    ),
    (
        "bound_list",
        "50 calls at once by the queue that is listed whole against durable ones",
        "queue_50.queued_list/durable.ratio >= 100",
    ),
    ("bound_scale", "One durable call among 100,000 against one among 1,000", "scale.durable_100000.ratio <= 1.2"),
    (
        "bound_all_answered",
        "The first number of durable calls in one request that is not answered right",
        "ladder.durable.first_failing > 100000",
    ),
    (
        "bound_all_answered_once",
        "The same where an invocation may make 1,000 calls between objects",
        "ladder_1000.durable.first_failing > 10000",
    ),
];

/// What faults may do to durable calls, and what they must do to the negative controls.
const SAFETY: [Sentence; 11] = [
    ("bound_faults_lost", "Durable calls that were answered and lost among faults", "faults_all.durable.lost <= 0"),
    ("bound_faults_doubled", "Durable calls that were made twice among faults", "faults_all.durable.doubled <= 0"),
    (
        "bound_replies_doubled",
        "Durable calls that were made twice where replies are lost",
        "faults_drop_reply.durable.doubled <= 0",
    ),
    ("bound_evictions_lost", "Durable calls that were answered and lost by evictions", "evictions.durable.lost <= 0"),
    ("bound_evictions_doubled", "Durable calls that were made twice by evictions", "evictions.durable.doubled <= 0"),
    ("bound_kills_lost", "Durable calls that were answered and lost by kills", "kills.durable.lost <= 0"),
    ("bound_kills_doubled", "Durable calls that were made twice after kills", "kills.durable.doubled <= 0"),
    ("bound_kills_reordered", "Durable calls that were made out of order after kills", "kills.durable.reordered <= 0"),
    (
        "bound_kills_waiting",
        "Durable calls that were pending half a second after a restart",
        "kills.durable.waiting <= 0",
    ),
    ("control_unchecked", "Without the mark, are calls made twice after kills?", "kills.unchecked.doubled > 0"),
    ("control_unwatched", "Without the alarm, do calls stay behind?", "kills.unwatched.waiting > 0"),
];

/// Hypotheses and bounds, by name.
pub(super) fn claims() -> IndexMap<String, Claim> {
    let of = |kind| move |sentence| claim(kind, sentence);
    let bounds = BOUNDS.into_iter().chain(SAFETY).map(of(Kind::Bound));
    bounds.chain(HYPOTHESES.map(of(Kind::Hypothesis))).collect()
}

/// What a call costs in a request of its own, beyond what such a request costs that makes none.
pub(super) fn legs() -> Vec<Leg> {
    let leg = |of: &str, work: &str, longer: &str, shorter: &[&str]| Leg {
        of: of.to_owned(),
        work: work.to_owned(),
        cell: "requests".to_owned(),
        longer: vec![longer.to_owned()],
        shorter: shorter.iter().map(|arm| (*arm).to_owned()).collect(),
    };
    let ways = [RPC, "rpc_durable", "rpc_both_durable", DURABLE];
    let legs = ways.iter().flat_map(|way| {
        [leg(way, "client, router and source", "no_call", &[]), leg(way, "the call", way, &["no_call"])]
    });
    legs.collect()
}

/// Every way over the number of calls at once.
pub(super) fn surveys() -> IndexMap<String, Survey> {
    let survey = Survey {
        title: "What one call costs beyond a plain one, by how many are made at once".to_owned(),
        cells: PARALLEL.map(|(operations, _)| format!("parallel_{operations}")).into(),
        along: "operations".to_owned(),
    };
    [("operations".to_owned(), survey)].into()
}
