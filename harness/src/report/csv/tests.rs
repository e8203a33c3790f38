use super::*;
use crate::{
    example::{self, tenants},
    report::odd,
};

fn read(run: &Run) -> Vec<[String; 5]> {
    let text = render(run).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(reader.headers().unwrap(), &COLUMNS[..]);
    reader.deserialize().map(Result::unwrap).collect()
}

fn value(rows: &[[String; 5]], cell: &str, arm: &str, end: &str) -> String {
    let found = rows.iter().find(|row| row[2] == cell && row[3] == arm && row[0].ends_with(end));
    found.unwrap_or_else(|| panic!("{cell} {arm} {end}"))[4].clone()
}

#[test]
fn a_leaf_has_its_path_and_whose_it_is() {
    let (run, rows) = (example::run(), read(&example::run()));
    let arm = run.findings.cell("hot_read").unwrap().arm("new").unwrap();
    assert_eq!(value(&rows, "hot_read", "new", ".ratio.upper").parse(), Ok(arm.ratio.unwrap().upper));
    assert_eq!(value(&rows, "hot_read", "new", ".verdict"), "slower");
    assert_eq!(value(&rows, "write", "hybrid", ".reason"), "this runtime cannot load another engine");
    assert_eq!(value(&rows, "ladder", "native", ".rungs[6].errors"), "1");
    assert_eq!(rows[0][..2], ["findings.cells[0].name".to_owned(), "split".to_owned()]);
}

#[test]
fn what_is_not_known_and_what_is_only_drawn_has_no_row() {
    let rows = read(&example::run());
    let has = |part: &str| rows.iter().any(|row| row[0].contains(part));
    assert!(!has("p999_ms") && !has("strip") && !has("spectrum") && has("p99_ms.lower"));
}

#[test]
fn traffic_has_columns_too() {
    let rows = read(&tenants::run());
    assert_eq!(value(&rows, "burst", "traditional", ".samples"), "500");
    assert!(!rows.iter().any(|row| row[0].contains("heat")));
}

#[test]
fn whatever_the_run_a_reader_of_tables_reads_it() {
    for run in odd::all() {
        assert!(read(&run).iter().all(|row| row[1] == run.scenario.name));
    }
}
