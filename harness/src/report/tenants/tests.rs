use super::*;
use crate::{
    record::example as other,
    report::{html, markdown, summary, table, terminal},
    tenants::example,
};

#[test]
fn a_run_of_another_kind_has_no_scenarios() {
    let run = other::run();
    assert!(parts(&run).is_none());
    assert!(!html::render(&run).contains("id=\"scenarios\""));
    assert!(!markdown::render(&run).contains("## Scenarios"));
}

#[test]
fn every_form_tells_every_scenario() {
    let run = example::run();
    let plan = run.tenants.clone().unwrap();
    let (page, text, lines) = (html::render(&run), markdown::render(&run), terminal::render(&run));
    for shape in &plan.shapes {
        assert!(page.contains(&format!("id=\"scenario-{}\"", shape.name.as_str())));
        assert!(text.contains(&format!("### {}. ", shape.name.letter())), "{text}");
        assert!(lines.contains(&format!("\n{}. ", shape.name.letter())), "{lines}");
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
    let whole = crate::tenants::findings::Again::default();
    assert_eq!(share(whole.anybody.as_ref()), NONE);
    let found = example::run().findings.tenants.unwrap();
    let burst = groups(&found, ScenarioName::Burst);
    assert_eq!(burst.heads.first().map(String::as_str), Some("contender"));
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
    // Seven contenders in six scenarios, four of them kept warm, and thirteen gaps each.
    assert_eq!(rows.len(), 7 * 6 + 4 + 7 * 13);
}

#[test]
fn a_short_report_has_a_table_for_each_scenario() {
    let text = summary::render(&example::run(), &[]);
    assert!(text.contains("| burst | requests |"), "{text}");
    assert!(text.lines().count() < 120, "{}", text.lines().count());
}
