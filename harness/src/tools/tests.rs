//! The tools' versions agree with the manifests.

use super::versions;
use crate::project::Project;

fn workspace_version(name: &str) -> String {
    let manifest = std::fs::read_to_string(Project::find().unwrap().root().join("Cargo.toml")).unwrap();
    let table: toml::Table = manifest.parse().unwrap();
    let entry = &table["workspace"]["dependencies"][name];
    entry.as_str().or_else(|| entry["version"].as_str()).unwrap().trim_start_matches('=').to_owned()
}

#[test]
fn wasm_bindgen_tool_matches_its_crate() {
    assert_eq!(workspace_version("wasm-bindgen"), versions::WASM_BINDGEN);
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
