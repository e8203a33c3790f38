//! The wrangler files say which Workers there are; what they cannot mean is refused.

use std::fs;

use shared::{call::ServiceName, engine::EngineName};
use tempfile::TempDir;

use super::{order::callees_first, *};

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
    for (number, worker) in all.iter().enumerate() {
        let before = &all[..number];
        for callee in worker.callees() {
            assert!(before.iter().any(|other| other.name() == *callee), "{} calls {callee}", worker.name());
        }
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

#[test]
fn a_circle_is_refused_whichever_way_its_bindings_go() {
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
    let calls: [(ServiceName, &[ServiceName]); 2] =
        [(ServiceName::Router, &[ServiceName::State]), (ServiceName::State, &[ServiceName::State])];
    let error = callees_first(&calls).unwrap_err().to_string();
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
