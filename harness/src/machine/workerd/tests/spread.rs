//! A spreader stands where its compute Worker stood, and nothing else has changed.

use shared::{call::ServiceName, engine::EngineName, limits, routing::Routing};

use super::{super::spread::compute, *};
use crate::machine::{spread::Spread, workers::Worker};

fn workers() -> Workers {
    Workers::read(&Project::find().unwrap()).unwrap()
}

fn read() -> Configuration {
    deployed(&Openness::Open)
}

fn spread(isolates: usize, routing: Routing) -> Configuration {
    let mut configuration = read();
    configuration.spread(&Project::find().unwrap(), &workers(), Spread { isolates, routing }).unwrap();
    configuration
}

#[test]
fn every_caller_of_compute_reaches_the_spreader_and_the_spreader_every_isolate() {
    let mut configuration = spread(3, Routing::TenantAffine);
    let workers = workers();
    assert_eq!(compute(&workers).len(), EngineName::ALL.len());
    for worker in compute(&workers) {
        let worker = worker.name();
        let spreader = configuration.service(worker.as_str()).unwrap().clone();
        let entry = spreader.modules.first().unwrap().path.clone();
        assert!(entry.starts_with(workers.get(ServiceName::Spreader).unwrap().folder()), "{}", entry.display());
        let bound: Vec<_> = spreader.bindings.into_iter().map(|binding| (binding.name, binding.target)).collect();
        let mut expected = vec![("ROUTING".to_owned(), Target::Text("tenant-affine".to_owned()))];
        for number in 0..3 {
            expected.push((format!("COMPUTE_{number}"), Target::Service(isolate(worker, number))));
        }
        assert_eq!(bound, expected);
        let compute = read().service(worker.as_str()).unwrap().clone();
        for number in 0..3 {
            let name = isolate(worker, number);
            assert_eq!(*configuration.service(&name).unwrap(), Service { name, ..compute.clone() });
        }
        assert!(configuration.service(&isolate(worker, 3)).is_err());
    }
}

#[test]
fn other_services_are_as_they_were() {
    let (before, after) = (read(), spread(limits::COMPUTE_ISOLATES, Routing::Random));
    let workers = workers();
    let names: Vec<_> = compute(&workers).into_iter().map(Worker::name).collect();
    let others = |configuration: Configuration| {
        let of_compute = |service: &Service| {
            names.iter().any(|name| service.name == name.as_str() || service.name.starts_with(&format!("{name}-")))
        };
        configuration.services.into_iter().filter(|service| !of_compute(service)).collect::<Vec<_>>()
    };
    assert_eq!(after.sockets, before.sockets);
    let isolates = names.len() * limits::COMPUTE_ISOLATES;
    assert_eq!(after.services.len(), before.services.len() + isolates);
    assert_eq!(others(after), others(before));
}

#[test]
fn the_wrangler_file_of_the_spreader_names_a_policy_and_bindings_without_a_gap() {
    let workers = workers();
    let file = workers.get(ServiceName::Spreader).unwrap().file();
    assert!(file.vars["ROUTING"].parse::<Routing>().is_ok());
    assert!((1..=limits::COMPUTE_ISOLATES).contains(&file.services.len()));
    for (number, binding) in file.services.iter().enumerate() {
        assert_eq!(binding.binding, format!("COMPUTE_{number}"));
    }
}
