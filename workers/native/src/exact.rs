//! Integers beyond 2^53, which the platform rounds to a double like every number.
//!
//! A whole number of that size may be an integer or a REAL, and nobody can tell which. A statement that only reads is then
//! run again inside another one that answers every value in a form of its own; its rows replace those of the first run, so
//! that what differs each time, such as `random()`, still comes from one run.

use shared::{limits, value::EXACT_INTEGER};

use crate::cursor::PlatformValue;

/// From this magnitude on a whole number may be a rounded integer.
#[expect(clippy::cast_precision_loss, reason = "2^53 is a double")]
const ROUNDED_FROM: f64 = (EXACT_INTEGER + 1) as f64;

/// Up to this magnitude it may be; beyond 2^63 it can only be a REAL.
const ROUNDED_UP_TO: f64 = 9_223_372_036_854_775_808.0;

/// The name of the rows of the statement inside, which must not be a table of the client's.
const NAME: &str = "\"isolab exact\"";

/// A value whose type is known as far as it matters.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Exact {
    /// An integer that a double may not hold.
    Integer(i64),
    /// Any other value.
    Plain(PlatformValue),
}

/// The whole number that a double holds exactly, if it does.
pub(crate) fn as_integer(number: f64) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "a whole number below 2^53 is converted exactly")]
    (number.fract() == 0.0 && number.abs() < ROUNDED_FROM).then_some(number as i64)
}

/// Whether a value may be a rounded integer.
pub(crate) fn may_be_rounded(value: &PlatformValue) -> bool {
    matches!(value, PlatformValue::Number(number)
        if number.fract() == 0.0 && (ROUNDED_FROM..=ROUNDED_UP_TO).contains(&number.abs()))
}

/// The statement that answers the rows of a reading one with integers as `i…` and texts as `t…`.
///
/// It ends with the bound of a result, since it makes all rows before it answers the first.
pub(crate) fn reading_exactly(sql: &str, columns: usize) -> String {
    let names: Vec<String> = (0..columns).map(|index| format!("c{index}")).collect();
    let values: Vec<String> = names
        .iter()
        .map(|name| {
            format!(
                "CASE typeof({name}) WHEN 'integer' THEN 'i' || {name} WHEN 'text' THEN 't' || {name} ELSE {name} END"
            )
        })
        .collect();
    format!(
        "WITH {NAME} ({}) AS MATERIALIZED (SELECT * FROM ({sql}) LIMIT {}) SELECT {} FROM {NAME}",
        names.join(", "),
        limits::RESULT_ROWS + 1,
        values.join(", ")
    )
}

/// The value that [`reading_exactly`] answered.
pub(crate) fn exact(value: PlatformValue) -> Exact {
    if let PlatformValue::Text(text) = &value {
        if let Some(integer) = text.strip_prefix('i').and_then(|digits| digits.parse().ok()) {
            return Exact::Integer(integer);
        }
        if let Some(text) = text.strip_prefix('t') {
            return Exact::Plain(PlatformValue::Text(text.to_owned()));
        }
    }
    Exact::Plain(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_from_two_to_the_53rd_on_may_be_rounded() {
        for (number, expected) in [
            (9_007_199_254_740_991.0, false),
            (9_007_199_254_740_992.0, true),
            (-9_007_199_254_740_992.0, true),
            (1e16, true),
            (9_223_372_036_854_775_808.0, true),
            (1e19, false),
            (0.5, false),
            (f64::INFINITY, false),
        ] {
            assert_eq!(may_be_rounded(&PlatformValue::Number(number)), expected, "{number}");
        }
        assert!(!may_be_rounded(&PlatformValue::Text("9007199254740993".into())));
    }

    #[test]
    fn every_value_has_a_form_of_its_own() {
        let text = |text: &str| PlatformValue::Text(text.to_owned());
        for (answered, expected) in [
            (text("i-9223372036854775808"), Exact::Integer(i64::MIN)),
            (text("ti5"), Exact::Plain(text("i5"))),
            (text("t"), Exact::Plain(text(""))),
            (PlatformValue::Number(1e16), Exact::Plain(PlatformValue::Number(1e16))),
            (PlatformValue::Null, Exact::Plain(PlatformValue::Null)),
        ] {
            assert_eq!(exact(answered), expected);
        }
    }

    #[test]
    fn a_statement_is_read_exactly_inside_another() {
        assert_eq!(
            reading_exactly("SELECT a", 1),
            "WITH \"isolab exact\" (c0) AS MATERIALIZED (SELECT * FROM (SELECT a) LIMIT 10001) SELECT CASE typeof(c0) WHEN 'integer' \
             THEN 'i' || c0 WHEN 'text' THEN 't' || c0 ELSE c0 END FROM \"isolab exact\""
        );
    }
}
