//! Summary, legs, claims and break-even.

use super::*;

fn claim(holds: &str) -> Claim {
    Claim { kind: Kind::Hypothesis, question: "is it so?".to_owned(), holds: holds.to_owned() }
}

fn leg(longer: &[&str], shorter: &[&str]) -> Leg {
    let names = |arms: &[&str]| arms.iter().map(|arm| (*arm).to_owned()).collect();
    Leg {
        of: "new".to_owned(),
        work: "a hop".to_owned(),
        cell: "path".to_owned(),
        longer: names(longer),
        shorter: names(shorter),
    }
}

#[test]
fn the_summary_is_the_geometric_mean_over_cells_with_the_same_base() {
    let mut made = Made::seeded(20);
    made.paired("read", &[("native", 0.5), ("native_again", 0.5), ("new", 0.6)], LITTLE);
    made.paired("write", &[("native", 1.0), ("new", 1.8)], LITTLE);
    made.paired("alone", &[("native", 1.0), ("other", 1.8)], LITTLE);
    let scenario = scenario([
        ("read", cell(PAIRED, &["native", "native_again", "new"])),
        ("write", cell(PAIRED, &["native", "new"])),
        ("alone", cell(PAIRED, &["native", "other"])),
    ]);
    let summary = findings(&made.samples, &scenario, &card()).summary;
    assert_eq!(summary.len(), 1);
    assert_eq!((summary[0].arm.as_str(), summary[0].base.as_str()), ("new", "native"));
    assert_eq!(summary[0].cells, ["read", "write"]);
    assert!((summary[0].ratio.value - (1.2_f64 * 1.8).sqrt()).abs() < 0.03, "{:?}", summary[0].ratio);
}

#[test]
fn legs_are_differences_of_sums_with_batches_by_their_slope() {
    let sizes = Batch { few: 8, many: 32 };
    let mut made = Made::seeded(21);
    made.paired("path", &[("router", 0.3), ("status", 0.5), ("new", 1.0)], LITTLE);
    made.batches("path", ("hop", 0.5, 0.1), sizes, LITTLE);
    let mut path = cell(PAIRED, &["router", "status", "new", "hop", "absent"]);
    path.base = None;
    path.arms.get_mut("hop").unwrap().batch = Some(sizes);
    let mut scenario = scenario([("path", path)]);
    scenario.legs = vec![
        leg(&["router"], &[]),
        leg(&["status"], &["router"]),
        leg(&["absent"], &["router"]),
        leg(&["new"], &["status", "hop"]),
    ];
    let legs = findings(&made.samples, &scenario, &card()).legs;
    let found: Vec<f64> = legs.iter().map(|leg| leg.elapsed_ms.value).collect();
    assert_eq!(found.len(), 3, "what was not measured is left out");
    for (found, expected) in found.iter().zip([0.3, 0.2, 0.4]) {
        assert!((found - expected).abs() < 0.04, "{found} {expected}");
    }
}

#[test]
fn claims_are_answered_by_intervals() {
    let (samples, mut scenario) = compared(22, LITTLE);
    scenario.cells.insert("ladder".to_owned(), cell(ladder(&[1]), &["new"]));
    let claims = [
        ("read.new.ratio < 1.5", Answer::Supported, true),
        ("split.read.ratio.upper < 1.1", Answer::Refuted, true),
        ("read.same.ratio < 1", Answer::Undecided, true),
        ("read.new.p999_ms < 1", Answer::Undecided, false),
        ("ladder.first_failing > 64", Answer::Undecided, false),
        ("nothing.ratio < 1", Answer::Undecided, false),
    ];
    scenario.claims = claims.iter().map(|(holds, ..)| ((*holds).to_owned(), claim(holds))).collect::<IndexMap<_, _>>();
    let found = findings(&samples, &scenario, &card()).claims;
    for (found, (holds, answer, measured)) in found.iter().zip(claims) {
        assert_eq!((found.holds.as_str(), found.answer, found.found.is_some()), (holds, answer, measured));
    }
}

