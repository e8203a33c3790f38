//! Calls between objects whose targets fail on purpose: what a plain call loses, and that nothing else is touched.

use serde_json::{Value, json};

use crate::lab::{Lab, faulty_configuration};

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

#[test]
fn a_target_that_panics_makes_dead_letters_and_others_go_on() {
    let lab = Lab::start(&faulty_configuration());
    let asked = |source: &str| json!({ "way": "durable", "operations": 3, "source": source, "attempts": 2, "deadline_ms": 40_000 });
    let body = lab.post("/call/batch", &asked("bystander")).ok();
    assert_eq!(body["answered"], 3, "{body}");
    let body = lab.post("/call/batch", &asked("panics")).ok();
    assert_eq!((&body["dead"], &body["answered"], &body["pending"]), (&json!(3), &json!(0), &json!([])), "{body}");
    let told = lab.get("/call/ledger?target=panics.0").ok();
    assert_eq!(told["effects"], 0, "{told}");
    let body = lab.post("/call/batch", &asked("bystander")).ok();
    assert_eq!(body["answered"], 3, "{body}");
    let told = lab.get("/call/ledger?target=bystander.0").ok();
    assert_eq!((&told["effects"], &told["doubled"], &told["reordered"]), (&json!(6), &json!(0), &json!(0)), "{told}");
}
