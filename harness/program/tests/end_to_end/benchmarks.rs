//! The benchmark endpoints: bounded calls, a cursor to go on, and numbers that fit each other.

use serde_json::{Value, json};
use shared::{error::ErrorCode, limits};

use crate::lab::{ARMS, Lab};

/// Calls until there is no cursor; hands back the last report and how many calls it took.
fn run_to_the_end(lab: &Lab, path: &str, first: &Value) -> (Value, usize) {
    let mut body = first.clone();
    for calls in 1..=200 {
        let report = lab.post(path, &body).ok();
        let invocations = report["invocations"].as_u64().unwrap();
        assert!(invocations <= u64::try_from(limits::INVOCATIONS).unwrap(), "{path}: {invocations}");
        let Some(cursor) = report["cursor"].as_str() else { return (report, calls) };
        assert!(report["steps_done"].as_u64() < report["steps"].as_u64(), "{path}");
        body = json!({ "cursor": cursor });
    }
    panic!("{path} did not end in 200 calls");
}

/// The report of one section and arm, which has to hold together.
fn checked<'a>(report: &'a Value, section: &str, arm: &str, requests: usize) -> &'a Value {
    let sections = report["sections"].as_array().unwrap();
    let found =
        sections.iter().find(|found| found["section"] == section).unwrap_or_else(|| panic!("{section}: {report}"));
    let of_arm = &found["arms"][arm];
    assert_eq!(of_arm["requests"], json!(requests), "{section} {arm}: {of_arm}");
    assert_eq!(of_arm["errors"], json!(0), "{section} {arm}: {of_arm}");
    let number = |name: &str| of_arm[name].as_f64().unwrap_or_else(|| panic!("{name}: {of_arm}"));
    assert!(number("min_ms") <= number("p50_ms") && number("p50_ms") <= number("max_ms"), "{of_arm}");
    assert!(number("min_ms") <= number("avg_ms") && number("avg_ms") <= number("max_ms"), "{of_arm}");
    of_arm
}

#[test]
fn single_benchmarks_run_to_their_end() {
    let lab = Lab::shared();
    let cases = [("cold-start", "cold_start"), ("hot-query", "hot_query"), ("write", "write")];
    for (path, section) in cases {
        let path = format!("/benchmark/{path}");
        let (report, calls) = run_to_the_end(&lab, &path, &json!({ "iterations": 12 }));
        assert!(calls > 1, "{path} went on after its first call");
        assert_eq!(report["steps_done"], report["steps"], "{path}");
        for arm in ARMS {
            let of_arm = checked(&report, section, arm, 12);
            // Too few for those: p95 needs 72 requests, p99 368.
            assert_eq!((&of_arm["p95_ms"], &of_arm["p99_ms"]), (&Value::Null, &Value::Null), "{path} {arm}");
        }
        assert!(report["sections"][0]["new_minus_native_ms"].is_number(), "{report}");
    }
}

#[test]
fn percentiles_appear_once_there_are_enough_requests() {
    let lab = Lab::shared();
    let (report, _) = run_to_the_end(&lab, "/benchmark/hot-query", &json!({ "iterations": 72 }));
    for arm in ARMS {
        let of_arm = checked(&report, "hot_query", arm, 72);
        assert!(of_arm["p95_ms"].is_number() && of_arm["p99_ms"].is_null(), "{of_arm}");
    }
}

#[test]
fn the_comparison_has_all_sections() {
    let lab = Lab::shared();
    let (report, _) = run_to_the_end(&lab, "/benchmark/compare", &json!({}));
    for section in ["cold_start", "hot_query", "write"] {
        for arm in ARMS {
            checked(&report, section, arm, 5);
        }
    }
}

