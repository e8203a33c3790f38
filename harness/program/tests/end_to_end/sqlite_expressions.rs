//! Every arm with SQLite evaluates an expression to the same value; one line is one case.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::lab::{ARMS, ENGINE_ARMS, Lab, same};

/// What the expressions may read.
const SCHEMA: [&str; 6] = [
    "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, price REAL, data BLOB, big INTEGER)",
    "INSERT INTO t VALUES (1, 'one', 1.5, x'00ff', 9007199254740993), (2, 'two', 1e16, NULL, -9223372036854775808), \
     (3, NULL, -0.25, x'', 0)",
    "CREATE VIRTUAL TABLE f USING fts5 (title, body)",
    "INSERT INTO f VALUES ('fox', 'the quick brown fox jumps over the lazy dog'), ('dog', 'a dog is not a fox')",
    "CREATE VIEW v AS SELECT id, big FROM t",
    "CREATE INDEX t_name ON t (name)",
];

/// Statements that every arm answers with the same columns and rows.
const SAME: [&str; 99] = [
    // Numbers, also those that a double does not hold.
    "SELECT 1e16",
    "SELECT 9007199254740992, 9007199254740993, -9007199254740993, 9223372036854775807, -9223372036854775808",
    "SELECT 9223372036854775808.0, 1e19, 1e300, -1e16, 9007199254740991, 9007199254740991.0",
    "SELECT big, typeof(big), price, typeof(price), name, data, 'i5', 't5' FROM t ORDER BY id",
    "SELECT big FROM t ORDER BY big DESC LIMIT 2",
    "SELECT big FROM v ORDER BY 1 LIMIT 1 OFFSET 1",
    "SELECT max(big), min(big), sum(id) FROM t",
    "SELECT big, big, big AS c FROM t WHERE id = 1",
    "VALUES (9007199254740993, 'x'), (2.5, NULL), (x'0a', '')",
    "WITH w AS (SELECT big FROM t) SELECT * FROM w WHERE big > 0",
    "WITH RECURSIVE s (i) AS (SELECT 9007199254740993 UNION ALL SELECT i + 1 FROM s LIMIT 3) SELECT i FROM s",
    "SELECT 9007199254740993 UNION SELECT 1 UNION SELECT 2.5 ORDER BY 1",
    "SELECT 1 = 1.0, typeof(2.0), 5 / 2, 5 / 2.0, 5 % 3, -5 / 2, 1 << 40, ~5, 7 & 3, 7 | 8",
    "SELECT 9223372036854775807 + 1, typeof(9223372036854775807 + 1)",
    "SELECT 0x10, 1_000, .5, 1., 1e2, -0.0",
    "SELECT CAST('12abc' AS INTEGER), CAST(1.9 AS INTEGER), CAST('1e3' AS REAL), CAST(5 AS TEXT), CAST('a' AS BLOB)",
    "SELECT round(2.5), round(-2.5), round(2.345, 2), abs(-5), sign(-2.5), max(1, 2.5, -1), min(3, 1)",
    // In WASM another library of mathematics is at work, which may differ in the last digit.
    "SELECT round(sqrt(2), 12), round(pow(2, 0.5), 12), round(exp(1), 12), round(ln(10), 12), round(log(100), 12), round(log(2, 8), 12)",
    "SELECT round(log2(8), 12), round(mod(7.5, 2), 12), round(pi(), 12), round(sin(1), 12), round(cos(1), 12), round(tan(1), 12)",
    "SELECT round(asin(0.5), 12), round(acos(0.5), 12), round(atan(1), 12), round(atan2(1, 2), 12)",
    "SELECT round(sinh(1), 12), round(cosh(1), 12), round(tanh(1), 12), round(asinh(1), 12), round(acosh(2), 12), round(atanh(0.5), 12)",
    "SELECT round(degrees(1), 9), round(radians(180), 12), floor(-1.5), ceil(-1.5), trunc(-1.5), floor(2), pi() > 3",
    // Texts.
    "SELECT 'a' || 1 || 2.0 || NULL, 'a' || 1 || 2.0",
    "SELECT length('naïve 🦀'), octet_length('naïve 🦀'), length(x'0001'), unicode('🦀'), char(72, 8364, 129408)",
    "SELECT upper('straße'), lower('ÄB'), trim('  a '), ltrim('xxa', 'x'), rtrim('axx', 'x'), replace('aba', 'a', 'c')",
    "SELECT substr('hello', 2, 3), substr('hello', -3), substring('hello', 0, 3), instr('hello', 'l'), instr('a', 'b')",
    "SELECT printf('%5.2f|%-5s|%05d|%x|%e|%q|%Q|%c', 3.14159, 'ab', 42, 255, 12345.678, 'it''s', 'it''s', 'z')",
    "SELECT format('%,d %s %%', 1234567, 'x'), printf('%!.17g', 0.1), printf('%d', 9223372036854775807)",
    "SELECT quote('it''s'), quote(x'0aff'), quote(NULL), quote(1.5), quote(9007199254740993)",
    "SELECT hex('abc'), hex(255), unhex('616263'), unhex('6-1', '-'), unhex('zz')",
    "SELECT concat('a', NULL, 1), concat_ws(', ', 'a', NULL, 'b'), 'abc' LIKE 'A%', 'abc' GLOB 'A*', 'a_c' LIKE 'a\\_c' ESCAPE '\\'",
    "SELECT 'a' < 'B', 'a' < 'B' COLLATE NOCASE, 'a ' = 'a' COLLATE RTRIM, 'ä' = 'Ä' COLLATE NOCASE",
    "SELECT typeof(NULL), typeof(1), typeof(1.0), typeof('a'), typeof(x'00'), zeroblob(3), length(zeroblob(1000))",
    // Conditions.
    "SELECT iif(1, 'a', 'b'), iif(0, 'a'), coalesce(NULL, NULL, 3), ifnull(NULL, 2), nullif(1, 1), nullif(1, 2)",
    "SELECT CASE 3 WHEN 1 THEN 'a' WHEN 3 THEN 'b' ELSE 'c' END, CASE WHEN NULL THEN 1 END",
    "SELECT NULL IS NULL, 1 IS NOT 2, NULL = NULL, 1 IN (1, NULL), 2 IN (1, NULL), 1 IS DISTINCT FROM NULL, TRUE, FALSE",
    "SELECT 5 BETWEEN 1 AND 9, NOT 0, 1 AND NULL, 0 AND NULL, 1 OR NULL, likely(1), unlikely(0), likelihood(1, 0.5)",
    "SELECT EXISTS (SELECT 1 FROM t WHERE id = 9), (SELECT name FROM t WHERE id = 1), (SELECT name FROM t WHERE id = 9)",
    "SELECT (1, 2) = (1, 2), (1, 2) < (1, 3), (SELECT id FROM t ORDER BY id DESC LIMIT 1)",
    // Dates.
    "SELECT date('2026-01-31', '+1 month'), time('12:00', '-1 hour'), datetime('2026-01-01', 'start of year', '-1 day')",
    "SELECT julianday('2000-01-01'), unixepoch('2026-01-31 10:00'), strftime('%Y-%j %H:%M:%S %w %s', '2026-03-01 01:02:03')",
    "SELECT datetime(1092941466, 'unixepoch'), datetime('2026-01-01T00:00:00+02:00'), timediff('2026-03-01', '2025-02-28')",
    "SELECT date('now') >= '2026-01-01', CURRENT_DATE = date('now'), length(CURRENT_TIME), length(CURRENT_TIMESTAMP)",
    "SELECT datetime('now') = CURRENT_TIMESTAMP, unixepoch() - unixepoch('now'), strftime('%f', '2026-01-01 00:00:00.123')",
    "SELECT date('2026-02-30'), date('nonsense'), datetime('2026-01-01', 'weekday 0'), datetime('2024-05-01', 'floor')",
    // JSON.
    "SELECT json(' { \"b\" : [ 1, 2.0, null ] } '), json_array(1, 'a', NULL, x'00' IS NULL), json_object('a', 1, 'b', json('[]'))",
    "SELECT json_extract('{\"a\": [1, {\"b\": 2}]}', '$.a[1].b'), json_extract('{\"a\": 1}', '$.a', '$.b')",
    "SELECT '{\"a\": {\"b\": 3}}' -> '$.a', '{\"a\": {\"b\": 3}}' ->> '$.a.b', '[1, 2]' -> 1, '{\"x\": null}' ->> 'x'",
    "SELECT json_type('[1, 2.5, \"a\", null, true, {}]', '$[' || id || ']') FROM t ORDER BY id",
    "SELECT json_valid('[1]'), json_valid('nope'), json_quote('a\"b'), json_array_length('[1, 2, [3]]')",
    "SELECT json_set('{\"a\": 1}', '$.b', 2), json_insert('[1]', '$[#]', 2), json_replace('{\"a\": 1}', '$.a', 'x')",
    "SELECT json_remove('{\"a\": 1, \"b\": 2}', '$.a'), json_patch('{\"a\": 1}', '{\"a\": null, \"c\": 3}')",
    "SELECT json_group_array(name), json_group_object(id, price) FROM (SELECT * FROM t ORDER BY id)",
    "SELECT json(jsonb('{\"a\": [1]}')), json(jsonb_set('{}', '$.a', 1)), json(jsonb_array(1, 2)), typeof(jsonb('1'))",
    "SELECT key, value, type, atom, fullkey FROM json_each('{\"x\": 1, \"y\": [2]}')",
    "SELECT key, value, path FROM json_tree('{\"x\": {\"y\": [true]}}') WHERE atom IS NOT NULL",
    "SELECT json('{a: 1, b: +.5, c: 0x10, /* five */ d: ''x''}'), json_extract('[9007199254740993]', '$[0]')",
    // Aggregates and windows.
    "SELECT count(*), count(name), sum(price), total(id), avg(id), min(name), max(price), group_concat(name) FROM t",
    "SELECT group_concat(name, '-' ORDER BY id DESC), string_agg(name, '+' ORDER BY name) FROM t",
    "SELECT count(DISTINCT name), sum(DISTINCT id) FILTER (WHERE id > 1), group_concat(DISTINCT id) FROM t",
    "SELECT sum(id) AS s, name IS NULL AS n FROM t GROUP BY n HAVING s > 1 ORDER BY n",
    "SELECT id, row_number() OVER w, rank() OVER w, dense_rank() OVER w, ntile(2) OVER w FROM t WINDOW w AS (ORDER BY id)",
    "SELECT lag(id) OVER w, lead(id, 1, 0) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w \
     FROM t WINDOW w AS (ORDER BY id)",
    "SELECT percent_rank() OVER w, cume_dist() OVER w, sum(id) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) \
     FROM t WINDOW w AS (ORDER BY id)",
    "SELECT sum(id) OVER (ORDER BY id GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW) FROM t",
    // Full-text search.
    "SELECT title, highlight(f, 1, '[', ']') FROM f WHERE f MATCH 'fox' ORDER BY rowid",
    "SELECT snippet(f, 1, '<', '>', '…', 4) FROM f WHERE f MATCH 'lazy'",
    "SELECT title, round(bm25(f), 6), round(bm25(f, 10.0, 1.0), 6) FROM f WHERE f MATCH 'fox' ORDER BY rank",
    "SELECT title FROM f WHERE f MATCH 'bro*' AND title = 'fox' ORDER BY title",
    "SELECT title FROM f ('NEAR(quick fox, 2) NOT cat')",
    "SELECT title FROM f WHERE f MATCH 'title : dog'",
    "SELECT count(*) FROM f WHERE f MATCH '\"lazy dog\"'",
    // Shapes of statements.
    "SELECT id AS \"order\", id id, id FROM t AS \"table\" ORDER BY 1 DESC",
    "SELECT * FROM t AS a JOIN t AS b USING (id) WHERE a.id = 1",
    "SELECT a.id, b.id FROM t AS a LEFT JOIN t AS b ON b.id = a.id + 1 ORDER BY 1",
    "SELECT a.id, b.id FROM t AS a FULL JOIN (SELECT 3 AS id UNION SELECT 4) AS b ON a.id = b.id ORDER BY 1, 2",
    "SELECT id FROM t EXCEPT SELECT 2 INTERSECT SELECT 1 UNION ALL SELECT 7",
    "SELECT DISTINCT typeof(name) FROM t ORDER BY 1 NULLS LAST LIMIT -1 OFFSET 0",
    "SELECT id FROM t WHERE id IN (SELECT value FROM json_each('[1, 3]')) ORDER BY id",
    "SELECT id FROM t INDEXED BY t_name WHERE name = 'one'",
    "WITH a AS NOT MATERIALIZED (SELECT 1 AS x), b (y) AS (VALUES (2)) SELECT x, y FROM a, b",
    "SELECT * FROM (SELECT 1) AS s, (VALUES (2), (3)) AS v",
    "SELECT name, sql FROM sqlite_schema WHERE name IN ('t', 'v', 't_name') ORDER BY name",
    // What SQLite tells of itself.
    "EXPLAIN QUERY PLAN SELECT * FROM t WHERE name = 'x' ORDER BY id",
    "PRAGMA table_info(t)",
    "PRAGMA table_xinfo('t')",
    "PRAGMA index_list(t)",
    "PRAGMA index_xinfo(t_name)",
    "PRAGMA foreign_keys",
    "PRAGMA defer_foreign_keys",
    "PRAGMA foreign_key_check",
    "PRAGMA quick_check",
    "SELECT name, pk FROM pragma_table_info('t')",
    "SELECT typeof(random()), random() <> random(), length(randomblob(5)), abs(random()) >= 0",
    "SELECT typeof(sum(big + 0.5)), typeof(total(id)), 1 + '2', '3' * '4', 'x' + 1, +'7' FROM t",
    "SELECT \"id\", [id], `id`, t.\"id\", main.t.id FROM t WHERE id = 1",
    "SELECT changes(), last_insert_rowid()",
    "SELECT last_insert_rowid() AS r, changes() AS c FROM t WHERE id = 1",
    "WITH c AS (SELECT changes()) SELECT * FROM c",
];

