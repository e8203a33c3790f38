//! The processes that are measured: all Workers of the project and the hand-written pair, in one local runtime.

use std::{
    cell::Cell,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use super::blocks::Clients;
use crate::{
    client::{Client, Failure},
    error::{Error, Exit, Result},
    project::Project,
    workerd::{Configuration, Instance, Options, Service, Target},
};

/// The hand-written pair's public entry.
const FRONT: &str = "pair-front";
/// The hand-written pair's object.
const OBJECT: &str = "pair-object";
/// The hand-written pair's callee.
const COMPUTE: &str = "pair-compute";
/// Longest wait for any answer: above the router's own deadline, so that its error arrives first.
const DEADLINE: Duration = Duration::from_secs(20);

/// Starts fresh processes, one after the other.
#[derive(Debug)]
pub(super) struct Stage {
    configuration: Configuration,
    workerd: PathBuf,
    folder: PathBuf,
    started: Cell<u32>,
}

impl Stage {
    /// A stage for the Workers of `configuration`, with everything that is written in `folder`.
    pub(super) fn new(configuration: Configuration, workerd: &Path, folder: &Path) -> Self {
        Self { configuration, workerd: workerd.to_owned(), folder: folder.to_owned(), started: Cell::new(0) }
    }

    /// A process without any data.
    pub(super) async fn fresh(&self) -> Result<Process> {
        let folder = self.next_folder();
        self.start(&folder.join("state"), &folder).await
    }

    /// A fresh process on the data that another left in `state`.
    pub(super) async fn on(&self, state: &Path) -> Result<Process> {
        self.start(state, &self.next_folder()).await
    }

    /// How many processes were started.
    pub(super) fn started(&self) -> u32 {
        self.started.get()
    }

    fn next_folder(&self) -> PathBuf {
        self.started.set(self.started.get() + 1);
        self.folder.join(self.started.get().to_string())
    }

    async fn start(&self, state: &Path, run: &Path) -> Result<Process> {
        let mut options = Options::new(self.configuration.clone(), &self.workerd, run);
        state.clone_into(&mut options.state);
        let instance = Instance::start(&options)?;
        let router = connect(instance.address("router")?).await?;
        let pair = match instance.address(FRONT) {
            Ok(address) => Some(connect(address).await?),
            Err(_) => None,
        };
        Ok(Process { instance, clients: Clients { router, pair }, state: state.to_owned() })
    }
}

/// A running local runtime with a connection to each of its doors; it ends when it is dropped.
pub(super) struct Process {
    instance: Instance,
    /// The connections.
    pub clients: Clients,
    /// Where its data stay.
    pub state: PathBuf,
}

impl Process {
    /// Ends the process in good order, so that its data can be opened again.
    pub(super) fn stop(self) -> Result<PathBuf> {
        self.instance.stop()?;
        Ok(self.state)
    }
}

/// Adds the hand-written pair to the Workers of a configuration.
pub(super) fn add_pair(configuration: &mut Configuration, project: &Project) -> Result<()> {
    let date = configuration.service("compute")?.compatibility_date.clone();
    let folder = project.root().join("harness/fixtures/pair");
    let script = |name: &str, file: &str| Service::script(name, &folder.join(file), &date);
    let object = script(OBJECT, "object.js").with_objects("PairObject");
    let objects = Target::Objects { service: OBJECT.to_owned(), class: "PairObject".to_owned() };
    configuration.add(script(COMPUTE, "compute.js"));
    configuration.add(object.with_binding("COMPUTE", Target::Service(COMPUTE.to_owned())));
    configuration.add(script(FRONT, "front.js").with_binding("OBJECT", objects));
    configuration.listen(FRONT, 0);
    Ok(())
}

async fn connect(address: SocketAddr) -> Result<Client> {
    let unreachable = |failure: Failure| Error::new(Exit::Internal, format!("the local runtime: {failure}"));
    Client::connect(address, DEADLINE).await.map_err(unreachable)
}
