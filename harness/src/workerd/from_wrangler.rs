//! Reads a Worker of the local runtime from its wrangler file.

use std::path::Path;

use super::{
    configuration::{Binding, Module, ModuleKind, ObjectClass, Service, Target},
    wrangler_file::{WranglerFile, package_of},
};
use crate::{
    error::{Error, Result},
    project::{Project, Worker},
};

impl Service {
    /// A Worker as its wrangler file describes it.
    pub fn read(project: &Project, worker: Worker) -> Result<Self> {
        let file = WranglerFile::read(project, worker)?;
        let mut bindings = Vec::new();
        for binding in file.services {
            let service = package_of(&binding.service)?.to_owned();
            bindings.push(Binding { name: binding.binding, target: Target::Service(service) });
        }
        for binding in file.durable_objects.bindings {
            let service = package_of(binding.script_name.as_deref().unwrap_or(&file.name))?.to_owned();
            bindings
                .push(Binding { name: binding.name, target: Target::Objects { service, class: binding.class_name } });
        }
        let classes = file.migrations.into_iter().flat_map(|migration| migration.new_sqlite_classes);
        Ok(Self {
            name: package_of(&file.name)?.to_owned(),
            modules: modules(project, worker, &file.main)?,
            compatibility_date: file.compatibility_date,
            compatibility_flags: file.compatibility_flags,
            bindings,
            objects: classes.map(|class| ObjectClass { unique_key: format!("{}-{class}", file.name), class }).collect(),
        })
    }
}

/// The modules of a Worker, named by their path in the project so that relative imports resolve: the entry, the bundle,
/// and for an entry of its own what the kit shares with all of them.
fn modules(project: &Project, worker: Worker, main: &str) -> Result<Vec<Module>> {
    let main = main
        .strip_prefix("../")
        .ok_or_else(|| Error::usage(format!("main of {worker} is {main:?}, which is not in the project")))?;
    let bundle = format!("workers/{worker}/build/index.js");
    let mut scripts = vec![main.to_owned()];
    if main != bundle {
        scripts.push(bundle);
        scripts.extend(kit_scripts(project)?);
    }
    let wasm = format!("workers/{worker}/build/index_bg.wasm");
    let scripts = scripts.into_iter().map(|name| (name, ModuleKind::Script));
    let named = scripts.chain([(wasm, ModuleKind::Wasm)]);
    Ok(named.map(|(name, kind)| Module { path: project.root().join(&name), name, kind }).collect())
}

fn kit_scripts(project: &Project) -> Result<Vec<String>> {
    let kit = project.root().join("workers/kit");
    let mut names = Vec::new();
    for entry in kit.read_dir().map_err(|error| Error::file(&kit, &error))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if Path::new(&name).extension().is_some_and(|extension| extension == "js") {
            names.push(format!("workers/kit/{name}"));
        }
    }
    names.sort();
    Ok(names)
}
