//! What can be typed, and what cannot.

use clap::CommandFactory as _;

use super::*;

#[test]
fn command_line_is_consistent() {
    Arguments::command().debug_assert();
}

#[test]
fn a_comparison_takes_two_rounds() {
    let typed = |rounds| Arguments::try_parse_from(["cargo lab", "compare", "--rounds", rounds]);
    assert!(typed("0").is_err() && typed("1").is_err());
    assert!(typed("2").is_ok());
}

#[test]
fn a_wrong_name_of_a_worker_is_answered_with_those_that_there_are() {
    let typed = |words: &[&str]| Arguments::try_parse_from([&["cargo lab"], words].concat());
    for command in ["build", "deploy"] {
        assert!(typed(&[command, "compute-postgres", "spreader"]).is_ok());
        let error = typed(&[command, "computee"]).unwrap_err().to_string();
        assert!(
            error.contains("a similar value exists: 'compute'") || error.contains("similar values exist"),
            "{error}"
        );
        assert!(ServiceName::ALL.iter().all(|name| error.contains(name.as_str())), "{error}");
    }
}

#[test]
fn what_wrangler_is_told_follows_two_dashes() {
    let typed = |words: &[&str]| Arguments::try_parse_from([&["cargo lab", "dev"], words].concat());
    assert!(typed(&[]).is_ok() && typed(&["--", "--port", "9000"]).is_ok());
    assert!(typed(&["--port", "9000"]).is_err());
}
