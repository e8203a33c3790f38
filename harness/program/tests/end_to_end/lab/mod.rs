//! The Workers of the project on the local runtime, and the ways in which tests talk to them.

mod answer;
mod chaos;
mod guide;
mod http;
pub(crate) mod script;
#[cfg(target_os = "linux")]
mod tracer;

use std::{
    net::SocketAddr,
    path::Path,
    sync::{Arc, Mutex, OnceLock, PoisonError, Weak},
    time::{Duration, Instant},
};

use harness::machine::{
    build::Variant,
    project::Project,
    spread::Spread,
    tools,
    workerd::{Configuration, Instance, Openness, Options},
    workers::{Worker, Workers, Workspace},
};
use serde_json::{Value, json};
use shared::{call::ServiceName, engine::EngineName, routing::Routing};
use tempfile::TempDir;

#[cfg(target_os = "linux")]
pub(crate) use self::tracer::{ALARM, Tracer};
pub(crate) use self::{
    answer::{Answer, assert_same, same},
    chaos::Chaos,
    guide::routes,
    http::{Begun, Request},
};

/// The architectures, as paths name them.
pub(crate) const ARMS: [&str; 4] = ["new", "traditional", "hybrid", "native"];

/// The arms with a WASM engine.
pub(crate) const ENGINE_ARMS: [&str; 3] = ["new", "traditional", "hybrid"];

/// Those of them whose engine is in one place from the first request on.
pub(crate) const STEADY_ARMS: [&str; 2] = ["new", "traditional"];

/// The arms with Postgres, as paths name them; the other paths mean SQLite.
pub(crate) const POSTGRES_ARMS: [&str; 3] = ["new/postgres", "traditional/postgres", "hybrid/postgres"];

/// A running local runtime. It ends with its last user, so no test leaves a process behind.
pub(crate) struct Lab {
    instance: Option<Instance>,
    options: Options,
    folder: TempDir,
}

/// The one that tests share which leave the others alone, for each engine.
static SHARED: [OnceLock<Mutex<Weak<Lab>>>; EngineName::ALL.len()] = [OnceLock::new(), OnceLock::new()];

impl Lab {
    /// The runtime that tests share which need no Postgres. Each test brings tenants of its own.
    pub(crate) fn shared() -> Arc<Self> {
        Self::shared_by(&SHARED[0], || configuration(&Openness::Open))
    }

    /// The same with both engines, as `cargo lab up` starts it.
    pub(crate) fn shared_with_postgres() -> Arc<Self> {
        Self::shared_by(&SHARED[1], configuration_with_postgres)
    }

