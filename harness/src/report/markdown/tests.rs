use expect_test::expect_file;

use super::{text::code, *};
use crate::{
    example,
    report::{
        odd::{self, broken, hostile},
        sections::document,
    },
};

#[test]
fn the_report_of_the_example_is_as_it_was() {
    expect_file!["example.md"].assert_eq(&render(&document(&example::run())));
}

#[test]
fn every_table_has_as_many_columns_in_each_row() {
    for run in odd::all() {
        let mut columns = None;
        for line in render(&document(&run)).lines() {
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
fn an_invalid_run_says_so_first_and_last() {
    let text = render(&document(&broken()));
    assert_eq!(text.matches("> [!CAUTION]\n> INVALID RUN").count(), 2);
    assert!(text.ends_with(
        "> PARTIAL RUN, what was measured before it ended stands: interrupted by the person who had started it\n"
    ));
}

#[test]
fn names_cannot_become_markup() {
    let text = render(&document(&hostile()));
    assert!(!text.contains("\n# y") && !text.contains('\u{1b}'));
    let outside: String = text.split("~~~~~~").step_by(2).collect();
    for line in outside.lines().filter(|line| !line.contains('`')) {
        assert!(!line.replace("\\<", "").contains('<'), "{line}");
    }
}

#[test]
fn text_is_escaped_only_where_it_matters() {
    assert_eq!(plain("hot_read took [1, 2] ms"), "hot_read took [1, 2] ms");
    assert_eq!(plain("_a_ *b* <c> [d](e) f|g"), "\\_a\\_ \\*b\\* \\<c> [d\\](e) f\\|g");
    assert_eq!([code("a|b"), code("a`b"), code("")], ["`a\\|b`", "`` a`b ``", ""]);
}
