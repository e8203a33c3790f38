//! The wrangler file of a Worker without some of its bindings, for the first of two passes.

use std::{fs, path::PathBuf};

use shared::call::ServiceName;
use toml::{Table, Value};

use crate::{
    error::{Error, Result},
    machine::{
        project::Project,
        workers::{Step, Worker, wrangler_file::name_of},
    },
};

/// The wrangler file of a step: that of the Worker, or one that is made of it.
pub fn file(project: &Project, step: &Step<'_>) -> Result<PathBuf> {
    if step.without.is_empty() {
        return Ok(step.worker.path().to_owned());
    }
    let folder = project.scratch().join("deploy");
    let path = folder.join(step.worker.name().as_str()).with_extension("toml");
    let text = without(step.worker, &step.without)?;
    fs::create_dir_all(&folder).and_then(|()| fs::write(&path, text)).map_err(|error| Error::file(&path, &error))?;
    Ok(path)
}

/// What the wrangler file says, but for the bindings to the objects of some Workers, and with its entry where it is from
/// anywhere.
fn without(worker: &Worker, callees: &[ServiceName]) -> Result<String> {
    let wrong = |what: &str| Error::usage(format!("{}: {what}", worker.path().display()));
    let text = fs::read_to_string(worker.path()).map_err(|error| Error::file(worker.path(), &error))?;
    let mut file: Table = toml::from_str(&text).map_err(|error| wrong(&error.to_string()))?;
    let folder = worker.path().parent().ok_or_else(|| wrong("it is in no folder"))?;
    let entry = folder.join(&worker.file().main);
    let entry = entry.canonicalize().map_err(|error| Error::file(&entry, &error))?;
    file.insert("main".to_owned(), Value::String(entry.display().to_string()));
    let objects = file.get_mut("durable_objects").and_then(|objects| objects.get_mut("bindings"));
    if let Some(bindings) = objects.and_then(Value::as_array_mut) {
        bindings
            .retain(|binding| callee(binding).is_none_or(|callee| callees.iter().all(|late| late.as_str() != callee)));
    }
    toml::to_string(&file).map_err(|error| Error::internal(error.to_string()))
}

/// The Worker whose objects are bound, where it is another one.
fn callee(binding: &Value) -> Option<&str> {
    name_of(binding.get("script_name")?.as_str()?).ok()
}

#[cfg(test)]
mod tests;
