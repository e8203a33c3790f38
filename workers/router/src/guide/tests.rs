use std::collections::HashSet;

use serde_json::Value;

use super::*;

/// Bounds that no client meets: what is kept and moved behind the edge.
const INSIDE: [&str; 9] = [
    "copies_bytes",
    "inline_state_bytes",
    "compute_attempts",
    "log_changes",
    "log_bytes",
    "log_kept_changes",
    "log_kept_bytes",
    "ping_bytes",
    "compute_isolates",
];

fn guide() -> Value {
    serde_json::from_slice(&json()).unwrap()
}

/// The names of the constants of a file.
fn constants(text: &str) -> Vec<String> {
    let names = text.lines().filter_map(|line| line.strip_prefix("pub const ")?.split_once(':'));
    names.map(|(name, _)| name.to_lowercase()).collect()
}

#[test]
fn every_bound_that_a_client_can_meet_is_told() {
    let limits = &guide()["limits"];
    let groups = limits.as_object().unwrap().values().map(|group| group.as_object().unwrap());
    let told: HashSet<String> = groups.flat_map(|group| group.keys().cloned()).collect();
    let bounds = constants(include_str!("../../../../shared/src/limits.rs"));
    let of_sqlite = constants(include_str!("../../../../shared/src/limits/sqlite.rs"));
    let of_postgres = constants(include_str!("../../../../shared/src/limits/postgres.rs"));
    let of_workflow = constants(include_str!("../../../../shared/src/limits/workflow.rs"));
    let of_pool = constants(include_str!("../../../../shared/src/limits/pool.rs"));
    assert!(of_pool.len() > 10);
    let of_isolation = constants(include_str!("../../../../shared/src/limits/isolation.rs"));
    assert!(
        of_isolation.len() > 10
            && of_workflow.len() > 10
            && bounds.len() > 30
            && of_sqlite.len() > 5
            && of_postgres.len() > 3
    );
    for bound in
        bounds.into_iter().chain(of_sqlite).chain(of_postgres).chain(of_workflow).chain(of_pool).chain(of_isolation)
    {
        let is_told = told.contains(&bound) || told.contains(&format!("{bound}_least"));
        assert_ne!(is_told, INSIDE.contains(&bound.as_str()), "{bound}");
    }
    assert_eq!(
        (limits["query"]["body_bytes"].as_u64(), limits["sqlite"]["compound_terms"].as_u64()),
        (Some(1 << 20), Some(5))
    );
}

#[test]
fn every_code_is_told_with_its_status() {
    let guide = guide();
    let errors = guide["errors"].as_array().unwrap();
    assert_eq!(errors.len(), ErrorCode::ALL.len());
    for (told, code) in errors.iter().zip(ErrorCode::ALL) {
        assert_eq!(told["code"], serde_json::to_value(code).unwrap());
        assert_eq!(told["status"], code.status());
    }
}

#[test]
fn every_route_is_told_once() {
    let guide = guide();
    let routes: Vec<_> =
        guide["routes"].as_array().unwrap().iter().map(|route| route["route"].as_str().unwrap()).collect();
    assert_eq!(routes.iter().collect::<HashSet<_>>().len(), routes.len());
    for route in [
        "POST /rpc/execute",
        "GET /rpc/status",
        "POST /benchmark/multi-tenant/burst",
        "POST /call/batch",
        "GET /workflow/dead",
        "POST /pool/execute",
    ] {
        assert!(routes.contains(&route), "{route}");
    }
}
