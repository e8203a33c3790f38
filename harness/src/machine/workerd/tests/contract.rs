//! The wrangler files and the scripts beside them say what the contract says.

use std::fs;

use shared::call::{FACES, Face, ServiceName};

use crate::machine::{
    project::Project,
    workerd::{Service, Target},
    workers::Workers,
};

/// Every Worker that is deployed, as its wrangler file describes it.
fn every_service() -> Vec<Service> {
    let project = Project::find().unwrap();
    let workers = Workers::read(&project).unwrap();
    workers.deployed().into_iter().map(|worker| Service::read(&project, worker).unwrap()).collect()
}

/// What a Worker's bindings to others are, as the contract would put it.
fn faces(service: &Service) -> impl Iterator<Item = (&str, &str, Option<&str>)> {
    service.bindings.iter().filter_map(|binding| match &binding.target {
        Target::Service(callee) => Some((callee.as_str(), binding.name.as_str(), None)),
        Target::Objects { service, class } => Some((service.as_str(), binding.name.as_str(), Some(class.as_str()))),
        Target::Text(_) | Target::Loader => None,
    })
}

#[test]
fn every_wrangler_file_has_a_name_on_the_wire_and_every_name_a_wrangler_file() {
    let workers = Workers::read(&Project::find().unwrap()).unwrap();
    let mut files: Vec<_> = workers.all().into_iter().map(|worker| worker.name().as_str()).collect();
    let mut names = ServiceName::ALL.map(ServiceName::as_str);
    files.sort_unstable();
    names.sort_unstable();
    assert_eq!(files, names);
}

#[test]
fn wrangler_files_bind_what_the_contract_says_and_nothing_else() {
    let services = every_service();
    let contract = FACES.map(|Face { service, binding, class }| (service.as_str(), binding, class));
    for service in &services {
        for face in faces(service) {
            assert!(contract.contains(&face), "{}: {face:?}", service.name);
        }
    }
    for face in contract {
        assert!(services.iter().any(|service| faces(service).any(|bound| bound == face)), "nobody binds {face:?}");
    }
}

#[test]
fn wrangler_files_bring_the_classes_of_the_contract_and_no_others() {
    for service in every_service() {
        let brought = service.objects.iter().map(|object| object.class.as_str());
        let own = FACES.iter().filter(|face| face.service.as_str() == service.name);
        assert!(brought.eq(own.filter_map(|face| face.class)), "{}: {:?}", service.name, service.objects);
    }
}

#[test]
fn code_that_is_loaded_asks_for_the_behaviour_of_the_worker_that_loads_it() {
    let project = Project::find().unwrap();
    let workers = Workers::read(&project).unwrap();
    // What isolates of pools do without is said in so many words, and no flag of their Worker's.
    for (name, flags) in [(ServiceName::RpcRuntime, None), (ServiceName::PoolHost, Some("[\"no_nodejs_compat\"]"))] {
        let worker = workers.get(name).unwrap();
        let script = fs::read_to_string(worker.folder().join("code.js")).unwrap();
        let after = |name: &str| -> Vec<String> {
            script.split(name).skip(1).map(|rest| rest.split(",\n").next().unwrap().to_owned()).collect()
        };
        let file = worker.file();
        assert_eq!(after("compatibilityDate: "), [format!("{:?}", file.compatibility_date)], "{name}");
        // Another one that stands behind it is the naive way's, which is to differ.
        assert_eq!(after("compatibilityFlags: ").first().map(String::as_str), flags, "{name}");
        assert!(file.compatibility_flags.is_empty(), "{name}");
    }
}

#[test]
fn what_the_doors_of_the_caller_look_for_is_bound() {
    let project = Project::find().unwrap();
    let workers = Workers::read(&project).unwrap();
    let caller = workers.get(ServiceName::RpcCaller).unwrap();
    let script = fs::read_to_string(caller.folder().join("doors.js")).unwrap();
    let caller = Service::read(&project, caller).unwrap();
    let letter = |character: char| character.is_ascii_uppercase() || character == '_';
    let names: Vec<_> =
        script.split("env.").skip(1).map(|rest| rest.split(|end| !letter(end)).next().unwrap()).collect();
    assert!(names.contains(&"LOADER"), "{names:?}");
    for name in names {
        assert!(caller.bindings.iter().any(|binding| binding.name == name), "{name:?}");
    }
}
