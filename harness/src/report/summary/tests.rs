use super::*;
use crate::{
    example,
    record::Run,
    report::{
        odd::{self, broken},
        sections::document,
    },
};

fn render(run: &Run, gates: &[Checked]) -> String {
    super::render(&document(run), gates)
}

fn gate(text: &str, found: Option<f64>, passed: bool) -> Checked {
    let why = if passed { "1.247 is below 1.5" } else { "the run did not measure it" };
    Checked { text: text.to_owned(), found, passed, why: why.to_owned() }
}

#[test]
fn it_is_short_whatever_the_run() {
    for mut run in odd::all().into_iter().chain([broken()]) {
        let findings = &mut run.findings;
        findings.claims = findings.claims.iter().cycle().take(findings.claims.len() * 20).cloned().collect();
        findings.cells = findings.cells.iter().cycle().take(findings.cells.len() * 20).cloned().collect();
        findings.trust.warnings = vec!["something to know".to_owned(); 50];
        let text = render(&run, &vec![gate("a.b < 2", None, false); 50]);
        assert!(text.lines().count() <= 60, "{} lines:\n{text}", text.lines().count());
    }
}

#[test]
fn the_findings_that_matter_are_there() {
    let gates =
        [gate("split.hot_read.ratio.upper < 1.5", Some(1.247), true), gate("split.hop.cost_ms < 1", None, false)];
    let text = render(&example::run(), &gates);
    let expected = [
        "| --- | ---: | --- | --- |\n| `split.hop.cost_ms < 1` | – | **FAILED** | the run did not measure it |\n",
        "| `split.hot_read.ratio.upper < 1.5` | 1.247 | passed | 1.247 is below 1.5 |\n",
        "| does a hop cost less than a millisecond? | hypothesis | **supported** | 1.220 [1.196, 1.244] ms | claimed `hop.",
        "| hot read: one row of 100 by primary key | `new` against `native` | **slower** | 1.223 [1.199, 1.247] × | ms more 0.125 ",
        "- A/A hot_read, 1.004 [0.992, 1.016], 1.2 %, 3.0 %, quiet\n",
    ];
    for line in expected {
        assert!(text.contains(line), "not found: {line}\nin:\n{text}");
    }
}

#[test]
fn the_banner_stands_above_all_tables() {
    let text = render(&broken(), &[]);
    assert!(text.starts_with("# split: Where should the WASM live?\n\n> [!CAUTION]\n> INVALID RUN"), "{text}");
}
