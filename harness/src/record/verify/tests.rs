use std::fs;

use super::*;
use crate::{
    example,
    instrument::{
        samples::{self, Outcome, Phase, Sample, Samples, Times},
        target::TargetKind,
    },
    record::{Folder, Run},
};

#[test]
fn the_same_findings_agree_number_by_number() {
    let findings = example::run().findings;
    let count = compare(&findings, &findings).unwrap();
    let text = serde_json::to_string(&findings.cells[0].noise).unwrap();
    assert_eq!(agreeing(&parsed(&text), &parsed(&text), "").unwrap(), 5);
    assert!(count > 1000, "{count}");
}

#[test]
fn the_last_digits_may_differ_and_no_more() {
    assert_eq!(agreeing(&parsed("[0.1, 3.0, 0.0]"), &parsed("[0.10000000005, 3, -0.0]"), "x").unwrap(), 3);
    let refused = |stored: &str, drawn: &str| agreeing(&parsed(stored), &parsed(drawn), "x").unwrap_err().to_string();
    assert_eq!(refused("0.1", "0.1000000003"), "x: the record says 0.1, its samples say 0.1000000003");
    assert_eq!(refused("0.0", "1e-300"), "x: the record says 0.0, its samples say 1e-300");
    assert_eq!(
        refused("10000000000001", "10000000000002"),
        "x: the record says 10000000000001, its samples say 10000000000002"
    );
    assert_eq!(refused("[1, 2]", "[1]"), "x: the record says a list of 2, its samples say a list of 1");
    assert_eq!(refused("{\"a\": {}}", "{\"a\": {\"b\": 1}}"), "x.a.b: the record says null, its samples say 1");
    assert_eq!(refused("{\"a\": 1}", "{}"), "x.a: the record says 1, its samples say null");
    assert_eq!(refused("\"slower\"", "null"), "x: the record says \"slower\", its samples say null");
}

#[test]
fn the_first_difference_is_named_by_its_path() {
    let stored = example::run().findings;
    let mut drawn = stored.clone();
    drawn.cells[2].arms[3].ratio.as_mut().unwrap().upper = 9.0;
    drawn.trust.requests = 0;
    let error = compare(&stored, &drawn).unwrap_err();
    assert_eq!(error.exit(), Exit::WrongResponse);
    assert_eq!(
        error.to_string(),
        "findings.cells[2].arms[3].ratio.upper: the record says 1.24746, its samples say 9.0"
    );
}

#[test]
fn samples_that_are_not_those_of_the_run_are_refused() {
    let (folder, run) = written();
    let file = folder.path().join(&run.samples.name);
    let mut bytes = fs::read(&file).unwrap();
    bytes[12] ^= 1;
    fs::write(&file, bytes).unwrap();
    let error = verify(folder.path()).unwrap_err();
    assert_eq!(error.exit(), Exit::WrongResponse);
    let said = format!("samples.blake3: the record says {}, its samples say ", run.samples.blake3);
    assert!(error.to_string().starts_with(&said), "{error}");
    fs::remove_file(&file).unwrap();
    let error = verify(folder.path()).unwrap_err();
    assert!(error.to_string().ends_with("samples.csv.gz: the samples of the run are not there"), "{error}");
}

#[test]
fn a_count_that_is_not_that_of_the_samples_is_refused() {
    let (folder, mut run) = written();
    run.samples.rows = 2;
    replace(folder.path(), &run);
    let error = verify(folder.path()).unwrap_err().to_string();
    assert_eq!(error, "samples.rows: the record says 2, its samples say 1");
}

#[test]
fn the_samples_are_beside_the_record_and_nowhere_else() {
    let (folder, mut run) = written();
    for name in ["../samples.csv.gz", "/etc/passwd", "", ".."] {
        name.clone_into(&mut run.samples.name);
        replace(folder.path(), &run);
        let error = verify(folder.path()).unwrap_err();
        assert_eq!(error.exit(), Exit::Usage);
        assert!(error.to_string().ends_with("is not the name of a file beside the record"), "{error}");
    }
}

#[test]
fn what_agreed_is_told_in_a_sentence() {
    let verified = Verified { statistics: 812, samples: 67_640 };
    assert_eq!(verified.to_string(), "all 812 statistics agree with those drawn again from 67640 samples");
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn replace(folder: &Path, run: &Run) {
    fs::write(folder.join(record::RUN_FILE), serde_json::to_vec(run).unwrap()).unwrap();
}

/// A run of one sample in a folder of its own.
fn written() -> (tempfile::TempDir, Run) {
    let mut samples = Samples::default();
    let series = samples.series("hot_read", "native");
    samples.push(Sample {
        series,
        operations: 1,
        clients: 1,
        phase: Phase::Measured,
        round: 0,
        pair: 0,
        position: 0,
        times: Times::default(),
        outcome: Outcome::Right,
        status: 200,
        ray: None,
        told: None,
        tally: None,
    });
    let folder = tempfile::tempdir().unwrap();
    let mut run = example::run();
    let write = |path: &Path| samples::write(path, &samples, TargetKind::Workerd);
    Folder::create(folder.path()).unwrap().write(&mut run, samples.len(), write).unwrap();
    (folder, run)
}
