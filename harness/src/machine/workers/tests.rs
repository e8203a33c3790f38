//! The wrangler files say which Workers there are; what they cannot mean is refused.

use std::fs;

use shared::{call::ServiceName, engine::EngineName};
use tempfile::TempDir;

use super::{
    order::{Bound, callees_first},
    *,
};

/// A project of wrangler files that are made up: what each is called and what follows its usual lines.
fn made_up(files: &[(&str, &str)]) -> (TempDir, Project) {
    let folder = tempfile::tempdir().unwrap();
    let project = Project::at(folder.path());
    fs::create_dir_all(project.wrangler()).unwrap();
    for (name, more) in files {
        let package = name.trim_end_matches("-postgres");
        let text = format!(
            "name = \"isolab-{name}\"\nmain = \"../workers/{package}/entry.js\"\ncompatibility_date = \"2026-10-01\"\n\
             preview_urls = false\nbuild.command = \"x\"\n{more}"
        );
        fs::write(project.wrangler().join(name).with_extension("toml"), text).unwrap();
    }
    (folder, project)
}

fn names(workers: &[&Worker]) -> Vec<&'static str> {
    workers.iter().map(|worker| worker.name().as_str()).collect()
}

fn refused(files: &[(&str, &str)]) -> String {
    let (_folder, project) = made_up(files);
    Workers::read(&project).unwrap_err().to_string()
}

const INSIDE: &str = "workers_dev = false\n";

#[test]
fn a_name_beyond_the_package_is_the_engine() {
    let workers = Workers::read(&Project::find().unwrap()).unwrap();
    for (name, package, engine, bundle) in [
        (ServiceName::Compute, "compute", None, "compute/build"),
        (ServiceName::ComputePostgres, "compute", Some(EngineName::Postgres), "compute/build-postgres"),
        (ServiceName::RpcRuntime, "rpc-runtime", None, "rpc-runtime/build"),
    ] {
        let worker = workers.get(name).unwrap();
        assert_eq!((worker.package(), worker.engine()), (package, engine));
        assert!(worker.bundle().ends_with(bundle), "{}", worker.bundle().display());
    }
}

#[test]
fn callees_are_deployed_before_their_callers_and_the_spreader_by_name_only() {
    let workers = Workers::read(&Project::find().unwrap()).unwrap();
    let all = workers.all();
    let steps = workers.steps(&all);
    for (number, Step { worker, without }) in steps.iter().enumerate() {
        let before = &steps[..number];
        for callee in worker.callees().iter().filter(|callee| !without.contains(callee)) {
            assert!(before.iter().any(|other| other.worker.name() == *callee), "{} calls {callee}", worker.name());
        }
        let again = steps[number..].iter().any(|step| step.worker.name() == worker.name() && step.without.is_empty());
        assert!(again, "{} is never whole", worker.name());
    }
    let deployed = names(&workers.deployed());
    assert_eq!(deployed.last(), Some(&"router"));
    assert_eq!((deployed.len(), deployed.contains(&"spreader")), (all.len() - 1, false));
    let some = workers.some(&[ServiceName::Router, ServiceName::Spreader, ServiceName::Compute]).unwrap();
    assert_eq!(names(&some), ["compute", "router", "spreader"]);
}

#[test]
fn only_what_the_public_entry_reaches_is_deployed() {
    let (_folder, project) = made_up(&[
        ("compute", INSIDE),
        ("native", INSIDE),
        ("router", "workers_dev = true\nservices = [{ binding = \"STATE\", service = \"isolab-state\" }]\n"),
        ("state", "workers_dev = false\nservices = [{ binding = \"COMPUTE\", service = \"isolab-compute\" }]\n"),
    ]);
    let workers = Workers::read(&project).unwrap();
    assert_eq!(names(&workers.all()), ["compute", "native", "state", "router"]);
    assert_eq!(names(&workers.deployed()), ["compute", "state", "router"]);
    assert_eq!(workers.get(ServiceName::Hybrid).unwrap_err().to_string(), "hybrid has no wrangler file");
}

const CIRCLE: [(&str, &str); 3] = [
    (
        "call-source",
        "workers_dev = false\ndurable_objects.bindings = [{ name = \"T\", class_name = \"T\", script_name = \"isolab-call-target\" }]\n",
    ),
    (
        "call-target",
        "workers_dev = false\ndurable_objects.bindings = [{ name = \"S\", class_name = \"S\", script_name = \"isolab-call-source\" }]\n",
    ),
    (
        "router",
        "workers_dev = true\ndurable_objects.bindings = [{ name = \"T\", class_name = \"T\", script_name = \"isolab-call-target\" }]\n",
    ),
];

