//! The runtime of measured calls as text and bytes: what it hands to the Worker Loader, which takes source and no modules.

use std::{fs, path::Path};

use super::{Variant, process};
use crate::{
    error::{Error, Result},
    machine::{project::Project, workers::Worker},
    terminal::Step,
};

/// The folder inside the bundle's.
const FOLDER: &str = "code";

/// Copies the bundle beside itself under names that are imported as text and as bytes, with the entry module of a loaded
/// isolate in one piece.
pub(super) fn write(project: &Project, worker: &Worker, step: &Step) -> Result<()> {
    let bundle = Variant::Deployable.folder(project, worker);
    let folder = bundle.join(FOLDER);
    fs::create_dir_all(&folder).map_err(|error| Error::file(&folder, &error))?;
    let copy = |from: &str, to: &str| {
        let (from, to) = (bundle.join(from), folder.join(to));
        fs::copy(&from, &to).map(drop).map_err(|error| Error::file(&from, &error))
    };
    copy("index.js", "index.txt")?;
    copy("index_bg.wasm", "index_bg.bin")?;
    bundle_entry(project, worker.folder(), &folder.join("entry.txt"), step)?;
    write_version(&folder)
}

/// A digest of the code, by which the isolates that run it are named.
fn write_version(folder: &Path) -> Result<()> {
    let mut hasher = blake3::Hasher::new();
    for name in ["entry.txt", "index.txt", "index_bg.bin"] {
        let path = folder.join(name);
        hasher.update(&fs::read(&path).map_err(|error| Error::file(&path, &error))?);
    }
    let path = folder.join("version.txt");
    let version = hasher.finalize().to_hex();
    fs::write(&path, version.as_str()).map_err(|error| Error::file(&path, &error))
}

fn bundle_entry(project: &Project, package: &Path, output: &Path, step: &Step) -> Result<()> {
    let mut command = process::command(project.npm_program("esbuild"), package);
    command
        .args(["loaded.js", "--bundle", "--format=esm", "--log-level=warning"])
        .args(["--external:cloudflare:*", "--external:./build/index.js"])
        .arg(format!("--outfile={}", output.display()));
    process::with_npm_programs(&mut command, project)?;
    process::run(&mut command, step)
}
