//! A spreader stands where its compute Worker stood, and nothing else has changed.

use shared::{limits, routing::Routing};

use super::*;
use crate::{spread::Spread, workerd::Openness};

fn read() -> Configuration {
    Configuration::read(&Project::find().unwrap(), &Worker::ALL, &Openness::Open).unwrap()
}

fn spread(isolates: usize, routing: Routing) -> Configuration {
    let mut configuration = read();
    configuration.spread(&Project::find().unwrap(), Spread { isolates, routing }).unwrap();
    configuration
}

#[test]
fn every_caller_of_compute_reaches_the_spreader_and_the_spreader_every_isolate() {
    let mut configuration = spread(3, Routing::TenantAffine);
    for worker in Worker::COMPUTE {
        let spreader = configuration.service(worker.name()).unwrap().clone();
        let entry = spreader.modules.first().unwrap().path.clone();
        assert!(entry.starts_with(Project::find().unwrap().package(Worker::Spreader)), "{}", entry.display());
        let bound: Vec<_> = spreader.bindings.into_iter().map(|binding| (binding.name, binding.target)).collect();
        let mut expected = vec![("ROUTING".to_owned(), Target::Text("tenant-affine".to_owned()))];
        for number in 0..3 {
            expected.push((format!("COMPUTE_{number}"), Target::Service(isolate(worker, number))));
        }
        assert_eq!(bound, expected);
        let compute = read().service(worker.name()).unwrap().clone();
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
    let others = |configuration: Configuration| {
        let of_compute = |service: &Service| {
            Worker::COMPUTE
                .iter()
                .any(|worker| service.name == worker.name() || service.name.starts_with(&format!("{worker}-")))
        };
        configuration.services.into_iter().filter(move |service| !of_compute(service)).collect::<Vec<_>>()
    };
    assert_eq!(after.sockets, before.sockets);
    let isolates = Worker::COMPUTE.len() * limits::COMPUTE_ISOLATES;
    assert_eq!(after.services.len(), before.services.len() + isolates);
    assert_eq!(others(after), others(before));
}

#[test]
fn the_wrangler_file_of_the_spreader_names_a_policy_and_bindings_without_a_gap() {
    let file = WranglerFile::read(&Project::find().unwrap(), Worker::Spreader).unwrap();
    assert!(file.vars["ROUTING"].parse::<Routing>().is_ok());
    assert!((1..=limits::COMPUTE_ISOLATES).contains(&file.services.len()));
    for (number, binding) in file.services.iter().enumerate() {
        assert_eq!(binding.binding, format!("COMPUTE_{number}"));
    }
}
