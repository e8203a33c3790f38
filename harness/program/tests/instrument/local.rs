//! The instrument on the local runtime: whole runs, and runs that somebody ends.

use std::fs;

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

use super::program::{Program, lives};

/// Two short rounds.
const SMALL: &str = "size = { rounds = 2, pairs = 6, starts = 2, cell_ms = 3000 }
cells.ladder.procedure = { rungs = [1, 4], requests = 40 }
cells.open.procedure = { segment = 20, segments = 2 }";
/// So many pairs that nobody waits for the end.
const LONG: &str = "size = { rounds = 20, pairs = 10000, cell_ms = 600000 }";
/// What is told after a pair.
const MEASURED: &str = "\"event\":\"measured\"";

#[test]
fn whole_run_is_recorded_reported_and_verified() {
    let scratch = tempfile::tempdir().unwrap();
    let cells = "cold_empty,cold_data,cold_engine,hot_read,write,hop,path,ladder,open";
    let ended = Program::compare(scratch.path(), SMALL, &["--cells", cells, "--seed", "11"]).end();
    // So small a run may be invalid by its noise; everything else has to be right.
    assert!(matches!(ended.code, Some(0 | 5)), "{}", ended.stderr);
    let run = ended.run();
    assert!(run.card.complete && run.card.command.contains("--seed 11"));
    assert_eq!(run.findings.cells.len(), 9);
    for cell in &run.findings.cells {
        assert!(cell.unavailable.is_none(), "{}", cell.name);
        for arm in &cell.arms {
            assert_eq!(arm.errors.hits, 0, "{}.{}", cell.name, arm.name);
            assert!(arm.samples > 0, "{}.{}", cell.name, arm.name);
        }
    }
    for file in ["run.json", "samples.csv.gz", "report.html", "report.md", "findings.csv"] {
        assert!(ended.folder.join(file).is_file(), "{file}");
    }
    let folder = ended.folder.to_str().unwrap();
    let verified = Program::start(&["verify", folder], &ended.folder).end();
    assert_eq!(verified.code, Some(0), "{}", verified.stderr);

    let record = ended.folder.join("run.json");
    let text = fs::read_to_string(&record).unwrap();
    let mut changed: serde_json::Value = serde_json::from_str(&text).unwrap();
    changed["findings"]["cells"][3]["arms"][0]["p50_ms"]["value"] = 0.001.into();
    fs::write(&record, changed.to_string()).unwrap();
    let refuted = Program::start(&["verify", folder], &ended.folder).end();
    assert_eq!(refuted.code, Some(4), "{}", refuted.stderr);
    assert!(refuted.stderr.contains("p50_ms"), "{}", refuted.stderr);

    let same = Program::start(&["diff", folder, folder], &ended.folder).end();
    assert_eq!(same.code, Some(0), "{}", same.stderr);
}

#[test]
fn first_interrupt_finishes_the_pair_and_writes_what_there_is() {
    let scratch = tempfile::tempdir().unwrap();
    let program = Program::compare(scratch.path(), LONG, &["--cells", "hot_read"]);
    let runtime = program.await_child("workerd");
    program.await_told(MEASURED, 1);
    program.signal(Signal::SIGINT);
    let ended = program.end();
    ended.is_partial(130, "interrupted");
    assert!(ended.run().findings.cell("hot_read").unwrap().pairs > 0);
    assert!(!lives(runtime), "the runtime outlived the run");
}

#[test]
fn second_interrupt_stops_at_once() {
    let scratch = tempfile::tempdir().unwrap();
    // Each pair takes longer than the test waits for the end.
    let config = "size = { rounds = 2, pairs = 100, block = 100000, cell_ms = 600000 }";
    let program = Program::compare(scratch.path(), config, &["--cells", "hot_read"]);
    let runtime = program.await_child("workerd");
    // Before that a process is being started, and a wish to end is heard at once.
    program.await_told("preparing round", 1);
    program.signal(Signal::SIGINT);
    program.await_told("finishing the pair", 1);
    program.signal(Signal::SIGINT);
    let ended = program.end();
    assert_eq!(ended.code, Some(130), "{}", ended.stderr);
    assert!(!ended.folder.join("run.json").exists());
    assert!(!lives(runtime), "the runtime outlived the run");
}

#[test]
fn runtime_that_is_killed_leaves_a_partial_record() {
    let scratch = tempfile::tempdir().unwrap();
    let program = Program::compare(scratch.path(), LONG, &["--cells", "hot_read"]);
    let runtime = program.await_child("workerd");
    program.await_told(MEASURED, 1);
    kill(Pid::from_raw(runtime), Signal::SIGKILL).unwrap();
    program.end().is_partial(5, "the target ended by itself");
}

