//! Numbers as text, the same in every form of a report: as many digits as a reader can use, and never wider than a column.

use crate::ranged::Ranged;

/// What stands where there is no number.
pub(crate) const NONE: &str = "–";

/// From here on a number is told in powers of ten.
const HUGE: f64 = 1e7;

/// A number with about four digits: `0.0031`, `0.560`, `13.44`, `344.2`, `1,050`.
pub(crate) fn number(value: f64) -> String {
    with_decimals(value, decimals(value))
}

/// A number without the zeros that end it: `9.5`, `10`.
pub(crate) fn trimmed(value: f64) -> String {
    let text = number(value);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A value with its interval, as many decimals in all three: `1.223 [1.199, 1.247]`.
pub(crate) fn ranged(Ranged { value, lower, upper }: &Ranged) -> String {
    // An end that is far larger than the value would else carry digits that say nothing.
    let end = |end: f64| with_decimals(end, decimals(*value).min(decimals(end) + 1));
    format!("{} [{}, {}]", number(*value), end(*lower), end(*upper))
}

/// A value with its interval in as few decimals as the width of the interval bears: `0.12 [0.10, 0.15]`.
pub(crate) fn short(Ranged { value, lower, upper }: &Ranged) -> String {
    let decimals = match (upper - lower) / 2.0 {
        wide if wide >= 2.0 => 0,
        tenths if tenths >= 0.2 => 1,
        hundredths if hundredths >= 0.02 => 2,
        thousandths if thousandths >= 0.002 => 3,
        _ => 4,
    };
    let [value, lower, upper] = [*value, *lower, *upper].map(|number| with_decimals(number, decimals));
    format!("{value} [{lower}, {upper}]")
}

/// A number, or a dash.
pub(crate) fn number_or_none(value: Option<f64>) -> String {
    value.map_or_else(|| NONE.to_owned(), number)
}

/// A share in hundredths: `1.2 %`, `38 %`, `0.02 %`.
pub(crate) fn percent(share: f64) -> String {
    let hundredths = share * 100.0;
    if !hundredths.is_finite() {
        return NONE.to_owned();
    }
    let decimals = match hundredths.abs() {
        small if small > 0.0 && small < 0.1 => 2,
        middle if middle < 10.0 => 1,
        _ => 0,
    };
    format!("{} %", with_decimals(hundredths, decimals))
}

/// A count with its thousands apart: `67,640`.
pub(crate) fn count(items: u64) -> String {
    grouped(&items.to_string())
}

/// A number that stands for a whole one, such as how many pairs it takes: `900`.
pub(crate) fn whole(value: f64) -> String {
    with_decimals(value.ceil(), 0)
}

/// The number at a tick of an axis: no more digits than it needs.
pub(crate) fn tick(value: f64) -> String {
    let text = with_decimals(value, if value.abs() < 0.001 { 6 } else { 4 });
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A p value; what is smaller than a thousandth is only that.
pub(crate) fn probability(value: f64) -> String {
    if value < 0.001 { "< 0.001".to_owned() } else { number(value) }
}

/// A count to reckon with.
pub(crate) fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// A count with its noun, `1 pair` or `150 pairs`, for nouns whose plural ends in s.
pub(crate) fn counted(items: u64, noun: &str) -> String {
    format!("{} {noun}{}", count(items), if items == 1 { "" } else { "s" })
}

/// Milliseconds in the unit that suits them: `18 µs`, `0.560 ms`, `12.30 s`.
pub(crate) fn duration(milliseconds: f64) -> String {
    match milliseconds.abs() {
        micro if micro > 0.0 && micro < 0.1 => format!("{:.0} µs", milliseconds * 1e3),
        milli if milli < 10_000.0 => format!("{} ms", number(milliseconds)),
        _ => format!("{} s", number(milliseconds / 1e3)),
    }
}

/// Which of the steps 0 to `last` a share from zero to one falls on; what lies outside counts as the nearer end.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the product lies between zero and a number of 16 bits, and what is not a number becomes zero"
)]
pub(crate) fn step(share: f64, last: u16) -> u16 {
    (share.clamp(0.0, 1.0) * f64::from(last)).round() as u16
}

fn decimals(value: f64) -> usize {
    match value.abs() {
        magnitude if magnitude == 0.0 || (0.01..10.0).contains(&magnitude) => 3,
        magnitude if magnitude < 0.01 => 4,
        magnitude if magnitude < 100.0 => 2,
        magnitude if magnitude < 1000.0 => 1,
        _ => 0,
    }
}

fn with_decimals(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return NONE.to_owned();
    }
    if value.abs() >= HUGE {
        return format!("{value:.2e}");
    }
    let text = format!("{:.decimals$}", value.abs());
    let is_zero = text.chars().all(|character| matches!(character, '0' | '.'));
    let sign = if value < 0.0 && !is_zero { "-" } else { "" };
    let (whole, fraction) = text.split_at(text.find('.').unwrap_or(text.len()));
    format!("{sign}{}{fraction}", grouped(whole))
}

/// Digits with commas between the thousands.
fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests;
