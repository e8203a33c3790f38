//! What can be said about a measurement, whatever the scenario.

use std::{
    path::PathBuf,
    time::{SystemTime, UNIX_EPOCH},
};

use shared::statistics::Random;

use crate::{
    configuration::{self, Configured, Handicap, Layer},
    error::{Error, Result},
    scenario::Study,
    spread::{self, Spread},
    target::Choice,
    view::Progress,
};

/// What can be said about a measurement.
#[derive(Clone, Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that can be typed")]
pub struct Arguments {
    /// Measure for about a minute and a half: fewer processes, pairs and cells
    #[arg(long)]
    quick: bool,
    /// Measure everything at full size, as without --quick
    #[arg(long = "full", conflicts_with = "quick")]
    _full: bool,
    /// Measure only these cells, also those that --quick leaves out
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    cells: Vec<String>,
    /// Compare only these arms, the first being the base; the same one twice compares it with itself
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    arms: Vec<String>,
    /// Hold the answers of an arm back by a share of their time, to see what is found: `new_2=0.05`
    #[arg(long, value_name = "ARM=SHARE")]
    handicap: Vec<Handicap>,
    /// What is measured: workerd, wrangler-dev, or the address of a deployment, whose token is in `LAB_TOKEN`
    #[arg(long, value_name = "TARGET", default_value = "workerd")]
    pub(super) target: Choice,
    #[command(flatten)]
    spread: spread::Arguments,
    /// A TOML file that changes the scenario; --print-config shows what can be changed
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print the scenario as it would be measured, with the origin of every changed value, and measure nothing
    #[arg(long)]
    pub(super) print_config: bool,
    /// Fresh processes of the runtime, at least 2
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(2..=1000))]
    rounds: Option<u32>,
    /// Repeats the orders of an earlier run [default: another every time]
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// The folder for the record, the samples and the reports [default: runs/<time>]
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Fail with exit code 10 unless this holds, such as `split.hot_read.ratio.upper < 2.0`; may be given several times
    #[arg(long, value_name = "CONDITION")]
    pub(super) gate: Vec<String>,
    /// Fail with exit code 11 when an arm is slower than in this earlier run
    #[arg(long, value_name = "RUN")]
    pub(super) baseline: Option<PathBuf>,
    /// Fail with exit code 12 when a verdict or a hypothesis stays open
    #[arg(long)]
    pub(super) conclusive: bool,
    /// How progress is shown
    #[arg(long, value_enum, default_value = "auto")]
    pub(super) progress: Progress,
    /// Print the findings as JSON instead of tables
    #[arg(long)]
    pub(super) json: bool,
    /// Append a short report in GitHub's Markdown to this file
    #[arg(long, value_name = "FILE", env = "GITHUB_STEP_SUMMARY")]
    pub(super) summary: Option<PathBuf>,
}

impl Arguments {
    /// The seed that was named, or another every time; it is stored, so that the run's orders can be had again.
    pub(super) fn seed(&self) -> u64 {
        self.seed.unwrap_or_else(another_seed)
    }

    /// How compute is to be spread over isolates.
    pub(crate) fn spread(&self) -> Result<Option<Spread>> {
        self.spread.on(&self.target)
    }

    /// The scenario with everything that the command line and a file change.
    pub(super) fn configure(&self, study: &Study) -> Result<Configured> {
        let mut layers = Vec::new();
        if self.quick {
            layers.push(Layer::parse("--quick", study.quick_sizes)?);
        }
        if let Some(path) = &self.config {
            layers.push(Layer::read(path)?);
        }
        if let Some(rounds) = self.rounds {
            layers.push(Layer::flag("--rounds", "size.rounds", i64::from(rounds)));
        }
        let mut configured = configuration::configure(&study.scenario, layers)?;
        let quick: Vec<String> = study.quick_cells.iter().map(|name| (*name).to_owned()).collect();
        if !self.cells.is_empty() {
            configured.change("--cells", |scenario| configuration::keep_cells(scenario, &self.cells))?;
        } else if self.quick {
            configured.change("--quick", |scenario| configuration::keep_cells(scenario, &quick))?;
        }
        if !self.arms.is_empty() {
            configured.change("--arms", |scenario| configuration::keep_arms(scenario, &self.arms))?;
        }
        for handicap in &self.handicap {
            configured.change("--handicap", |scenario| handicap.apply(scenario))?;
        }
        if configured.scenario.cells.is_empty() {
            return Err(Error::usage("nothing is left to measure: no cell has these arms"));
        }
        Ok(configured)
    }

    /// The command line that repeats the run.
    pub(super) fn command(&self, seed: u64) -> String {
        command(self.seed.is_none().then_some(seed))
    }
}

/// Another seed every time, short enough to be typed again.
pub(crate) fn another_seed() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Random::seeded(now.as_secs() ^ u64::from(now.subsec_nanos()) << 32).next_bits() >> 32
}

/// The command line as it was typed, with a seed where none was.
pub(crate) fn command(seed: Option<u64>) -> String {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    words.extend(seed.into_iter().flat_map(|seed| ["--seed".to_owned(), seed.to_string()]));
    let plain = |word: &String| word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./,=:".contains(&byte));
    let quoted = words.iter().map(|word| if plain(word) { word.clone() } else { format!("'{word}'") });
    format!("cargo lab {}", quoted.collect::<Vec<_>>().join(" "))
}
