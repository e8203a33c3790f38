//! The wrangler files and the scripts beside them say what the contract says.

use std::fs;

use shared::call::{self, ObjectService, ServiceName};

use crate::{
    project::{Project, Worker},
    workerd::{Binding, Service, Target, wrangler_file::WranglerFile},
};

/// Every Worker as its wrangler file describes it, also those that are not served yet.
fn every_service() -> Vec<Service> {
    let project = Project::find().unwrap();
    Worker::ALL.iter().map(|&worker| Service::read(&project, worker).unwrap()).collect()
}

fn to_worker<S: call::Service>(caller: &str) -> (String, Binding) {
    let target = Target::Service(S::NAME.as_str().to_owned());
    (caller.to_owned(), Binding { name: S::BINDING.to_owned(), target })
}

fn to_object<S: ObjectService>(caller: &str) -> (String, Binding) {
    let target = Target::Objects { service: S::NAME.as_str().to_owned(), class: S::CLASS.to_owned() };
    (caller.to_owned(), Binding { name: S::BINDING.to_owned(), target })
}

#[test]
fn wrangler_files_bind_what_the_contract_says_and_nothing_else() {
    let services = every_service();
    let bound = services.iter().flat_map(|service| {
        let others = service.bindings.iter().filter(|binding| match binding.target {
            Target::Service(_) | Target::Objects { .. } => true,
            Target::Text(_) | Target::Loader => false,
        });
        others.map(|binding| (service.name.clone(), binding.clone()))
    });
    let contract = [
        to_worker::<call::Compute>("state"),
        to_worker::<call::ComputePostgres>("state"),
        to_worker::<call::Compute>("hybrid"),
        to_worker::<call::ComputePostgres>("hybrid-postgres"),
        to_worker::<call::RpcRuntime>("rpc-caller"),
        to_object::<call::RpcObject>("rpc-caller"),
        to_worker::<call::Compute>("router"),
        to_worker::<call::ComputePostgres>("router"),
        to_worker::<call::RpcCaller>("router"),
        to_object::<call::State>("router"),
        to_object::<call::Traditional>("router"),
        to_object::<call::TraditionalPostgres>("router"),
        to_object::<call::Hybrid>("router"),
        to_object::<call::HybridPostgres>("router"),
        to_object::<call::Native>("router"),
    ];
    assert_eq!(bound.collect::<Vec<_>>(), contract);
}

#[test]
fn wrangler_files_bring_the_classes_of_the_contract_and_no_others() {
    fn class<S: ObjectService>() -> (&'static str, &'static str) {
        (S::NAME.as_str(), S::CLASS)
    }
    let services = every_service();
    let brought = services
        .iter()
        .flat_map(|service| service.objects.iter().map(|object| (service.name.as_str(), object.class.as_str())));
    let contract = [
        class::<call::State>(),
        class::<call::Traditional>(),
        class::<call::TraditionalPostgres>(),
        class::<call::Hybrid>(),
        class::<call::HybridPostgres>(),
        class::<call::Native>(),
        class::<call::RpcObject>(),
    ];
    assert_eq!(brought.collect::<Vec<_>>(), contract);
}

#[test]
fn a_runtime_that_is_loaded_asks_for_the_behaviour_of_one_that_is_bound() {
    let project = Project::find().unwrap();
    let script = fs::read_to_string(project.package(Worker::RpcRuntime).join("code.js")).unwrap();
    let dates = script.split("compatibilityDate: \"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let file = WranglerFile::read(&project, Worker::RpcRuntime).unwrap();
    assert_eq!(dates.collect::<Vec<_>>(), [file.compatibility_date]);
    assert_eq!(script.contains("compatibilityFlags"), !file.compatibility_flags.is_empty());
}

#[test]
fn what_the_doors_of_the_caller_look_for_is_bound() {
    let project = Project::find().unwrap();
    let script = fs::read_to_string(project.package(Worker::RpcCaller).join("doors.js")).unwrap();
    let caller = Service::read(&project, Worker::RpcCaller).unwrap();
    let letter = |character: char| character.is_ascii_uppercase() || character == '_';
    let names: Vec<_> =
        script.split("env.").skip(1).map(|rest| rest.split(|end| !letter(end)).next().unwrap()).collect();
    assert!(names.contains(&"LOADER"), "{names:?}");
    for name in names {
        assert!(caller.bindings.iter().any(|binding| binding.name == name), "{name:?}");
    }
}

#[test]
fn workers_are_deployed_in_the_order_of_the_contract() {
    assert_eq!(Worker::ALL.map(Worker::name), ServiceName::DEPLOYMENT_ORDER.map(ServiceName::as_str));
    assert_eq!(Worker::EXPERIMENTS.map(Worker::name), [ServiceName::Spreader.as_str()]);
}
