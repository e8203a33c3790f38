//! Targets that refuse, hang, babble, lie, die or move: each ends with its exit code and a partial record.

use std::{net::TcpListener, time::Instant};

use harness::instrument::target::TargetKind;
use tempfile::TempDir;

use super::{
    fake::{Manner, TOKEN, garbage, serve, serve_encrypted},
    program::{Ended, Program},
};

/// Small and quick, with a deadline that a hanging target meets soon.
const SMALL: &str = "size = { rounds = 2, pairs = 4, deadline_ms = 400, cell_ms = 5000 }";
/// Requests before the first that counts: the probe, the agreement, the preparation and the warm-up are behind them.
const MIDDLE: usize = 900;

fn compare(url: &str, cell: &str) -> (Ended, TempDir) {
    let scratch = tempfile::tempdir().unwrap();
    let ended = Program::compare(scratch.path(), SMALL, &["--cells", cell, "--target", url, "--seed", "7"]).end();
    (ended, scratch)
}

fn misbehaving(manner: Manner, from: usize) -> (Ended, TempDir) {
    compare(&format!("http://{}", serve(manner, from)), "hot_read")
}

#[test]
fn target_that_behaves_is_measured_to_the_end() {
    let (ended, _scratch) = misbehaving(Manner::Behaves, 0);
    assert!(matches!(ended.code, Some(0 | 5)), "{}", ended.stderr);
    let run = ended.run();
    assert!(run.card.complete && run.card.ended_by.is_none());
    assert_eq!(run.findings.cell("hot_read").unwrap().rounds, 2);
}

#[test]
fn refusing_target_is_an_environment_that_is_not_ready() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    for scheme in ["http", "https"] {
        compare(&format!("{scheme}://127.0.0.1:{port}"), "hot_read").0.is_refused(3, "nothing answers");
    }
}

#[test]
fn target_that_takes_connections_and_says_nothing_is_an_environment_that_is_not_ready() {
    misbehaving(Manner::Hangs, 0).0.is_refused(3, "no answer within 400 ms");
}

#[test]
fn encryption_that_the_target_does_not_speak_is_an_environment_that_is_not_ready() {
    compare(&format!("https://{}", serve(Manner::Behaves, 0)), "hot_read").0.is_refused(3, "nothing answers");
}

#[test]
fn name_of_nobody_is_an_environment_that_is_not_ready() {
    compare("https://isolab.invalid", "hot_read").0.is_refused(3, "isolab.invalid");
}

#[test]
fn dead_target_of_tenants_leaves_nothing_either() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let scratch = tempfile::tempdir().unwrap();
    let (folder, url) = (scratch.path().join("deep/run"), format!("http://127.0.0.1:{port}"));
    let out = folder.to_str().unwrap();
    let ended = Program::start(&["tenants", "--quick", "--target", &url, "--out", out], &folder).end();
    ended.is_refused(3, "nothing answers");
    assert!(!scratch.path().join("deep").exists());
}

#[test]
fn target_that_speaks_no_http_is_an_environment_that_is_not_ready() {
    compare(&format!("http://{}", garbage()), "hot_read").0.is_refused(3, "nothing answers");
}

#[test]
fn hanging_target_is_given_up() {
    let begun = Instant::now();
    misbehaving(Manner::Hangs, MIDDLE).0.is_partial(5, "no longer answers");
    assert!(begun.elapsed().as_secs() < 60);
}

#[test]
fn target_that_dies_in_the_middle_leaves_a_partial_record() {
    let (ended, _scratch) = misbehaving(Manner::Dies, MIDDLE);
    ended.is_partial(5, "no longer answers");
    assert!(ended.run().samples.rows > 0);
}

#[test]
fn silence_and_death_are_found_out_under_load_too() {
    for cell in ["ladder", "open"] {
        for manner in [Manner::Hangs, Manner::Dies] {
            let begun = Instant::now();
            compare(&format!("http://{}", serve(manner, MIDDLE)), cell).0.is_partial(5, "no longer answers");
            assert!(begun.elapsed().as_secs() < 60, "{cell} {manner:?}");
        }
        compare(&format!("http://{}", serve(Manner::Lies, MIDDLE)), cell).0.is_partial(4, "another");
    }
}

#[test]
fn babble_in_the_middle_is_a_wrong_answer() {
    misbehaving(Manner::Babbles, MIDDLE).0.is_partial(4, "<html>");
}

#[test]
fn wrong_rows_are_a_wrong_answer() {
    misbehaving(Manner::Lies, MIDDLE).0.is_partial(4, "another");
}

#[test]
fn target_that_asks_for_a_token_is_named() {
    misbehaving(Manner::Refuses, 1).0.is_refused(3, "LAB_TOKEN");
}

