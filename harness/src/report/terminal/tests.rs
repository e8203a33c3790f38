use super::*;
use crate::{
    record::example,
    report::odd::{self, bare, broken, empty, hostile},
    scenario::Counts,
};

/// Checks that the report holds these lines one after the other.
fn holds(report: &str, expected: &str) {
    assert!(report.contains(expected), "not found:\n{expected}\nin:\n{report}");
}

#[test]
fn no_line_is_wider_than_a_terminal_nor_ends_in_blanks() {
    for run in odd::all() {
        let report = render(&run);
        for line in report.lines() {
            assert!(line.chars().count() <= 80, "{} characters: {line}", line.chars().count());
            assert_eq!(line, line.trim_end());
        }
        assert!(!report.contains("\n\n\n"), "two blank lines:\n{report}");
    }
}

#[test]
fn a_paired_cell_is_one_table_with_its_words() {
    let report = render(&example::run());
    holds(
        &report,
        "
hot_read: hot read: one row of 100 by primary key
  paired blocks, 150 pairs in 5 rounds; times in ms, ratios to native
  arm                p50    p95    p99          ratio [95 %]  verdict
  native           0.560  0.896  1.344
  native_again     0.562  0.900  1.349  1.004 [0.984, 1.024]  A/A control
  traditional      0.543  0.869  1.304  0.970 [0.951, 0.989]  inconclusive
  new              0.685  1.096  1.644  1.223 [1.199, 1.247]  slower
  new/traditional                       1.261 [1.236, 1.286]  slower
  new minus native: 0.125 [0.112, 0.137] ms
  traditional would be settled by about 900 pairs
",
    );
}

#[test]
fn a_ladder_of_operations_is_told_in_calls() {
    let mut run = example::run();
    run.findings.cells.retain(|cell| cell.name == "ladder");
    run.findings.cells[0].counts = Some(Counts::Operations);
    let report = render(&run);
    holds(&report, "  ever more calls in one request, 5 rounds; times in ms\n");
    holds(&report, "  arm           calls  per second    p50    p99  errors\n");
    holds(&report, "  new: the first without a right answer is at 64 calls in one request\n");
    assert!(!report.contains("64 clients"), "{report}");
}

#[test]
fn a_survey_is_a_matrix_in_as_many_blocks_as_fit() {
    let mut run = example::run();
    holds(
        &render(&run),
        "
what a request costs by the size of its payload
  µs more than native, whose own p50 is the first row; the ratio is ▲ slower, ?
    inconclusive
  arm                           100 B              1 KB                10 KB
  native p50                    560.0             940.0                 8900
  traditional  ? -16.8 [-18.5, -15.1]  ? -28 [-31, -25]     ? 60 [-120, 240]
  new                ▲ 125 [112, 137]  ▲ 210 [189, 231]  ▲ 1985 [1786, 2183]
",
    );
    let point = |(cell, at): (&str, f64)| crate::record::SurveyPoint { cell: cell.to_owned(), at };
    run.findings.surveys[0].points.extend([("open", 1e5), ("absent", 1e6)].map(point));
    holds(
        &render(&run),
        "
  new                ▲ 125 [112, 137]  ▲ 210 [189, 231]  ▲ 1985 [1786, 2183]
  arm                    100 KB  1 MB
  native p50              800.0     –
  traditional  ? -24 [-26, -22]     –
  new          ▲ 178 [161, 196]     –
",
    );
}

#[test]
fn first_requests_ladders_and_schedules_have_forms_of_their_own() {
    let report = render(&example::run());
    holds(&report, "  native           8.900 [8.811, 8.989]\n");
    holds(&report, "  native_again        1       450.0  2.222  9.000       0\n                      2       765.0");
    holds(&report, "  new: the first without a right answer is at 64 clients\n");
    holds(&report, "  arm           time        p50    p99  per second  dropped  lag p50  lag p99\n");
    holds(&report, "                service   0.700  2.100\n");
    holds(&report, "  hybrid: not available here: this runtime cannot load another engine\n");
    holds(&report, "  not measured: this target has no hand-written pair\n");
}

