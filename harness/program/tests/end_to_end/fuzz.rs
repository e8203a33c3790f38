//! Requests that nobody would write: every answer is one that the project documents, and no tenant notices the others.

use std::sync::atomic::AtomicBool;

use harness::fuzz::{Database, Plan, ROUTES, hunt};
use shared::{engine::EngineName, routing::Routing};

use crate::lab::{Lab, spread_configuration_with_postgres};

/// What all requests follow from: `cargo lab fuzz --seed 1 --compute-isolates 3 --routing random` sends the same.
const SEED: u64 = 1;
const REQUESTS: usize = 5_000;
const CLIENTS: usize = 8;
const ISOLATES: usize = 3;

#[test]
fn whatever_is_sent_is_answered_as_documented_and_changes_nobody_else() {
    let mut configuration = spread_configuration_with_postgres(ISOLATES, Routing::Random);
    configuration.reach_runtime_over_http().unwrap();
    let lab = Lab::start(&configuration);
    let databases = Database::all(&EngineName::ALL, SEED);
    let plan = Plan { seed: SEED, requests: REQUESTS, clients: CLIENTS, databases, most: None };
    let findings = hunt(&plan, lab.address("router"), &AtomicBool::new(false), &|_| ()).unwrap();
    let summary = findings.summary(SEED, &format!("http://{}", lab.address("router")));
    assert!(findings.failures.is_empty(), "{summary}");
    assert_eq!(findings.tried, REQUESTS, "{summary}");
    // A fuzz that is refused everything, or nothing, tells nothing.
    let successes: usize =
        findings.outcomes.iter().filter(|((status, _), _)| *status == 200).map(|(_, count)| count).sum();
    assert!((REQUESTS / 5..REQUESTS * 4 / 5).contains(&successes), "{summary}");
    lab.get("/").ok();
}

#[test]
fn every_route_of_the_guide_is_fuzzed() {
    let guide = Lab::shared_with_postgres().get("/").ok();
    let told = guide["routes"].as_array().unwrap().iter().map(|route| route["route"].as_str().unwrap().to_owned());
    let fuzzed = ROUTES.map(|(method, path)| format!("{method} {path}"));
    assert_eq!(told.collect::<Vec<_>>(), fuzzed);
}
