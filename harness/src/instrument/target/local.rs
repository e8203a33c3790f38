//! Processes of the local runtime: the Workers that a measurement needs, and the fixtures of a scenario.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use load::Endpoint;
use shared::{call::ServiceName, routing::Routing};

use super::{Process, Running};
use crate::{
    error::{Error, Result},
    instrument::scenario::Fixture,
    machine::{
        build::bundle_fixture,
        project::Project,
        spread::Spread,
        workerd::{Configuration, Group, Instance, Options, Service, Target},
        workers::Workers,
    },
};

/// The hand-written pair's public entry.
const FRONT: &str = "pair-front";
/// The hand-written pair's object.
const OBJECT: &str = "pair-object";
/// The hand-written pair's callee.
const COMPUTE: &str = "pair-compute";
/// The asking end of the hand-written measured calls.
const RPC_CALLER: &str = "rpc-pair-caller";
/// Their answering end.
const RPC_RUNTIME: &str = "rpc-pair-runtime";
/// A second pool, and the way to it.
const DRAINED_POOL: &str = "drained-pool";
const DRAINED_ROUTER: &str = "drained-router";
/// Another engine for workflows.
const WORKFLOW_RIVAL: &str = "workflow-rival";

/// Starts processes of the local runtime, one after the other.
#[derive(Debug)]
pub struct Local {
    configuration: Configuration,
    /// What stands in its place where a process is asked for one of several policies.
    routed: Vec<(Routing, Configuration)>,
    fixtures: Vec<Fixture>,
    workerd: PathBuf,
    folder: PathBuf,
    /// Where the objects' data lies, where that is not beside everything else.
    data: Option<PathBuf>,
    started: u32,
}

impl Local {
    /// The Workers of `configuration` with the fixtures beside them; everything is written in `folder`.
    pub fn new(
        mut configuration: Configuration,
        project: &Project,
        fixtures: &[Fixture],
        workerd: &Path,
        folder: &Path,
    ) -> Result<Self> {
        for fixture in fixtures {
            match fixture {
                Fixture::Pair => add_pair(&mut configuration, project)?,
                Fixture::RpcPair => add_rpc_pair(&mut configuration, project)?,
                Fixture::WorkflowRival => add_workflow_rival(&mut configuration, project)?,
                Fixture::DrainedPool => add_drained_pool(&mut configuration)?,
            }
        }
        Ok(Self {
            configuration,
            routed: Vec::new(),
            fixtures: fixtures.to_vec(),
            workerd: workerd.to_owned(),
            folder: folder.to_owned(),
            data: None,
            started: 0,
        })
    }

    /// Spreads compute: in every process alike where there is one way, else in those that are asked for one of them.
    pub fn spread(mut self, project: &Project, workers: &Workers, spreads: &[Spread]) -> Result<Self> {
        if let [spread] = spreads {
            self.configuration.spread(project, workers, *spread)?;
            return Ok(self);
        }
        for spread in spreads {
            let mut configuration = self.configuration.clone();
            configuration.spread(project, workers, *spread)?;
            self.routed.push((spread.routing, configuration));
        }
        Ok(self)
    }

    /// Keeps the objects' data in another folder.
    #[must_use]
    pub fn with_data_in(self, folder: &Path) -> Self {
        Self { data: Some(folder.to_owned()), ..self }
    }