    fn shared_by(slot: &OnceLock<Mutex<Weak<Self>>>, configuration: impl FnOnce() -> Configuration) -> Arc<Self> {
        let mut slot = slot.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lab) = slot.upgrade() {
            return lab;
        }
        let mut configuration = configuration();
        configuration.reach_runtime_over_http().unwrap();
        let lab = Arc::new(Self::start(&configuration));
        *slot = Arc::downgrade(&lab);
        lab
    }

    /// A runtime of its own.
    pub(crate) fn start(configuration: &Configuration) -> Self {
        Self::start_with(configuration, &[])
    }

    /// What the Workers logged, in all lives of the process.
    pub(crate) fn log(&self) -> String {
        let log = self.instance.as_ref().map(Instance::log).unwrap();
        std::fs::read_to_string(log).unwrap()
    }

    /// Ends the process as a crash would and starts another one on the same data.
    pub(crate) fn crash_and_restart(&mut self) {
        self.crash_and_restart_after(|_| ());
    }

    /// The same, and does something to the folder of the data while no process uses it.
    pub(crate) fn crash_and_restart_after<T>(&mut self, meanwhile: impl FnOnce(&Path) -> T) -> T {
        if let Some(mut instance) = self.instance.take() {
            instance.kill().unwrap();
        }
        let outcome = meanwhile(self.folder.path());
        self.instance = Some(Instance::start(&self.options).unwrap());
        outcome
    }

    /// Starts it with more options of the runtime itself.
    pub(crate) fn start_with(configuration: &Configuration, flags: &[String]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let workerd = tools::runtime(&project()).unwrap();
        let mut options = Options::new(configuration.clone(), &workerd, folder.path());
        options.flags = flags.to_vec();
        let instance = Some(Instance::start(&options).unwrap());
        Self { instance, options, folder }
    }

    /// Ends the process as a crash would, while others may be asking.
    pub(crate) fn process_id(&self) -> u32 {
        self.instance.as_ref().expect("it was started").pid()
    }

    /// The address of a socket.
    pub(crate) fn address(&self, service: &str) -> SocketAddr {
        self.instance.as_ref().expect("it was started").address(service).unwrap()
    }

    /// Sends a request to the router.
    #[track_caller]
    pub(crate) fn send(&self, request: &Request<'_>) -> Answer {
        self.send_to("router", request)
    }

    /// Sends a request to any socket.
    #[track_caller]
    pub(crate) fn send_to(&self, service: &str, request: &Request<'_>) -> Answer {
        try_send(self.address(service), request).unwrap_or_else(|failure| panic!("{request:?}: {failure}"))
    }

    /// Asks without a body.
    #[track_caller]
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send(&Request::new("GET", path))
    }

    /// Asks with a JSON body.
    #[track_caller]
    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(&Request::new("POST", path).body(body.to_string().as_bytes()))
    }

    /// Runs one statement.
    #[track_caller]
    pub(crate) fn query(&self, arm: &str, tenant: &str, sql: &str) -> Answer {
        self.query_with(arm, tenant, sql, &json!([]))
    }

    /// Runs one statement with parameters.
    #[track_caller]
    pub(crate) fn query_with(&self, arm: &str, tenant: &str, sql: &str, params: &Value) -> Answer {
        self.post(&format!("/{arm}/query"), &json!({ "sql": sql, "params": params, "tenant": tenant }))
    }

    /// Runs one statement under an idempotency key.
    #[track_caller]
    pub(crate) fn query_once(&self, arm: &str, tenant: &str, sql: &str, key: &str) -> Answer {
        let body = json!({ "sql": sql, "tenant": tenant, "idempotency_key": key });
        self.post(&format!("/{arm}/query"), &body)
    }

    /// Runs statements in one transaction.
    #[track_caller]
    pub(crate) fn batch(&self, arm: &str, tenant: &str, statements: &[&str]) -> Answer {
        let statements: Vec<_> = statements.iter().map(|sql| json!({ "sql": sql })).collect();
        self.post(&format!("/{arm}/query"), &json!({ "statements": statements, "tenant": tenant }))
    }

    /// Waits until the object of a tenant executes by itself; the first answers of a hybrid one come through compute.
    #[track_caller]
    pub(crate) fn settle(&self, arm: &str, tenant: &str) {
        poll("the engine of the object is loaded", Duration::from_secs(20), || {
            self.query(arm, tenant, "SELECT 1").ok();
            self.status(arm, tenant)["engine_open"].as_bool().filter(|is_open| *is_open)
        });
    }

    /// What an object holds.
    #[track_caller]
    pub(crate) fn status(&self, arm: &str, tenant: &str) -> Value {
        self.get(&format!("/{arm}/status?tenant={tenant}")).ok()["status"].take()
    }
}

/// Sends a request where the process may be gone in the middle of it.
pub(crate) fn try_send(address: SocketAddr, request: &Request<'_>) -> Result<Answer, String> {
    let (status, body) = request.send(address)?;
    let text = String::from_utf8_lossy(&body).into_owned();
    if status == 200 && request.asks_for_text() {
        return Ok(Answer { status, body: Value::String(text) });
    }
    let body = serde_json::from_slice(&body).map_err(|_| format!("{status} without JSON: {text}"))?;
    Ok(Answer { status, body })
}

