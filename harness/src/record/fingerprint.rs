//! Where a run was made and with what: two runs compare only as far as these agree.

use std::{collections::BTreeSet, env, fs, thread};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shared::call::ServiceName;

use super::{folder::digest, watch};
use crate::{
    error::Result,
    machine::{
        process,
        project::Project,
        spread::Spread,
        workers::{Worker, Workers},
    },
};

/// Where a run was made and with what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fingerprint {
    /// The version of the harness.
    pub harness: String,
    /// The commit of the working copy, where it is one.
    pub commit: Option<String>,
    /// Whether the working copy had changes that the commit does not hold.
    pub dirty: Option<bool>,
    /// The bundles that were served; none for a deployment.
    pub bundles: Vec<Bundle>,
    /// What `rustc --version` says.
    pub rustc: Option<String>,
    /// The version of the local runtime; none for a deployment.
    pub workerd: Option<String>,
    /// The compatibility date of the Workers.
    pub compatibility_date: Option<String>,
    /// How compute was spread over isolates; none where it was not (one isolate locally, what the platform chose elsewhere), and
    /// none where arms were spread in several ways, which the card then tells.
    #[serde(default)]
    pub spread: Option<Spread>,
    /// The machine of the client, and of the local runtime.
    pub machine: Machine,
}

/// A Worker's WASM as served.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// The Worker.
    pub worker: String,
    /// Bytes of the WASM.
    pub bytes: u64,
    /// Its BLAKE3 hash, in hexadecimal.
    pub blake3: String,
}

/// The machine of the client, and of the local runtime.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Machine {
    /// Operating system and architecture.
    pub platform: String,
    /// The version of the kernel.
    pub kernel: Option<String>,
    /// The model of the processor.
    pub processor: Option<String>,
    /// Threads that it runs at once.
    pub threads: usize,
    /// The load average of one minute before the run.
    pub load_before: Option<f64>,
    /// The load average of one minute after the run.
    pub load_after: Option<f64>,
    /// The share of processor time that the host took away during the run.
    pub steal: Option<f64>,
}

impl Fingerprint {
    /// Looks at the working copy, the tools and the machine; what cannot be told is left out, since no run fails by it.
    ///
    /// `served` are the Workers of the working copy that answer: none for a deployment, of which nobody here knows what it
    /// is made of.
    pub fn take(project: &Project, served: &[&Worker]) -> Self {
        let commit = commit(project);
        let local = !served.is_empty();
        Self {
            harness: env!("CARGO_PKG_VERSION").to_owned(),
            dirty: commit.as_ref().and_then(|_| has_changes(project)),
            commit,
            bundles: served.iter().filter_map(|worker| bundle(worker)).collect(),
            rustc: output(project, "rustc", &["--version"]),
            workerd: if local { runtime_version(project) } else { None },
            compatibility_date: compatibility_date(served),
            spread: None,
            machine: Machine::take(),
        }
    }

    /// Adds how compute is spread, where that is one way, and the spreader to what is served, where there is any.
    pub fn with_spreads(mut self, workers: &Workers, spreads: &[Spread]) -> Result<Self> {
        if let [spread] = spreads {
            self.spread = Some(*spread);
        }
        if !spreads.is_empty() {
            self.bundles.extend(bundle(workers.get(ServiceName::Spreader)?));
        }
        Ok(self)
    }
}

impl Machine {
    /// Looks at the machine before a run; [`Watch::finish`](super::Watch::finish) enters the rest.
    fn take() -> Self {
        Self {
            platform: format!("{} {}", env::consts::OS, env::consts::ARCH),
            kernel: fs::read_to_string("/proc/sys/kernel/osrelease").ok().map(|text| text.trim().to_owned()),
            processor: fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| processor(&text)),
            threads: thread::available_parallelism().map_or(1, usize::from),
            load_before: watch::load(),
            load_after: None,
            steal: None,
        }
    }
}

/// The commit, where the project is a working copy itself and not a folder in that of something else.
fn commit(project: &Project) -> Option<String> {
    let told = output(project, "git", &["rev-parse", "--show-cdup", "HEAD"])?;
    (!told.contains('\n')).then_some(told)
}

fn has_changes(project: &Project) -> Option<bool> {
    // Without its lock, so that nobody who uses the working copy at this moment is disturbed.
    output(project, "git", &["--no-optional-locks", "status", "--porcelain"]).map(|told| !told.is_empty())
}

/// What a program printed, without the space around; `None` where it is absent or fails.
fn output(project: &Project, program: &str, arguments: &[&str]) -> Option<String> {
    let told = process::output(process::command(program, project.root()).args(arguments)).ok()?;
    Some(told.trim().to_owned())
}

fn bundle(worker: &Worker) -> Option<Bundle> {
    let path = worker.bundle().join("index_bg.wasm");
    let bytes = fs::metadata(&path).ok()?.len();
    Some(Bundle { worker: worker.name().as_str().to_owned(), bytes, blake3: digest(&path).ok()? })
}

/// The pinned version; set-up has made sure that it is the installed one.
fn runtime_version(project: &Project) -> Option<String> {
    let text = fs::read(project.wrangler().join("package.json")).ok()?;
    let manifest: serde_json::Value = serde_json::from_slice(&text).ok()?;
    let pinned = ["devDependencies", "dependencies"].iter().find_map(|group| manifest.get(group)?.get("workerd"));
    Some(pinned?.as_str()?.to_owned())
}

/// The date that all of them share; where they do not, all their dates.
fn compatibility_date(served: &[&Worker]) -> Option<String> {
    let dates: BTreeSet<&str> = served.iter().map(|worker| worker.file().compatibility_date.as_str()).collect();
    (!dates.is_empty()).then(|| dates.into_iter().collect::<Vec<_>>().join(", "))
}

/// The model in a text such as `/proc/cpuinfo`.
pub(super) fn processor(text: &str) -> Option<String> {
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}
