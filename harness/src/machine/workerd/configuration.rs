//! What the local runtime serves, as plain values: read from the wrangler files, then changed where a test or a
//! benchmark wants it otherwise.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

use shared::call::ServiceName;

use crate::{
    error::{Error, Result},
    machine::{build::Variant, project::Project, workers::Worker},
};

/// The services of one runtime process and the sockets in front of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Configuration {
    /// The Workers.
    pub services: Vec<Service>,
    /// Where clients reach them.
    pub sockets: Vec<Socket>,
}

/// A Worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// The name by which bindings and sockets find it.
    pub name: String,
    /// Its modules; the first is its entry.
    pub modules: Vec<Module>,
    /// The date whose platform behaviour is asked for.
    pub compatibility_date: String,
    /// Platform behaviours beyond that date.
    pub compatibility_flags: Vec<String>,
    /// What is in its environment.
    pub bindings: Vec<Binding>,
    /// The classes of objects that it brings.
    pub objects: Vec<ObjectClass>,
    /// What its global `fetch` reaches.
    pub outbound: Outbound,
}

/// What a Worker's global `fetch` reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outbound {
    /// Public addresses, as it is everywhere.
    Internet,
    /// Addresses of this machine too, so that a Worker can call a socket of its own runtime.
    Loopback,
}

/// A file of a Worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// The name that imports are resolved against.
    pub name: String,
    /// How it is loaded.
    pub kind: ModuleKind,
    /// The file, as an absolute path.
    pub path: PathBuf,
}

/// How a module is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModuleKind {
    /// JavaScript.
    Script,
    /// WebAssembly.
    Wasm,
    /// A string.
    Text,
    /// An `ArrayBuffer`.
    Data,
}

/// A name in a Worker's environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The name.
    pub name: String,
    /// What stands behind it.
    pub target: Target,
}

/// What stands behind a binding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A string.
    Text(String),
    /// Another service.
    Service(String),
    /// A class of objects of a service.
    Objects {
        /// The service that brings the class.
        service: String,
        /// The class.
        class: String,
    },
    /// Loads Workers from code that is given to it.
    Loader,
}

impl Target {
    /// Whether what stands behind it is one of these Workers, or none at all.
    fn is_among(&self, workers: &[&Worker]) -> bool {
        match self {
            Target::Service(service) | Target::Objects { service, .. } => {
                workers.iter().any(|worker| worker.name().as_str() == service)
            }
            Target::Text(_) | Target::Loader => true,
        }
    }
}

/// A class of objects with durable storage and SQLite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectClass {
    /// The exported class.
    pub class: String,
    /// Names the storage and the ids; data is found again as long as it stays.
    pub unique_key: String,
}

/// An address on which clients reach a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Socket {
    /// The name of the service.
    pub service: String,
    /// The loopback address of either family, and the port on it, or 0 for one that is free.
    pub address: SocketAddr,
}

impl Socket {
    /// The name by which the runtime reports it: that of the service, or of the other family beside it.
    pub fn name(&self) -> String {
        match self.address {
            SocketAddr::V4(_) => self.service.clone(),
            SocketAddr::V6(_) => format!("{}-ipv6", self.service),
        }
    }
}

/// Who may use the router.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Openness {
    /// Anybody who reaches the local address.
    Open,
    /// Whoever knows the token.
    Token(String),
    /// Nobody: as deployed without its secret.
    Closed,
}

impl Configuration {
    /// These Workers as their wrangler files describe them, with the router among them on a free port.
    ///
    /// A binding to a Worker that is not among them is left out: the local runtime serves nothing that lacks the other end.
    pub fn read(project: &Project, workers: &[&Worker], openness: &Openness) -> Result<Self> {
        let read = |worker: &&Worker| {
            let mut service = Service::read(project, worker)?;
            service.bindings.retain(|binding| binding.target.is_among(workers));
            Ok(service)
        };
        let services = workers.iter().map(read).collect::<Result<_>>()?;
        let mut configuration = Self { services, sockets: Vec::new() };
        let router = ServiceName::Router.as_str();
        configuration.listen(router, 0);
        match openness {
            Openness::Open => configuration.bind(router, "LAB_OPEN", Target::Text("local".to_owned()))?,
            Openness::Token(token) => configuration.bind(router, "LAB_TOKEN", Target::Text(token.clone()))?,
            Openness::Closed => {}
        }
        Ok(configuration)
    }

