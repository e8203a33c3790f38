//! Runs other programs in a clean environment, with their talk kept for the moment something fails.

use std::{
    env,
    ffi::{OsStr, OsString},
    io::{BufRead as _, BufReader, Read},
    path::Path,
    process::{Command, ExitStatus, Stdio},
    thread,
};

use crate::{
    error::{Error, Result},
    project::Project,
    terminal::Step,
};

/// Most bytes of a failed tool's talk that are printed: its end, where compilers say what was wrong.
const TALK_BYTES: usize = 20_000;

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
    let output =
        command.stdin(Stdio::null()).output().map_err(|error| Error::environment(format!("{name}: {error}")))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let talk = [output.stdout, output.stderr].concat();
    Err(failure(&name, output.status, &talk))
}

/// Runs a command to its end while `step` shows its newest line; its failure is an internal error with its talk.
pub fn run(command: &mut Command, step: &Step) -> Result<()> {
    let name = name(command);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| Error::environment(format!("{name}: {error}")))?;
    let stdout = child.stdout.take().map(|pipe| thread::spawn(move || drain(pipe)));
    let mut talk = Vec::new();
    if let Some(pipe) = child.stderr.take() {
        for line in BufReader::new(pipe).split(b'\n') {
            let line = line?;
            step.tell(&String::from_utf8_lossy(&line));
            talk.extend_from_slice(&line);
            talk.push(b'\n');
        }
    }
    let status = child.wait()?;
    let printed = stdout.and_then(|reader| reader.join().ok()).unwrap_or_default();
    if status.success() {
        return Ok(());
    }
    talk.extend_from_slice(&printed);
    Err(failure(&name, status, &talk))
}

/// Runs a command that talks to the person directly, and says whether it succeeded.
pub fn passes(command: &mut Command) -> Result<bool> {
    let name = name(command);
    let status =
        command.stdin(Stdio::null()).status().map_err(|error| Error::environment(format!("{name}: {error}")))?;
    Ok(status.success())
}

fn drain(mut pipe: impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    // What was read before an error is still worth showing.
    let _ = pipe.read_to_end(&mut bytes);
    bytes
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
