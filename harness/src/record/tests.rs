use std::{
    fs,
    path::Path,
    time::{Duration, SystemTime},
};

use shared::call::ServiceName;

use super::{folder::check_space, watch::ProcessorTime, *};
use crate::{
    error::Exit,
    example,
    instrument::samples::{self, Outcome, Phase, Sample, Samples, Times},
    machine::{project::Project, workers::Workers},
};

#[test]
fn a_written_run_is_read_again_with_its_samples() {
    let (folder, run, samples) = written();
    for path in [folder.path().to_owned(), folder.path().join(RUN_FILE)] {
        let (found, again) = open(&path).unwrap();
        assert_eq!((found.as_path(), &again), (folder.path(), &run));
    }
    assert_eq!(run.samples.rows, 3);
    assert_eq!(run.samples.name, SAMPLES_FILE);
    let path = folder.path().join(SAMPLES_FILE);
    assert_eq!(digest(&path).unwrap(), run.samples.blake3);
    assert_eq!(run.samples.blake3, blake3::hash(&fs::read(&path).unwrap()).to_hex().to_string());
    assert_eq!(samples::read(&path).unwrap(), samples);
}

#[test]
fn a_folder_with_a_run_is_refused_before_the_next_run_starts() {
    let (folder, _, _) = written();
    let error = Folder::create(folder.path()).unwrap_err();
    assert_eq!(error.exit(), Exit::Usage);
    assert!(error.to_string().ends_with("there is a run already\n  to mend it: name another folder with --out"));
}

#[test]
fn a_folder_that_cannot_be_made_is_said_before_the_run_starts() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    for path in [file.join("run"), file, Path::new("/proc/isolab").to_owned()] {
        let error = Folder::create(&path).unwrap_err();
        assert_eq!(error.exit(), Exit::Environment);
        assert!(
            error.to_string().starts_with(&format!("{}: no run can be written there: ", path.display())),
            "{error}"
        );
    }
}

#[test]
fn a_new_folder_is_left_empty_until_the_run_is_written_and_goes_where_it_never_is() {
    let there = tempfile::tempdir().unwrap();
    let path = there.path().join("a/b");
    let folder = Folder::create(&path).unwrap();
    assert_eq!(fs::read_dir(&path).unwrap().count(), 0);
    drop(folder);
    assert!(!there.path().join("a").exists(), "what was made for it goes too");

    let folder = Folder::create(&path).unwrap();
    fs::write(path.join("something"), "").unwrap();
    drop(folder);
    assert!(path.join("something").exists());
    fs::remove_file(path.join("something")).unwrap();
    drop(Folder::create(&path).unwrap());
    assert!(path.exists(), "a folder that was there before is nobody's to remove");
}

#[test]
fn too_little_space_is_an_error_that_says_how_much_there_is() {
    let error = check_space(Path::new("runs/x"), 5_000_000).unwrap_err();
    assert_eq!(error.exit(), Exit::Environment);
    assert!(error.to_string().starts_with("runs/x: only 5.0 MB are free, and a run wants 67.1 MB"), "{error}");
    check_space(Path::new("runs/x"), 64 << 20).unwrap();
}

