//! What the exit code says of a run: gates, a baseline, and whether everything was decided.

use std::{fs::File, io::Write as _, path::Path};

use crate::{
    error::{Error, Exit, Result},
    experiments::reading,
    instrument::target::TargetKind,
    record::{
        Run, diff,
        gate::{Checked, Gate},
    },
    report, terminal,
};

/// Every gate held against the findings.
pub(super) fn check(gates: &[Gate], run: &Run) -> Vec<Checked> {
    gates.iter().map(|gate| gate.check(&run.findings)).collect()
}

/// Opens the file of the short report before anything is measured.
pub(super) fn summary(path: &Path) -> Result<File> {
    let opened = File::options().create(true).append(true).open(path);
    opened.map_err(|error| Error::usage(format!("{}: {error}", path.display())))
}

/// Refuses a baseline that no run of this kind could be held against.
pub(super) fn check_baseline(baseline: &Run, target: TargetKind) -> Result<()> {
    let told = |what: &str| Err(Error::usage(format!("the baseline {what}")));
    if !baseline.card.complete {
        return told("is a partial run");
    }
    if !baseline.findings.trust.invalid.is_empty() {
        return told("is an invalid run");
    }
    if baseline.card.target != target {
        return told(&format!("was measured on {}, this run is on {}", baseline.card.target.as_str(), target.as_str()));
    }
    Ok(())
}

/// Says of every gate whether it holds, and appends the short report where one is wanted.
pub(super) fn tell(gates: &[Checked], summary: Option<&mut File>, run: &Run) -> Result<()> {
    for gate in gates {
        terminal::tell(&format!(
            "gate {}: {} ({})",
            if gate.passed { "passed" } else { "FAILED" },
            gate.text,
            gate.why
        ));
    }
    match summary {
        Some(file) => Ok(file.write_all(report::summary(run, gates).as_bytes())?),
        None => Ok(()),
    }
}

/// The first thing that keeps a run from being done well.
pub(super) fn exit(run: &Run, gates: &[Checked], baseline: Option<&Run>, conclusive: bool) -> Result<()> {
    let invalid = &run.findings.trust.invalid;
    if !invalid.is_empty() {
        return Err(Error::new(Exit::InvalidRun, format!("the run is invalid: {}", invalid.join("; "))));
    }
    let failed: Vec<_> = gates.iter().filter(|gate| !gate.passed).map(|gate| gate.text.as_str()).collect();
    if !failed.is_empty() {
        return Err(Error::new(Exit::Gate, format!("not every gate holds: {}", failed.join("; "))));
    }
    if let Some(baseline) = baseline {
        let difference = diff::diff(baseline, run);
        terminal::tell(diff::render(&difference).trim_end());
        reading::conclusion(&difference)?;
    }
    let open: Vec<String> = report::undecided(run).into_iter().map(|open| open.name).collect();
    if conclusive && !open.is_empty() {
        return Err(Error::new(Exit::Inconclusive, format!("not decided: {}", open.join(", "))));
    }
    Ok(())
}
