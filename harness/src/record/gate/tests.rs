use super::*;
use crate::{
    error::Exit,
    example,
    record::analysis::made::{FIRST, PAIRED, cell, ladder, scenario},
};

fn split() -> Scenario {
    let arms = ["native", "native_again", "traditional", "new"];
    scenario([
        ("hot_read", cell(PAIRED, &arms)),
        ("ladder", cell(ladder(&[1, 64]), &arms)),
        ("hop", cell(PAIRED, &["native", "new"])),
        ("write", cell(PAIRED, &["native", "hybrid"])),
        ("later", cell(FIRST, &arms)),
    ])
}

fn check(text: &str) -> Checked {
    Gate::parse(text, &split()).unwrap().check(&example::run().findings)
}

#[test]
fn gates_pass_or_fail_by_the_end_they_name_or_the_value() {
    let cases = [
        ("split.hot_read.ratio.upper < 2.0", true, "found 1.24746, which is < 2"),
        ("hot_read.ratio.upper < 1.23", false, "found 1.24746, which is not < 1.23"),
        ("hot_read.ratio < 1.23", true, "found 1.223, which is < 1.23"),
        ("hot_read.new.ratio.lower >= 1.2", false, "found 1.19854, which is not >= 1.2"),
        ("hot_read.errors <= 0", true, "found 0, which is <= 0"),
        ("ladder.new.first_failing > 32", true, "found 64, which is > 32"),
        ("ladder.native.first_failing > 64", true, "not a single request failed, up to the highest rung"),
        ("ladder.native.first_failing < 64", false, "not a single request failed, up to the highest rung"),
    ];
    for (text, passed, why) in cases {
        let checked = check(text);
        assert_eq!((checked.text.as_str(), checked.passed, checked.why.as_str()), (text, passed, why));
        assert_eq!(checked.found.is_some(), !why.starts_with("not a single"), "{text}");
    }
}

#[test]
fn what_was_not_measured_fails_and_says_why() {
    let cases = [
        ("hop.ratio < 2", "not measured: this target has no hand-written pair"),
        ("write.hybrid.ratio < 2", "not measured: this runtime cannot load another engine"),
        ("later.ratio < 2", "not measured: the run has no such cell"),
        ("hot_read.p999_ms < 2", "not measured: there are too few samples for p999_ms"),
    ];
    for (text, why) in cases {
        let checked = check(text);
        assert_eq!((checked.passed, checked.found, checked.why.as_str()), (false, None, why), "{text}");
    }
}

#[test]
fn an_unknown_name_is_a_usage_error() {
    let error = Gate::parse("split.hot_raed.ratio < 2", &split()).unwrap_err();
    assert_eq!(error.exit(), Exit::Usage);
    assert!(error.to_string().contains("there is no cell \"hot_raed\"; there are hot_read"), "{error}");
}
