//! Says from which sources and tools a bundle was made, so that an unchanged one need not be built again.
//!
//! What a package is made of is what cargo says: itself, the packages of this workspace that it depends on, and the others at
//! the versions that the lock file holds. Of a package of this workspace every file counts but tests and what is made. So a library that is added counts from its first day, and what neither a Worker is made of
//! nor what makes its JavaScript, such as a dependency of this program, builds nothing anew.

use std::{fs, path::Path};

use cargo_metadata::{DependencyKind, Package};
use serde::{Deserialize, Serialize};
use shared::{call::ServiceName, engine::EngineName};

use super::{Variant, isolates, optimise};
use crate::{
    error::{Error, Result},
    machine::{
        process,
        project::Project,
        tools::versions,
        workers::{Worker, Workspace},
    },
};

/// The package of what makes the JavaScript of every Worker.
const GLUE: &str = "glue";
/// What is made in the folder of a package, and no source.
const MADE: [&str; 3] = ["build", "build-postgres", "postgres/assets"];
/// What no bundle is made of, wherever it lies.
const TESTS: [&str; 2] = ["tests", "tests.rs"];

/// A digest over everything that a bundle is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Fingerprint(String);

/// What bundles are made of.
pub(super) struct Sources<'workspace> {
    /// The tools, and the workspace's settings.
    base: blake3::Hasher,
    workspace: &'workspace Workspace,
}

impl<'workspace> Sources<'workspace> {
    /// Asks the tools.
    pub(super) fn read(project: &Project, workspace: &'workspace Workspace, variant: Variant) -> Result<Self> {
        let root = project.root();
        let mut base = blake3::Hasher::new();
        let compiler = process::output(process::command("rustc", root).arg("-vV"))?;
        let variant = match variant {
            Variant::Deployable => "deployable",
            Variant::Faulty => "faulty",
        };
        let tools = [versions::WASM_BINDGEN, versions::WORKER_BUILD, variant, compiler.as_str()];
        for text in tools.into_iter().chain(optimise::ARGUMENTS).chain(optimise::FEATURES) {
            add(&mut base, text.as_bytes());
        }
        add(&mut base, profile(&root.join("Cargo.toml"))?.as_bytes());
        // The optimiser and the bundler.
        add_file(&mut base, root, &root.join("wrangler/package-lock.json"))?;
        add_parts(&mut base, root, workspace, GLUE)?;
        Ok(Self { base, workspace })
    }

    /// The fingerprint of one Worker.
    pub(super) fn fingerprint(&self, project: &Project, worker: &Worker) -> Result<Fingerprint> {
        let mut hasher = self.base.clone();
        add(&mut hasher, worker.engine().map(EngineName::as_str).unwrap_or_default().as_bytes());
        let beside = if worker.name() == ServiceName::PoolHost { &isolates::PACKAGES[..] } else { &[] };
        for name in std::iter::once(worker.package()).chain(beside.iter().copied()) {
            add_parts(&mut hasher, project.root(), self.workspace, name)?;
        }
        Ok(Fingerprint(hasher.finalize().to_hex().to_string()))
    }
}

/// How the workspace builds what is released, and what its packages inherit.
fn profile(manifest: &Path) -> Result<String> {
    let text = fs::read_to_string(manifest).map_err(|error| Error::file(manifest, &error))?;
    let table: toml::Table = text.parse().map_err(|error| Error::usage(format!("{}: {error}", manifest.display())))?;
    let part = |path: [&str; 2]| table.get(path[0]).and_then(|outer| outer.get(path[1])).map(ToString::to_string);
    Ok([["profile", "release"], ["workspace", "package"]].into_iter().filter_map(part).collect())
}

/// A package of the workspace with all that it is made of.
fn add_parts(hasher: &mut blake3::Hasher, root: &Path, workspace: &Workspace, name: &str) -> Result<()> {
    for package in workspace.parts(name)? {
        if let Some(source) = &package.source {
            add(hasher, format!("{} {} {source}", package.name, package.version).as_bytes());
            continue;
        }
        add_features(hasher, package);
        let own = package.manifest_path.as_std_path().parent().unwrap_or(root);
        add_folder(hasher, (root, own), own)?;
    }
    Ok(())
}

/// What a package asks of those that it depends on. Its own manifest does not say: most of it stands in the workspace's.
fn add_features(hasher: &mut blake3::Hasher, package: &Package) {
    for dependency in package.dependencies.iter().filter(|dependency| dependency.kind != DependencyKind::Development) {
        let (name, features, defaults) = (&dependency.name, &dependency.features, dependency.uses_default_features);
        add(hasher, format!("{name} {features:?} {defaults}").as_bytes());
    }
}

fn add_folder(hasher: &mut blake3::Hasher, (root, package): (&Path, &Path), folder: &Path) -> Result<()> {
    for path in entries(folder)? {
        let is_made =
            path.strip_prefix(package).is_ok_and(|inner| MADE.into_iter().any(|made| inner == Path::new(made)));
        if is_made || TESTS.into_iter().any(|name| path.ends_with(name)) {
            continue;
        }
        if path.is_dir() {
            add_folder(hasher, (root, package), &path)?;
        } else {
            add_file(hasher, root, &path)?;
        }
    }
    Ok(())
}

fn entries(folder: &Path) -> Result<Vec<std::path::PathBuf>> {
    let entries = fs::read_dir(folder).map_err(|error| Error::file(folder, &error))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
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
