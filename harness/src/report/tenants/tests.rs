use super::*;
use crate::{
    record::{example as other, example::tenants as example},
    report::{html, markdown, summary, table, terminal},
};

#[test]
fn a_run_of_another_kind_has_no_scenarios() {
    let run = other::run();
    assert!(!is_of_tenants(&run) && cells(&run).is_empty());
    assert!(!html::render(&run).contains("id=\"scenarios\""));
    assert!(!markdown::render(&run).contains("## Scenarios"));
}

#[test]
fn every_form_tells_every_scenario() {
    let run = example::run();
    let (page, text, lines) = (html::render(&run), markdown::render(&run), terminal::render(&run));
    assert_eq!(cells(&run).len(), 6);
    for sent in cells(&run) {
        assert!(page.contains(&format!("id=\"scenario-{}\"", sent.name)));
        assert!(text.contains(&format!("### {}. ", sent.traffic.letter())), "{text}");
        assert!(lines.contains(&format!("\n{}. ", sent.traffic.letter())), "{lines}");
    }
    assert!(text.contains("6 isolates of compute, routing random"));
    assert!(text.contains("traditional@postgres against new@postgres"));
    assert!(lines.lines().all(|line| line.chars().count() <= 80), "{lines}");
}

#[test]
fn the_page_of_a_large_run_stays_small() {
    let page = html::render(&example::run());
    assert!(page.len() < 500_000, "{}", page.len());
}

#[test]
fn a_share_is_told_with_its_interval_and_nothing_by_a_dash() {
    assert_eq!(share(None), NONE);
    let run = example::run();
    let burst = groups(cells(&run)[0]);
    assert_eq!(burst.heads.first().map(String::as_str), Some("arm"));
    // A burst has no opening requests, so that the column is left out.
    assert!(!burst.heads.iter().any(|head| head == "first ms"), "{:?}", burst.heads);
    let traditional = burst.rows.iter().find(|row| row[0] == "traditional").unwrap();
    assert_eq!((traditional[1].as_str(), traditional[3].as_str()), ("500", "0.0 % [0, 1]"));
}

#[test]
fn the_table_has_as_many_values_as_columns_in_every_row() {
    let text = table::render(&example::run()).unwrap();
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let columns = reader.headers().unwrap().len();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert!(rows.iter().all(|row| row.len() == columns));
    // Seven arms in six cells, four of them kept warm, and thirteen gaps each.
    assert_eq!(rows.len(), 7 * 6 + 4 + 7 * 13);
}

#[test]
fn a_short_report_has_a_table_for_each_scenario() {
    let text = summary::render(&example::run(), &[]);
    assert!(text.contains("| burst | requests |"), "{text}");
    assert!(text.lines().count() < 120, "{}", text.lines().count());
}

#[test]
fn keep_warm_has_one_row_for_each_policy_and_contender() {
    let run = example::policies();
    let kept = keep_warm(&run);
    assert_eq!(kept.heads[..5], ["policy", "arm", "warm without", "warm with", "gain [95 %]"]);
    let names: Vec<_> = kept.rows.iter().map(|row| (row[0].as_str(), row[1].as_str())).collect();
    assert_eq!(names, [("random", "new"), ("random", "hybrid"), ("tenant-affine", "new"), ("tenant-affine", "hybrid")]);
    assert!(kept.rows.iter().all(|row| row[4].contains('[')), "{:?}", kept.rows);

    let single = example::run();
    let names: Vec<_> = keep_warm(&single).rows.into_iter().map(|row| row[..2].join(" ")).collect();
    assert_eq!(names, ["random new", "random hybrid", "random new@postgres", "random hybrid@postgres"]);
}

#[test]
fn warm_answers_of_policies_stand_side_by_side() {
    let run = example::policies();
    let table = policies(&run);
    assert_eq!(table.heads, ["cell", "arm", "random", "tenant-affine"]);
    // Two architectures in six scenarios, once more where they are kept warm.
    assert_eq!(table.rows.len(), 2 * 6 + 2);
    let sparse: Vec<_> = table.rows.iter().filter(|row| row[0] == "sparse").map(|row| row[1].as_str()).collect();
    assert_eq!(sparse, ["new", "hybrid", "new_kept_warm", "hybrid_kept_warm"]);
    let second = table.rows.iter().find(|row| row[0] == "second" && row[1] == "new").unwrap();
    assert!(second[3].starts_with("100 %") && !second[2].starts_with("100 %"), "{second:?}");

    let single = example::run();
    assert!(policies(&single).rows.is_empty());
}

#[test]
fn every_form_tells_policies_apart() {
    let run = example::policies();
    let (page, text, lines) = (html::render(&run), markdown::render(&run), terminal::render(&run));
    assert!(text.contains("6 isolates of compute, routing random, tenant-affine"), "{text}");
    assert!(text.contains("\n| policy | arm | warm without |"), "{text}");
    assert!(text.contains("\n| tenant-affine | hybrid |"), "{text}");
    assert!(text.contains("### Warm, by policy\n") && text.contains("\n| cell | arm | random | tenant-affine |"));
    assert!(
        text.contains("hybrid:random against new:random") && !text.contains("new:tenant-affine against new:random")
    );
    assert!(
        page.contains(
            "<th class=\"words\" scope=\"row\">tenant-affine</th><th class=\"words\" scope=\"row\">hybrid</th>"
        )
    );
    assert!(lines.contains("\n  tenant-affine  hybrid "), "{lines}");
    assert!(lines.lines().all(|line| line.chars().count() <= 80), "{lines}");
    for text in [page, text, lines, summary::render(&run, &[])] {
        assert!(text.contains("new:random") && text.contains("new:tenant-affine"));
    }
    let single = example::run();
    assert!(!markdown::render(&single).contains("by policy") && !terminal::render(&single).contains("by policy"));
}
