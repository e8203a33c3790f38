//! What the host of pools hands to the Worker Loader: its scripts as text, and the tasks, compiled without glue and guarded.

use std::{fs, path::Path, process::Command};

use pool_guard::{Bounds, guard};
use shared::limits::isolation as limits;

use super::{Variant, compile::for_wasm, process};
use crate::{
    error::{Error, Result},
    machine::{
        project::Project,
        tools::Tools,
        workers::{TARGET, Worker},
    },
    terminal::Step,
};

/// The package of the tasks, and the file that cargo makes of it.
pub(super) const TASKS: &str = "pool-task";
const COMPILED: &str = "pool_task.wasm";
/// The scripts of an isolate, below the package of the host.
const SCRIPTS: &str = "loaded";
/// Those of them that become text, and the folder of the texts in the bundle's.
const TEXTS: [&str; 7] = ["freeze", "instance", "isolate", "marks", "persistent", "single", "timers"];
const FOLDER: &str = "code";

/// Compiles and guards the tasks, and copies the scripts under names that are imported as text.
pub(super) fn write(project: &Project, tools: &Tools, worker: &Worker, step: &Step) -> Result<()> {
    let bundle = Variant::Deployable.folder(project, worker);
    let folder = bundle.join(FOLDER);
    fs::create_dir_all(&folder).map_err(|error| Error::file(&folder, &error))?;
    step.tell("compiling the tasks of isolates");
    let tasks = tasks(project, tools)?;
    put(&bundle.join("task.wasm"), &tasks)?;
    let (payload, fuel, memory) = (limits::PAYLOAD_BYTES, limits::FUEL, u64::from(limits::MEMORY_PAGES) << 16);
    let bounds = format!("export const bounds = {{ payload: {payload}, fuel: {fuel}, memory: {memory} }};\n");
    put(&bundle.join("bounds.js"), bounds.as_bytes())?;
    put(&folder.join("bounds.txt"), bounds.as_bytes())?;
    let mut version = blake3::Hasher::new();
    version.update(&tasks).update(bounds.as_bytes());
    for name in TEXTS {
        let from = worker.folder().join(SCRIPTS).join(name).with_extension("js");
        let script = fs::read(&from).map_err(|error| Error::file(&from, &error))?;
        version.update(&script);
        put(&folder.join(name).with_extension("txt"), &script)?;
    }
    // Isolates are named by it.
    put(&folder.join("version.txt"), version.finalize().to_hex().as_bytes())
}

/// The tasks, guarded once for all isolates that will run them.
fn tasks(project: &Project, tools: &Tools) -> Result<Vec<u8>> {
    let mut command = process::command("cargo", project.root());
    command.args([
        "build",
        "--lib",
        "--release",
        "--target",
        TARGET,
        "-p",
        TASKS,
        "--message-format=json-render-diagnostics",
    ]);
    for_wasm(&mut command, project, tools)?;
    let path = compiled(&mut command)?;
    let module = fs::read(&path).map_err(|error| Error::file(Path::new(&path), &error))?;
    let bounds = Bounds { fuel: limits::FUEL, memory_pages: limits::MEMORY_PAGES };
    guard(&module, bounds).map_err(|refusal| Error::internal(format!("{path}: {refusal}")))
}

/// Runs cargo, and finds the file that it says it has made.
fn compiled(command: &mut Command) -> Result<String> {
    let messages = process::output(command)?;
    let found =
        messages.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok()).find_map(|message| {
            let files = message.get("filenames")?.as_array()?.iter().filter_map(serde_json::Value::as_str);
            files.into_iter().find(|file| file.ends_with(COMPILED)).map(ToOwned::to_owned)
        });
    found.ok_or_else(|| Error::internal(format!("cargo made no {COMPILED}")))
}

fn put(path: &Path, content: &[u8]) -> Result<()> {
    fs::write(path, content).map_err(|error| Error::file(path, &error))
}
