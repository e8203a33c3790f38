//! One Worker: its name, its package, its engine and whom it calls.

use std::path::{Component, Path, PathBuf};

use shared::{call::ServiceName, engine::EngineName};

use super::{
    order::Bound,
    stem,
    wrangler_file::{WranglerFile, name_of},
};
use crate::{
    error::{Error, Result},
    machine::project::Project,
};

/// The folder of the Workers' packages.
const PACKAGES: &str = "workers";

/// A deployable of the project, described by its wrangler file.
#[derive(Clone, Debug)]
pub struct Worker {
    name: ServiceName,
    package: String,
    engine: Option<EngineName>,
    callees: Vec<ServiceName>,
    services: Vec<ServiceName>,
    folder: PathBuf,
    path: PathBuf,
    file: WranglerFile,
}

impl Worker {
    /// Reads one from its wrangler file.
    pub(super) fn read(project: &Project, path: &Path) -> Result<Self> {
        let wrong = |what: String| Error::usage(format!("{}: {what}", path.display()));
        let file = WranglerFile::read(path)?;
        let name = parse(stem(path)).map_err(|error| wrong(error.to_string()))?;
        if name_of(&file.name)? != name.as_str() {
            return Err(wrong(format!("its name is {:?}, and not \"isolab-{name}\"", file.name)));
        }
        let package = package(&file.main)
            .ok_or_else(|| wrong(format!("main is {:?}, which is in no package of {PACKAGES}", file.main)))?;
        let engine = engine(name, package).map_err(wrong)?;
        let callee = |deployed: &str| name_of(deployed).and_then(parse).map_err(|error| wrong(error.to_string()));
        let mut callees = Vec::new();
        for bound in file.bound() {
            let callee = callee(bound)?;
            if callee != name && !callees.contains(&callee) {
                callees.push(callee);
            }
        }
        let services = file.services.iter().map(|binding| callee(&binding.service)).collect::<Result<_>>()?;
        let folder = project.root().join(PACKAGES).join(package);
        Ok(Self { name, package: package.to_owned(), engine, callees, services, folder, path: path.to_owned(), file })
    }

    /// Its name: that of its wrangler file, and the one by which it is known on the wire.
    pub fn name(&self) -> ServiceName {
        self.name
    }

    /// The name of its package, which is that of the package's folder.
    pub fn package(&self) -> &str {
        &self.package
    }

    /// The engine that is chosen instead of the package's default, where one is; the feature of the package has its name.
    pub fn engine(&self) -> Option<EngineName> {
        self.engine
    }

    /// The Workers to which it is bound, itself left out.
    pub fn callees(&self) -> &[ServiceName] {
        &self.callees
    }

    /// To whom it is bound, and how.
    pub(super) fn bound(&self) -> Bound<'_> {
        Bound { caller: self.name, callees: &self.callees, services: &self.services }
    }

    /// The folder of its package.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folder of its bundle.
    pub fn bundle(&self) -> PathBuf {
        self.folder.join(self.engine.map_or_else(|| "build".to_owned(), |engine| format!("build-{engine}")))
    }

    /// The path of its wrangler file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What its wrangler file says.
    pub fn file(&self) -> &WranglerFile {
        &self.file
    }
}

fn parse(name: &str) -> Result<ServiceName> {
    ServiceName::parse(name).ok_or_else(|| Error::usage(format!("no Worker is called {name:?} on the wire")))
}

/// The package of an entry module, whose path is relative to the folder of the wrangler files.
fn package(main: &str) -> Option<&str> {
    let mut parts = Path::new(main).components();
    let is_inside = parts.next() == Some(Component::ParentDir) && parts.next()?.as_os_str() == PACKAGES;
    parts.next().filter(|_| is_inside)?.as_os_str().to_str()
}

/// What a name has beyond that of the package.
fn engine(name: ServiceName, package: &str) -> Result<Option<EngineName>, String> {
    let name = name.as_str();
    if name == package {
        return Ok(None);
    }
    let engine = name.strip_prefix(package).and_then(|rest| rest.strip_prefix('-'));
    let engine = engine.and_then(|engine| EngineName::parse(engine).ok());
    engine.map(Some).ok_or_else(|| format!("its package {package:?} with an engine behind it is not {name:?}"))
}