#[test]
fn what_cannot_be_opened_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |text: &str| {
        let path = folder.path().join(RUN_FILE);
        fs::write(&path, text).unwrap();
        let error = open(folder.path()).unwrap_err();
        assert_eq!(error.exit(), Exit::Usage);
        error.to_string().strip_prefix(&format!("{}: ", path.display())).unwrap().to_owned()
    };
    let whole = serde_json::to_value(example::run()).unwrap();
    let with = |pointer: &str, value: serde_json::Value| {
        let mut run = whole.clone();
        *run.pointer_mut(pointer).unwrap() = value;
        run.to_string()
    };

    let missing = open(&folder.path().join("absent")).unwrap_err().to_string();
    assert!(missing.ends_with("absent: there is no run\n  to mend it: cargo lab compare"), "{missing}");
    assert!(refused("{\n \"version\": 1,\n oh").starts_with("line 3 column 2: is not JSON: "));
    assert!(refused("").starts_with("line 1 column 0: is not JSON: "));
    assert!(refused("[]").starts_with("is not the record of a run: "));
    assert_eq!(refused("{}"), "has no `version`, so it is not the record of a run");
    assert_eq!(
        refused(&with("/version", 0.into())),
        "is of version 0, this program reads version 2; measure again: cargo lab compare --quick --seed 7"
    );
    assert_eq!(
        refused(&with("/version", 3.into())),
        "is of version 3, this program reads version 2; use a newer program"
    );
    assert_eq!(refused(r#"{"version": "x"}"#), "version: \"x\" is not a version, this program reads version 2");
    let damaged = refused(&with("/findings/cells/1/arms/2/p50_ms/lower", "x".into()));
    let said = "findings.cells[1].arms[2].p50_ms.lower: invalid type: string \"x\", expected f64 at line 1 column ";
    assert!(damaged.starts_with(said), "{damaged}");
    assert!(refused(&with("/card", serde_json::json!({}))).starts_with("card: missing field `began`"));
}

#[test]
fn a_number_that_is_not_finite_is_refused_by_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |change: fn(&mut ArmFinding)| {
        let mut run = example::run();
        change(&mut run.findings.cells[1].arms[2]);
        let none = |path: &Path| samples::write(path, &Samples::default(), TargetKind::Workerd);
        let error = Folder::create(folder.path()).unwrap().write(&mut run, 0, none).unwrap_err();
        assert_eq!(error.exit(), Exit::Internal);
        assert!(!folder.path().join(RUN_FILE).exists());
        error.to_string()
    };
    let required = refused(|arm| arm.errors.share.upper = f64::NAN);
    assert!(required.contains("findings.cells[1].arms[2].errors.share.upper: invalid type: null"), "{required}");
    let optional =
        [refused(|arm| arm.first_byte_ms = Some(f64::NAN)), refused(|arm| arm.first_byte_ms = Some(f64::INFINITY))];
    for optional in optional {
        assert!(optional.contains("findings.cells[1].arms[2].first_byte_ms would be lost"), "{optional}");
    }
}

#[test]
fn the_latest_run_is_the_one_written_last() {
    let runs = tempfile::tempdir().unwrap();
    let refused = latest(&runs.path().join("absent")).unwrap_err();
    assert_eq!((refused.exit(), latest(runs.path()).unwrap_err().exit()), (Exit::Usage, Exit::Usage));
    for (name, age) in [("a", 20), ("b", 5), ("c", 60)] {
        let folder = runs.path().join(name);
        fs::create_dir(&folder).unwrap();
        let file = fs::File::create(folder.join(RUN_FILE)).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(age)).unwrap();
    }
    fs::create_dir(runs.path().join("z-without-a-record")).unwrap();
    assert_eq!(latest(runs.path()).unwrap(), runs.path().join("b"));
}

#[test]
fn a_run_without_a_name_is_called_after_its_begin() {
    let place = Folder::usual(&Project::at(Path::new("/p")), "2026-11-21T07:02:00Z");
    assert_eq!(place, Path::new("/p/runs/2026-11-21T07-02-00Z"));
}

#[test]
fn the_stored_schema_is_drawn_from_the_types() {
    let stored = include_str!("../../schema/run.schema.json");
    assert!(
        stored == schema(),
        "the types of run.json have changed; to mend it: cargo lab schema > harness/schema/run.schema.json"
    );
    assert!(stored.contains("\"const\": 2"));
    assert!(!stored.contains("\"$id\""));
}

#[test]
fn the_time_that_the_host_took_is_a_share_of_all_time() {
    let parse = |line: &str| ProcessorTime::parse(line);
    let began = parse("cpu  100 0 50 800 10 0 5 35 7 7\ncpu0 1 1 1 1 1 1 1 1 1 1\n").unwrap();
    let ended = parse("cpu  300 0 150 1400 10 0 5 135 9 9\n").unwrap();
    assert_eq!(began.steal_until(ended), Some(0.1));
    assert_eq!(began.steal_until(began), None);
    assert_eq!(ended.steal_until(began), None);
    assert_eq!(parse("cpu  100 0 50 800"), None);
    assert_eq!(parse("intr 5"), None);
}

