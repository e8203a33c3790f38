//! The committed wrangler files deploy, and serve in development what the local runtime serves.
#![expect(clippy::unwrap_used, reason = "a failed test says so by a panic")]

use std::{
    fs::{self, File},
    net::{Ipv4Addr, SocketAddr, TcpListener},
    os::unix::process::CommandExt as _,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use harness::{
    machine::{
        deploy, process,
        project::Project,
        workers::{self, Workers},
        wrangler,
    },
    terminal,
};
use load::{Client, Endpoint, Request};
use nix::{
    sys::signal::{self, Signal},
    unistd::Pid,
};
use serde_json::{Value, json};
use shared::call::ServiceName;

/// Longest wait until wrangler serves. It builds nothing, since the bundles are fresh, but asks cargo five times.
const READY: Duration = Duration::from_mins(2);

/// A program and everything that it started, gone when this is dropped.
struct Group(Child);

impl Group {
    fn start(command: &mut Command) -> Self {
        Self(command.process_group(0).stdin(Stdio::null()).spawn().unwrap())
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let group = Pid::from_raw(i32::try_from(self.0.id()).unwrap());
        let _ = signal::killpg(group, Signal::SIGKILL);
        let _ = self.0.wait();
    }
}

#[test]
fn every_worker_can_be_deployed() {
    let project = Project::find().unwrap();
    let workers = Workers::read(&project).unwrap();
    let check = |step: workers::Step<'_>| {
        let (name, without) = (step.worker.name(), &step.without);
        let told = terminal::Step::start(format!("wrangler deploy --dry-run of {name} without {without:?}"));
        let file = deploy::file(&project, &step).unwrap();
        let outcome = process::run(&mut wrangler::dry_run(&project, &file).unwrap(), &told);
        outcome.err().map(|error| format!("{name} without {without:?}: {error}"))
    };
    let failed: Vec<_> = workers.steps(&workers.all()).into_iter().filter_map(check).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[tokio::test]
async fn development_server_answers_the_same_query_through_every_arm() {
    let project = Project::find().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
    let talk = folder.path().join("talk");
    let workers = Workers::read(&project).unwrap();
    let mut command = wrangler::dev_apart(&project, &workers.deployed(), port, folder.path()).unwrap();
    command.stdout(File::create(&talk).unwrap()).stderr(File::create(folder.path().join("errors")).unwrap());
    let _wrangler = Group::start(&mut command);

    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    for arm in ["new", "traditional", "hybrid", "native", "new/postgres", "traditional/postgres", "hybrid/postgres"] {
        let request =
            Request::post(format!("/{arm}/query"), &json!({ "sql": "select 20 + 22 as n", "tenant": "wrangler" }));
        let answer = poll(address, &request)
            .await
            .unwrap_or_else(|last| panic!("{arm}: {last}\n{}", fs::read_to_string(&talk).unwrap()));
        assert_eq!(answer["columns"], json!(["n"]), "{arm}");
        assert_eq!(answer["rows"][0][0].as_f64(), Some(42.0), "{arm}");
    }
}

/// wrangler rings on request what the platform rings by the crons of the file. Compute alone is served, so it is compute that
/// is rung; what its clock then does is asked of the local runtime in the end-to-end tests.
#[tokio::test]
async fn development_server_rings_the_clock_of_compute() {
    let project = Project::find().unwrap();
    let workers = Workers::read(&project).unwrap();
    let compute = workers.get(ServiceName::Compute).unwrap();
    assert_eq!(compute.file().triggers.crons, ["* * * * *"]);
    let folder = tempfile::tempdir().unwrap();
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
    let talk = folder.path().join("talk");
    let mut command = wrangler::dev_apart(&project, &[compute], port, folder.path()).unwrap();
    command.stdout(File::create(&talk).unwrap()).stderr(File::create(folder.path().join("errors")).unwrap());
    let _wrangler = Group::start(&mut command);

    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let rung = poll(address, &Request::get("/cdn-cgi/local/scheduled?format=json")).await;
    let outcome = rung.unwrap_or_else(|last| panic!("{last}\n{}", fs::read_to_string(&talk).unwrap()));
    assert_eq!(outcome["outcome"], "ok", "{outcome}");
}

/// Asks until an answer is good or the deadline has passed; hands back what was seen last in that case.
async fn poll(address: SocketAddr, request: &Request) -> Result<Value, String> {
    let deadline = Instant::now() + READY;
    let mut last = "it was not asked".to_owned();
    while Instant::now() < deadline {
        let mut client = Client::new(Endpoint::local(address), Duration::from_secs(20));
        match client.send(request).await {
            Ok(answer) if answer.status == 200 => return Ok(serde_json::from_slice(&answer.body).unwrap()),
            Ok(answer) => last = format!("{} {}", answer.status, String::from_utf8_lossy(&answer.body)),
            Err(failure) => last = failure.to_string(),
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Err(last)
}