/// The Workers of the project without those of Postgres, of the bundles that the build left.
pub(crate) fn configuration(openness: &Openness) -> Configuration {
    let workers = workers();
    let plain: Vec<_> = workers.deployed().into_iter().filter(|worker| worker.engine().is_none()).collect();
    configuration_of(&plain, openness)
}

/// The Workers that call each other, and the router.
pub(crate) fn call_configuration() -> Configuration {
    let names = [ServiceName::CallTarget, ServiceName::CallSource, ServiceName::Router];
    configuration_of(&workers().some(&names).unwrap(), &Openness::Open)
}

/// The Workers that run workflows, whom these call, and the router.
pub(crate) fn workflow_configuration() -> Configuration {
    let names = [
        ServiceName::CallTarget,
        ServiceName::CallSource,
        ServiceName::WorkflowTracker,
        ServiceName::Workflow,
        ServiceName::Router,
    ];
    configuration_of(&workers().some(&names).unwrap(), &Openness::Open)
}

/// The Workers of pools, and the router.
pub(crate) fn pool_configuration() -> Configuration {
    let names = [ServiceName::PoolHost, ServiceName::Pool, ServiceName::Router];
    configuration_of(&workers().some(&names).unwrap(), &Openness::Open)
}

/// All Workers of the project.
pub(crate) fn configuration_with_postgres() -> Configuration {
    whole_configuration(&Openness::Open)
}

/// All Workers of the project, for whom it says.
pub(crate) fn whole_configuration(openness: &Openness) -> Configuration {
    configuration_of(&workers().deployed(), openness)
}

fn configuration_of(workers: &[&Worker], openness: &Openness) -> Configuration {
    let project = project();
    for worker in workers {
        assert_built(&project, worker, Variant::Deployable);
    }
    Configuration::read(&project, workers, openness).unwrap()
}

/// The same with compute in several isolates behind a spreader.
pub(crate) fn spread_configuration(isolates: usize, routing: Routing) -> Configuration {
    spread(configuration(&Openness::Open), isolates, routing)
}

/// All Workers of the project, each compute in several isolates.
pub(crate) fn spread_configuration_with_postgres(isolates: usize, routing: Routing) -> Configuration {
    spread(configuration_with_postgres(), isolates, routing)
}

fn spread(mut configuration: Configuration, isolates: usize, routing: Routing) -> Configuration {
    let (project, workers) = (project(), workers());
    assert_built(&project, workers.get(ServiceName::Spreader).unwrap(), Variant::Deployable);
    configuration.spread(&project, &workers, Spread { isolates, routing }).unwrap();
    configuration
}

/// The same with the builds that fail on command.
pub(crate) fn faulty_configuration() -> Configuration {
    let (project, workers) = (project(), workers());
    let mut configuration = configuration(&Openness::Open);
    for worker in Variant::Faulty.workers(&workers, &Workspace::read(&project).unwrap()).unwrap() {
        assert_built(&project, worker, Variant::Faulty);
        configuration.make_faulty(&project, worker).unwrap();
    }
    configuration
}

/// The project that is tested.
pub(crate) fn project() -> Project {
    Project::find().unwrap()
}

/// Its Workers.
pub(crate) fn workers() -> Workers {
    Workers::read(&project()).unwrap()
}

fn assert_built(project: &Project, worker: &Worker, variant: Variant) {
    let folder = variant.folder(project, worker);
    for file in ["index.js", "index_bg.wasm"] {
        let path = folder.join(file);
        assert!(path.is_file(), "{} is missing; run `cargo lab test`, which builds it", path.display());
    }
}

/// Asks again and again until a condition holds; a deadline that passes fails the test.
#[track_caller]
pub(crate) fn poll<T>(what: &str, deadline: Duration, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + deadline;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < end, "{what}: not within {} s", deadline.as_secs());
        std::thread::sleep(Duration::from_millis(10));
    }
}
