//! What can be asked of a simulation.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use shared::{
    choice::Choice,
    limits::pool as limits,
    pool::{Discipline, Keeping, Placement},
};

/// The arguments of a simulation.
#[derive(Clone, Debug, clap::Args)]
#[group(id = "simulate")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct Arguments {
    /// Fewer seeds and requests: the answer within two minutes
    #[arg(long)]
    pub(super) quick: bool,
    /// Which isolate a request goes to
    #[arg(long, value_parser = word::<Placement>(), default_value = "affinity")]
    pub(super) placement: Placement,
    /// How long isolates without work are kept, and which goes first
    #[arg(long, value_parser = word::<Keeping>(), default_value = "lru")]
    pub(super) keep_alive: Keeping,
    /// For how long, where that is fixed, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 600_000, value_parser = span())]
    pub(super) keep_alive_ms: u32,
    /// In which order waiting requests are served
    #[arg(long, value_parser = word::<Discipline>(), default_value = "fifo")]
    pub(super) discipline: Discipline,
    /// Isolates of a machine
    #[arg(long, value_name = "NUMBER", default_value_t = 256, value_parser = between(limits::SIZE))]
    pub(super) slots: u32,
    /// Machines, each with a pool of its own
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = between(1..=64))]
    pub(super) machines: u32,
    /// Requests that wait, for each isolate
    #[arg(long, value_name = "NUMBER", default_value_t = 100, value_parser = clap::value_parser!(u16).range(0..=10_000))]
    pub(super) queue: u16,
    /// Requests that an isolate runs at the same time
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=200))]
    pub(super) concurrency: u8,
    /// Isolates without an owner that are kept ready
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub(super) spares: u32,
    /// Tenants, who share no isolate; 1 for a pool of one owner
    #[arg(long, value_name = "NUMBER", default_value_t = 1_000, value_parser = between(limits::OWNERS))]
    pub(super) tenants: u32,
    /// How unequal tenants are: the k-th asks with a weight of k to this power, negated; 0 for all alike
    #[arg(long, value_name = "NUMBER", default_value_t = 0.9, value_parser = within::<0, 4>)]
    pub(super) zipf: f64,
    /// Work that comes, as a share of what all isolates can do
    #[arg(long, value_name = "SHARE", default_value_t = 0.3, value_parser = within::<0, 2>)]
    pub(super) load: f64,
    /// How requests come
    #[arg(long, value_enum, default_value = "day")]
    pub(super) traffic: Traffic,
    /// How long a request takes in a warm isolate, in milliseconds, in the mean of an exponential
    #[arg(long, value_name = "MS", default_value_t = 100.0, value_parser = within::<0, 1_000_000>)]
    pub(super) service_ms: f64,
    /// How long a request may wait, in milliseconds [default: as long as it takes]
    #[arg(long, value_name = "MS", value_parser = within::<0, 86_400_000>)]
    pub(super) patience_ms: Option<f64>,
    /// Requests of each seed [default: 2,000,000, or 300,000 with --quick]
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(100..=1_000_000_000))]
    pub(super) requests: Option<u64>,
    /// Seeds [default: 10, or 5 with --quick]
    #[arg(long, value_name = "NUMBER", value_parser = between(2..=1_000))]
    pub(super) seeds: Option<u32>,
    /// The first seed; the same one gives the same numbers
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(super) seed: u64,
    /// Replay a trace in the format of the Azure Functions trace of 2021: `app,func,end_timestamp,duration`
    #[arg(long, value_name = "FILE.csv")]
    pub(super) trace: Option<PathBuf>,
    /// Take what starts and requests cost from a run of `cargo lab pool`
    #[arg(long, value_name = "RUN")]
    pub(super) costs: Option<PathBuf>,
    /// Find the cheapest policy that holds the promise
    #[arg(long)]
    pub(super) sweep: bool,
    /// The promise: most milliseconds that 99 of 100 requests wait
    #[arg(long, value_name = "MS", default_value_t = 100.0, value_parser = within::<0, 86_400_000>)]
    pub(super) promise_wait_p99_ms: f64,
    /// The promise: most of all requests that wait for an isolate to be made
    #[arg(long, value_name = "SHARE", default_value_t = 0.2, value_parser = within::<0, 1>)]
    pub(super) promise_cold_rate: f64,
    /// Measure how fast the simulator is and how much memory it takes, and hold that against what is promised
    #[arg(long, conflicts_with_all = ["check", "live", "sweep"])]
    pub(super) speed: bool,
    /// Hold the simulator against queueing theory
    #[arg(long)]
    pub(super) check: bool,
    /// Hold the simulator against a pool of the local runtime: the same requests through both
    #[arg(long, conflicts_with_all = ["check", "sweep"])]
    pub(super) live: bool,
    /// The folder for the reports [default: runs/simulate]
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Print every table before the answer
    #[arg(long)]
    pub(super) all: bool,
}

/// How requests come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Traffic {
    /// Independent of each other
    Poisson,
    /// In bursts ten times as dense, a tenth of the time
    Bursts,
    /// More by day than by night
    Day,
}

/// A word of the policy, of those that there are.
fn word<C: Choice + Send + Sync + 'static>() -> impl TypedValueParser<Value = C> {
    let words: Vec<&'static str> = C::ALL.iter().map(|choice| choice.as_str()).collect();
    PossibleValuesParser::new(words).try_map(|word| C::parse(&word).map_err(|failure| failure.message))
}

fn between(bounds: std::ops::RangeInclusive<u32>) -> clap::builder::RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(i64::from(*bounds.start())..=i64::from(*bounds.end()))
}

fn span() -> clap::builder::RangedI64ValueParser<u32> {
    between(limits::SPAN_MS)
}

/// A number within bounds, that at zero left out where it would be no work at all.
fn within<const LEAST: u32, const MOST: u32>(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| format!("{text:?} is no number"))?;
    let (least, most) = (f64::from(LEAST), f64::from(MOST));
    if (least..=most).contains(&number) { Ok(number) } else { Err(format!("it lies between {least} and {most}")) }
}