#[test]
fn tenants_are_measured_recorded_and_verified() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path().join("run");
    let out = folder.to_str().unwrap();
    let scenarios = "second,cross_tenant,sparse,gaps";
    let arguments = ["tenants", "--quick", "--scenarios", scenarios, "--arms", "new,traditional", "--time-scale", "10"];
    let gates = ["--gate", "cross_tenant.new.warm > 0.9", "--gate", "tenants.second.traditional.warm_p50_ms < 1000"];
    let all = [&arguments[..], &gates, &["--seed", "11", "--progress", "json", "--out", out]].concat();
    let ended = Program::start(&all, &folder).end();
    // A busy machine may keep the client from its schedule; everything else has to be right.
    assert!(matches!(ended.code, Some(0 | 5)), "{}", ended.stderr);
    assert_eq!(ended.stderr.matches("gate passed").count(), 2, "{}", ended.stderr);
    let run = ended.run();
    assert!(run.card.complete && run.findings.trust.errors == 0, "{:?}", run.findings.trust);
    let arm = |cell: &str, arm: &str| run.findings.cell(cell).unwrap().arm(arm).unwrap();
    let warm = |cell, name: &str| {
        let share = arm(cell, name).traffic.as_ref().unwrap().warm.unwrap();
        (share.hits, share.of)
    };
    // One isolate of compute serves everybody, and an object only its own tenant.
    assert_eq!(warm("cross_tenant", "new"), (40, 40));
    assert_eq!(warm("cross_tenant", "traditional"), (0, 40));
    assert_eq!(warm("second", "traditional"), (50, 50));
    assert_eq!(run.findings.keep_warm.len(), 1);
    for name in ["new", "traditional"] {
        assert_eq!(arm("gaps", name).traffic.as_ref().unwrap().gaps.len(), 8);
        assert!(arm("gaps", name).load.is_some_and(|load| load.dropped == 0), "{name}");
    }

    let verified = Program::start(&["verify", out], &folder).end();
    assert_eq!(verified.code, Some(0), "{}", verified.stderr);
    let reported = Program::start(&["report", out], &folder).end();
    assert_eq!(reported.code, Some(0), "{}", reported.stderr);
    let same = Program::start(&["diff", out, out], &folder).end();
    assert_eq!(same.code, Some(0), "{}", same.stderr);

    let record = folder.join("run.json");
    let mut changed: serde_json::Value = serde_json::from_str(&fs::read_to_string(&record).unwrap()).unwrap();
    changed["findings"]["cells"][0]["arms"][0]["traffic"]["coalesced"] = 7.into();
    fs::write(&record, changed.to_string()).unwrap();
    let refuted = Program::start(&["verify", out], &folder).end();
    assert_eq!(refuted.code, Some(4), "{}", refuted.stderr);
    assert!(refuted.stderr.contains("cells[0].arms[0].traffic.coalesced"), "{}", refuted.stderr);
}

#[test]
fn an_interrupt_while_tenants_wait_writes_what_there_is() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path().join("run");
    let arguments = ["tenants", "--scenarios", "sustained", "--arms", "traditional", "--progress", "json", "--out"];
    let program = Program::start(&[&arguments[..], &[folder.to_str().unwrap()]].concat(), &folder);
    // The place is started first, and the wave begins low.
    program.await_told("sustained, second 12", 1);
    program.signal(Signal::SIGINT);
    let ended = program.end();
    ended.is_partial(130, "interrupted");
    assert!(ended.run().findings.cell("sustained").unwrap().arms[0].samples > 0);
}

#[test]
fn what_is_not_timed_is_told_beside_what_the_runtime_took_of_processors() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path().join("run");
    let out = folder.to_str().unwrap();
    let size = scratch.path().join("size.toml");
    fs::write(&size, "size = { rounds = 2, pairs = 8, cell_ms = 4000 }").unwrap();
    let arguments =
        ["pool", "--cells", "processor,refusal,marks,waiting,overload,recycling", "--config", size.to_str().unwrap()];
    let ended = Program::start(&[&arguments[..], &["--progress", "json", "--out", out]].concat(), &folder).end();
    assert!(matches!(ended.code, Some(0 | 5)), "{}", ended.stderr);
    let run = ended.run();
    let arm = |cell: &str, arm: &str| run.findings.cell(cell).unwrap().arm(arm).unwrap().p50_ms.unwrap().value;
    // An isolate for each task takes several times what a task takes in one that is there, on any machine.
    assert!(arm("processor", "disposable") > 1.5 * arm("processor", "shared"), "{:?}", run.findings.cell("processor"));
    assert!(arm("refusal", "refused") > 0.0);
    let trial = |name: &str| run.trials.iter().find(|trial| trial.name == name).unwrap();
    for (way, statics, variable) in
        [("shared", 2.0, 2.0), ("reset", 0.0, 2.0), ("instance", 0.0, 2.0), ("isolate", 0.0, 0.0)]
    {
        let mark = |name: &str| trial("marks").value(way, name).unwrap();
        assert_eq!(
            (mark("zeroed"), mark("initial"), mark("variable"), mark("global")),
            (statics, statics, variable, 0.0)
        );
    }
    for way in ["bare", "instance"] {
        let found = |name: &str| trial("waiting").value(way, name).unwrap();
        // Timers of a thousand or a look at each of them would be a multiple of it.
        assert!(found("processor_ms") < 200.0 && found("bytes_each").is_finite(), "{way}: {:?}", trial("waiting"));
    }
    for (row, asked) in [("as_many_as_may_wait", 800.0), ("half_as_many_more", 1_200.0)] {
        let found = |name: &str| trial("overload").value(row, name).unwrap();
        // Where this machine is slow, those who hold the isolates are done before everybody has come, and some arrive before others who
        // began earlier.
        let (answered, late) = (found("answered"), found("late"));
        assert!((800.0..=800.0 + late).contains(&answered), "{row}: {:?}", trial("overload"));
        assert!((asked - answered - found("refused")).abs() < 0.5, "{row}: {:?}", trial("overload"));
        assert!(found("overtaken") <= 80.0, "{row}: {:?}", trial("overload"));
    }
    for way in ["instance", "isolate", "disposable"] {
        let found = |name: &str| trial("recycling").value(way, name).unwrap();
        assert_eq!((found("answered"), found("work_done_behind")), (800.0, 800.0), "{way}");
    }
    for part in ["findings.csv", "report.md"] {
        let text = fs::read_to_string(folder.join(part)).unwrap();
        assert!(text.contains("zeroed"), "{part}");
    }
    let verified = Program::start(&["verify", out], &folder).end();
    assert_eq!(verified.code, Some(0), "{}", verified.stderr);
}
