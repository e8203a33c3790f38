//! Every function that an engine or the object's own SQLite knows is answered, refused or unknown in every arm alike.

use std::fmt::Write as _;

use shared::error::ErrorCode;

use crate::lab::{ARMS, Answer, ENGINE_ARMS, Lab};

/// The names that SQLite knows in some build, and what calling them comes to.
const TAKEN: &str = "-> ->> abs acos acosh asin asinh atan atan2 atanh avg bm25 ceil changes char coalesce concat concat_ws cos \
    cosh count cume_dist current_date current_time current_timestamp date datetime degrees dense_rank exp first_value floor \
    format glob group_concat hex highlight ifnull iif instr json json_array json_array_length json_extract json_group_array \
    json_group_object json_insert json_object json_patch json_quote json_remove json_replace json_set json_type json_valid \
    jsonb jsonb_array jsonb_extract jsonb_group_array jsonb_group_object jsonb_insert jsonb_object jsonb_patch jsonb_remove \
    jsonb_replace jsonb_set julianday lag last_insert_rowid last_value lead length like likelihood likely ln log log2 lower \
    ltrim match max min mod nth_value ntile nullif octet_length percent_rank pi pow printf quote radians random randomblob \
    rank replace round row_number rtrim sign sin sinh snippet sqrt strftime string_agg substr substring sum tan tanh time \
    timediff total trim trunc typeof unhex unicode unixepoch unlikely upper zeroblob";

/// Those that every arm refuses.
const REFUSED: &str = "ceiling fts5_get_locale fts5_insttoken fts5_locale fts5_source_id if json_array_insert \
    json_error_position json_pretty jsonb_array_insert load_extension log10 power rtreedepth rtreenode \
    sqlite_compileoption_get sqlite_compileoption_used sqlite_log sqlite_source_id sqlite_version subtype total_changes \
    unistr unistr_quote";

/// Those that no arm has.
const UNKNOWN: &str = "fts3_tokenizer geopoly_area geopoly_blob geopoly_json matchinfo median nosuch offsets optimize \
    percentile percentile_cont percentile_disc regexp soundex isolab_fault";

/// How often a name is called, with one argument more each time.
const MOST_ARGUMENTS: usize = 3;

fn calls(name: &str) -> impl Iterator<Item = String> {
    (0..=MOST_ARGUMENTS).map(move |count| format!("SELECT \"{name}\"({}) FROM f", vec!["1"; count].join(", ")))
}

/// The code and the words of an answer; none where it is a success.
fn failure(answer: &Answer) -> Option<(ErrorCode, String)> {
    (answer.status != 200)
        .then(|| (answer.code(), answer.body["error"]["message"].as_str().unwrap_or_default().to_owned()))
}

/// Calls functions in every arm and finds where an arm differs from the first, or all from what is expected of one call.
fn check(names: &str, tenant: &str, is_expected: impl Fn(&str, &[Option<(ErrorCode, String)>]) -> bool) {
    let lab = Lab::shared();
    for arm in ARMS {
        lab.batch(arm, tenant, &["CREATE VIRTUAL TABLE f USING fts5 (x)", "INSERT INTO f VALUES ('a')"]).ok();
    }
    let mut differences = String::new();
    for name in names.split_whitespace() {
        let mut all = Vec::new();
        for sql in calls(name) {
            let [first, others @ ..] = ARMS.map(|arm| failure(&lab.query(arm, tenant, &sql)));
            for (arm, other) in ARMS[1..].iter().zip(&others) {
                if *other != first {
                    let _ = writeln!(differences, "{arm}: {sql}: {other:?} is not {first:?}");
                }
            }
            all.push(first);
        }
        if !is_expected(name, &all) {
            let _ = writeln!(differences, "{name}: {all:?}");
        }
    }
    assert!(differences.is_empty(), "{differences}");
}

#[test]
fn functions_of_the_object_are_taken_in_every_arm() {
    check(TAKEN, "functions-taken", |_, calls| {
        let is_missing = |(code, words): &(ErrorCode, String)| {
            *code == ErrorCode::StatementRefused || words.starts_with("no such function")
        };
        !calls.iter().flatten().any(is_missing)
    });
}

#[test]
fn functions_that_the_object_refuses_are_refused_by_name_in_every_arm() {
    check(REFUSED, "functions-refused", |name, calls| {
        calls.iter().flatten().any(|(code, words)| *code == ErrorCode::StatementRefused && words.contains(name))
            && calls.iter().all(Option::is_some)
    });
}

#[test]
fn functions_that_the_object_does_not_know_are_unknown_in_every_arm() {
    check(UNKNOWN, "functions-unknown", |name, calls| {
        let expected = (ErrorCode::SqlError, format!("no such function: {name}"));
        calls.iter().all(|call| call.as_ref() == Some(&expected))
    });
}

#[test]
fn a_function_that_only_the_engine_was_built_with_is_unknown() {
    let lab = Lab::shared();
    for arm in ARMS {
        lab.query(arm, "offset", "CREATE TABLE t (a)").ok();
        let answer = lab.query(arm, "offset", "SELECT sqlite_offset(a) FROM t");
        assert_eq!(
            failure(&answer),
            Some((ErrorCode::SqlError, "no such function: sqlite_offset".to_owned())),
            "{arm}"
        );
    }
}

#[test]
fn functions_of_rtree_are_the_objects_alone() {
    let lab = Lab::shared();
    let sql = "SELECT rtreecheck('t')";
    for arm in ENGINE_ARMS {
        assert_eq!(lab.query(arm, "rtree", sql).code(), ErrorCode::SqlError, "{arm}");
    }
    let answer = lab.query("native", "rtree", sql);
    assert!(!answer.body.to_string().contains("no such function"), "{}", answer.body);
}
