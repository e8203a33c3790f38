//! A running local runtime: started on a configuration, ready when it says so, and gone when it is dropped.

use std::{
    collections::HashMap,
    fs::{self, File},
    io::{self, BufRead as _, BufReader, Write as _},
    net::{Ipv4Addr, SocketAddr},
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Stdio},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use nix::{
    sys::signal::{self, Signal},
    unistd::Pid,
};
use serde::Deserialize;

use super::{configuration::Configuration, stack, state::Hold};
use crate::{
    error::{Error, Result},
    machine::{leash, process, signals},
};

/// Longest wait until all sockets listen. Bundles are compiled before that.
const READY: Duration = Duration::from_secs(30);
/// Longest wait for a runtime that was asked to stop; requests under way may finish.
const STOP: Duration = Duration::from_secs(5);

/// How an instance is started.
#[derive(Clone, Debug)]
pub struct Options {
    /// What it serves.
    pub configuration: Configuration,
    /// The runtime's program.
    pub workerd: PathBuf,
    /// The folder of the objects' storage. It is made when missing and kept afterwards.
    pub state: PathBuf,
    /// The folder for the configuration file and the log.
    pub run: PathBuf,
    /// Further options of the runtime itself; `--experimental` comes by itself where the configuration needs it.
    pub flags: Vec<String>,
    /// Which signals of a terminal reach it.
    pub group: Group,
}

/// The process group of the runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// That of the harness: a Ctrl-C at the terminal ends the runtime too, even if the command does not listen.
    Shared,
    /// One of its own: only the command ends it.
    Own,
}

impl Options {
    /// Serves `configuration`, with everything that is written in `folder`.
    pub fn new(configuration: Configuration, workerd: &Path, folder: &Path) -> Self {
        Self {
            configuration,
            workerd: workerd.to_owned(),
            state: folder.join("state"),
            run: folder.to_owned(),
            flags: Vec::new(),
            group: Group::Shared,
        }
    }
}

/// A running local runtime.
#[derive(Debug)]
pub struct Instance {
    child: Child,
    ports: HashMap<String, u16>,
    log: PathBuf,
}

/// What the runtime reports about itself.
#[derive(Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
enum Report {
    Listen {
        socket: String,
        port: u16,
    },
    #[serde(other)]
    Other,
}

impl Instance {
    /// Starts the runtime and waits until every socket listens. No Worker is touched by that: all are still cold. The folder of
    /// the storage is this runtime's alone as long as it lives.
    pub fn start(options: &Options) -> Result<Self> {
        let hold = Hold::take(&options.state)?;
        fs::create_dir_all(&options.run).map_err(|error| Error::file(&options.run, &error))?;
        let state = options.state.canonicalize().map_err(|error| Error::file(&options.state, &error))?;
        let file = options.run.join("workerd.capnp");
        let text = options.configuration.to_capnp(&state, stack::raise());
        fs::write(&file, text).map_err(|error| Error::file(&file, &error))?;
        let log = options.run.join("workerd.log");
        let talk = File::options().create(true).append(true).open(&log).map_err(|error| Error::file(&log, &error))?;
        let missing = |error: &io::Error| {
            Error::environment(format!("{}: {error}", options.workerd.display())).remedy("cargo lab setup")
        };
        fs::metadata(&options.workerd).map_err(|error| missing(&error))?;
        // Embedded files are absolute paths; the language looks for those below its import path.
        let mut command = process::command(&options.workerd, Path::new("/"));
        command
            .args(["serve", "--import-path=/", "--control-fd=1"])
            .args(options.configuration.is_experimental().then_some("--experimental"))
            .args(&options.flags)
            .arg(file.canonicalize().map_err(|error| Error::file(&file, &error))?);
        let mut command = leash::tied(command, Signal::SIGKILL);
        if options.group == Group::Own {
            command.process_group(0);
        }
        command.stdin(hold.hand_on()?).stdout(Stdio::piped()).stderr(talk.try_clone()?);
        let mut child = leash::start(command).map_err(|error| missing(&error))?;
        let reports = child.stdout.take().map(|pipe| listen(pipe, talk));
        // From here on a failure drops the instance, and that ends the process.
        let mut instance = Self { child, ports: HashMap::new(), log };
        // From here on the runtime alone holds the folder, as long as it lives.
        hold.leave_to(instance.child.id())?;
        if let Some(reports) = reports {
            instance.await_ports(&reports, options.configuration.sockets.len())?;
        }
        Ok(instance)
    }

    /// The address of the socket in front of a service.
    pub fn address(&self, service: &str) -> Result<SocketAddr> {
        let port = self.ports.get(service);
        port.map(|&port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
            .ok_or_else(|| Error::internal(format!("no socket in front of {service:?}")))
    }

    /// The address of the router, as a URL without a slash at its end.
    pub fn url(&self) -> Result<String> {
        Ok(format!("http://{}", self.address("router")?))
    }

    /// The id of the process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The file with everything that the runtime and the Workers said.
    pub fn log(&self) -> &Path {
        &self.log
    }

    /// Whether the process still runs.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Ends the process at once, as a crash would, and waits until it is gone.
    pub fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Asks the process to end, and ends it when it takes too long.
    pub fn stop(mut self) -> Result<()> {
        let asked =
            i32::try_from(self.pid()).is_ok_and(|pid| signal::kill(Pid::from_raw(pid), Signal::SIGTERM).is_ok());
        let deadline = Instant::now() + STOP;
        while asked && self.is_running() && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(5));
        }
        if self.is_running() { self.kill() } else { Ok(()) }
    }

    fn await_ports(&mut self, reports: &mpsc::Receiver<Report>, sockets: usize) -> Result<()> {
        let deadline = Instant::now() + READY;
        while self.ports.len() < sockets {
            signals::check()?;
            let left = deadline.saturating_duration_since(Instant::now());
            match reports.recv_timeout(left.min(signals::LOOK)) {
                Ok(Report::Listen { socket, port }) => {
                    self.ports.insert(socket, port);
                }
                Ok(Report::Other) => {}
                Err(RecvTimeoutError::Timeout) if Instant::now() < deadline => {}
                Err(RecvTimeoutError::Timeout) => {
                    return Err(self.not_ready(&format!("not ready after {} s", READY.as_secs())));
                }
                Err(RecvTimeoutError::Disconnected) => return Err(self.not_ready("ended while starting")),
            }
        }
        Ok(())
    }

    fn not_ready(&self, what: &str) -> Error {
        let talk = fs::read_to_string(&self.log).unwrap_or_default();
        let last: Vec<_> = talk.lines().rev().take(20).collect();
        let last: Vec<_> = last.into_iter().rev().collect();
        let message =
            format!("the local runtime {what}; its log {} ends with:\n{}", self.log.display(), last.join("\n"));
        Error::internal(message)
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        // It may have ended already, and nobody is left to tell.
        let _ = self.kill();
    }
}

/// Reads the runtime's stdout for ever: reports go to the receiver, everything else to the log.
fn listen(pipe: ChildStdout, mut log: File) -> mpsc::Receiver<Report> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(pipe).split(b'\n').map_while(std::result::Result::ok) {
            match serde_json::from_slice(&line) {
                // The receiver is gone once the runtime is ready; what comes later concerns nobody.
                Ok(report) => drop(sender.send(report)),
                Err(_) => drop(log.write_all(&line).and_then(|()| log.write_all(b"\n"))),
            }
        }
    });
    receiver
}