#[test]
fn a_circle_of_objects_is_deployed_in_two_passes() {
    let (_folder, project) = made_up(&CIRCLE);
    let workers = Workers::read(&project).unwrap();
    assert_eq!(names(&workers.deployed()), ["call-target", "call-source", "router"]);
    let steps = |names: &[ServiceName]| -> Vec<(&str, Vec<ServiceName>)> {
        let steps = workers.steps(&workers.some(names).unwrap());
        steps.into_iter().map(|step| (step.worker.name().as_str(), step.without)).collect()
    };
    let both = [
        ("call-target", vec![ServiceName::CallSource]),
        ("call-source", vec![]),
        ("call-target", vec![]),
        ("router", vec![]),
    ];
    assert_eq!(steps(&[ServiceName::CallSource, ServiceName::CallTarget, ServiceName::Router]), both);
    // Whoever deploys one of them has deployed the other.
    assert_eq!(steps(&[ServiceName::CallTarget]), [("call-target", vec![])]);
    assert_eq!(steps(&[ServiceName::Router, ServiceName::CallSource]), [("call-source", vec![]), ("router", vec![])]);
}

#[test]
fn a_circle_with_services_is_refused_whichever_way_its_other_bindings_go() {
    let own = "workers_dev = false\ndurable_objects.bindings = [{ name = \"N\", class_name = \"C\" }]\n";
    let (_folder, project) = made_up(&[("native", own)]);
    assert!(Workers::read(&project).unwrap().get(ServiceName::Native).unwrap().callees().is_empty());

    let circle = refused(&[
        ("compute", "workers_dev = false\nservices = [{ binding = \"STATE\", service = \"isolab-state\" }]\n"),
        ("native", INSIDE),
        (
            "state",
            "workers_dev = false\ndurable_objects.bindings = [{ name = \"C\", class_name = \"C\", script_name = \"isolab-compute\" }]\n",
        ),
    ]);
    let expected = "no Worker of a circle of bindings can be deployed before the others: compute -> state -> compute";
    assert_eq!(circle, expected);
    let state = [ServiceName::State];
    let bound = |caller| Bound { caller, callees: &state, services: &state };
    let error = callees_first(&[bound(ServiceName::Router), bound(ServiceName::State)]).unwrap_err().to_string();
    assert!(error.ends_with(": state -> state"), "{error}");
}

#[test]
fn what_a_file_cannot_mean_is_said_with_its_path() {
    for (files, expected) in [
        ([("lambda", INSIDE)], "no Worker is called \"lambda\" on the wire"),
        (
            [("router", "workers_dev = true\nservices = [{ binding = \"X\", service = \"isolab-lambda\" }]\n")],
            "no Worker is called \"lambda\" on the wire",
        ),
        (
            [("router", "workers_dev = true\nservices = [{ binding = \"X\", service = \"isolab-state\" }]\n")],
            "router is bound to state, which has no wrangler file",
        ),
    ] {
        let said = refused(&files);
        assert!(said.contains(expected), "{said}");
    }
    let (_folder, project) = made_up(&[("native", INSIDE)]);
    let path = project.wrangler().join("native.toml");
    let right = fs::read_to_string(&path).unwrap();
    for (from, to, expected) in [
        ("isolab-native", "isolab-state", "its name is \"isolab-state\", and not \"isolab-native\""),
        ("../workers/native/", "../harness/native/", "which is in no package of workers"),
        ("../workers/native/", "../workers/nat/", "its package \"nat\" with an engine behind it is not \"native\""),
    ] {
        fs::write(&path, right.replace(from, to)).unwrap();
        let said = Workers::read(&project).unwrap_err().to_string();
        assert!(said.contains("native.toml") && said.contains(expected), "{said}");
    }
}

#[test]
fn what_workers_are_made_of_is_compiled_to_wasm_and_the_harness_is_not() {
    let project = Project::find().unwrap();
    let (workers, workspace) = (Workers::read(&project).unwrap(), Workspace::read(&project).unwrap());
    let packages = workspace.of_workers(&workers).unwrap();
    for name in ["shared", "kit", "engine", "router", "spreader"] {
        assert!(packages.contains(name), "{packages:?}");
    }
    assert!(!packages.contains("harness") && !packages.contains("statistics"), "{packages:?}");
}
