//! What cargo says of the packages that Workers are made of.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, PackageId};

use super::Workers;
use crate::{
    error::{Error, Result},
    machine::{process, project::Project},
};

/// What Workers are compiled for.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// The packages of the workspace and of what it depends on.
#[derive(Debug)]
pub struct Workspace {
    packages: BTreeMap<PackageId, Package>,
    /// What each package needs for the one target, but for its tests.
    needs: BTreeMap<PackageId, Vec<PackageId>>,
}

impl Workspace {
    /// Asks cargo.
    pub fn read(project: &Project) -> Result<Self> {
        let mut command = process::command("cargo", project.root());
        command.args(
            MetadataCommand::new()
                .other_options(["--filter-platform".to_owned(), TARGET.to_owned()])
                .cargo_command()
                .get_args(),
        );
        let text = process::output(&mut command)?;
        let metadata =
            MetadataCommand::parse(text).map_err(|error| Error::internal(format!("cargo metadata: {error}")))?;
        Ok(Self {
            needs: needs(&metadata),
            packages: metadata.packages.into_iter().map(|package| (package.id.clone(), package)).collect(),
        })
    }

    /// A package of the workspace and everything that it is made of.
    pub(crate) fn parts(&self, package: &str) -> Result<Vec<&Package>> {
        let own = self.member(package)?;
        let mut found = BTreeSet::from([&own.id]);
        let mut open = vec![&own.id];
        while let Some(id) = open.pop() {
            for next in self.needs.get(id).into_iter().flatten() {
                if found.insert(next) {
                    open.push(next);
                }
            }
        }
        Ok(found.into_iter().filter_map(|id| self.packages.get(id)).collect())
    }

    /// The packages of the workspace that are compiled to WASM: those of the Workers, and what these are made of.
    pub(crate) fn of_workers(&self, workers: &Workers) -> Result<BTreeSet<&str>> {
        let mut names = BTreeSet::new();
        for worker in workers.all() {
            let own = self.parts(worker.package())?.into_iter().filter(|part| part.source.is_none());
            names.extend(own.map(|part| part.name.as_str()));
        }
        Ok(names)
    }

    /// Whether a package of the workspace has a feature.
    pub(crate) fn has_feature(&self, package: &str, feature: &str) -> Result<bool> {
        Ok(self.member(package)?.features.contains_key(feature))
    }

    fn member(&self, name: &str) -> Result<&Package> {
        let own = self.packages.values().find(|package| package.source.is_none() && package.name == name);
        own.ok_or_else(|| Error::internal(format!("cargo knows no package {name}")))
    }
}

fn needs(metadata: &Metadata) -> BTreeMap<PackageId, Vec<PackageId>> {
    let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
    let is_built =
        |kinds: &[cargo_metadata::DepKindInfo]| kinds.iter().any(|kind| kind.kind != DependencyKind::Development);
    nodes
        .map(|node| {
            let built = node.deps.iter().filter(|dependency| is_built(&dependency.dep_kinds));
            (node.id.clone(), built.map(|dependency| dependency.pkg.clone()).collect())
        })
        .collect()
}
