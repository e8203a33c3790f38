//! The load generator that ours is compared with: `wrk`, or `oha` where that is missing.

use std::{path::Path, process::Command};

use serde::Deserialize;
use strum::{IntoStaticStr, VariantArray};

use crate::{
    error::{Error, Result},
    machine::process,
};

/// A load generator of others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase")]
pub(super) enum Rival {
    /// One thread, in C.
    Wrk,
    /// As many threads as there are processors, in Rust.
    Oha,
}

/// What it says of one run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Report {
    /// The median latency in microseconds.
    pub p50: f64,
    /// The smallest step between two medians that it could have printed, in microseconds.
    pub step: f64,
    /// Answers in a second.
    pub per_second: f64,
}

impl Rival {
    /// The first one that is on this machine.
    pub(super) fn find() -> Result<Self> {
        let is_there = |rival: &Self| Command::new(rival.name()).arg("--version").output().is_ok();
        Self::VARIANTS.iter().copied().find(is_there).ok_or_else(|| {
            Error::environment("neither wrk nor oha is on this machine to compare with").remedy("apt-get install wrk")
        })
    }

    /// The name of its program.
    pub(super) fn name(self) -> &'static str {
        self.into()
    }

    /// Lets it send requests to a URL, from so many connections for so many seconds.
    pub(super) fn run(self, url: &str, connections: u32, seconds: u32) -> Result<Report> {
        let mut command = process::command(self.name(), Path::new("/"));
        let (connections, time) = (connections.to_string(), format!("{seconds}s"));
        let printed = match self {
            Self::Wrk => command.args(["--latency", "-t", "1", "-c", &connections, "-d", &time, url]),
            Self::Oha => {
                let options = ["--no-tui", "--output-format", "json", "--disable-compression"];
                command.args(options).args(["-c", &connections, "-z", &time, url])
            }
        };
        let printed = process::output(printed)?;
        let report = match self {
            Self::Wrk => wrk(&printed),
            Self::Oha => oha(&printed),
        };
        report.map_err(|reason| Error::internal(format!("{} {reason}:\n{}", self.name(), printed.trim_end())))
    }
}

/// Reads what `wrk --latency` prints. Answers that were not right and connections that broke are an error.
pub(super) fn wrk(printed: &str) -> Result<Report, String> {
    let line = |start: &str| {
        let found = printed.lines().find_map(|line| line.trim().strip_prefix(start));
        found.map(str::trim).ok_or_else(|| format!("printed no line that begins with {start:?}"))
    };
    for trouble in ["Non-2xx", "Socket errors"] {
        if let Ok(rest) = line(trouble) {
            return Err(format!("met trouble: {trouble}{rest}"));
        }
    }
    let (p50, step) = duration(line("50%")?).ok_or("printed a median that is no duration")?;
    let per_second = line("Requests/sec:")?.parse().map_err(|_| "printed a rate that is no number")?;
    Ok(Report { p50, step, per_second })
}

/// A duration in microseconds and the step of its last digit. `wrk` counts whole microseconds, whatever it prints.
pub(super) fn duration(text: &str) -> Option<(f64, f64)> {
    let unit = text.find(|letter: char| letter.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at_checked(unit)?;
    let scale = match unit {
        "us" => 1.0,
        "ms" => 1e3,
        "s" => 1e6,
        _ => return None,
    };
    let decimals = number.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let digit = scale / 10_f64.powi(i32::try_from(decimals).ok()?);
    Some((number.parse::<f64>().ok()? * scale, digit.max(1.0)))
}

/// Reads what `oha --output-format json` prints.
pub(super) fn oha(printed: &str) -> Result<Report, String> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Printed {
        summary: Summary,
        latency_percentiles: Percentiles,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Summary {
        success_rate: f64,
        requests_per_sec: f64,
    }
    #[derive(Deserialize)]
    struct Percentiles {
        p50: f64,
    }
    let printed: Printed = serde_json::from_str(printed).map_err(|error| format!("printed no report ({error})"))?;
    if printed.summary.success_rate < 1.0 {
        return Err(format!("had a success rate of {}", printed.summary.success_rate));
    }
    let (p50, per_second) = (printed.latency_percentiles.p50 * 1e6, printed.summary.requests_per_sec);
    Ok(Report { p50, step: 0.0, per_second })
}
