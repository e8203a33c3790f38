//! `wrangler dev`: what a developer has at hand, with wrangler's proxy in front of every request.

use std::{
    collections::HashMap,
    fs::File,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use load::{Client, Endpoint, Request};
use nix::sys::signal::Signal;
use tokio::time::sleep;

use super::{Process, ROUTER, Running, last_words};
use crate::{
    error::{Error, Result},
    machine::{group::Group, leash, project::Project, workers::Workers, wrangler},
};

/// Longest wait until the router answers; each Worker's build command runs first.
const READY: Duration = Duration::from_mins(3);
/// Longest wait for one answer while it starts.
const DEADLINE: Duration = Duration::from_secs(20);
/// How often a starting server is asked.
const POLL: Duration = Duration::from_millis(200);

/// Starts `wrangler dev` again and again.
#[derive(Debug)]
pub struct WranglerDev {
    project: Project,
    workers: Workers,
    folder: PathBuf,
    started: u32,
}

impl WranglerDev {
    /// Everything is written in `folder`.
    pub fn new(project: &Project, workers: &Workers, folder: &Path) -> Self {
        Self { project: project.clone(), workers: workers.clone(), folder: folder.to_owned(), started: 0 }
    }

    pub(super) fn started(&self) -> u32 {
        self.started
    }

    /// A fresh server without data, once its router answers.
    pub(super) async fn start(&mut self) -> Result<Process> {
        self.started += 1;
        let folder = self.folder.join(self.started.to_string());
        std::fs::create_dir_all(&folder).map_err(|error| Error::file(&folder, &error))?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let mut command = wrangler::dev_apart(&self.project, &self.workers.deployed(), port, &folder)?;
        // Logging every request costs more than the request.
        command.args(["--log-level", "none"]);
        let log = folder.join("talk");
        let mut group = begin(command, &log)?;
        let endpoint = Endpoint::local(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
        let begun = Instant::now();
        while !answers(&endpoint).await {
            if !group.is_running() || begun.elapsed() > READY {
                let message = format!("wrangler dev does not answer{}", last_words(&log));
                return Err(Error::environment(message));
            }
            sleep(POLL).await;
        }
        let doors = HashMap::from([(ROUTER.to_owned(), endpoint)]);
        Ok(Process { running: Running::Group(group, log), doors, fresh: String::new() })
    }
}

fn begin(command: Command, log: &Path) -> Result<Group> {
    let talk = File::create(log).map_err(|error| Error::file(log, &error))?;
    // It ends what it started when it is asked to.
    let mut command = leash::tied(command, Signal::SIGTERM);
    command.stdin(Stdio::null()).stdout(talk.try_clone()?).stderr(talk);
    Group::start_tied(command)
        .map_err(|error| Error::environment(format!("wrangler: {error}")).remedy("cargo lab setup"))
}

async fn answers(endpoint: &Endpoint) -> bool {
    let answer = Client::new(endpoint.clone(), DEADLINE).send(&Request::get("/")).await;
    answer.is_ok_and(|answer| answer.status == 200)
}