    /// Removes data that lies in a folder of its own.
    pub(super) fn forget(&self, state: &Path) -> Result<()> {
        match &self.data {
            Some(folder) if state.starts_with(folder) => {
                std::fs::remove_dir_all(state).map_err(|error| Error::file(state, &error))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// A fresh process, without data or on that of a folder.
    pub(super) fn start(&mut self, routing: Option<Routing>, state: Option<&Path>) -> Result<Process> {
        self.started += 1;
        let run = self.folder.join(self.started.to_string());
        let mut configuration = self.configuration(routing)?.clone();
        if self.fixtures.contains(&Fixture::RpcPair) {
            // A port is found anew for each process: one that was free may be taken by now.
            configuration.reach_runtime_over_http()?;
        }
        let mut options = Options::new(configuration, &self.workerd, &run);
        // A Ctrl-C at the terminal must not take the runtime away from a pair that is to be finished.
        options.group = Group::Own;
        if let Some(folder) = &self.data {
            options.state = folder.join(self.started.to_string());
        }
        if let Some(state) = state {
            state.clone_into(&mut options.state);
        }
        let instance = Instance::start(&options)?;
        let mut doors = HashMap::new();
        for socket in &self.configuration.sockets {
            doors.insert(socket.service.clone(), Endpoint::local(instance.address(&socket.service)?));
        }
        Ok(Process { running: Running::Instance(instance, options.state), doors, fresh: String::new() })
    }

    fn configuration(&self, routing: Option<Routing>) -> Result<&Configuration> {
        let Some(routing) = routing else { return Ok(&self.configuration) };
        let known = self.routed.iter().find(|(known, _)| *known == routing).map(|(_, configuration)| configuration);
        known.ok_or_else(|| Error::internal(format!("no process spreads compute by {}", routing.as_str())))
    }

    pub(super) fn started(&self) -> u32 {
        self.started
    }
}

fn add_pair(configuration: &mut Configuration, project: &Project) -> Result<()> {
    let date = configuration.service(ServiceName::Router.as_str())?.compatibility_date.clone();
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

fn add_rpc_pair(configuration: &mut Configuration, project: &Project) -> Result<()> {
    let date = configuration.service(ServiceName::RpcRuntime.as_str())?.compatibility_date.clone();
    let folder = project.root().join("harness/fixtures/rpc");
    let script = |name: &str, file: &str| Service::script(name, &folder.join(file), &date);
    configuration.add(script(RPC_RUNTIME, "runtime.js"));
    let runtime = Target::Service(RPC_RUNTIME.to_owned());
    configuration.add(script(RPC_CALLER, "caller.js").with_binding("RUNTIME", runtime));
    configuration.listen(RPC_CALLER, 0);
    Ok(())
}

fn add_workflow_rival(configuration: &mut Configuration, project: &Project) -> Result<()> {
    let date = configuration.service(ServiceName::Workflow.as_str())?.compatibility_date.clone();
    let folder = project.root().join("harness/fixtures/workflow-rival");
    let bundle = bundle_fixture(project, &folder, "rival.js")?;
    let objects = Target::Objects { service: WORKFLOW_RIVAL.to_owned(), class: "RivalObject".to_owned() };
    let rival = Service::script(WORKFLOW_RIVAL, &bundle, &date).with_objects("RivalObject");
    configuration.add(rival.with_binding("RIVAL", objects));
    configuration.listen(WORKFLOW_RIVAL, 0);
    Ok(())
}

/// A drained pool opens no isolates, so that both can have the same host.
fn add_drained_pool(configuration: &mut Configuration) -> Result<()> {
    let mut pool = configuration.service(ServiceName::Pool.as_str())?.clone();
    DRAINED_POOL.clone_into(&mut pool.name);
    for class in &mut pool.objects {
        class.unique_key = format!("{DRAINED_POOL}-{}", class.class);
    }
    let mut router = configuration.service(ServiceName::Router.as_str())?.clone();
    DRAINED_ROUTER.clone_into(&mut router.name);
    for binding in &mut router.bindings {
        match &mut binding.target {
            Target::Objects { service, .. } if service == ServiceName::Pool.as_str() => {
                DRAINED_POOL.clone_into(service);
            }
            Target::Objects { .. } | Target::Service(_) | Target::Text(_) | Target::Loader => {}
        }
    }
    configuration.add(pool);
    configuration.add(router);
    configuration.listen(DRAINED_ROUTER, 0);
    Ok(())
}

#[cfg(test)]
mod tests;
