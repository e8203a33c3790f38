use tempfile::TempDir;

use super::*;
use crate::machine::workers::Workers;

const TARGET: &str = r#"# Why it is as it is.
name = "isolab-call-target"
main = "../workers/call-target/entry.js"
compatibility_date = "2026-10-01"
workers_dev = false
preview_urls = false

[build]
command = "cargo lab build call-target"
watch_dir = "../workers/call-target/src"

[durable_objects]
bindings = [
    { name = "CALL_TARGET", class_name = "TargetObject" },
    { name = "CALL_SOURCE", class_name = "SourceObject", script_name = "isolab-call-source" },
]

[[migrations]]
tag = "v1"
new_sqlite_classes = ["TargetObject"]
"#;

fn project() -> (TempDir, Project) {
    let folder = tempfile::tempdir().unwrap();
    let project = Project::at(folder.path());
    let file = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    file("wrangler/call-target.toml", TARGET);
    file(
        "wrangler/call-source.toml",
        &TARGET.replace("source", "SWAP").replace("target", "source").replace("SWAP", "target"),
    );
    for name in ["call-target", "call-source"] {
        file(&format!("workers/{name}/entry.js"), "");
    }
    (folder, project)
}

#[test]
fn a_step_without_a_binding_has_a_file_that_says_everything_else() {
    let (folder, project) = project();
    let workers = Workers::read(&project).unwrap();
    let steps = workers.steps(&workers.all());
    let files: Vec<PathBuf> = steps.iter().map(|step| file(&project, step).unwrap()).collect();
    let own = |name: &str| project.wrangler().join(name);
    let made = project.scratch().join("deploy/call-target.toml");
    assert_eq!(files, [made.clone(), own("call-source.toml"), own("call-target.toml")]);

    let text = fs::read_to_string(made).unwrap();
    let [made, whole] = [text.as_str(), TARGET].map(|text| toml::from_str::<Table>(text).unwrap());
    let entry = folder.path().canonicalize().unwrap().join("workers/call-target/entry.js");
    assert_eq!(made["main"].as_str(), entry.to_str());
    let bindings = made["durable_objects"]["bindings"].as_array().unwrap();
    assert_eq!(bindings[..], whole["durable_objects"]["bindings"].as_array().unwrap()[..1]);
    let others = |table: &Table| {
        let mut table = table.clone();
        table.remove("main");
        table.remove("durable_objects");
        table
    };
    assert_eq!(others(&made), others(&whole));
}
