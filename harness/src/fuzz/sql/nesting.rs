//! Texts that go deep or grow long, up to what a statement may have and a little beyond.

use shared::{engine::EngineName, limits};

use super::super::source::Source;

/// A beginning, what is in the middle, and an end, of which the first and the last are there again and again.
struct Shape {
    before: &'static str,
    again: &'static str,
    middle: &'static str,
    end: &'static str,
    behind: &'static str,
}

const fn shape(
    before: &'static str,
    again: &'static str,
    middle: &'static str,
    end: &'static str,
    behind: &'static str,
) -> Shape {
    Shape { before, again, middle, end, behind }
}

const SHAPES: [Shape; 21] = [
    shape("insert into a (n) values (1)", ", (1)", "", "", ""),
    shape("select ", "(", "1", ")", ""),
    shape("select ", "(select ", "1", ")", ""),
    shape("select * from ", "(select * from ", "a", ") as s", ""),
    shape("select ", "not ", "1 = 1", "", ""),
    shape("select ", "- ", "1", "", ""),
    shape("select ", "abs(", "1", ")", ""),
    shape("select ", "case when 1 = 1 then ", "1", " end", ""),
    shape("select 1", " + 1", "", "", ""),
    shape("select 1 where 1 = 1", " or 1 = 2", "", "", ""),
    shape("select 1", " union all select 1", "", "", ""),
    shape("select 1 where 1 in (1", ", 1", "", "", ")"),
    shape("select 'a'", " || 'a'", "", "", ""),
    shape("select 1", ", 1", "", "", ""),
    shape("values (1)", ", (1)", "", "", ""),
    shape("select * from a", " join a using (id)", "", "", ""),
    shape("with x as (", "with x as (", "select 1", ") select * from x", ") select * from x"),
    shape("select '", "a", "", "", "'"),
    shape("select 1 /*", " /* ", "", " */", "*/"),
    shape("select 1 --", "-", "", "", "\n"),
    shape("select \"", "x", "", "", "\""),
];

const OF_POSTGRES: [Shape; 12] = [
    shape("select ", "array[", "1", "]", ""),
    shape("select 1", "::int", "", "", ""),
    shape("select '", "[", "1", "]", "'::jsonb"),
    shape("select '", "{\"a\":", "1", "}", "'::json"),
    shape("select '", "{", "1", "}", "'::int[]"),
    shape("select 'a' ~ '", "(", "a", ")", "'"),
    shape("select '", "a & ", "a", "", "'::tsquery"),
    shape("select '$", ".a", "", "", "'::jsonpath"),
    shape("do $d$ ", "begin ", "null;", " end;", " $d$"),
    shape("do $d$ begin ", "if true then ", "null;", " end if;", " end $d$"),
    shape("select ", "row(", "1", ")", ""),
    shape("select xmlparse(document '", "<a>", "", "</a>", "')"),
];

/// A deep or long text. The object's own SQLite gets none that makes many rows: what joins them later is not cut off there.
pub(super) fn deep(engine: EngineName, is_native: bool, source: &mut Source) -> String {
    let shapes = match engine {
        EngineName::Sqlite if is_native => &SHAPES[1..],
        EngineName::Postgres if source.one_in(2) => &OF_POSTGRES[..],
        EngineName::Sqlite | EngineName::Postgres => &SHAPES[..],
    };
    let Shape { before, again, middle, end, behind } = source.pick(shapes);
    let most = limits::SQL_BYTES.saturating_sub(100) / (again.len() + end.len());
    let times = match source.below(6) {
        0 => most,
        1 => most + 200,
        2 => source.between(1, most),
        _ => source.between(1, 300),
    };
    format!("{before}{}{middle}{}{behind}", again.repeat(times), end.repeat(times))
}

/// A text in so many parentheses.
pub(super) fn wrapped(text: &str, source: &mut Source) -> String {
    let times = source.between(1, 2_000);
    format!("{}{text}{}", "(".repeat(times), ")".repeat(times))
}