#[test]
fn a_burst_of_a_hundred_tenants_runs_in_chunks() {
    let lab = Lab::shared();
    let (report, calls) = run_to_the_end(&lab, "/benchmark/multi-tenant/burst", &json!({ "tenants": 100 }));
    assert!(calls >= 10, "100 tenants on 4 arms took {calls} calls");
    for arm in ARMS {
        let of_arm = checked(&report, "burst", arm, 100);
        assert_eq!(of_arm["objects"], json!(100), "{arm}: a tenant is an object");
    }
    assert_eq!(report["sections"][0]["arms"]["new"]["compute_isolates"], json!(1), "locally there is one isolate");
}

#[test]
fn counts_outside_their_bounds_are_refused() {
    let lab = Lab::shared();
    for count in [0, limits::ITERATIONS + 1] {
        for path in ["cold-start", "hot-query", "write", "compare"] {
            let answer = lab.post(&format!("/benchmark/{path}"), &json!({ "iterations": count }));
            assert_eq!(answer.code(), ErrorCode::BadCount, "{path} {count}");
        }
    }
    for count in [0, limits::TENANTS + 1] {
        let answer = lab.post("/benchmark/multi-tenant/burst", &json!({ "tenants": count }));
        assert_eq!(answer.code(), ErrorCode::BadCount, "{count}");
    }
    for count in
        [json!(-1), json!(1.5), json!(5.0), json!("5"), json!(u64::from(u32::MAX) + 2), json!([5]), json!(true)]
    {
        let body = json!({ "iterations": count });
        assert_eq!(lab.post("/benchmark/compare", &body).code(), ErrorCode::BadCount, "{body}");
    }
    for body in [json!({ "rounds": 1 }), json!([]), json!([1]), json!(null)] {
        assert_eq!(lab.post("/benchmark/compare", &body).code(), ErrorCode::MalformedBody, "{body}");
    }
}

#[test]
fn cursors_of_elsewhere_are_refused() {
    let lab = Lab::shared();
    let report = lab.post("/benchmark/hot-query", &json!({ "iterations": 20 })).ok();
    let cursor = report["cursor"].as_str().unwrap();
    let answer = lab.post("/benchmark/write", &json!({ "cursor": cursor }));
    assert_eq!(answer.code(), ErrorCode::BadCursor);
    let (half, last) = (&cursor[..cursor.len() / 2], &cursor[..cursor.len() - 1]);
    let more = [&format!("{cursor}AAAA"), &format!("{cursor}="), &cursor.repeat(2), &"A".repeat(10_000)];
    let changed = [cursor.replacen(&cursor[40..44], "AAAA", 1), cursor.replacen(&cursor[..1], "_", 1)];
    for strange in ["", "AAAA", "***", half, last]
        .into_iter()
        .chain(more.map(String::as_str))
        .chain(changed.each_ref().map(String::as_str))
    {
        let answer = lab.post("/benchmark/hot-query", &json!({ "cursor": strange }));
        assert_eq!(answer.code(), ErrorCode::BadCursor, "{strange}");
    }
    for (field, value) in [("iterations", json!(20)), ("tenants", json!(20)), ("engine", json!("postgres"))] {
        let answer = lab.post("/benchmark/hot-query", &json!({ "cursor": cursor, field: value }));
        assert_eq!(answer.code(), ErrorCode::BadChoice, "{field}");
    }
    let next = lab.post("/benchmark/hot-query", &json!({ "cursor": cursor, "engine": "sqlite" })).ok();
    assert!(next["steps_done"].as_u64() > report["steps_done"].as_u64());
}

#[test]
fn the_largest_benchmark_keeps_its_cursor_below_the_bound_of_a_body() {
    let lab = Lab::shared();
    // A cursor carries every sample so far. It is enough to know what one weighs.
    let report = lab.post("/benchmark/hot-query", &json!({ "iterations": limits::ITERATIONS })).ok();
    let cursor = report["cursor"].as_str().unwrap().len();
    let steps_done = usize::try_from(report["steps_done"].as_u64().unwrap()).unwrap();
    let steps = usize::try_from(report["steps"].as_u64().unwrap()).unwrap();
    assert!(cursor / steps_done * steps < limits::BODY_BYTES, "{cursor} bytes after {steps_done} of {steps} steps");
}
