//! Finds the modules of a Worker by following the imports of its entry.
//!
//! This is no JavaScript parser: an entry and what it imports are ours, and write one import per line. A bundle and an npm
//! package are taken as they are, since neither needs a file that is not named here.

use std::{
    fs,
    io::ErrorKind,
    path::{Component, Path, PathBuf},
};

use super::configuration::{Module, ModuleKind};
use crate::{
    error::{Error, Result},
    machine::project::Project,
};

/// The script of a bundle.
const BUNDLE: &str = "index.js";
/// The folder of a bundle, below that of its package, before a dash and the name of its engine where it has one.
const BUNDLE_FOLDER: &str = "build";
/// The WASM beside it.
const BUNDLE_WASM: &str = "index_bg.wasm";
/// The folders of scripts that are not ours: npm packages, and what is made of them.
const FOREIGN: [&str; 2] = ["node_modules", "assets"];

/// The modules of an entry, itself first, each named by its path in the project so that relative imports resolve.
///
/// A file that is not there yet, such as a bundle before its build, is a module all the same.
pub(super) fn modules(project: &Project, entry: &Path) -> Result<Vec<Module>> {
    let mut found = vec![module(project, entry)?];
    let mut next = 0;
    while let Some(module) = found.get(next) {
        for path in needed(module)? {
            if found.iter().all(|known| Path::new(&known.name) != path) {
                found.push(self::module(project, &path)?);
            }
        }
        next += 1;
    }
    Ok(found)
}

impl ModuleKind {
    /// The kind of a file by its name, as wrangler knows it.
    pub(super) fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()? {
            "js" => Some(Self::Script),
            "wasm" => Some(Self::Wasm),
            "txt" => Some(Self::Text),
            "bin" | "pack" => Some(Self::Data),
            _ => None,
        }
    }
}

/// The path in the project that a relative specifier in a file of `folder` means, unless it leads out of the project.
pub(super) fn resolve(folder: &Path, specifier: &str) -> Option<PathBuf> {
    let mut path = folder.to_owned();
    for part in Path::new(specifier).components() {
        match part {
            Component::Normal(name) => path.push(name),
            Component::CurDir => {}
            Component::ParentDir => path.pop().then_some(())?,
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(path)
}

/// The relative specifiers of a script's imports. Others name what the platform brings.
pub(super) fn imports(script: &str) -> impl Iterator<Item = &str> {
    script.lines().filter_map(specifier).filter(|specifier| specifier.starts_with("./") || specifier.starts_with("../"))
}

fn module(project: &Project, path: &Path) -> Result<Module> {
    let kind = ModuleKind::of(path)
        .ok_or_else(|| Error::usage(format!("{}: a module is .js, .wasm, .txt, .bin or .pack", path.display())))?;
    Ok(Module { name: path.to_string_lossy().into_owned(), kind, path: project.root().join(path) })
}

/// The paths in the project of what a module imports itself.
fn needed(module: &Module) -> Result<Vec<PathBuf>> {
    let path = Path::new(&module.name);
    match module.kind {
        ModuleKind::Wasm | ModuleKind::Text | ModuleKind::Data => Ok(Vec::new()),
        ModuleKind::Script
            if path.components().any(|part| FOREIGN.iter().any(|folder| part.as_os_str() == *folder)) =>
        {
            Ok(Vec::new())
        }
        ModuleKind::Script if is_bundle(path) => Ok(vec![path.with_file_name(BUNDLE_WASM)]),
        ModuleKind::Script => {
            let script = match fs::read_to_string(&module.path) {
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
                script => script.map_err(|error| Error::file(&module.path, &error))?,
            };
            let folder = path.parent().unwrap_or(Path::new(""));
            let found = |specifier| {
                resolve(folder, specifier)
                    .ok_or_else(|| Error::usage(format!("{}: {specifier:?} is not in the project", module.name)))
            };
            imports(&script).map(found).collect()
        }
    }
}

fn is_bundle(path: &Path) -> bool {
    let folder = path.parent().and_then(Path::file_name).and_then(|name| name.to_str()).unwrap_or_default();
    let engine = folder.strip_prefix(BUNDLE_FOLDER);
    path.ends_with(BUNDLE) && engine.is_some_and(|engine| engine.is_empty() || engine.starts_with('-'))
}

/// What a line imports or exports again, be it the last line of a list of names.
fn specifier(line: &str) -> Option<&str> {
    let line = line.trim_start();
    if !["import ", "export {", "export *", "} from "].iter().any(|beginning| line.starts_with(beginning)) {
        return None;
    }
    let quoted = |quote: char| {
        let bare = line.strip_prefix("import ").and_then(|rest| rest.strip_prefix(quote));
        let named = || line.split_once(&format!(" from {quote}")).map(|(_, rest)| rest);
        bare.or_else(named)?.split_once(quote).map(|(specifier, _)| specifier)
    };
    quoted('"').or_else(|| quoted('\''))
}

#[cfg(test)]
mod tests;
