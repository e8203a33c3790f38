//! Runs other programs in a clean environment, with their talk kept for the moment something fails. A signal that asks us to
//! end ends them too, with all that they started.

use std::{
    env,
    ffi::{OsStr, OsString},
    io::{BufRead as _, BufReader, Read},
    path::Path,
    process::{Command, ExitStatus, Stdio},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use crate::{
    error::{Error, Result},
    machine::{group::Group, project::Project, signals},
    terminal::Step,
};

/// Most bytes of a failed tool's talk that are printed: its end, where compilers say what was wrong.
const TALK_BYTES: usize = 20_000;

/// Longest wait for the rest of what a command said that has ended.
const LINGER: Duration = Duration::from_secs(2);

/// How often a command is looked at that says nothing any more: it is about to end.
const AFTERWARDS: Duration = Duration::from_millis(2);

/// Variables that `cargo run` gives to its child and that would make a cargo below believe it builds this package.
const CARGO_LEAKS: [&str; 3] = ["CARGO", "CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH"];

/// A command whose environment is as if it had been typed at the prompt in `folder`.
pub fn command(program: impl AsRef<OsStr>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder);
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        let leaked = CARGO_LEAKS.contains(&text.as_ref())
            || ["CARGO_PKG_", "CARGO_BIN_", "CARGO_CRATE_", "CARGO_PRIMARY_"]
                .iter()
                .any(|start| text.starts_with(start));
        if leaked {
            command.env_remove(&name);
        }
    }
    command
}

/// Puts the pinned node and the other npm programs first in the command's `PATH`.
pub fn with_npm_programs(command: &mut Command, project: &Project) -> Result<()> {
    let own = project.wrangler().join("node_modules/.bin");
    let inherited = env::var_os("PATH").unwrap_or_default();
    let path: OsString = env::join_paths(std::iter::once(own).chain(env::split_paths(&inherited)))
        .map_err(|error| Error::environment(format!("PATH cannot be extended: {error}")))?;
    command.env("PATH", path);
    Ok(())
}

/// Runs a command to its end and hands back what it printed on stdout; its failure is an internal error with its talk.
pub fn output(command: &mut Command) -> Result<String> {
    let name = name(command);
    let finished = finish(command, &name, |_| (), signals::check)?;
    if finished.status.success() {
        return Ok(String::from_utf8_lossy(&finished.printed).into_owned());
    }
    Err(failure(&name, finished.status, &[finished.printed, finished.talk].concat()))
}

/// Runs a command to its end while `step` shows its newest line; its failure is an internal error with its talk.
pub fn run(command: &mut Command, step: &Step) -> Result<()> {
    let (name, finished) = watched(command, step)?;
    if finished.status.success() {
        return Ok(());
    }
    Err(failure(&name, finished.status, &[finished.talk, finished.printed].concat()))
}

/// The same with a command that prints for programs on stdout, and talks on stderr: hands back the one, and fails with the other.
pub fn printed(command: &mut Command, step: &Step) -> Result<String> {
    let (name, finished) = watched(command, step)?;
    if finished.status.success() {
        return Ok(String::from_utf8_lossy(&finished.printed).into_owned());
    }
    Err(failure(&name, finished.status, &finished.talk))
}

fn watched(command: &mut Command, step: &Step) -> Result<(String, Finished)> {
    let name = name(command);
    let tell = |line: &[u8]| step.tell(&String::from_utf8_lossy(line));
    let finished = finish(command, &name, tell, || signals::check().and_then(|()| step.check()))?;
    Ok((name, finished))
}

/// Runs a command that talks to the person directly, and says whether it succeeded.
///
/// It stays in the group of the terminal, so that a Ctrl-C there reaches what it has started too; another signal ends the
/// command alone.
pub fn passes(command: &mut Command) -> Result<bool> {
    let name = name(command);
    let mut child =
        command.stdin(Stdio::null()).spawn().map_err(|error| Error::environment(format!("{name}: {error}")))?;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.success());
        }
        if let Err(interrupted) = signals::sleep(signals::LOOK) {
            child.kill()?;
            child.wait()?;
            return Err(interrupted);
        }
    }
}

/// A command that ran to its end.
struct Finished {
    status: ExitStatus,
    printed: Vec<u8>,
    talk: Vec<u8>,
}

/// What a command says, as it comes.
enum Said {
    Printed(Vec<u8>),
    Talk(Vec<u8>),
}

/// Runs a command to its end, telling every line of its talk. It ends with all that it started when `check` fails, as it does
/// after a signal.
fn finish(
    command: &mut Command,
    name: &str,
    mut tell: impl FnMut(&[u8]),
    check: impl Fn() -> Result<()>,
) -> Result<Finished> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut group = Group::start(command).map_err(|error| Error::environment(format!("{name}: {error}")))?;
    let (sender, said) = mpsc::channel();
    if let Some(pipe) = group.leader().stdout.take() {
        read(pipe, sender.clone(), Said::Printed);
    }
    if let Some(pipe) = group.leader().stderr.take() {
        read(pipe, sender, Said::Talk);
    }
    let (mut printed, mut talk, mut ended) = (Vec::new(), Vec::new(), None);
    loop {
        check()?;
        match said.recv_timeout(signals::LOOK) {
            Ok(Said::Printed(line)) => printed.extend(line),
            Ok(Said::Talk(line)) => {
                tell(&line);
                talk.extend(line);
            }
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) if group.is_running() => {}
            Err(RecvTimeoutError::Timeout) => {
                // Something that it left behind, such as a server that others share, may hold its output open for ever.
                if ended.get_or_insert_with(Instant::now).elapsed() > LINGER {
                    break;
                }
            }
        }
    }
    let status = loop {
        match group.ended()? {
            Some(status) => break status,
            None => signals::sleep(AFTERWARDS)?,
        }
    };
    if !status.success() {
        // What failed may have been ended by what is to end us.
        check()?;
    }
    group.release();
    Ok(Finished { status, printed, talk })
}

/// Reads line by line until there is nothing more; what was read before an error is still worth showing.
fn read(pipe: impl Read + Send + 'static, said: mpsc::Sender<Said>, kind: fn(Vec<u8>) -> Said) {
    thread::spawn(move || {
        let mut pipe = BufReader::new(pipe);
        loop {
            let mut line = Vec::new();
            match pipe.read_until(b'\n', &mut line) {
                Ok(1..) if said.send(kind(line)).is_ok() => {}
                Ok(_) | Err(_) => return,
            }
        }
    });
}

fn name(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy().into_owned();
    match command.get_args().next() {
        Some(first) => format!("{program} {}", first.to_string_lossy()),
        None => program,
    }
}

fn failure(name: &str, status: ExitStatus, talk: &[u8]) -> Error {
    let start = talk.len().saturating_sub(TALK_BYTES);
    let end = String::from_utf8_lossy(talk.get(start..).unwrap_or_default()).into_owned();
    Error::internal(format!("{name} failed ({status}):\n{}", end.trim_end()))
}
