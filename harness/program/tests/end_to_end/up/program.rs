//! The program `isolab up`: started, watched and ended with a deadline, and what the folder of its data says of it.

use std::{
    fs,
    io::Read,
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use serde_json::Value;

use crate::lab::{poll, project};

/// Longest wait until it serves, or until it ends: it looks at all tools and sources first.
const DEADLINE: Duration = Duration::from_mins(5);

/// `isolab up` under way; it ends with the test.
pub(crate) struct Up {
    child: Child,
    printed: Arc<Mutex<String>>,
    told: Arc<Mutex<String>>,
}

/// What is left of it.
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) said: String,
}

impl Up {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_isolab"))
            .arg("up")
            .args(arguments)
            .current_dir(project().root())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (printed, told) = (listen(child.stdout.take().unwrap()), listen(child.stderr.take().unwrap()));
        Self { child, printed, told }
    }

    /// The address at which it serves, once it says so.
    #[track_caller]
    pub(crate) fn address(&self) -> SocketAddr {
        poll("up serves", DEADLINE, || {
            let told = text(&self.told);
            assert!(!told.contains("error: "), "{told}");
            let printed = text(&self.printed);
            let (url, _) = printed.split_once('\n')?;
            told.contains("stop with Ctrl-C").then(|| url.strip_prefix("http://").unwrap().parse().unwrap())
        })
    }

    /// Path and body of every example that it printed.
    pub(crate) fn examples(&self) -> Vec<(String, Option<String>)> {
        let printed = text(&self.printed);
        let url = printed.lines().next().unwrap();
        let commands = printed.lines().filter_map(|line| line.strip_prefix("curl ")?.strip_prefix(url));
        let parts = commands.map(|command| match command.split_once(" -d ") {
            Some((path, body)) => (path.to_owned(), Some(body.trim_matches('\'').to_owned())),
            None => (command.to_owned(), None),
        });
        parts.collect()
    }

    /// Waits until it has said something to the person.
    #[track_caller]
    pub(crate) fn await_said(&self, what: &str) {
        poll(what, DEADLINE, || text(&self.told).contains(what).then_some(()));
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(i32::try_from(self.child.id()).unwrap()), signal).unwrap();
    }

    /// Waits for its end.
    #[track_caller]
    pub(crate) fn end(mut self) -> Ended {
        let status = poll("up ends", DEADLINE, || self.child.try_wait().unwrap());
        Ended { code: status.code(), said: text(&self.told) }
    }
}

impl Drop for Up {
    /// A test that failed leaves neither the program nor its runtime.
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.signal(Signal::SIGTERM);
        }
        for _ in 0..200 {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// Who has a folder of data, as its lock says.
pub(crate) struct Holder {
    pub(crate) process: i32,
    pub(crate) runtime: i32,
}

impl Holder {
    /// Whoever has the folder, once a runtime was started on it.
    #[track_caller]
    pub(crate) fn with_runtime(state: &Path) -> Self {
        poll("a runtime was started", DEADLINE, || {
            let lock: Value = serde_json::from_slice(&fs::read(state.join(".isolab/lock")).ok()?).ok()?;
            let number = |name: &str| i32::try_from(lock[name].as_i64()?).ok();
            Some(Self { process: number("process")?, runtime: number("runtime")? })
        })
    }
}

/// Whether a process is still there.
pub(crate) fn lives(process: i32) -> bool {
    kill(Pid::from_raw(process), None).is_ok()
}

fn listen(mut pipe: impl Read + Send + 'static) -> Arc<Mutex<String>> {
    let heard = Arc::new(Mutex::new(String::new()));
    let written = Arc::clone(&heard);
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(bytes @ 1..) = pipe.read(&mut buffer) {
            let mut heard = written.lock().unwrap_or_else(PoisonError::into_inner);
            heard.push_str(&String::from_utf8_lossy(&buffer[..bytes]));
        }
    });
    heard
}

fn text(heard: &Mutex<String>) -> String {
    heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
}
