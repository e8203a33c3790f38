//! A study has the Workers that it asks in its process, and no others.

use shared::{call::ServiceName, engine::EngineName};

use super::*;
use crate::{
    experiments::study::Study,
    instrument::{
        scenario::Medium,
        target::{Needs, TargetKind},
    },
    machine::workers::of_the_split,
};

/// What the local runtime serves where these Workers are asked.
fn serving(workers: &[ServiceName]) -> Configuration {
    let project = Project::find().unwrap();
    let needs = Needs { workers, spreads: &[], fixtures: &[], medium: Medium::Disk, deadline: Duration::ZERO, seed: 0 };
    let table = Workers::read(&project).unwrap();
    let served = needs.served(TargetKind::Workerd, &table).unwrap();
    Configuration::read(&project, &served, &Openness::Open).unwrap()
}

fn names(configuration: &Configuration) -> Vec<&str> {
    let mut names: Vec<_> = configuration.services.iter().map(|service| service.name.as_str()).collect();
    names.sort_unstable();
    names
}

/// Whatever a service is bound to must be served, or the runtime does not start.
fn assert_whole(configuration: &Configuration) {
    let names = names(configuration);
    for binding in configuration.services.iter().flat_map(|service| &service.bindings) {
        match &binding.target {
            Target::Service(service) | Target::Objects { service, .. } => {
                assert!(names.contains(&service.as_str()), "{binding:?}");
            }
            Target::Text(_) | Target::Loader => {}
        }
    }
}

#[test]
fn a_comparison_serves_the_split_with_its_engine_and_needs_no_experimental_runtime() {
    for (engine, expected) in [
        (EngineName::Sqlite, ["compute", "hybrid", "native", "router", "state", "traditional"]),
        (
            EngineName::Postgres,
            ["compute-postgres", "hybrid-postgres", "native", "router", "state", "traditional-postgres"],
        ),
    ] {
        let mut configuration = serving(&Study::split(engine).workers);
        assert_eq!(names(&configuration), expected);
        assert!(!configuration.is_experimental(), "{engine}");
        assert_eq!(target_of(&mut configuration, "router", "RPC_CALLER"), None);
        assert_whole(&configuration);
    }
}

#[test]
fn measured_calls_are_served_without_the_split() {
    let mut configuration = serving(&Study::rpc().workers);
    assert_eq!(names(&configuration), ["router", "rpc-caller", "rpc-runtime"]);
    assert!(configuration.is_experimental());
    for binding in ["STATE", "COMPUTE", "NATIVE"] {
        assert_eq!(target_of(&mut configuration, "router", binding), None);
    }
    assert_whole(&configuration);
}

#[test]
fn tenants_of_both_engines_are_served_by_both() {
    let configuration = serving(&of_the_split(&EngineName::ALL));
    assert_eq!(names(&configuration).len(), 9);
    assert!(!configuration.is_experimental());
    assert_whole(&configuration);
}

#[test]
fn whoever_serves_everything_serves_what_is_deployed() {
    let configuration = deployed(&Openness::Open);
    let expected = ServiceName::ALL.len() - 1;
    assert_eq!(configuration.services.len(), expected, "{:?}", names(&configuration));
    assert!(configuration.is_experimental());
    assert_whole(&configuration);
}
