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
