//! The end of a command, asked for or not, is the end of whatever it started.

use std::{
    fs::{self, File, Permissions},
    os::unix::fs::PermissionsExt as _,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use harness::machine::{project::Project, workers::Workers};
use nix::sys::signal::Signal;
use tempfile::TempDir;

use super::program::{Program, lives};

/// Longest wait for something that is about to happen.
const SOON: Duration = Duration::from_secs(20);

/// A folder that the program takes for the project, with the same Workers.
fn project() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("wrangler")).unwrap();
    for file in ["Cargo.toml", "wrangler/package.json"] {
        fs::write(folder.path().join(file), "").unwrap();
    }
    for worker in Workers::read(&Project::find().unwrap()).unwrap().all() {
        let copy = folder.path().join("wrangler").join(worker.path().file_name().unwrap());
        fs::copy(worker.path(), copy).unwrap();
    }
    folder
}

fn poll<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + SOON;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < end, "{what}: not within {} s", SOON.as_secs());
        thread::sleep(Duration::from_millis(5));
    }
}

/// The numbers in a file, once there are two.
fn two_numbers(path: &Path) -> Option<[i32; 2]> {
    let text = fs::read_to_string(path).ok()?;
    let numbers: Vec<_> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    numbers.try_into().ok()
}

/// What set-up asks first is a tool that starts another and never ends.
#[test]
fn signal_ends_the_tool_under_way_with_all_that_it_started() {
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
        let (project, tools) = (project(), tempfile::tempdir().unwrap());
        let (tool, told) = (tools.path().join("rustc"), tools.path().join("told"));
        fs::write(&tool, format!("#!/bin/sh\nsleep 600 &\necho $$ $! > {}\nwait\n", told.display())).unwrap();
        fs::set_permissions(&tool, Permissions::from_mode(0o755)).unwrap();
        let path = format!("{}:{}", tools.path().display(), std::env::var("PATH").unwrap());
        let program = Program::start_in(project.path(), &["setup"], project.path(), &[("PATH", &path)]);
        let processes = poll("the tool has begun", || two_numbers(&told));
        program.signal(signal);
        let ended = program.end();
        assert_eq!(ended.code, Some(130), "{signal}: {}", ended.stderr);
        assert!(ended.stderr.contains("interrupted"), "{signal}: {}", ended.stderr);
        for process in processes {
            poll("the tool and what it started are gone", || (!lives(process)).then_some(()));
        }
    }
}

#[test]
fn signal_ends_the_wait_for_another_process() {
    let project = project();
    let scratch = project.path().join("target/isolab");
    fs::create_dir_all(&scratch).unwrap();
    let lock = File::create(scratch.join("setup.lock")).unwrap();
    lock.lock().unwrap();
    let program = Program::start_in(project.path(), &["setup"], project.path(), &[]);
    program.await_told("waiting for another process", 1);
    program.signal(Signal::SIGTERM);
    let ended = program.end();
    assert_eq!(ended.code, Some(130), "{}", ended.stderr);
}

#[cfg(target_os = "linux")]
#[test]
fn runtime_ends_with_a_measurement_that_is_killed() {
    let scratch = tempfile::tempdir().unwrap();
    let config = "size = { rounds = 20, pairs = 10000, cell_ms = 600000 }";
    let program = Program::compare(scratch.path(), config, &["--cells", "hot_read"]);
    let runtime = program.await_child("workerd");
    program.await_told("\"event\":\"measured\"", 1);
    program.signal(Signal::SIGKILL);
    assert_eq!(program.end().code, None);
    poll("the runtime is gone", || (!lives(runtime)).then_some(()));
}

#[test]
fn interrupt_before_anything_was_measured_leaves_no_folder() {
    let (project, tools, runs) = (project(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (tool, told) = (tools.path().join("rustc"), tools.path().join("told"));
    fs::write(&tool, format!("#!/bin/sh\necho 1 2 > {}\nexec sleep 600\n", told.display())).unwrap();
    fs::set_permissions(&tool, Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", tools.path().display(), std::env::var("PATH").unwrap());
    let folder = runs.path().join("run");
    let arguments = ["compare", "--quick", "--out", folder.to_str().unwrap()];
    let program = Program::start_in(project.path(), &arguments, &folder, &[("PATH", &path)]);
    poll("set-up has begun", || two_numbers(&told));
    assert!(folder.exists(), "whether a run can be written is found out first");
    program.signal(Signal::SIGINT);
    program.end().is_refused(130, "interrupted");
}
