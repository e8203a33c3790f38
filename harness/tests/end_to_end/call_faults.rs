//! Calls between objects whose targets fail on purpose: what a plain call loses, and that nothing else is touched.

use serde_json::{Value, json};

use crate::lab::Lab;

/// Makes a batch of plain calls whose targets fail as it says, and hands back how many were answered, how many were not, and how
/// many had their effect.
#[track_caller]
fn under(lab: &Lab, source: &str, way: &str, fault: &str) -> (u64, u64, u64) {
    let asked = json!({ "way": way, "mode": "sequential", "operations": 200, "source": source, "deadline_ms": 20_000,
        "faults": { fault: 30 } });
    let body = lab.post("/call/batch", &asked).ok();
    let count = |told: &Value, field: &str| told[field].as_u64().unwrap();
    let told = lab.get(&format!("/call/ledger?target={source}.0")).ok();
    assert_eq!((count(&told, "doubled"), count(&told, "reordered")), (0, 0), "{source}: {told}");
    let (answered, dead) = (count(&body, "answered"), count(&body, "dead"));
    assert_eq!(answered + dead, 200, "{source}: {body}");
    (answered, dead, count(&told, "effects"))
}

#[test]
fn a_plain_call_does_not_know_what_became_of_it() {
    let lab = Lab::shared();
    for way in ["rpc_durable", "rpc_both_durable"] {
        for (fault, has_effect) in [
            ("abort_before", false),
            // What is written is lost with the life, so long as it is not committed.
            ("abort_inside", false),
            ("abort_after", true),
            ("drop_reply", true),
        ] {
            let (answered, dead, effects) = under(&lab, &format!("faults-{way}-{fault}"), way, fault);
            assert!(dead > 20, "{way} {fault}: {dead}");
            let expected = if has_effect { answered + dead } else { answered };
            assert_eq!(effects, expected, "{way} {fault}: {answered} answered, {dead} dead");
        }
        let (answered, dead, effects) = under(&lab, &format!("faults-{way}-late"), way, "delay_request");
        assert_eq!((answered, dead, effects), (200, 0, 200), "{way}");
    }
}

#[test]
fn faults_end_with_their_batch_and_leave_others_alone() {
    let lab = Lab::shared();
    under(&lab, "faults-before", "rpc_durable", "abort_after");
    let asked = json!({ "way": "rpc_durable", "operations": 100, "source": "faults-before" });
    let body = lab.post("/call/batch", &asked).ok();
    assert_eq!((&body["answered"], &body["dead"]), (&json!(100), &json!(0)), "{body}");
}
