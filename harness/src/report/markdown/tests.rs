use super::*;
use crate::{
    record::example,
    report::odd::{self, broken, hostile},
};

#[test]
fn every_table_has_as_many_columns_in_each_row() {
    for run in odd::all() {
        let mut columns = None;
        for line in render(&run).lines() {
            if !line.starts_with('|') {
                columns = None;
                continue;
            }
            let bars = line.replace("\\\\", "").replace("\\|", "").matches('|').count();
            assert_eq!(bars, *columns.get_or_insert(bars), "{line}");
        }
    }
}

#[test]
fn the_same_findings_stand_in_tables() {
    let text = render(&example::run());
    let expected = [
        "# split: Where should the WASM live?\n\n## Answers\n\n| question | claim | found [95 %] | answer |\n",
        "| is a hot read cheap? | `hot_read.new.ratio <= 1.5` | 1.220 [1.196, 1.244] | **undecided** |\n",
        "| `new` | 3,000 | 0 | 0.685 [0.678, 0.692] | 0.890 | 1.096 | 1.644 | 1.223 [1.199, 1.247] | 0.125 [0.112, 0.137] | \
         **slower** | 0.0040 |\n",
        "| `write` | `native_again` | 1.004 [0.963, 1.045] | 4.1 % | 4.1 % | noisy: nothing is called equivalent |\n",
        "| commit | `dc3ebd7a11` with changes |\n",
        "| `size.rounds` from | `--rounds` |\n",
        "- new: the first without a right answer is at 64 clients\n",
        "| `hybrid` | not available here: this runtime cannot load another engine |  |",
        "| arm | 100 B [95 %] | 1 KB [95 %] | 10 KB [95 %] |\n| --- | ---: | ---: | ---: |\n\
         | `native` p50 | 560.0 [554.4, 565.6] | 940.0 [930.6, 949.4] | 8900 [8811, 8989] |\n\
         | `traditional` | ? -16.80 [-18.48, -15.12] |",
        "| does the hop alone cost the same from outside and from inside? | `hop.envelope.difference_ms` | \
         0.110 [0.104, 0.116] | `path.ping.cost_ms` | 0.106 [0.104, 0.108] | 1.040 [0.978, 1.102] | **agree** |\n",
        "| `new` | 31.00 [24.80, 37.20] | 12.00 [10.80, 13.20] | 94.00 [84.60, 103.40] | 9 | 8.3 % |\n",
        "Not measured: this target has no hand-written pair\n",
        "| `native` | 300.0 | 2 | 0.800 | 1.920 | 0.700 | 2.100 | 0.0030 | 0.018 |\n",
    ];
    for line in expected {
        assert!(text.contains(line), "not found: {line}\nin:\n{text}");
    }
}

#[test]
fn an_invalid_run_says_so_first_and_last() {
    let text = render(&broken());
    assert_eq!(text.matches("> [!CAUTION]\n> INVALID RUN").count(), 2);
    assert!(text.ends_with(
        "> PARTIAL RUN, what was measured before it ended stands: interrupted by the person who had started it\n"
    ));
}

#[test]
fn names_cannot_become_markup() {
    let text = render(&hostile());
    assert!(!text.contains("\n# y") && !text.contains('\u{1b}'));
    let outside: String = text.split("~~~~~~").step_by(2).collect();
    for line in outside.lines().filter(|line| !line.contains('`')) {
        assert!(!line.replace("\\<", "").contains('<'), "{line}");
    }
}

#[test]
fn text_is_escaped_only_where_it_matters() {
    assert_eq!(plain("hot_read took [1, 2] ms"), "hot_read took [1, 2] ms");
    assert_eq!(plain("_a_ *b* <c> [d](e) f|g\n"), "\\_a\\_ \\*b\\* \\<c> [d\\](e) f\\|g");
    assert_eq!([code("a|b"), code("a`b"), code("")], ["`a\\|b`", "`` a`b ``", ""]);
}