#[test]
fn colos_are_not_compared_with_each_other() {
    let (ended, _scratch) = misbehaving(Manner::Moves, 0);
    assert_eq!(ended.code, Some(5), "{}", ended.stderr);
    let trust = ended.run().findings.trust;
    assert_eq!(trust.colos, ["AMS", "FRA"]);
    assert!(trust.invalid.iter().any(|reason| reason.contains("colo")), "{:?}", trust.invalid);
}

#[test]
fn deployment_is_measured_over_tls_with_its_token_and_its_colo_is_kept() {
    let scratch = tempfile::tempdir().unwrap();
    let (folder, trusted) = (scratch.path().join("run"), scratch.path().join("trusted.pem"));
    let (config, port) = (scratch.path().join("lab.toml"), serve_encrypted(&trusted).port());
    std::fs::write(&config, SMALL).unwrap();
    let url = format!("https://localhost:{port}");
    let arguments = ["compare", "--cells", "hot_read,age_warm", "--target", &url, "--progress", "none"];
    let files = ["--out", folder.to_str().unwrap(), "--config", config.to_str().unwrap()];
    let arguments = [&arguments[..], &files].concat();
    let trust = ("SSL_CERT_FILE", trusted.to_str().unwrap());

    let stranger = Program::start_with(&arguments, &folder, &[trust, ("LAB_TOKEN", "another")]).end();
    stranger.is_refused(3, "token");
    let ended = Program::start_with(&arguments, &folder, &[trust, ("LAB_TOKEN", TOKEN)]).end();
    assert!(matches!(ended.code, Some(0 | 5)), "{}", ended.stderr);
    let run = ended.run();
    assert_eq!(run.card.target, TargetKind::Deployed);
    assert_eq!(run.findings.trust.colos, ["FRA"]);
    assert!(run.findings.cell("hot_read").unwrap().arms[0].samples > 0);
    assert!(run.findings.cell("age_warm").unwrap().unavailable.is_some());
    assert!(!std::fs::read_to_string(folder.join("run.json")).unwrap().contains(TOKEN));
}

#[test]
fn token_is_never_sent_in_the_clear_to_another_machine() {
    let scratch = tempfile::tempdir().unwrap();
    let ended = Program::compare(scratch.path(), SMALL, &["--target", "http://192.0.2.1"]).end();
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    assert!(ended.stderr.contains("https://192.0.2.1"), "{}", ended.stderr);
}

#[test]
fn folder_that_cannot_be_written_is_said_before_the_run() {
    let scratch = tempfile::tempdir().unwrap();
    std::fs::write(scratch.path().join("run"), "a file").unwrap();
    let ended = Program::compare(scratch.path(), SMALL, &["--target", "http://127.0.0.1:9"]).end();
    assert_eq!(ended.code, Some(3), "{}", ended.stderr);
    assert!(ended.stderr.contains("run"), "{}", ended.stderr);
}

#[test]
fn unknown_arms_and_scenarios_of_tenants_are_usage_errors_that_list_the_known() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path().join("run");
    for (arguments, known) in [
        (["tenants", "--arms", "now"], "there is no arm \"now\"; there are new, native, "),
        (["tenants", "--scenarios", "bursts"], "there is no cell \"bursts\"; there are burst, "),
        (["tenants", "--time-scale", "0"], "a time scale lies between"),
    ] {
        let ended = Program::start(&arguments, &folder).end();
        assert_eq!(ended.code, Some(2), "{}", ended.stderr);
        assert!(ended.stderr.contains(known), "{}", ended.stderr);
    }
}

#[test]
fn unknown_names_are_usage_errors_that_list_the_known() {
    let cases: [(&[&str], &str); 5] = [
        (&["--gate", "split.hot_reed.ratio < 2"], "hot_read"),
        (&["--cells", "hot_reed"], "hot_read"),
        (&["--arms", "new,nobody"], "traditional"),
        (&["--handicap", "nobody=0.05"], "nobody"),
        (&["--target", "cloud"], "wrangler-dev"),
    ];
    for (arguments, known) in cases {
        let scratch = tempfile::tempdir().unwrap();
        let ended = Program::compare(scratch.path(), "", arguments).end();
        assert_eq!(ended.code, Some(2), "{arguments:?}: {}", ended.stderr);
        assert!(ended.stderr.contains(known), "{arguments:?}: {}", ended.stderr);
    }
}

#[test]
fn failed_gate_has_its_own_exit_code() {
    let scratch = tempfile::tempdir().unwrap();
    let url = format!("http://{}", serve(Manner::Behaves, 0));
    let gates = ["--gate", "split.hot_read.new.errors > 0.5", "--gate", "hot_read.errors <= 1"];
    let arguments = [&["--cells", "hot_read", "--target", &url][..], &gates].concat();
    let ended = Program::compare(scratch.path(), SMALL, &arguments).end();
    // A noisy machine may spoil the control, which counts for more.
    assert!(matches!(ended.code, Some(10 | 5)), "{}", ended.stderr);
    assert!(ended.stderr.contains("FAILED") && ended.stderr.contains("gate passed"), "{}", ended.stderr);
}
