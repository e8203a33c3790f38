use super::*;
use crate::{example, numbers::ranged};

fn told(found: Option<Ranged>) -> String {
    found.as_ref().map(ranged).unwrap()
}

#[test]
fn a_matrix_has_the_base_first_and_a_gap_where_an_arm_was_not_measured() {
    let mut findings = example::run().findings;
    findings.cells[1].arms.retain(|arm| arm.name != "traditional");
    findings.cells[1].arms[2].verdict = None;
    let matrix = Matrix::of(&findings.surveys[0], &findings);
    assert_eq!(matrix.heads, ["100 B", "1 KB", "10 KB"]);
    assert_eq!((told(matrix.base[0]), matrix.base_measure), ("560.0 [554.4, 565.6]".to_owned(), "p50"));
    assert_eq!(matrix.rows.iter().map(|(arm, _)| *arm).collect::<Vec<_>>(), ["traditional", "new"]);
    let [(_, traditional), (_, new)] = matrix.rows.as_slice() else { panic!("two arms") };
    assert_eq!(traditional[1], None);
    assert_eq!(told(new[1].map(|entry| entry.difference)), "209.6 [188.7, 230.6]");
    assert_eq!((new[0].unwrap().verdict, new[1].unwrap().verdict), (Some(Verdict::Slower), None));
    let said = matrix.explanation();
    assert_eq!(said, "µs more than native, whose own p50 is the first row; the ratio is ▲ slower, ? inconclusive");
}

#[test]
fn a_base_that_asks_in_batches_is_told_by_the_cost_of_one_operation() {
    let mut findings = example::run().findings;
    for cell in &mut findings.cells {
        for arm in &mut cell.arms {
            (arm.p50_ms, arm.cost_ms, arm.verdict) = (None, arm.p50_ms, None);
        }
    }
    let matrix = Matrix::of(&findings.surveys[0], &findings);
    assert_eq!((told(matrix.base[0]), matrix.base_measure), ("560.0 [554.4, 565.6]".to_owned(), "cost"));
    assert_eq!(matrix.explanation(), "µs more than native, whose own cost is the first row");
}

#[test]
fn large_differences_are_told_in_milliseconds() {
    let mut findings = example::run().findings;
    findings.cells[2].arms[3].difference_ms = Some(Ranged { value: 120.0, lower: 110.0, upper: 130.0 });
    let matrix = Matrix::of(&findings.surveys[0], &findings);
    assert_eq!((matrix.unit, told(matrix.base[0])), (Unit::Milliseconds, "0.560 [0.554, 0.566]".to_owned()));
    assert!(matrix.explanation().starts_with("ms more than native"));
}
