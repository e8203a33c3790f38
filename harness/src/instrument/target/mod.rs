//! What is measured: processes of the local runtime, `wrangler dev`, or a deployment, behind one face.
//!
//! | target | a fresh process is | its doors |
//! |---|---|---|
//! | `workerd` | a new process of the runtime, its data in a folder | the router, and the fixtures of the scenario |
//! | `wrangler-dev` | a new `wrangler dev` | the router |
//! | an address | new tenants: the platform alone decides about isolates | the router |

mod deployed;
mod kind;
mod local;
mod wrangler_dev;

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    process,
    str::FromStr,
    time::Duration,
};

use load::Endpoint;
use shared::{call::ServiceName, routing::Routing};

pub use self::{deployed::Deployed, kind::TargetKind, local::Local, wrangler_dev::WranglerDev};
use crate::{
    error::{Error, Result},
    instrument::scenario::{Cell, Clock, Fixture, Medium, Procedure},
    machine::{
        group::Group,
        spread::Spread,
        workers::{Worker, Workers},
    },
};

/// The door that a question goes through when its arm names none.
pub const ROUTER: &str = "router";

/// Lines of a log that are worth showing.
const LAST_WORDS: usize = 10;

/// What can be typed after `--target`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The local runtime.
    Workerd,
    /// `wrangler dev`.
    WranglerDev,
    /// Whatever answers at an address.
    Address(String),
}

impl Choice {
    /// The kind of what was chosen.
    pub fn kind(&self) -> TargetKind {
        match self {
            Self::Workerd => TargetKind::Workerd,
            Self::WranglerDev => TargetKind::WranglerDev,
            Self::Address(_) => TargetKind::Deployed,
        }
    }
}

impl FromStr for Choice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "workerd" => Ok(Self::Workerd),
            "wrangler-dev" => Ok(Self::WranglerDev),
            text if text.starts_with("https://") || text.starts_with("http://") => Ok(Self::Address(text.to_owned())),
            text => {
                Err(format!("{text:?} is no target; there are workerd, wrangler-dev, and the address of a deployment"))
            }
        }
    }
}

/// Where processes come from.
pub enum Target {
    /// The local runtime.
    Workerd(Local),
    /// `wrangler dev`.
    WranglerDev(WranglerDev),
    /// Whatever answers at an address.
    Deployed(Deployed),
}

impl Target {
    /// The kind, which every sample carries.
    pub fn kind(&self) -> TargetKind {
        match self {
            Self::Workerd(_) => TargetKind::Workerd,
            Self::WranglerDev(_) => TargetKind::WranglerDev,
            Self::Deployed(_) => TargetKind::Deployed,
        }
    }

    /// A process without any data, or where that cannot be had, one whose tenants were never seen.
    pub async fn fresh(&mut self) -> Result<Process> {
        match self {
            Self::Workerd(local) => local.start(None, None),
            Self::WranglerDev(wrangler) => wrangler.start().await,
            Self::Deployed(deployed) => deployed.visit().await,
        }
    }

    /// A fresh process on the data that another left behind.
    pub fn on(&mut self, state: &Path) -> Result<Process> {
        self.routed(None, Some(state))
    }

    /// A fresh process, without data or on that of another, that spreads compute by one of the run's several policies; without
    /// a policy it is as every process is.
    pub fn routed(&mut self, routing: Option<Routing>, state: Option<&Path>) -> Result<Process> {
        match self {
            Self::Workerd(local) => local.start(routing, state),
            Self::WranglerDev(_) | Self::Deployed(_) => {
                Err(Error::internal("this target cannot open data again, nor be told how to spread compute"))
            }
        }
    }

    /// Removes what a process left that nobody will open again, where it lies in a folder of its own: in memory there is no
    /// room for every round of a run.
    pub fn forget(&self, state: &Path) -> Result<()> {
        match self {
            Self::Workerd(local) => local.forget(state),
            Self::WranglerDev(_) | Self::Deployed(_) => Ok(()),
        }
    }

    /// Why nothing can be tried here whose outcome is seen in a process, if so.
    pub fn untriable(&self) -> Option<String> {
        let kind = self.kind();
        if kind != TargetKind::Workerd {
            return Some(format!("the process of {} cannot be looked into", kind.as_str()));
        }
        (processor_of(process::id()).is_none() || memory_of(process::id()).is_none())
            .then(|| "this system does not tell what another process takes".to_owned())
    }

    /// How many processes were started.
    pub fn processes(&self) -> u32 {
        match self {
            Self::Workerd(local) => local.started(),
            Self::WranglerDev(wrangler) => wrangler.started(),
            Self::Deployed(_) => 0,
        }
    }

    /// Why a cell cannot be measured here, if so.
    pub fn refusal(&self, cell: &Cell) -> Option<String> {
        let kind = self.kind();
        if kind == TargetKind::Workerd {
            let is_told = cell.clock == Clock::Client || processor_of(process::id()).is_some();
            return (!is_told)
                .then(|| "this system does not tell what another process takes of a processor".to_owned());
        }
        if cell.is_kept() {
            return Some(format!("{} cannot be started again on data of before", kind.as_str()));
        }
        if cell.procedure.is_first_request() {
            let why = if kind == TargetKind::Deployed {
                "a deployment cannot be made to start anew"
            } else {
                "wrangler-dev takes seconds to start, and touches its Workers while it does"
            };
            return Some(why.to_owned());
        }
        if cell.clock == Clock::Processor {
            return Some(format!("what {} takes of a processor cannot be read", kind.as_str()));
        }
        if matches!(cell.procedure, Procedure::Audit(_)) {
            return Some(format!("things go wrong on purpose on the local runtime only, not on {}", kind.as_str()));
        }
        let door = cell.arms.values().find_map(|arm| arm.door.as_deref().filter(|door| *door != ROUTER));
        door.map(|door| format!("{} has no door {door:?}: that fixture runs on the local runtime only", kind.as_str()))
    }
}

