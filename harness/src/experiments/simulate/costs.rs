//! What an isolate costs: from a measured run, or from the figures that are known until there is one.

use std::{fs, path::Path};

use serde::Deserialize;
use simulator::{Costs, Duration};

use crate::error::{Error, Result};

/// The file in the folder of a run of `cargo lab pool`.
const FILE: &str = "costs.json";

/// What that says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Measured {
    /// How long a request waits for an isolate to be made, in milliseconds.
    open_ms: f64,
    /// Processor that making one takes, in milliseconds.
    open_cpu_ms: f64,
    /// Processor that a request takes in a warm one, in milliseconds.
    request_cpu_ms: f64,
    /// What one takes in memory.
    isolate_bytes: u64,
    /// Where and when that was measured.
    source: String,
}

/// One machine, shared, workerd 1.20261023.1: a fresh isolate without Node compatibility against a kept one.
fn known() -> Measured {
    Measured {
        open_ms: 7.2,
        open_cpu_ms: 5.0,
        request_cpu_ms: 0.52,
        isolate_bytes: 1_350_000,
        source: "a prototype on one shared machine (start 7.2 ms, 5.0 ms of processor, 1.35 MB); --costs RUN takes measured ones"
            .to_owned(),
    }
}

/// The costs, and whence they are.
pub(super) fn read(run: Option<&Path>) -> Result<(Costs, String)> {
    let measured = match run {
        None => known(),
        Some(run) => {
            let path = if run.is_dir() { run.join(FILE) } else { run.to_owned() };
            let text = fs::read_to_string(&path).map_err(|error| Error::file(&path, &error))?;
            parse(&text).map_err(|message| Error::usage(format!("{}: {message}", path.display())))?
        }
    };
    let Measured { open_ms, open_cpu_ms, request_cpu_ms, isolate_bytes, source } = measured;
    let open = Duration::Fixed(open_ms);
    Ok((Costs { open, open_cpu_ms, request_cpu_ms, isolate_bytes, named: true, billed: true }, source))
}

fn parse(text: &str) -> Result<Measured, String> {
    let measured: Measured = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let times = [measured.open_ms, measured.open_cpu_ms, measured.request_cpu_ms];
    if times.iter().all(|ms| (0.0..1e6).contains(ms)) {
        Ok(measured)
    } else {
        Err("a time is below zero or too long".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_of_a_run_are_read_and_checked() {
        let text = |open: &str| {
            format!(
                r#"{{"open_ms":{open},"open_cpu_ms":4.5,"request_cpu_ms":0.4,"isolate_bytes":1000,"source":"here"}}"#
            )
        };
        assert!(parse(&text("6.5")).is_ok_and(|costs| (costs.open_ms - 6.5).abs() < 1e-9));
        assert!(parse(&text("-1")).is_err() && parse("{}").is_err());
        let folder = tempfile::tempdir().unwrap();
        assert!(read(Some(folder.path())).is_err());
        fs::write(folder.path().join(FILE), text("6.5")).unwrap();
        let (costs, source) = read(Some(folder.path())).unwrap();
        assert_eq!((costs.open, source.as_str()), (Duration::Fixed(6.5), "here"));
    }
}