#[test]
fn answers_bounds_and_trust_are_told_in_words() {
    let report = render(&example::run());
    holds(
        &report,
        "  supported  does a hop cost less than a millisecond?\n             hop.envelope.cost_ms < 1: found 1.220",
    );
    holds(&report, "bounds on our own code\n  undecided  is a hot read cheap?");
    holds(&report, "  A/A write: 1.004 [0.963, 1.045], noise floor 4.1 %, bar 4.1 %\n");
    holds(&report, "  67,640 requests, 0 errors, 3 reconnects\n");
    holds(&report, "  new takes 1.230 [1.205, 1.255] times native, geometric mean of 2 cells\n    (hot_read, write)\n");
    holds(&report, "  new costs more than traditional at every number of requests (new minus\n");
    holds(&render(&bare()), "not measured");
}

#[test]
fn a_fit_is_told_in_microseconds_per_unit() {
    holds(
        &render(&example::run()),
        "
what a hop adds to a request, beyond native
  Least squares of relative errors over the cells in which an arm was compared;
    \"off by\" is how far the worst of them is from the fit.
  arm                constant µs          µs per KB    µs per hop  cells  off by
  traditional  -4.0 [-4.8, -3.2]  12.0 [10.8, 13.2]             –      2       –
  new                31 [25, 37]  12.0 [10.8, 13.2]  94 [85, 103]      9   8.3 %
",
    );
}

#[test]
fn what_was_measured_in_two_ways_is_told_with_both_numbers() {
    holds(
        &render(&example::run()),
        "
measured in two ways
  Two ways agree when the interval of their ratio lies within 15 %, the same
    factor up and down, and differ when all of it lies outside.
  agree      does the hop alone cost the same from outside and from inside?
             hop.envelope.difference_ms: 0.110 [0.104, 0.116];
             path.ping.cost_ms: 0.106 [0.104, 0.108]; ratio 1.040 [0.978, 1.102]
  differ     does the hop in batches cost the same from outside and from inside?
",
    );
    holds(&render(&example::run()), "path.ping.cost_ms: not measured\n");
}

#[test]
fn an_invalid_or_partial_run_says_so_first_and_last() {
    let report = render(&broken());
    assert!(report.starts_with("!! INVALID RUN, its numbers prove nothing: hot_read: the A/A control"), "{report}");
    assert!(report.ends_with(
        "\n!! PARTIAL RUN, what was measured before it ended stands: interrupted by the\n  person who had started it\n"
    ));
    assert_eq!(report.matches("!! INVALID RUN").count(), 2);
    assert!(!render(&example::run()).contains("!!"));
}

#[test]
fn a_run_without_findings_is_still_a_report() {
    let report = render(&empty());
    assert!(report.starts_with("split: Where should the WASM live?\n"));
    holds(&report, "  no A/A control: there is no verdict in this run\n");
}

#[test]
fn names_cannot_move_the_cursor() {
    assert!(!render(&hostile()).chars().any(|character| character.is_control() && character != '\n'));
}

#[test]
fn the_forest_marks_one_and_the_bar_and_cuts_off_with_arrows() {
    let mut run = example::run();
    run.findings.cells.truncate(1);
    let arm = &mut run.findings.cells[0].arms[3];
    arm.ratio = Some(crate::record::Ranged { value: 3.0, lower: 2.0, upper: 9.0 });
    let expected = [
        "                     1   1.25         2               4",
        "hot_read",
        "  native_again       o-                                   1.004 A/A control",
        "  traditional       -o:                                   0.970 inconclusive",
        "  new                |:               ---------o------>   3.000 slower",
        "  new/traditional    |:   -o                              1.261 slower",
    ];
    assert_eq!(forest::plot(&run), expected);
    assert_eq!(forest::plot(&empty()), Vec::<String>::new());
}

#[test]
fn what_never_failed_is_told_with_how_far_that_was_seen() {
    let mut run = example::run();
    for claim in &mut run.findings.claims {
        (claim.found, claim.none_failed_up_to) = (None, Some(1000));
    }
    let html = crate::report::html::render(&run);
    for report in [render(&run), crate::report::markdown::render(&run), html] {
        holds(&report, "none failed up to 1,000");
    }
    let terminal = render(&run);
    holds(&terminal, "hop.envelope.cost_ms < 1: none failed up to 1,000");
}
