//! `cargo lab up`: serves all Workers on this machine until it is told to stop.
//!
//! ```text
//! port, folder ──► set-up, build ──► workerd ──► serve ─┬─ a signal: the runtime ends, and so does the command
//!                    ▲ looked at again before it starts ├─ it ended by itself: an error
//!                                                       └─ it answers no more: it is started again on the same data
//! ```

mod examples;
mod watchdog;

use std::{
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};

use shared::call::ServiceName;
use tokio::{runtime, time::interval};

use self::watchdog::Watchdog;
use crate::{
    error::{Error, Result},
    machine::{
        build::{self, Variant},
        port,
        project::Project,
        signals::Signals,
        spread::{self, Spread},
        workerd::{
            Configuration, Instance, Openness, Options,
            state::{Hold, beside},
        },
        workers::Workers,
    },
    terminal,
};

/// How often the runtime is looked at while it serves.
const WATCH: Duration = Duration::from_millis(500);

/// The arguments of serving.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// The port on 127.0.0.1, and on `[::1]` where the machine has that; 0 for any that is free
    #[arg(long, default_value_t = 8787)]
    port: u16,
    /// The folder of the objects' data, kept between runs, for one `up` at a time; the runtime's configuration and log are in
    /// its folder .isolab [default: target/isolab/up/state]
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// Seconds without any answer after which the runtime is started again, on the same data: one thread serves everybody, and
    /// SQL of `native` cannot be cut. Requests under way are lost then, and nothing that was acknowledged
    #[arg(long, value_name = "SECONDS", default_value_t = watchdog::LIMIT_S, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    stall_limit: u64,
    #[command(flatten)]
    spread: spread::Arguments,
}

/// Sets up, builds, serves and returns when a signal asked for the end.
pub fn run(project: &Project, arguments: &Arguments) -> Result<()> {
    let spread = arguments.spread.spread();
    let port = port::settle(arguments.port)?;
    let state = arguments.state.clone().unwrap_or_else(|| project.scratch().join("up/state"));
    // What is taken is found out before anything is built.
    drop(Hold::take(&state)?);
    let workers = Workers::read(project)?;
    let built = workers.with_spreader(&workers.deployed(), spread)?;
    let (tools, _) = build::ready(project, &built, Variant::Deployable)?;
    // Building may have taken minutes.
    port::check(port)?;
    let options = Options {
        configuration: configure(project, &workers, port, spread)?,
        run: beside(&state),
        state,
        ..Options::new(Configuration::default(), &tools.workerd, Path::new(""))
    };
    if let Some(spread) = spread {
        terminal::tell(&format!("compute: {spread}"));
    }
    let limit = Duration::from_secs(arguments.stall_limit);
    runtime::Builder::new_current_thread().enable_all().build()?.block_on(serve(options, limit))
}

fn configure(project: &Project, workers: &Workers, port: u16, spread: Option<Spread>) -> Result<Configuration> {
    let mut configuration = Configuration::read(project, &workers.deployed(), &Openness::Open)?;
    configuration.listen(ServiceName::Router.as_str(), port);
    for address in port::loopbacks().into_iter().filter(IpAddr::is_ipv6) {
        configuration.listen_too(ServiceName::Router.as_str(), SocketAddr::from((address, port)));
    }
    configuration.reach_runtime_over_http()?;
    if let Some(spread) = spread {
        configuration.spread(project, workers, spread)?;
    }
    Ok(configuration)
}

/// Why serving ended.
enum End {
    Asked,
    Stalled,
}

async fn serve(mut options: Options, limit: Duration) -> Result<()> {
    let mut signals = Signals::listen()?;
    let mut instance = Instance::start(&options)?;
    terminal::print(&examples::of(&instance.url()?))?;
    let (data, log) = (options.state.display(), instance.log().display());
    terminal::tell(&format!("data: {data}\nlog: {log}\nstop with Ctrl-C"));
    loop {
        match wait(&mut instance, &mut signals, limit).await? {
            End::Asked => {
                terminal::tell("stopping");
                return instance.stop();
            }
            End::Stalled => {
                terminal::tell(&format!("{}\nstarting it again …", watchdog::lament(limit)));
                // It is busy, so it would not hear a polite wish.
                instance.kill()?;
                // This lets go of the folder.
                drop(instance);
                options.configuration.reach_runtime_over_http()?;
                instance = Instance::start(&options)?;
                terminal::tell(&format!("{} serves again", instance.url()?));
            }
        }
    }
}

async fn wait(instance: &mut Instance, signals: &mut Signals, limit: Duration) -> Result<End> {
    let mut watch = interval(WATCH);
    let mut stalled = std::pin::pin!(Watchdog::new(instance.address(ServiceName::Router.as_str())?, limit).stalled());
    loop {
        tokio::select! {
            () = signals.received() => return Ok(End::Asked),
            () = &mut stalled => return Ok(End::Stalled),
            _ = watch.tick() => {
                if !instance.is_running() {
                    if signals.explain_the_end().await {
                        return Ok(End::Asked);
                    }
                    let message = format!("the local runtime ended by itself; its log is {}", instance.log().display());
                    return Err(Error::internal(message));
                }
            }
        }
    }
}
