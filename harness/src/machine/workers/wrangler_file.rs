//! The part of a wrangler file that this project uses; a key that is not understood here is an error, not ignored.

use std::{fs, path::Path};

use indexmap::IndexMap;
use serde::Deserialize;

use crate::error::{Error, Result};

/// A wrangler file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WranglerFile {
    /// The deployed name.
    pub name: String,
    /// The entry module, relative to the file.
    pub main: String,
    /// The date whose platform behaviour is asked for.
    pub compatibility_date: String,
    /// Platform behaviours beyond that date.
    #[serde(default)]
    pub compatibility_flags: Vec<String>,
    /// Whether the Worker has a public address.
    pub workers_dev: bool,
    /// Whether each version has a public address.
    pub preview_urls: bool,
    /// How wrangler has the bundle built.
    pub build: Build,
    /// When the Worker's clock rings; the local runtime has none.
    #[serde(default)]
    pub triggers: Triggers,
    /// Which files are modules, beyond what wrangler takes for one.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// Texts in the Worker's environment.
    #[serde(default)]
    pub vars: IndexMap<String, String>,
    /// Bindings to other Workers.
    #[serde(default)]
    pub services: Vec<ServiceBinding>,
    /// Bindings to classes of objects.
    #[serde(default)]
    pub durable_objects: DurableObjects,
    /// Bindings by which the Worker loads others.
    #[serde(default)]
    pub worker_loaders: Vec<LoaderBinding>,
    /// Bindings to workflows of the platform's own engine; the local runtime has none.
    #[serde(default)]
    pub workflows: Vec<WorkflowBinding>,
    /// The classes that this Worker brings.
    #[serde(default)]
    pub migrations: Vec<Migration>,
}

/// How wrangler has the bundle built.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Build {
    /// The command, run where wrangler was started.
    pub command: String,
    /// The folder whose changes make `wrangler dev` build again.
    pub watch_dir: Option<String>,
}

/// When a Worker's clock rings.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Triggers {
    /// In the form of crontab, in UTC.
    #[serde(default)]
    pub crons: Vec<String>,
}

/// How files of a name are loaded.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What an import of them gives.
    #[serde(rename = "type")]
    pub kind: RuleKind,
    /// The names.
    pub globs: Vec<String>,
    /// Whether later rules of the same kind count too, wrangler's own among them.
    #[serde(default)]
    pub fallthrough: bool,
}

/// What an import gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum RuleKind {
    /// A string.
    Text,
    /// An `ArrayBuffer`.
    Data,
}

/// A binding to another Worker.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceBinding {
    /// The name in the Worker's environment.
    pub binding: String,
    /// The deployed name of the other Worker.
    pub service: String,
}

/// Bindings to classes of objects.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DurableObjects {
    /// One binding per class.
    #[serde(default)]
    pub bindings: Vec<ObjectBinding>,
}

/// A binding to a class of objects.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectBinding {
    /// The name in the Worker's environment.
    pub name: String,
    /// The class.
    pub class_name: String,
    /// The deployed name of the Worker that brings it; absent when it is this one.
    pub script_name: Option<String>,
}

/// A binding by which a Worker loads others from code that it has as text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoaderBinding {
    /// The name in the Worker's environment.
    pub binding: String,
}

/// A binding to a workflow of the platform's own engine.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkflowBinding {
    /// The deployed name of the workflow.
    pub name: String,
    /// The name in the Worker's environment.
    pub binding: String,
    /// The class.
    pub class_name: String,
    /// The deployed name of the Worker that brings it; absent when it is this one.
    pub script_name: Option<String>,
}

/// A step in the history of a Worker's classes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Migration {
    /// The name of the step.
    pub tag: String,
    /// Classes that begin here, with SQLite.
    #[serde(default)]
    pub new_sqlite_classes: Vec<String>,
}

impl WranglerFile {
    /// Reads one.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).map_err(|error| Error::usage(format!("{}: {error}", path.display())))?;
        toml::from_str(&text).map_err(|error| Error::usage(format!("{}: {error}", path.display())))
    }

    /// The deployed names of the Workers that are bound, in the order of the file; itself where it binds its own objects.
    pub fn bound(&self) -> impl Iterator<Item = &str> {
        let services = self.services.iter().map(|binding| binding.service.as_str());
        let objects = self.durable_objects.bindings.iter().map(|binding| &binding.script_name);
        let workflows = self.workflows.iter().map(|binding| &binding.script_name);
        services.chain(objects.chain(workflows).map(|script| script.as_deref().unwrap_or(&self.name)))
    }
}

/// The Worker's name behind a deployed name.
pub fn name_of(deployed: &str) -> Result<&str> {
    deployed
        .strip_prefix("isolab-")
        .ok_or_else(|| Error::usage(format!("the deployed name {deployed:?} does not start with \"isolab-\"")))
}
