//! The program under test: started with arguments, watched, and ended with a deadline.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use harness::{
    machine::project::Project,
    record::{self, Run},
};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

/// Longest wait for a run of these tests.
const DEADLINE: Duration = Duration::from_mins(6);

/// A program under way.
pub(crate) struct Program {
    child: Child,
    folder: PathBuf,
    stdout: Talk,
    stderr: Talk,
}

/// What a program writes, as it comes.
struct Talk {
    text: Arc<Mutex<String>>,
    reader: Option<JoinHandle<()>>,
}

/// What a program left behind.
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stderr: String,
    pub(crate) folder: PathBuf,
}

impl Program {
    /// Starts `compare` with these arguments and a TOML text beside them; its results go to a new folder.
    pub(crate) fn compare(scratch: &Path, config: &str, arguments: &[&str]) -> Self {
        let (folder, file) = (scratch.join("run"), scratch.join("lab.toml"));
        fs::write(&file, config).unwrap();
        let mut all = vec!["compare", "--progress", "json", "--out", folder.to_str().unwrap()];
        all.extend(["--config", file.to_str().unwrap()]);
        all.extend(arguments);
        Self::start(&all, &folder)
    }

    /// Starts any command; `folder` is where its results will be.
    pub(crate) fn start(arguments: &[&str], folder: &Path) -> Self {
        Self::start_with(arguments, folder, &[])
    }

    /// The same, with variables in its environment.
    pub(crate) fn start_with(arguments: &[&str], folder: &Path, variables: &[(&str, &str)]) -> Self {
        Self::start_in(Project::find().unwrap().root(), arguments, folder, variables)
    }

    /// The same, in a folder that it takes for the project.
    pub(crate) fn start_in(project: &Path, arguments: &[&str], folder: &Path, variables: &[(&str, &str)]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_isolab"))
            .args(arguments)
            .current_dir(project)
            .env_remove("GITHUB_STEP_SUMMARY")
            .env_remove("LAB_TOKEN")
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (stdout, stderr) = (Talk::of(child.stdout.take().unwrap()), Talk::of(child.stderr.take().unwrap()));
        Self { child, folder: folder.to_owned(), stdout, stderr }
    }

    /// Waits until it has a child of that program, and hands back its id.
    pub(crate) fn await_child(&self, name: &str) -> i32 {
        let begun = Instant::now();
        while begun.elapsed() < DEADLINE {
            // The system lists children by the thread that started them.
            let tasks = fs::read_dir(format!("/proc/{}/task", self.child.id())).into_iter().flatten().flatten();
            let children = tasks.map(|task| fs::read_to_string(task.path().join("children")).unwrap_or_default());
            for child in children.collect::<String>().split_whitespace() {
                let command = fs::read_to_string(format!("/proc/{child}/cmdline")).unwrap_or_default();
                if command.contains(name) {
                    return child.parse().unwrap();
                }
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("no child {name}");
    }

    /// Waits until it has written a text to stderr so many times.
    pub(crate) fn await_told(&self, text: &str, times: usize) {
        let begun = Instant::now();
        while self.stderr.so_far().matches(text).count() < times {
            assert!(begun.elapsed() < DEADLINE, "it never said {text}: {}", self.stderr.so_far());
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Sends it a signal, as a terminal would.
    pub(crate) fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(i32::try_from(self.child.id()).unwrap()), signal).unwrap();
    }

    /// Waits for its end.
    pub(crate) fn end(mut self) -> Ended {
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            if begun.elapsed() > DEADLINE {
                self.child.kill().unwrap();
                panic!("it did not end; it said {}", self.stderr.so_far());
            }
            thread::sleep(Duration::from_millis(10));
        };
        self.stdout.end();
        let stderr = self.stderr.end();
        Ended { code: status.code(), stderr, folder: self.folder.clone() }
    }
}

impl Drop for Program {
    /// A test that failed leaves neither the program nor the runtime that it started.
    fn drop(&mut self) {
        for _ in 0..100 {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            self.signal(Signal::SIGINT);
            thread::sleep(Duration::from_millis(50));
        }
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Talk {
    fn of(mut pipe: impl std::io::Read + Send + 'static) -> Self {
        let text = Arc::new(Mutex::new(String::new()));
        let written = Arc::clone(&text);
        let reader = thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(bytes @ 1..) = pipe.read(&mut buffer) {
                written.lock().unwrap().push_str(&String::from_utf8_lossy(&buffer[..bytes]));
            }
        });
        Self { text, reader: Some(reader) }
    }

    fn so_far(&self) -> String {
        self.text.lock().unwrap().clone()
    }

    fn end(&mut self) -> String {
        self.reader.take().unwrap().join().unwrap();
        self.so_far()
    }
}

impl Ended {
    /// The record, whatever the exit code.
    pub(crate) fn run(&self) -> Run {
        record::open(&self.folder).unwrap_or_else(|error| panic!("{error}; {}", self.stderr)).1
    }

    /// Checks the exit code, that the reason was said, and that there is nothing else of it.
    #[track_caller]
    pub(crate) fn is_refused(&self, code: i32, because: &str) {
        assert_eq!(self.code, Some(code), "{}", self.stderr);
        assert!(self.stderr.contains(because), "{}", self.stderr);
        assert!(!self.folder.exists(), "a run that never was has left a folder");
    }

    /// Checks the exit code, and that the record says why the run is not whole.
    #[track_caller]
    pub(crate) fn is_partial(&self, code: i32, because: &str) {
        assert_eq!(self.code, Some(code), "{}", self.stderr);
        let card = self.run().card;
        assert!(!card.complete);
        assert!(card.ended_by.as_deref().unwrap_or_default().contains(because), "{:?}", card.ended_by);
        let page = fs::read_to_string(self.folder.join("report.html")).unwrap();
        assert!(page.to_lowercase().contains("partial"), "the report does not say that it is partial");
    }
}

/// Whether a process is still there.
pub(crate) fn lives(pid: i32) -> bool {
    kill(Pid::from_raw(pid), None).is_ok()
}
