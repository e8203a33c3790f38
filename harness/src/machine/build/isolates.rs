//! What the host of pools hands to the Worker Loader: its scripts as text, and the tasks, compiled without glue and guarded.

use std::{fs, path::Path};

use pool_guard::{Bounds, guard};
use shared::limits::isolation as limits;

use super::{
    Variant,
    compile::{for_wasm, made},
    process,
};
use crate::{
    error::{Error, Result},
    machine::{
        project::Project,
        tools::Tools,
        workers::{TARGET, Worker},
    },
    terminal::Step,
};

/// The packages that make the tasks, beside those of the Worker.
pub(super) const PACKAGES: [&str; 2] = [TASKS, "pool-guard"];
/// The package of the tasks, and the file that cargo makes of it.
pub(in crate::machine) const TASKS: &str = "pool-task";
const COMPILED: &str = "pool_task.wasm";
/// The entry scripts of isolates, each of which becomes one text, and the folder of the texts in the bundle's.
const ENTRIES: [&str; 2] = ["persistent", "single"];
const FOLDER: &str = "code";

/// Compiles and guards the tasks, and writes the scripts of isolates as texts: what is imported as code cannot be read, and one script is compiled
/// sooner than seven.
pub(super) fn write(project: &Project, tools: &Tools, worker: &Worker, step: &Step) -> Result<()> {
    let bundle = Variant::Deployable.folder(project, worker);
    let folder = bundle.join(FOLDER);
    fs::create_dir_all(&folder).map_err(|error| Error::file(&folder, &error))?;
    step.tell("compiling the tasks of isolates");
    let plain = tasks(project, tools, step)?;
    let bounds = Bounds { fuel: limits::FUEL, memory_pages: limits::MEMORY_PAGES };
    let tasks = guard(&plain, bounds).map_err(|refusal| Error::internal(format!("{TASKS}: {refusal}")))?;
    put(&bundle.join("task.wasm"), &tasks)?;
    // The same to be compiled by whoever gets them, and without the guard, for the two ways that show what either costs.
    put(&bundle.join("task.bin"), &tasks)?;
    put(&bundle.join("unmetered.wasm"), &plain)?;
    let (payload, fuel, memory) = (limits::PAYLOAD_BYTES, limits::FUEL, u64::from(limits::MEMORY_PAGES) << 16);
    let ends_after = limits::ENDS_AFTER_MS;
    let bounds = format!(
        "export const bounds = {{ payload: {payload}, fuel: {fuel}, memory: {memory}, endsAfter: {ends_after} }};\n"
    );
    put(&bundle.join("bounds.js"), bounds.as_bytes())?;
    step.tell("bundling the scripts of isolates");
    bundle_scripts(project, worker, &folder)?;
    let mut version = blake3::Hasher::new();
    version.update(&tasks);
    for entry in ENTRIES {
        let script = folder.join(entry).with_extension("txt");
        version.update(&fs::read(&script).map_err(|error| Error::file(&script, &error))?);
    }
    // Isolates are named by it.
    put(&folder.join("version.txt"), version.finalize().to_hex().as_bytes())
}

/// Each entry with all that it imports, but for the platform and the tasks.
fn bundle_scripts(project: &Project, worker: &Worker, folder: &Path) -> Result<()> {
    let mut command = process::command(project.npm_program("esbuild"), worker.folder());
    command
        .args(ENTRIES.map(|entry| format!("loaded/{entry}.js")))
        .args(["--bundle", "--minify", "--format=esm", "--log-level=warning"])
        .args(["--external:cloudflare:*", "--external:*.wasm", "--out-extension:.js=.txt"])
        .arg(format!("--outdir={}", folder.display()));
    process::with_npm_programs(&mut command, project)?;
    process::output(&mut command).map(drop)
}

/// The tasks as cargo compiles them.
fn tasks(project: &Project, tools: &Tools, step: &Step) -> Result<Vec<u8>> {
    let mut command = process::command("cargo", project.root());
    command.args(["build", "--lib", "--release", "--target", TARGET, "-p", TASKS]);
    for_wasm(&mut command, project, &tools.compiler)?;
    let path = made(&mut command, COMPILED, step)?;
    fs::read(&path).map_err(|error| Error::file(&path, &error))
}

fn put(path: &Path, content: &[u8]) -> Result<()> {
    fs::write(path, content).map_err(|error| Error::file(path, &error))
}
