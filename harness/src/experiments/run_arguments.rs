//! The arguments of any run: what it measures, where it goes, and how it is told.

use std::{
    path::PathBuf,
    time::{SystemTime, UNIX_EPOCH},
};

use statistics::Random;

use crate::instrument::{target::Choice, view::Progress};

/// The arguments of any run.
#[derive(Clone, Debug, clap::Args)]
#[group(id = "run")]
pub(super) struct RunArguments {
    /// What is measured: workerd, wrangler-dev, or the address of a deployment, whose token is in `LAB_TOKEN`
    #[arg(long, value_name = "TARGET", default_value = "workerd")]
    pub(super) target: Choice,
    /// Repeats the orders and requests of an earlier run [default: another every time]
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// The folder for the record, the samples and the reports [default: runs/<time>]
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// The folder in which the local runtime keeps the objects' data while it is measured, and nothing afterwards [default: in
    /// target; for call in memory, where the machine has a /dev/shm]
    #[arg(long, value_name = "DIR")]
    pub(super) state: Option<PathBuf>,
    /// Fail with exit code 12 when a verdict or a hypothesis stays open
    #[arg(long)]
    pub(super) conclusive: bool,
    /// How progress is shown
    #[arg(long, value_enum, default_value = "auto")]
    pub(super) progress: Progress,
    /// Print every table before the answer, as they stand in report.html and report.md
    #[arg(long)]
    pub(super) all: bool,
    /// Print the findings as JSON instead of the answer
    #[arg(long)]
    pub(super) json: bool,
    /// Append a short report in GitHub's Markdown to this file
    #[arg(long, value_name = "FILE", env = "GITHUB_STEP_SUMMARY")]
    pub(super) summary: Option<PathBuf>,
}

impl RunArguments {
    /// The seed that was named, or another every time; it is stored, so that the run's orders can be had again.
    pub(super) fn seed(&self) -> u64 {
        self.seed.unwrap_or_else(another_seed)
    }

    /// The command line that repeats the run: as it was typed, with the seed where none was.
    pub(super) fn command(&self, seed: u64) -> String {
        let mut words: Vec<String> = std::env::args().skip(1).collect();
        if self.seed.is_none() {
            words.extend(["--seed".to_owned(), seed.to_string()]);
        }
        let plain = |word: &String| word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./,=:".contains(&byte));
        let quoted = words.iter().map(|word| if plain(word) { word.clone() } else { format!("'{word}'") });
        format!("cargo lab {}", quoted.collect::<Vec<_>>().join(" "))
    }
}

/// Short enough to be typed again.
fn another_seed() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Random::seeded(now.as_secs() ^ u64::from(now.subsec_nanos()) << 32).next_bits() >> 32
}
