use super::*;
use crate::{
    example as other,
    example::tenants as example,
    report::{Extent, markdown, page, summary, terminal},
};

fn heads(table: &Table) -> Vec<String> {
    table.columns.iter().map(|column| column.head.words()).collect()
}

fn texts(table: &Table) -> Vec<Vec<String>> {
    let words = |cell: &Cell| if let Cell::Text(text) = cell { text.words() } else { String::new() };
    table.rows().map(|row| row.iter().map(words).collect()).collect()
}

#[test]
fn a_run_of_another_kind_has_no_scenarios() {
    let run = other::run();
    assert!(!is_of_tenants(&run) && traffic(&run).is_empty());
    assert!(!page(&run).contains("id=\"scenarios\"") && !markdown(&run).contains("## Scenarios"));
}

#[test]
fn every_form_tells_every_scenario() {
    let run = example::run();
    let (page, text, lines) = (page(&run), markdown(&run), terminal(&run, Extent::All, None));
    assert_eq!(traffic(&run).len(), 6);
    for sent in traffic(&run) {
        assert!(page.contains(&format!("id=\"scenario-{}\"", sent.name)));
        assert!(text.contains(&format!("### {}. ", sent.traffic.letter())), "{text}");
        assert!(lines.contains(&format!("\n{}. ", sent.traffic.letter())), "{lines}");
    }
    assert!(text.contains("6 isolates of compute, routing random"));
}

#[test]
fn a_share_is_told_with_its_interval_and_nothing_by_a_dash() {
    assert_eq!(share(None), Cell::nothing());
    let run = example::run();
    let burst = groups(traffic(&run)[0]);
    // A burst has no opening requests, so that the column is left out.
    assert!(heads(&burst)[0] == "arm" && !heads(&burst).contains(&"first ms".to_owned()));
    let traditional = texts(&burst).into_iter().find(|row| row[0] == "traditional").unwrap();
    assert_eq!((traditional[1].as_str(), traditional[3].as_str()), ("500", "0.0 % [0, 1]"));
}

#[test]
fn a_short_report_has_a_table_for_each_scenario() {
    let text = summary(&example::run(), &[]);
    assert!(text.contains("| burst | requests |"), "{text}");
    assert!(text.lines().count() < 120, "{}", text.lines().count());
}

#[test]
fn keep_warm_has_one_row_for_each_policy_and_arm() {
    let names = |run: &Run| texts(&keep_warm(run)).into_iter().map(|row| row[..2].join(" ")).collect::<Vec<_>>();
    let expected = ["random new", "random hybrid", "tenant-affine new", "tenant-affine hybrid"];
    assert_eq!(names(&example::policies()), expected);
    let expected = ["random new", "random hybrid", "random new@postgres", "random hybrid@postgres"];
    assert_eq!(names(&example::run()), expected);
}

#[test]
fn warm_answers_of_policies_stand_side_by_side() {
    let run = example::policies();
    let table = policies(&run);
    assert_eq!(heads(&table), ["cell", "arm", "random", "tenant-affine"]);
    let rows = texts(&table);
    // Two architectures in six scenarios, once more where they are kept warm.
    assert_eq!(rows.len(), 2 * 6 + 2);
    let sparse: Vec<_> = rows.iter().filter(|row| row[0] == "sparse").map(|row| row[1].as_str()).collect();
    assert_eq!(sparse, ["new", "hybrid", "new_kept_warm", "hybrid_kept_warm"]);
    let second = rows.iter().find(|row| row[0] == "second" && row[1] == "new").unwrap();
    assert!(second[3].starts_with("100 %") && !second[2].starts_with("100 %"), "{second:?}");
    assert!(texts(&policies(&example::run())).is_empty());
}