fn answer(lab: &Lab, arm: &str, tenant: &str, sql: &str) -> Value {
    let mut body = lab.query(arm, tenant, sql).body;
    if body["error"].is_object() {
        return json!({ "code": body["error"]["code"], "message": body["error"]["message"] });
    }
    json!([body["columns"].take(), body["rows"].take()])
}

#[test]
fn expressions_have_the_same_value_in_every_arm() {
    let lab = Lab::shared();
    let tenant = "expressions";
    for arm in ARMS {
        lab.batch(arm, tenant, &SCHEMA).ok();
    }
    let mut differences = String::new();
    for sql in SAME {
        let expected = answer(&lab, ARMS[0], tenant, sql);
        if expected.is_object() {
            let _ = writeln!(differences, "{}: {sql}: {expected}", ARMS[0]);
        }
        for arm in &ARMS[1..] {
            let found = answer(&lab, arm, tenant, sql);
            if !same(&found, &expected) {
                let _ = writeln!(differences, "{arm}: {sql}: {found} is not {expected}");
            }
        }
    }
    assert!(differences.is_empty(), "{differences}");
}

#[test]
fn a_number_that_differs_each_time_comes_from_one_run() {
    let lab = Lab::shared();
    let tenant = "random";
    for arm in ARMS {
        let columns = "r, r IS NOT NULL, typeof(r), CAST(r AS TEXT)";
        let rows = lab
            .query(arm, tenant, &format!("WITH w AS MATERIALIZED (SELECT random() AS r) SELECT {columns} FROM w"))
            .rows();
        let digits = rows[0][3].as_str().unwrap().to_owned();
        let number = rows[0][0]["integer"].as_str().map_or_else(|| rows[0][0].to_string(), str::to_owned);
        assert_eq!((number, &rows[0][2]), (digits, &json!("integer")), "{arm}");
        assert_eq!(
            lab.query(arm, tenant, "SELECT random() FROM json_each('[1, 2, 3]')").rows().as_array().map(Vec::len),
            Some(3)
        );
    }
}

