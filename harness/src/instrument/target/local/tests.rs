use super::*;
use crate::{error::Exit, machine::workerd::Openness};

/// The local runtime that starts nothing.
fn spread(spreads: &[Spread]) -> Local {
    let project = Project::find().unwrap();
    let workers = Workers::read(&project).unwrap();
    let configuration = Configuration::read(&project, &workers.deployed(), &Openness::Open).unwrap();
    let local = Local::new(configuration, &project, &[], Path::new("workerd"), Path::new("nowhere")).unwrap();
    local.spread(&project, &workers, spreads).unwrap()
}

/// The policy of the spreader that a process would have.
fn policy(local: &Local, routing: Option<Routing>) -> Option<Target> {
    let mut configuration = local.configuration(routing).unwrap().clone();
    let compute = configuration.service(ServiceName::Compute.as_str()).unwrap();
    compute.bindings.iter().find(|binding| binding.name == "ROUTING").map(|binding| binding.target.clone())
}

const RANDOM: Spread = Spread { isolates: 2, routing: Routing::Random };
const AFFINE: Spread = Spread { isolates: 2, routing: Routing::TenantAffine };

#[test]
fn of_several_policies_a_process_has_the_one_it_is_asked_for() {
    let local = spread(&[RANDOM, AFFINE]);
    for Spread { routing, .. } in [RANDOM, AFFINE] {
        assert_eq!(policy(&local, Some(routing)), Some(Target::Text(routing.as_str().to_owned())));
    }
    // Who asks no compute needs no spreader.
    assert_eq!(policy(&local, None), None);
    assert_eq!(local.configuration(Some(Routing::Single)).unwrap_err().exit(), Exit::Internal);
}

#[test]
fn data_in_a_folder_of_its_own_is_removed_once_nobody_opens_it_again() {
    let folder = tempfile::tempdir().unwrap();
    let [inside, beside] = ["data/1", "run/1/state"].map(|path| folder.path().join(path));
    for state in [&inside, &beside] {
        std::fs::create_dir_all(state.join("objects")).unwrap();
    }
    let local = spread(&[]).with_data_in(&folder.path().join("data"));
    local.forget(&inside).unwrap();
    local.forget(&beside).unwrap();
    assert!(!inside.exists() && beside.exists());
    spread(&[]).forget(&beside).unwrap();
    assert!(beside.exists());
}

#[test]
fn one_policy_goes_for_every_process() {
    assert_eq!(policy(&spread(&[RANDOM]), None), Some(Target::Text("random".to_owned())));
    assert_eq!(policy(&spread(&[]), None), None);
}