#[test]
fn a_ladder_that_never_fails_supports_what_no_file_can_hold() {
    let mut made = Made::seeded(23);
    made.rung("ladder", "new", (0, 1), 10, 1.0, false);
    made.rung("ladder", "new", (0, 8), 10, 1.0, false);
    let mut whole = scenario([("ladder", cell(ladder(&[1, 8]), &["new"]))]);
    whole.claims.insert("holds".to_owned(), claim("ladder.first_failing > 8"));
    let found = findings(&made.samples, &whole, &card()).claims;
    assert_eq!((found[0].answer, found[0].found), (Answer::Supported, None));
    assert_eq!(found[0].none_failed_up_to, Some(8));
    whole.claims["holds"].holds = "ladder.first_failing > 45".to_owned();
    let found = findings(&made.samples, &whole, &card()).claims;
    // A quick run climbs less high than what is claimed.
    assert_eq!((found[0].answer, found[0].none_failed_up_to), (Answer::Undecided, Some(8)));
    let mut early = scenario([("ladder", cell(ladder(&[1, 8, 64]), &["new"]))]);
    early.claims = whole.claims;
    let found = findings(&made.samples, &early, &card()).claims;
    assert_eq!((found[0].answer, found[0].none_failed_up_to), (Answer::Undecided, None));
}

/// A cold start and, where given, a warm request of native and new.
fn break_even(cold: [f64; 2], warm: Option<[f64; 2]>) -> Vec<crate::record::BreakEven> {
    let mut made = Made::seeded(24);
    made.starts("cold", &[("native", cold[0]), ("new", cold[1])], 40);
    if let Some([native, new]) = warm {
        made.paired("read", &[("native", native), ("native_again", native), ("new", new)], LITTLE);
    }
    let cells = [("cold", cell(FIRST, &["native", "new"])), ("read", cell(PAIRED, &["native", "native_again", "new"]))];
    findings(&made.samples, &scenario(cells), &card()).break_even
}

#[test]
fn a_dear_start_is_paid_back_by_cheap_requests() {
    let found = break_even([10.0, 14.0], Some([1.0, 0.8]));
    assert_eq!((found.len(), found[0].arm.as_str(), found[0].base.as_str()), (1, "new", "native"));
    let requests = found[0].requests.unwrap().value;
    assert!((15.0..25.0).contains(&requests), "{requests}");
    let number = requests.floor() + 1.0;
    assert!(found[0].conclusion.starts_with(&format!("new is cheaper from the {number}")), "{}", found[0].conclusion);
    assert!(found[0].conclusion.ends_with(" warm request of an instance on"), "{}", found[0].conclusion);
    let other_way = break_even([14.0, 10.0], Some([0.8, 1.0]));
    assert!(other_way[0].conclusion.starts_with("native is cheaper from"), "{}", other_way[0].conclusion);
}

#[test]
fn what_costs_more_twice_never_pays_and_what_is_not_known_is_said() {
    let conclusion = |cold, warm| break_even(cold, warm).remove(0);
    let dearer = conclusion([10.0, 14.0], Some([1.0, 1.2]));
    assert_eq!(dearer.conclusion, "new costs more than native at every number of requests");
    assert_eq!(dearer.requests, None);
    let cheaper = conclusion([14.0, 10.0], Some([1.2, 1.0]));
    assert_eq!(cheaper.conclusion, "new costs less than native at every number of requests");
    let unknown = conclusion([10.0, 14.0], Some([1.0, 1.0]));
    assert_eq!(unknown.conclusion, "cannot be told: the interval of the difference of warm requests includes zero");
    assert_eq!(unknown.requests, None);
}

#[test]
fn without_a_loop_the_second_request_is_the_warm_one() {
    let found = break_even([100.0, 140.0], None);
    assert!((found[0].warm_ms.value - 0.4).abs() < 0.05, "{:?}", found[0].warm_ms);
}
