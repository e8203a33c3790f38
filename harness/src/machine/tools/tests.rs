//! The tools' versions agree with the manifests, and no command sets up what it does not need.

use shared::{call::ServiceName, engine::EngineName};

use super::{cargo_tool::WORKER_BUILD, *};
use crate::machine::workers::{Workers, of_the_split};

fn workspace_version(name: &str) -> String {
    let manifest = std::fs::read_to_string(Project::find().unwrap().root().join("Cargo.toml")).unwrap();
    let table: toml::Table = manifest.parse().unwrap();
    let entry = &table["workspace"]["dependencies"][name];
    entry.as_str().or_else(|| entry["version"].as_str()).unwrap().trim_start_matches('=').to_owned()
}

#[test]
fn what_makes_and_tests_wasm_matches_its_crate() {
    for package in ["wasm-bindgen", "wasm-bindgen-cli-support"] {
        assert_eq!(workspace_version(package), versions::WASM_BINDGEN, "{package}");
    }
}

#[test]
fn worker_build_matches_the_worker_crate() {
    assert_eq!(workspace_version("worker"), versions::WORKER_BUILD);
}

#[test]
fn npm_packages_are_pinned_exactly() {
    let folder = Project::find().unwrap().wrangler();
    let manifest: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("package.json")).unwrap()).unwrap();
    let lock: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("package-lock.json")).unwrap()).unwrap();
    for (name, version) in manifest["devDependencies"].as_object().unwrap() {
        assert_eq!(&lock["packages"][format!("node_modules/{name}")]["version"], version, "{name}");
    }
}

#[test]
fn npm_lock_names_no_registry() {
    let lock = std::fs::read_to_string(Project::find().unwrap().wrangler().join("package-lock.json")).unwrap();
    assert!(!lock.contains("\"resolved\""));
}

#[test]
fn a_build_needs_postgres_only_for_workers_that_have_it_and_the_runner_of_tests_never() {
    let workers = Workers::read(&Project::find().unwrap()).unwrap();
    let needs = |names: &[ServiceName]| Need::of(&workers.some(names).unwrap());
    let sqlite = needs(&of_the_split(&[EngineName::Sqlite]));
    let postgres = needs(&of_the_split(&[EngineName::Postgres]));
    assert!(!sqlite.contains(&Need::PostgresAssets) && postgres.contains(&Need::PostgresAssets));
    for needs in [sqlite, postgres] {
        let compiled: Vec<_> = needs.into_iter().filter(|need| need.is_compiled()).collect();
        assert_eq!(compiled, [Need::Tool(WORKER_BUILD)]);
    }
}
