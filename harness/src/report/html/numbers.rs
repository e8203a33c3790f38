//! Numbers as text: three significant digits, thin spaces between thousands, an interval with the decimals of its value.

use crate::record::Ranged;

/// What stands where there is no number.
pub(super) const NOTHING: &str = "–";

/// A value and its interval, as text without a unit.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shown {
    /// The value.
    pub(super) value: String,
    /// The interval, in brackets.
    pub(super) interval: String,
}

/// Times.
pub(super) fn milliseconds(range: &Ranged) -> Shown {
    shown(range, significant(largest(range)), plain)
}

/// Differences of times, with their sign.
pub(super) fn difference(range: &Ranged) -> Shown {
    shown(range, significant(largest(range)), signed)
}

/// How many times as long: two decimals, three where the interval is that narrow.
pub(super) fn ratio(range: &Ranged) -> Shown {
    let decimals = match range.value.abs() {
        value if value >= 100.0 => 0,
        value if value >= 10.0 => 1,
        _ if range.upper - range.lower < 0.02 => 3,
        _ => 2,
    };
    shown(range, decimals, plain)
}

/// Shares, in per cent.
pub(super) fn shares(range: &Ranged) -> Shown {
    let hundred = Ranged { value: range.value * 100.0, lower: range.lower * 100.0, upper: range.upper * 100.0 };
    let Shown { value, interval } = shown(&hundred, significant(largest(&hundred)).min(2), plain);
    Shown { value: format!("{value}\u{202f}%"), interval }
}

/// One time without an interval.
pub(super) fn time(milliseconds: f64) -> String {
    plain(milliseconds, significant(milliseconds.abs()))
}

/// A share in per cent, such as `1.2 %`.
pub(super) fn percent(share: f64) -> String {
    let hundred = share * 100.0;
    let decimals = usize::from(hundred.abs() < 10.0 && hundred != 0.0);
    format!("{}\u{202f}%", plain(hundred, decimals))
}

/// A whole number.
pub(super) fn count(count: u64) -> String {
    grouped(&count.to_string())
}

/// A number that need not be whole, with three significant digits at most.
pub(super) fn amount(value: f64) -> String {
    trimmed(plain(value, significant(value.abs())))
}

/// The number at a tick: no more digits than it needs.
pub(super) fn tick(value: f64) -> String {
    trimmed(plain(value, if value.abs() < 0.001 { 6 } else { 4 }))
}

/// A p value.
pub(super) fn probability(value: f64) -> String {
    if value < 0.001 { "< 0.001".to_owned() } else { plain(value, 3) }
}

/// A count as a number to reckon with.
pub(super) fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// A noun with its number.
pub(super) fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

fn trimmed(text: String) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

fn shown(range: &Ranged, decimals: usize, write: impl Fn(f64, usize) -> String) -> Shown {
    let [value, lower, upper] = [range.value, range.lower, range.upper].map(|number| write(number, decimals));
    Shown { value, interval: format!("[{lower}, {upper}]") }
}

fn largest(range: &Ranged) -> f64 {
    // The ends of a wide interval are no reason to print the value with fewer digits, unless the value is close to nothing.
    let reach = range.lower.abs().max(range.upper.abs());
    if range.value.abs() * 10.0 < reach { reach } else { range.value.abs() }
}

fn significant(magnitude: f64) -> usize {
    match magnitude {
        large if large >= 100.0 => 0,
        tens if tens >= 10.0 => 1,
        ones if ones >= 1.0 => 2,
        tenths if tenths >= 0.1 => 3,
        _ => 4,
    }
}

fn plain(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return NOTHING.to_owned();
    }
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let is_zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let sign = if value < 0.0 && !is_zero { "−" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{}{point}{fraction}", grouped(whole))
}

fn signed(value: f64, decimals: usize) -> String {
    let text = plain(value, decimals);
    if value > 0.0 && text.bytes().any(|byte| matches!(byte, b'1'..=b'9')) { format!("+{text}") } else { text }
}

fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() * 2);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}
