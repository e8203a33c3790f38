//! `cargo lab up`: serves all Workers on this machine until it is told to stop.

use std::{
    net::{Ipv4Addr, TcpListener},
    path::Path,
    time::Duration,
};

use tokio::{runtime, time::interval};

use crate::{
    build::{self, Variant},
    error::{Error, Result},
    project::{Project, Worker},
    signals::Signals,
    spread::Spread,
    tools,
    workerd::{Configuration, Instance, Openness, Options},
};

/// How often the runtime is looked at while it serves.
const WATCH: Duration = Duration::from_millis(500);

/// Sets up, builds, serves on `port` and returns when a signal asked for the end.
pub fn run(project: &Project, port: u16, state: Option<&Path>, spread: Option<Spread>) -> Result<()> {
    check_port(port)?;
    let tools = tools::set_up(project)?;
    build::build(project, &tools, &Worker::ALL, Variant::Deployable)?;
    let mut configuration = Configuration::read(project, &Worker::ALL, &Openness::Open)?;
    configuration.listen(Worker::Router.name(), port);
    configuration.reach_runtime_over_http()?;
    if let Some(spread) = spread {
        build::build(project, &tools, &[Worker::Spreader], Variant::Deployable)?;
        configuration.spread(project, spread)?;
        eprintln!("compute: {spread}");
    }
    let mut options = Options::new(configuration, &tools.workerd, &project.scratch().join("up"));
    if let Some(state) = state {
        state.clone_into(&mut options.state);
    }
    // Building may have taken minutes.
    check_port(port)?;
    let mut instance = Instance::start(&options)?;
    println!("{}", examples(&instance.url()?));
    eprintln!("data: {}\nlog: {}\nstop with Ctrl-C", options.state.display(), instance.log().display());
    runtime::Builder::new_current_thread().enable_all().build()?.block_on(wait(&mut instance))?;
    eprintln!("stopping");
    instance.stop()
}

/// A port that is taken is found out before anything is built.
fn check_port(port: u16) -> Result<()> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(error) => Err(Error::environment(format!("port {port} cannot be used: {error}"))
            .remedy(format!("cargo lab up --port {}", port.checked_add(1).unwrap_or(8787)))),
    }
}

async fn wait(instance: &mut Instance) -> Result<()> {
    let mut signals = Signals::listen()?;
    let mut watch = interval(WATCH);
    loop {
        tokio::select! {
            () = signals.received() => return Ok(()),
            _ = watch.tick() => {
                if !instance.is_running() {
                    if signals.explain_the_end().await {
                        return Ok(());
                    }
                    let message = format!("the local runtime ended by itself; its log is {}", instance.log().display());
                    return Err(Error::internal(message));
                }
            }
        }
    }
}

fn examples(url: &str) -> String {
    let table = "create table if not exists note (id integer primary key, body text)";
    format!(
        "{url}

curl {url}/
curl {url}/new/status
curl {url}/new/query -d '{{\"sql\": \"{table}\"}}'
curl {url}/new/query -d '{{\"sql\": \"insert into note (body) values (?)\", \"params\": [\"hello\"]}}'
curl {url}/new/query -d '{{\"sql\": \"select * from note\"}}'
curl {url}/traditional/query -d '{{\"sql\": \"select 40 + 2\"}}'
curl {url}/multi-tenant/native/alice/query -d '{{\"sql\": \"select 1 + 1\"}}'
curl {url}/benchmark/hot-query -d '{{\"iterations\": 10}}'"
    )
}
