use std::collections::BTreeMap;

use super::*;
use crate::{
    record::example,
    report::odd::{self, hostile},
    scenario::Counts,
};

fn read(run: &Run) -> Vec<BTreeMap<String, String>> {
    let text = render(run).unwrap();
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
}

fn find<'a>(
    rows: &'a [BTreeMap<String, String>],
    cell: &str,
    arm: &str,
    clients: &str,
) -> &'a BTreeMap<String, String> {
    rows.iter().find(|row| row["cell"] == cell && row["arm"] == arm && row["clients"] == clients).unwrap()
}

#[test]
fn the_header_is_stable() {
    let text = render(&odd::empty()).unwrap();
    let expected = "cell,procedure,unavailable,arm,base,control,handicap,reading,clients,operations,rounds,pairs,samples,warm_up,reconnects,\
        outliers,errors,requests,error_share,error_share_lower,error_share_upper,p50_ms,p50_ms_lower,p50_ms_upper,p90_ms,\
        p90_ms_lower,p90_ms_upper,p95_ms,p95_ms_lower,p95_ms_upper,p99_ms,p99_ms_lower,p99_ms_upper,p999_ms,p999_ms_lower,\
        p999_ms_upper,first_byte_ms,cost_ms,cost_ms_lower,cost_ms_upper,ratio,ratio_lower,ratio_upper,difference_ms,\
        difference_ms_lower,difference_ms_upper,difference_p95_ms,difference_p95_ms_lower,difference_p95_ms_upper,\
        difference_p99_ms,difference_p99_ms_lower,difference_p99_ms_upper,verdict,pairs_to_settle,p_adjusted,noise_floor,\
        bar,first_failing,per_second,dropped,service_p50_ms,service_p99_ms,lag_p50_ms,lag_p99_ms\n";
    assert_eq!(text, expected);
}

#[test]
fn an_arm_has_its_numbers_unrounded() {
    let (run, rows) = (example::run(), read(&example::run()));
    let arm = run.findings.cell("hot_read").unwrap().arm("new").unwrap();
    let row = find(&rows, "hot_read", "new", "");
    assert_eq!(row["ratio_upper"].parse(), Ok(arm.ratio.unwrap().upper));
    assert_eq!(row["p50_ms"].parse(), Ok(arm.p50_ms.unwrap().value));
    assert_eq!((row["verdict"].as_str(), row["control"].as_str(), row["base"].as_str()), ("slower", "false", "native"));
    assert_eq!((row["noise_floor"].as_str(), row["p999_ms"].as_str()), ("0.012", ""));
}

#[test]
fn a_rung_is_a_row_of_its_own() {
    let rows = read(&example::run());
    let rung = find(&rows, "ladder", "native", "64");
    assert_eq!((rung["errors"].as_str(), rung["p99_ms"].as_str(), rung["samples"].as_str()), ("1", "9", ""));
    assert_eq!(find(&rows, "ladder", "new", "")["first_failing"], "64");
    assert_eq!(find(&rows, "open", "new", "")["dropped"], "2");
}

#[test]
fn a_rung_of_operations_has_a_column_of_its_own() {
    let mut run = example::run();
    let ladder = run.findings.cells.iter_mut().find(|cell| cell.name == "ladder").unwrap();
    ladder.counts = Some(Counts::Operations);
    let rows = read(&run);
    let rungs: Vec<_> = rows.iter().filter(|row| row["cell"] == "ladder" && row["arm"] == "native").collect();
    let numbers: Vec<_> = rungs.iter().map(|row| (row["clients"].as_str(), row["operations"].as_str())).collect();
    assert_eq!(numbers, [("", ""), ("", "1"), ("", "2"), ("", "4"), ("", "8"), ("", "16"), ("", "32"), ("", "64")]);
}

#[test]
fn a_cell_without_samples_says_why() {
    let rows = read(&example::run());
    assert_eq!(find(&rows, "hop", "", "")["unavailable"], "this target has no hand-written pair");
}

#[test]
fn an_arm_that_the_target_lacks_says_why() {
    let rows = read(&example::run());
    assert_eq!(find(&rows, "write", "hybrid", "")["unavailable"], "this runtime cannot load another engine");
    assert_eq!(find(&rows, "write", "new", "")["unavailable"], "");
}

#[test]
fn names_are_quoted() {
    let run = hostile();
    assert_eq!(read(&run)[0]["cell"], run.findings.cells[0].name);
}
