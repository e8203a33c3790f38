//! `wrangler dev`: what a developer has at hand, with wrangler's proxy in front of every request.

use std::{
    collections::HashMap,
    fs::File,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use nix::{
    sys::signal::{Signal, killpg},
    unistd::Pid,
};
use tokio::time::sleep;

use super::{Process, ROUTER, Running};
use crate::{
    client::{Client, Endpoint, Request},
    error::{Error, Result},
    project::Project,
    wrangler,
};

/// Longest wait until the router answers; each Worker's build command runs first.
const READY: Duration = Duration::from_mins(3);
/// Longest wait for one answer while it starts.
const DEADLINE: Duration = Duration::from_secs(20);
/// How often a starting server is asked.
const POLL: Duration = Duration::from_millis(200);
/// Longest wait for a server that was asked to stop.
const STOP: Duration = Duration::from_secs(5);

/// Starts `wrangler dev` again and again.
#[derive(Debug)]
pub struct WranglerDev {
    project: Project,
    folder: PathBuf,
    started: u32,
}

impl WranglerDev {
    /// Everything is written in `folder`.
    pub fn new(project: &Project, folder: &Path) -> Self {
        Self { project: project.clone(), folder: folder.to_owned(), started: 0 }
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
        let mut command = wrangler::dev(&self.project, port, &folder)?;
        // Logging every request costs more than the request.
        command.args(["--log-level", "none"]);
        let mut group = Group::start(&mut command, &folder.join("talk"))?;
        let endpoint = Endpoint::local(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
        let begun = Instant::now();
        while !answers(&endpoint).await {
            if !group.is_running() || begun.elapsed() > READY {
                let log = group.log().display().to_string();
                return Err(Error::environment(format!("wrangler dev does not answer; it wrote to {log}")));
            }
            sleep(POLL).await;
        }
        let doors = HashMap::from([(ROUTER.to_owned(), endpoint)]);
        Ok(Process { running: Running::Group(group), doors, fresh: String::new() })
    }
}

async fn answers(endpoint: &Endpoint) -> bool {
    let answer = Client::new(endpoint.clone(), DEADLINE).send(&Request::get("/")).await;
    answer.is_ok_and(|answer| answer.status == 200)
}

/// A process with all that it starts; the whole group ends when it is dropped.
pub(super) struct Group {
    child: Child,
    log: PathBuf,
}

impl Group {
    fn start(command: &mut Command, log: &Path) -> Result<Self> {
        let talk = File::create(log).map_err(|error| Error::file(log, &error))?;
        command.process_group(0).stdin(Stdio::null()).stdout(talk.try_clone()?).stderr(talk);
        let child = command
            .spawn()
            .map_err(|error| Error::environment(format!("wrangler: {error}")).remedy("cargo lab setup"))?;
        Ok(Self { child, log: log.to_owned() })
    }

    pub(super) fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    pub(super) fn log(&self) -> &Path {
        &self.log
    }

    fn signal(&self, signal: Signal) {
        if let Ok(group) = i32::try_from(self.child.id()) {
            // A group that is gone already needs no signal.
            let _ = killpg(Pid::from_raw(group), signal);
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.signal(Signal::SIGTERM);
        let deadline = Instant::now() + STOP;
        while self.is_running() && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(20));
        }
        self.signal(Signal::SIGKILL);
        let _ = self.child.wait();
    }
}
