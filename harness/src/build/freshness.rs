//! Says from which sources and tools a bundle was made, so that an unchanged one need not be built again.

use std::{fs, path::Path};

use serde::{Deserialize, Serialize};

use super::Variant;
use crate::{
    error::{Error, Result},
    process,
    project::{Project, Worker},
    tools::versions,
};

/// A digest over everything that a bundle is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Fingerprint(String);

/// What every Worker is made of: the libraries, the workspace's settings and the tools.
pub(super) fn base(project: &Project, variant: Variant) -> Result<blake3::Hasher> {
    let mut hasher = blake3::Hasher::new();
    let root = project.root();
    let compiler = process::output(process::command("rustc", root).arg("-vV"))?;
    let variant = match variant {
        Variant::Deployable => "deployable",
        Variant::Faulty => "faulty",
    };
    for text in [versions::WASM_BINDGEN, versions::WORKER_BUILD, variant, compiler.as_str()] {
        add(&mut hasher, text.as_bytes());
    }
    for name in ["Cargo.toml", "Cargo.lock", "wrangler/package-lock.json"] {
        add_file(&mut hasher, root, &root.join(name))?;
    }
    for name in ["shared", "workers/kit", "workers/engine"] {
        add_package(&mut hasher, root, &root.join(name))?;
    }
    // Scripts go into bundles, although they are not below any package's sources.
    add_folder(&mut hasher, root, &root.join("workers/kit/js"))?;
    // The base of Postgres is known by its digest.
    add_file(&mut hasher, root, &root.join("workers/engine/postgres/assets.b3"))?;
    for name in ["entrypoint.js", "faces.js"] {
        add_file(&mut hasher, root, &root.join("workers/kit").join(name))?;
    }
    Ok(hasher)
}

/// The fingerprint of one Worker.
pub(super) fn of_worker(base: &blake3::Hasher, project: &Project, worker: Worker) -> Result<Fingerprint> {
    let mut hasher = base.clone();
    let package = project.package(worker);
    add_package(&mut hasher, project.root(), &package)?;
    if let Some(feature) = worker.feature() {
        add(&mut hasher, feature.as_bytes());
    }
    let loaded = package.join("loaded.js");
    if loaded.is_file() {
        add_file(&mut hasher, project.root(), &loaded)?;
    }
    Ok(Fingerprint(hasher.finalize().to_hex().to_string()))
}

fn add_package(hasher: &mut blake3::Hasher, root: &Path, package: &Path) -> Result<()> {
    add_file(hasher, root, &package.join("Cargo.toml"))?;
    add_folder(hasher, root, &package.join("src"))
}

fn add_folder(hasher: &mut blake3::Hasher, root: &Path, folder: &Path) -> Result<()> {
    let entries = fs::read_dir(folder).map_err(|error| Error::file(folder, &error))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    for path in paths {
        // Tests are not in the bundle.
        if path.file_stem().is_some_and(|name| name == "tests") {
            continue;
        }
        if path.is_dir() {
            add_folder(hasher, root, &path)?;
        } else {
            add_file(hasher, root, &path)?;
        }
    }
    Ok(())
}

fn add_file(hasher: &mut blake3::Hasher, root: &Path, path: &Path) -> Result<()> {
    let name = path.strip_prefix(root).unwrap_or(path).to_string_lossy();
    add(hasher, name.as_bytes());
    add(hasher, &fs::read(path).map_err(|error| Error::file(path, &error))?);
    Ok(())
}

/// Adds bytes with their length before them, so that no two lists of parts look alike.
fn add(hasher: &mut blake3::Hasher, bytes: &[u8]) {
    hasher.update(&(bytes.len() as u64).to_le_bytes());
    hasher.update(bytes);
}
