use expect_test::expect_file;

use super::*;
use crate::{
    example::{self, tenants},
    instrument::scenario::Counts,
    ranged::Ranged,
    report::{
        odd::{self, broken, empty, hostile},
        sections::document,
    },
};

const PAGE: &str = "runs/2026-11-21T10-00-00Z/report.html";

fn told(run: &crate::record::Run, extent: Extent) -> String {
    render(&document(run), extent, Some(Path::new(PAGE)))
}

#[test]
fn the_answer_of_the_example_is_as_it_was() {
    expect_file!["answer.txt"].assert_eq(&told(&example::run(), Extent::Answer));
    expect_file!["answer_of_tenants.txt"].assert_eq(&told(&tenants::policies(), Extent::Answer));
}

#[test]
fn the_whole_report_of_the_example_is_as_it_was() {
    expect_file!["all.txt"].assert_eq(&told(&example::run(), Extent::All));
}

#[test]
fn no_line_is_wider_than_a_terminal_nor_ends_in_blanks() {
    for run in odd::all().into_iter().chain([tenants::run(), tenants::policies()]) {
        let report = told(&run, Extent::All);
        for line in report.lines() {
            assert!(line.chars().count() <= 80, "{} characters: {line}", line.chars().count());
            assert_eq!(line, line.trim_end());
        }
        assert!(!report.contains("\n\n\n"), "two blank lines:\n{report}");
    }
}

#[test]
fn the_answer_has_at_most_twelve_lines_and_names_the_page_last() {
    for run in odd::all().into_iter().chain([tenants::run(), tenants::policies()]) {
        let answer = told(&run, Extent::Answer);
        assert!(answer.lines().count() <= 12, "{answer}");
        assert_eq!(answer.lines().last(), Some(format!("report  {PAGE}").as_str()));
        assert!(told(&run, Extent::All).ends_with(&answer), "the answer is what is seen last");
    }
}

#[test]
fn an_invalid_run_finds_nothing() {
    let answer = told(&broken(), Extent::Answer);
    assert!(answer.contains("\n!! INVALID RUN, its numbers prove nothing: hot_read: "), "{answer}");
    assert!(!answer.contains("found") && !answer.contains("\ndo"), "{answer}");
}

#[test]
fn a_ladder_of_operations_is_told_in_calls() {
    let mut run = example::run();
    run.findings.cells.retain(|cell| cell.name == "ladder");
    run.findings.cells[0].counts = Some(Counts::Operations);
    let report = told(&run, Extent::All);
    assert!(report.contains("first failure at 64 calls in one request"), "{report}");
    assert!(!report.contains("64 clients"), "{report}");
}

#[test]
fn names_cannot_move_the_cursor() {
    for extent in [Extent::Answer, Extent::All] {
        assert!(!told(&hostile(), extent).chars().any(|character| character.is_control() && character != '\n'));
    }
}

#[test]
fn the_forest_marks_one_and_the_bar_and_cuts_off_with_arrows() {
    let mut run = example::run();
    run.findings.cells.truncate(1);
    run.findings.summary.clear();
    run.findings.cells[0].arms[3].ratio = Some(Ranged { value: 3.0, lower: 2.0, upper: 9.0 });
    let expected = "
                       1   1.25         2               4
  hot read: one row of 100 by primary key against native
    native_again       o-                                   1.004 A/A control
    traditional       -o:                                   0.970 inconclusive
    new                |:               ---------o------>   3.000 slower
    new/traditional    |:   -o                              1.261 slower
";
    let report = told(&run, Extent::All);
    assert!(report.contains(expected), "{report}");
    assert!(told(&empty(), Extent::All).contains("No arm was compared with another."));
}
