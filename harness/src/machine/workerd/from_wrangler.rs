//! Reads a Worker of the local runtime from its wrangler file.

use std::path::Path;

use super::{
    configuration::{Binding, ModuleKind, ObjectClass, Outbound, Service, Target},
    modules::{modules, resolve},
};
use crate::{
    error::{Error, Result},
    machine::{
        project::Project,
        workers::{
            Worker,
            wrangler_file::{Rule, RuleKind, name_of},
        },
    },
};

impl Service {
    /// A Worker as its wrangler file describes it.
    pub fn read(project: &Project, worker: &Worker) -> Result<Self> {
        let file = worker.file().clone();
        file.rules.iter().try_for_each(check)?;
        let entry = resolve(Path::new("wrangler"), &file.main).ok_or_else(|| {
            Error::usage(format!("main of {} is {:?}, which is not in the project", worker.name(), file.main))
        })?;
        let mut bindings = Vec::new();
        for (name, text) in file.vars {
            bindings.push(Binding { name, target: Target::Text(text) });
        }
        for binding in file.services {
            let service = name_of(&binding.service)?.to_owned();
            bindings.push(Binding { name: binding.binding, target: Target::Service(service) });
        }
        for binding in file.durable_objects.bindings {
            let service = name_of(binding.script_name.as_deref().unwrap_or(&file.name))?.to_owned();
            bindings
                .push(Binding { name: binding.name, target: Target::Objects { service, class: binding.class_name } });
        }
        for binding in file.worker_loaders {
            bindings.push(Binding { name: binding.binding, target: Target::Loader });
        }
        let classes = file.migrations.into_iter().flat_map(|migration| migration.new_sqlite_classes);
        Ok(Self {
            name: worker.name().as_str().to_owned(),
            modules: modules(project, &entry)?,
            compatibility_date: file.compatibility_date,
            compatibility_flags: file.compatibility_flags,
            bindings,
            objects: classes.map(|class| ObjectClass { unique_key: format!("{}-{class}", file.name), class }).collect(),
            outbound: Outbound::Internet,
        })
    }
}

/// A rule may only say what the name of a file says here already.
fn check(rule: &Rule) -> Result<()> {
    let kind = match rule.kind {
        RuleKind::Text => ModuleKind::Text,
        RuleKind::Data => ModuleKind::Data,
    };
    match rule.globs.iter().find(|glob| ModuleKind::of(Path::new(glob)) != Some(kind)) {
        None => Ok(()),
        Some(glob) => {
            let message =
                format!("the rule for {glob:?} cannot be followed: it is no file of the kind {:?}", rule.kind);
            Err(Error::usage(message))
        }
    }
}