/// What a measurement needs to be served.
pub(crate) struct Needs<'run> {
    /// The Workers that are asked, and whom they ask; the local runtime serves no others.
    pub(crate) workers: &'run [ServiceName],
    /// How compute is spread over isolates: in no way, in one by every process, or in several, of which each process has the
    /// one that it is asked for.
    pub(crate) spreads: &'run [Spread],
    /// What is added to the Workers of the project.
    pub(crate) fixtures: &'run [Fixture],
    /// What the local runtime is to keep the objects' data on, where the machine has it.
    pub(crate) medium: Medium,
    /// Longest wait for an answer.
    pub(crate) deadline: Duration,
    /// The seed of the run.
    pub(crate) seed: u64,
}

impl Needs<'_> {
    /// The Workers of the working copy that are served by a target of that kind. The spreader, which takes the place of
    /// others where compute is spread, is not among them.
    pub(crate) fn served<'table>(&self, kind: TargetKind, workers: &'table Workers) -> Result<Vec<&'table Worker>> {
        match kind {
            TargetKind::Workerd => workers.some(self.workers),
            TargetKind::WranglerDev => Ok(workers.deployed()),
            TargetKind::Deployed => Ok(Vec::new()),
        }
    }
}

/// Something that answers; what was started for it ends when it is dropped.
pub struct Process {
    running: Running,
    doors: HashMap<String, Endpoint>,
    /// What makes the names of tenants new, where the target keeps its data.
    pub fresh: String,
}

/// What stands behind a process.
enum Running {
    Instance(crate::machine::workerd::Instance, PathBuf),
    Group(Group, PathBuf),
    Nothing,
}

impl Process {
    /// Where requests to a service go.
    pub fn door(&self, service: &str) -> Result<&Endpoint> {
        self.doors.get(service).ok_or_else(|| Error::internal(format!("there is no door {service:?}")))
    }

    /// What all of its threads have taken of processors since it began; none where the system does not tell.
    pub fn processor(&self) -> Option<Duration> {
        match &self.running {
            Running::Instance(instance, _) => processor_of(instance.pid()),
            Running::Group(..) | Running::Nothing => None,
        }
    }

    /// What it has in memory, in bytes; none where the system does not tell.
    pub fn memory(&self) -> Option<u64> {
        match &self.running {
            Running::Instance(instance, _) => memory_of(instance.pid()),
            Running::Group(..) | Running::Nothing => None,
        }
    }

    /// Whether it has ended by itself.
    pub fn is_gone(&mut self) -> bool {
        match &mut self.running {
            Running::Instance(instance, _) => !instance.is_running(),
            Running::Group(group, _) => !group.is_running(),
            Running::Nothing => false,
        }
    }

    /// The end of what it said, to be put behind a sentence; empty where it said nothing.
    pub fn last_words(&self) -> String {
        match &self.running {
            Running::Instance(instance, _) => last_words(instance.log()),
            Running::Group(_, log) => last_words(log),
            Running::Nothing => String::new(),
        }
    }

    /// Ends it at once, as a crash would, and hands back the folder of its data.
    pub fn kill(&mut self) -> Result<PathBuf> {
        match &mut self.running {
            Running::Instance(instance, state) => {
                instance.kill()?;
                Ok(state.clone())
            }
            Running::Group(..) | Running::Nothing => Err(Error::internal("only a local runtime can be killed")),
        }
    }

    /// Ends it in good order, and hands back the folder of its data where that can be opened again.
    pub fn stop(self) -> Result<Option<PathBuf>> {
        match self.running {
            Running::Instance(instance, state) => instance.stop().map(|()| Some(state)),
            Running::Group(group, _) => {
                drop(group);
                Ok(None)
            }
            Running::Nothing => Ok(None),
        }
    }
}

/// What all threads of a process have taken of processors.
#[cfg(target_os = "linux")]
fn processor_of(process: u32) -> Option<Duration> {
    let process = nix::unistd::Pid::from_raw(i32::try_from(process).ok()?);
    let told = nix::time::clock_getcpuclockid(process).ok()?.now().ok()?;
    Some(Duration::from(told))
}

#[cfg(not(target_os = "linux"))]
const fn processor_of(_process: u32) -> Option<Duration> {
    None
}

/// The resident set of a process, in bytes, as Linux tells it.
fn memory_of(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok()?.checked_mul(1024)
}

/// The end of a log, to be put behind a sentence; empty where there is nothing in it.
fn last_words(log: &Path) -> String {
    let said = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = said.lines().rev().take(LAST_WORDS).collect();
    let lines: Vec<&str> = lines.into_iter().rev().collect();
    if lines.is_empty() { String::new() } else { format!("; it said last:\n{}", lines.join("\n")) }
}