    /// Puts a socket in front of a service, on a port of 127.0.0.1, instead of those that it may have had.
    pub fn listen(&mut self, service: &str, port: u16) {
        self.sockets.retain(|socket| socket.service != service);
        self.listen_too(service, SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    }

    /// Puts one more socket in front of a service.
    pub fn listen_too(&mut self, service: &str, address: SocketAddr) {
        self.sockets.push(Socket { service: service.to_owned(), address });
    }

    /// The service of that name.
    pub fn service(&mut self, name: &str) -> Result<&mut Service> {
        self.services
            .iter_mut()
            .find(|service| service.name == name)
            .ok_or_else(|| Error::internal(format!("no service named {name:?}")))
    }

    /// Sets a binding of a service, replacing what stood behind that name.
    pub fn bind(&mut self, service: &str, name: &str, target: Target) -> Result<()> {
        let bindings = &mut self.service(service)?.bindings;
        bindings.retain(|binding| binding.name != name);
        bindings.push(Binding { name: name.to_owned(), target });
        Ok(())
    }

    /// Lets the global `fetch` of a service reach addresses of this machine.
    pub fn allow_loopback(&mut self, service: &str) -> Result<()> {
        self.service(service)?.outbound = Outbound::Loopback;
        Ok(())
    }

    /// Whether the runtime serves it only with `--experimental`.
    pub fn is_experimental(&self) -> bool {
        let mut bindings = self.services.iter().flat_map(|service| &service.bindings);
        bindings.any(|binding| match binding.target {
            Target::Loader => true,
            Target::Text(_) | Target::Service(_) | Target::Objects { .. } => false,
        })
    }

    /// Adds a service, replacing the one of its name.
    pub fn add(&mut self, service: Service) {
        self.services.retain(|present| present.name != service.name);
        self.services.push(service);
    }

    /// Lets a Worker run the build that fails on command. What it hands to the loader stays as deployed.
    pub fn make_faulty(&mut self, project: &Project, worker: &Worker) -> Result<()> {
        let (usual, faulty) = (Variant::Deployable.folder(project, worker), Variant::Faulty.folder(project, worker));
        for module in &mut self.service(worker.name().as_str())?.modules {
            match module.path.file_name() {
                Some(name) if module.path.parent() == Some(&usual) => module.path = faulty.join(name),
                Some(_) | None => {}
            }
        }
        Ok(())
    }
}

impl Service {
    /// A Worker of one JavaScript file, with nothing in its environment.
    pub fn script(name: &str, path: &Path, compatibility_date: &str) -> Self {
        let module = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Self {
            name: name.to_owned(),
            modules: vec![Module { name: module, kind: ModuleKind::Script, path: path.to_owned() }],
            compatibility_date: compatibility_date.to_owned(),
            compatibility_flags: Vec::new(),
            bindings: Vec::new(),
            objects: Vec::new(),
            outbound: Outbound::Internet,
        }
    }

    /// Adds a binding.
    #[must_use]
    pub fn with_binding(mut self, name: &str, target: Target) -> Self {
        self.bindings.push(Binding { name: name.to_owned(), target });
        self
    }

    /// Adds a class of objects that the Worker exports.
    #[must_use]
    pub fn with_objects(mut self, class: &str) -> Self {
        let unique_key = format!("{}-{class}", self.name);
        self.objects.push(ObjectClass { class: class.to_owned(), unique_key });
        self
    }
}
