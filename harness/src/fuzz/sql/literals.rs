//! Literals and names, quoted in all the ways that there are, from the usual to the extreme.

use super::super::source::Source;

/// Whole numbers at which something ends.
const INTEGERS: [&str; 20] = [
    "0",
    "1",
    "2",
    "-1",
    "7",
    "100",
    "255",
    "32767",
    "-32768",
    "65536",
    "2147483647",
    "-2147483648",
    "4294967296",
    "9007199254740991",
    "9007199254740993",
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854775808",
    "0x7f",
    "99999999999999999999999999999999999999",
];
const REALS: [&str; 14] = [
    "0.0",
    "-0.0",
    "1.5",
    "-2.25",
    "1e10",
    "1e-10",
    "1e308",
    "1e309",
    "-1e400",
    ".5",
    "5.",
    "1e-320",
    "3.141592653589793",
    "0.1000000000000000055511151231257827",
];
const TEXTS: [&str; 26] = [
    "",
    "a",
    "one",
    "zwei",
    " ",
    "0",
    "1",
    "-1.5e3",
    "true",
    "null",
    "2026-01-01",
    "2026-02-30",
    "infinity",
    "NaN",
    "{}",
    "[1,2]",
    "{\"a\":{\"b\":[1,null]}}",
    "{a,b}",
    "[1,5)",
    "%",
    "_x%",
    "''",
    "$.a",
    "a.*b+",
    "1 day 2 hours",
    "00000000-0000-0000-0000-000000000001",
];
/// Characters that something may stumble over.
pub(in super::super) const ODD: [&str; 28] = [
    "\u{0}",
    "\u{1}",
    "\u{8}",
    "\t",
    "\n",
    "\r",
    "\u{1b}",
    "\u{7f}",
    "\u{80}",
    "\u{85}",
    "\u{a0}",
    "\u{feff}",
    "\u{fffe}",
    "\u{ffff}",
    "\u{fffd}",
    "\u{10ffff}",
    "\u{2028}",
    "\u{2029}",
    "\u{200b}",
    "\u{202e}",
    "é",
    "e\u{301}",
    "ß",
    "İ",
    "𝒳",
    "👩‍👧",
    "\\",
    "\u{e000}",
];

/// What a name in capital letters stands for; none where it is not one.
pub(super) fn of(name: &str, source: &mut Source) -> Option<String> {
    Some(match name {
        "INTEGER" => integer(source),
        "SMALL" => source.below(20).to_string(),
        "REAL" => source.word(&REALS).to_owned(),
        "TEXT" => quoted(&text(source), '\''),
        "BLOB" => {
            let count = source.below(6);
            hexadecimal(&source.bytes(count))
        }
        "NAME" => quoted(&text(source), '"'),
        "ODD" => source.word(&ODD).to_owned(),
        "TAG" => ["$$", "$a$", "$body$", "$é$"][source.below(4)].to_owned(),
        _ => return None,
    })
}

fn integer(source: &mut Source) -> String {
    if source.one_in(10) { source.word(&INTEGERS).to_owned() } else { source.below(12).to_string() }
}

/// A text, mostly a usual one.
pub(in super::super) fn text(source: &mut Source) -> String {
    match source.below(24) {
        0 => (0..source.between(1, 4)).map(|_| source.word(&ODD)).collect(),
        1 => source.word(&TEXTS).repeat(source.between(2, 40)),
        2 => format!("{}{}", source.word(&TEXTS), source.word(&ODD)),
        3 => source.bits().to_string(),
        _ => source.word(&TEXTS).to_owned(),
    }
}

fn quoted(text: &str, mark: char) -> String {
    format!("{mark}{}{mark}", text.replace(mark, &format!("{mark}{mark}")))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}