#[test]
fn rows_that_are_read_exactly_have_the_same_bounds() {
    let lab = Lab::shared();
    let endless = "WITH RECURSIVE s (i) AS (SELECT 9007199254740993 UNION ALL SELECT i + 1 FROM s)";
    for arm in ARMS {
        let refused = lab.query(arm, "exact-bounds", &format!("{endless} SELECT i FROM s"));
        assert_eq!(refused.code(), shared::error::ErrorCode::ResultTooLarge, "{arm}");
        let most = lab.query(arm, "exact-bounds", &format!("{endless} SELECT i FROM s LIMIT 10000")).rows();
        assert_eq!(most[9_999], json!([{ "integer": "9007199254750992" }]), "{arm}");
    }
}

#[test]
fn a_write_that_answers_what_may_be_rounded_is_refused_by_native_alone_and_leaves_nothing() {
    let lab = Lab::shared();
    let tenant = "rounded";
    for arm in ARMS {
        lab.query(arm, tenant, "CREATE TABLE t (a)").ok();
        let inserted = lab.query(arm, tenant, "INSERT INTO t VALUES (9007199254740993) RETURNING a");
        if ENGINE_ARMS.contains(&arm) {
            assert_eq!(inserted.rows(), json!([[{ "integer": "9007199254740993" }]]), "{arm}");
        } else {
            assert_eq!(inserted.code(), shared::error::ErrorCode::IntegerNotExact, "{arm}");
            assert_eq!(lab.query(arm, tenant, "SELECT count(*) FROM t").rows(), json!([[0]]));
        }
        let rowid = lab.query(arm, tenant, "INSERT INTO t (rowid, a) VALUES (9007199254740993, 1)").ok();
        assert_eq!(rowid["last_insert_rowid"], json!({ "integer": "9007199254740993" }), "{arm}");
    }
}