#[test]
fn the_processor_is_called_by_its_model() {
    let text = "processor\t: 0\nmodel\t\t: 85\nmodel name\t: a chip @ 2.50GHz\nmodel name\t: another\n";
    assert_eq!(fingerprint::processor(text).as_deref(), Some("a chip @ 2.50GHz"));
    assert_eq!(fingerprint::processor("Features : fp"), None);
}

#[test]
fn a_fingerprint_needs_no_working_copy() {
    let folder = tempfile::tempdir().unwrap();
    let project = Project::at(folder.path());
    let bare = Fingerprint::take(&project, &[]);
    assert_eq!((bare.commit, bare.dirty, bare.workerd), (None, None, None));
    assert_eq!((bare.bundles.len(), bare.compatibility_date), (0, None));
    assert_eq!(bare.harness, env!("CARGO_PKG_VERSION"));
    assert!(bare.machine.threads > 0);
}

#[test]
fn a_fingerprint_tells_what_was_served() {
    let folder = tempfile::tempdir().unwrap();
    let project = Project::at(folder.path());
    fs::create_dir_all(project.wrangler()).unwrap();
    fs::write(project.wrangler().join("package.json"), r#"{"devDependencies": {"workerd": "1.2.3"}}"#).unwrap();
    for name in ["compute", "native"] {
        let text = format!(
            "name = \"isolab-{name}\"\nmain = \"../workers/{name}/entry.js\"\ncompatibility_date = \"2026-10-01\"\n\
             workers_dev = false\npreview_urls = false\nbuild.command = \"x\"\n"
        );
        fs::write(project.wrangler().join(name).with_extension("toml"), text).unwrap();
    }
    let workers = Workers::read(&project).unwrap();
    let build = workers.get(ServiceName::Compute).unwrap().bundle();
    fs::create_dir_all(&build).unwrap();
    fs::write(build.join("index_bg.wasm"), "wasm").unwrap();
    let served = Fingerprint::take(&project, &workers.all());
    let blake3 = blake3::hash(b"wasm").to_hex().to_string();
    assert_eq!(served.bundles, [Bundle { worker: "compute".to_owned(), bytes: 4, blake3 }]);
    assert_eq!(served.workerd.as_deref(), Some("1.2.3"));
    assert_eq!(served.compatibility_date.as_deref(), Some("2026-10-01"));
    let deployed = Fingerprint::take(&project, &[]);
    assert_eq!((deployed.bundles.len(), deployed.workerd, deployed.compatibility_date), (0, None, None));
}

#[test]
fn the_watch_fills_in_how_the_run_went() {
    let mut machine = example::run().fingerprint.machine;
    let watch = Watch::begin();
    (machine.steal, machine.load_after) = (Some(7.0), None);
    watch.finish(&mut machine);
    assert_ne!(machine.steal, Some(7.0));
    assert_eq!(machine.load_after.is_some(), Path::new("/proc/loadavg").exists());
}

/// A run of three samples in a folder of its own.
fn written() -> (tempfile::TempDir, Run, Samples) {
    let mut samples = Samples::default();
    for (round, arm) in [(0, "native"), (1, "new"), (2, "native")] {
        let series = samples.series("hot_read", arm);
        samples.push(Sample {
            series,
            operations: 1,
            clients: 1,
            phase: Phase::Measured,
            round,
            pair: 0,
            position: 0,
            times: Times { sent: 7, first_byte: 8, last_byte: 9, ..Times::default() },
            outcome: Outcome::Right,
            status: 200,
            ray: None,
            told: None,
            tally: None,
        });
    }
    let folder = tempfile::tempdir().unwrap();
    let mut run = example::run();
    let write = |path: &Path| samples::write(path, &samples, TargetKind::Workerd);
    Folder::create(folder.path()).unwrap().write(&mut run, samples.len(), write).unwrap();
    (folder, run, samples)
}
