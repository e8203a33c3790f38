//! What is asked about the compute split before it is measured: hypotheses, bounds on our own code, and the legs of a read.

use indexmap::IndexMap;

use super::engine::SplitEngine;
use crate::{
    experiments::sentence::{Sentence, claim},
    instrument::scenario::{Claim, Kind, Leg},
};

/// What any engine can answer about the split.
const HYPOTHESES: [Sentence; 6] = [
    (
        "split_starts_sooner",
        "Does a tenant's first answer come sooner when the object holds no WASM?",
        "cold_empty.new/traditional.ratio < 1",
    ),
    (
        "split_starts_sooner_with_data",
        "Does it, when the tenant has data that the engine needs?",
        "cold_data.new/traditional.ratio < 1",
    ),
    (
        "hop_below_a_millisecond",
        "Does one hop from object to compute cost less than a millisecond?",
        "hop.envelope.cost_ms < 1",
    ),
    (
        "tax_below_a_millisecond",
        "Does a hot read through the split cost less than a millisecond more than with the engine inside?",
        "hot_read.new/traditional.difference_ms < 1",
    ),
    (
        "reads_alike",
        "Is a hot read through the split as fast as with the engine inside, within 3 %?",
        "hot_read.new/traditional.ratio <= 1.03",
    ),
    (
        "writes_alike",
        "Is a durable write through the split as fast as with the engine inside, within 3 %?",
        "write.new/traditional.ratio <= 1.03",
    ),
];

/// The bound on reads of an old tenant.
pub(super) const AGE_WARM: Sentence =
    ("bound_age_warm", "Hot read after 10,000 writes against after 100", "age_warm.old.ratio <= 1.2");
/// The same on a cold copy.
pub(super) const AGE_COLD: Sentence = ("bound_age_cold", "The same on a cold copy", "age_cold.old.ratio <= 1.2");

/// Hypotheses and bounds, by name.
pub(super) fn claims(engine: &SplitEngine) -> IndexMap<String, Claim> {
    let of = |kind| move |sentence: &Sentence| claim(kind, *sentence);
    let hypotheses = HYPOTHESES.iter().chain(engine.hypotheses).map(of(Kind::Hypothesis));
    hypotheses.chain(engine.bounds.iter().map(of(Kind::Bound))).collect()
}

/// The way of a hot read, from requests that go ever further.
pub(super) fn legs() -> Vec<Leg> {
    let leg = |of: &str, work: &str, longer: &str, shorter: &[&str]| Leg {
        of: of.to_owned(),
        work: work.to_owned(),
        cell: "path".to_owned(),
        longer: vec![longer.to_owned()],
        shorter: shorter.iter().map(|arm| (*arm).to_owned()).collect(),
    };
    let mut legs = Vec::new();
    for of in ["native", "traditional", "new"] {
        let status = format!("{of}_status");
        legs.push(leg(of, "client and router", "router", &[]));
        legs.push(leg(of, "router and object", &status, &["router"]));
        match of {
            "new" => {
                legs.push(leg(of, "object and compute", "ping", &[]));
                legs.push(leg(of, "engine, and object beyond status", of, &[&status, "ping"]));
            }
            "native" => legs.push(leg(of, "SQL in the object", of, &[&status])),
            _ => legs.push(leg(of, "engine in the object", of, &[&status])),
        }
    }
    legs
}
