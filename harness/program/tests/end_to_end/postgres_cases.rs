//! What Postgres answers in every arm, case by case: one line is one case.
//!
//! The statements of a case run as one batch, and the last one's answer is compared: rows, or a failure with its code and
//! SQLSTATE. After each the tenant is looked at: it is who it was, has what it had, and answers.

use serde_json::{Value, json};
use shared::error::ErrorCode::{
    self, ConstraintViolated, MemoryExceeded, SqlError, StatementRefused, StepBudgetExceeded,
};

use crate::lab::{Lab, POSTGRES_ARMS, configuration_with_postgres};

/// What the last statement of a case answers.
enum Answer {
    /// These rows, as JSON.
    Rows(&'static str),
    /// A failure: one of these codes, and the SQLSTATE.
    Fails(ErrorCode, &'static str),
}

use Answer::{Fails, Rows};

/// Statements of one batch, and the answer.
type Case = (&'static [&'static str], Answer);

/// Nobody becomes another, and nothing is reached that belongs to the process.
const BORDER: &[Case] = &[
    (&["select set_config('session_authorization', 'postgres', true)"], Fails(StatementRefused, "42501")),
    (&["select set_config('role', 'postgres', true)"], Fails(StatementRefused, "42501")),
    (&["set \"session_authorization\" = postgres"], Fails(StatementRefused, "42501")),
    (&["set\u{b}session\u{b}authorization\u{b}postgres"], Fails(StatementRefused, "42501")),
    (&["set local session authorization postgres"], Fails(StatementRefused, "42501")),
    (&["set role postgres"], Fails(StatementRefused, "42501")),
    (&["do $$ begin execute 'set session ' || 'authorization postgres'; end $$"], Fails(StatementRefused, "42501")),
    (
        &[
            "create function owner_by_setting() returns text language sql set session_authorization = postgres as 'select current_user::text'",
            "select owner_by_setting()",
        ],
        Fails(StatementRefused, "42501"),
    ),
    (
        &[
            "create function owner_by_body() returns text language plpgsql as $$ begin perform set_config('session_authorization', 'postgres', false); return current_user; end $$",
            "select owner_by_body()",
        ],
        Fails(StatementRefused, "42501"),
    ),
    (
        &["reset session authorization", "select session_user, current_user, current_setting('is_superuser')"],
        Rows(r#"[["tenant","tenant","off"]]"#),
    ),
    (&["set session authorization default", "select session_user"], Rows(r#"[["tenant"]]"#)),
    (&["reset all", "select session_user, current_user"], Rows(r#"[["tenant","tenant"]]"#)),
    (
        &[
            "select rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls from pg_roles where rolname = session_user",
        ],
        Rows("[[false]]"),
    ),
    (&["alter role tenant superuser"], Fails(StatementRefused, "42501")),
    (&["alter role tenant rename to another"], Fails(SqlError, "0A000")),
    (&["alter role postgres rename to another"], Fails(StatementRefused, "42501")),
    (&["grant postgres to tenant"], Fails(StatementRefused, "42501")),
    (&["grant pg_read_server_files to tenant"], Fails(StatementRefused, "42501")),
    (&["create role another"], Fails(StatementRefused, "42501")),
    (&["drop role tenant"], Fails(StatementRefused, "42501")),
    (&["drop owned by tenant"], Fails(StatementRefused, "42501")),
    (&["reassign owned by tenant to postgres"], Fails(StatementRefused, "42501")),
    (&["select pg_read_file('PG_VERSION')"], Fails(StatementRefused, "42501")),
    (&["select pg_ls_dir('.')"], Fails(StatementRefused, "42501")),
    (&["select lo_export(1, '/tmp/a')"], Fails(StatementRefused, "42501")),
    (&["select lo_import('/data/PG_VERSION')"], Fails(StatementRefused, "42501")),
    (&["select pg_reload_conf()"], Fails(StatementRefused, "42501")),
    (&["select pg_terminate_backend(pg_backend_pid())"], Fails(StatementRefused, "42501")),
    (&["copy (select 1) to '/tmp/a'"], Fails(StatementRefused, "42501")),
    (&["copy kept to stdout"], Fails(StatementRefused, "42501")),
    (&["copy kept from program 'cat'"], Fails(StatementRefused, "42501")),
    (&["load 'plpgsql'"], Fails(StatementRefused, "42501")),
    (&["create function crash(int) returns text language internal as 'textout'"], Fails(StatementRefused, "42501")),
    (
        &["create function crash(int) returns text language c as 'plpgsql', 'plpgsql_call_handler'"],
        Fails(StatementRefused, "42501"),
    ),
    (&["create language another handler plpgsql_call_handler"], Fails(StatementRefused, "42501")),
    (&["update pg_authid set rolsuper = true"], Fails(StatementRefused, "42501")),
    (&["set temp_file_limit = -1"], Fails(StatementRefused, "42501")),
    (&["set max_stack_depth = '7MB'"], Fails(StatementRefused, "42501")),
    (&["set session_replication_role = replica"], Fails(StatementRefused, "42501")),
    (&["alter system set work_mem = '1GB'"], Fails(StatementRefused, "42501")),
    (&["alter database postgres set work_mem = '1GB'"], Fails(StatementRefused, "42501")),
    (&["create database another"], Fails(SqlError, "25001")),
    (&["create tablespace another location '/tmp'"], Fails(SqlError, "25001")),
    (&["create event trigger another on ddl_command_end execute function now()"], Fails(StatementRefused, "42501")),
    (&["create temporary table another (n int)"], Fails(StatementRefused, "42501")),
    (&["checkpoint"], Fails(StatementRefused, "42501")),
];

/// A batch is one transaction, whatever its text says and wherever it says it.
const TRANSACTION: &[Case] = &[
    (
        &["insert into kept values (2)", "/* /* */ x */ commit and chain", "select 1 / 0"],
        Fails(StatementRefused, "42501"),
    ),
    (&["insert into kept values (2)", "/* /* */ x */ rollback and chain"], Fails(StatementRefused, "42501")),
    (&["/* /* */ x */ copy kept from stdin"], Fails(StatementRefused, "42501")),
    (&["/* /* */ x */ begin"], Fails(StatementRefused, "42501")),
    (&["-- one\n/* two /* three */ */ end"], Fails(StatementRefused, "42501")),
    (&["start transaction"], Fails(StatementRefused, "42501")),
    (&["abort"], Fails(StatementRefused, "42501")),
    (&["savepoint a"], Fails(StatementRefused, "42501")),
    (&["prepare transaction 'a'"], Fails(StatementRefused, "42501")),
    (&["commit prepared 'a'"], Fails(StatementRefused, "42501")),
    (&["do $$ begin commit; end $$"], Fails(SqlError, "2D000")),
    (&["create procedure ends() language plpgsql as $$ begin commit; end $$", "call ends()"], Fails(SqlError, "2D000")),
    (&["do $$ begin execute 'commit'; end $$"], Fails(SqlError, "0A000")),
    (&["prepare a as select 1"], Fails(StatementRefused, "42501")),
    (&["execute kept_0"], Fails(StatementRefused, "42501")),
    (&["deallocate all"], Fails(StatementRefused, "42501")),
    (&["discard plans"], Fails(StatementRefused, "42501")),
    (&["declare a cursor with hold for select 1"], Fails(StatementRefused, "42501")),
    (&["fetch all from a"], Fails(StatementRefused, "42501")),
    (&["close all"], Fails(StatementRefused, "42501")),
    (&["listen a"], Fails(StatementRefused, "42501")),
    (&["notify a"], Fails(StatementRefused, "42501")),
    (&["do $$ begin execute 'prepare a as select 1'; end $$"], Fails(StatementRefused, "42501")),
    (&["do $$ begin execute 'listen a'; end $$"], Fails(StatementRefused, "42501")),
    (
        &["do $$ begin execute 'discard all'; exception when insufficient_privilege then null; end $$", "select 1"],
        Rows("[[1]]"),
    ),
    (
        &[
            "create function at_the_end() returns trigger language plpgsql as $$ begin execute 'listen a'; return null; end $$",
            "create constraint trigger late after insert on kept deferrable initially deferred for each row execute function at_the_end()",
            "set constraints all deferred",
            "insert into kept values (0)",
        ],
        Fails(StatementRefused, "42501"),
    ),
    (&["create unlogged table quick (n int)"], Fails(StatementRefused, "0A000")),
    (&["create unlogged sequence quick"], Fails(StatementRefused, "0A000")),
    (&["select 1 as n into unlogged quick"], Fails(StatementRefused, "0A000")),
    (&["create table quick (n int)", "alter table quick set unlogged"], Fails(StatementRefused, "0A000")),
    (&["do $$ begin execute 'create unlogged table quick (n int)'; end $$"], Fails(StatementRefused, "0A000")),
];

/// What waits is cut at once, and what spins when its steps are used up, also if it catches what stops it.
const TIME: &[Case] = &[
    (&["select pg_sleep(60)"], Fails(StepBudgetExceeded, "57014")),
    (&["select pg_sleep(1e9)"], Fails(StepBudgetExceeded, "57014")),
    (&["select pg_sleep_for('1 day')"], Fails(StepBudgetExceeded, "57014")),
    (
        &["do $$ begin perform pg_sleep(9); exception when query_canceled then perform pg_sleep(9); end $$"],
        Fails(StepBudgetExceeded, "57014"),
    ),
    (
        &["select clock_timestamp() - now() >= interval '0.2 s' from (select pg_sleep(0.2) offset 0) as slept"],
        Rows("[[true]]"),
    ),
    (
        &["do $$ begin loop begin perform 1 / 0; exception when others then null; end; end loop; end $$"],
        Fails(StepBudgetExceeded, "57014"),
    ),
    (
        &[
            "do $$ begin loop begin perform 1 / 0; exception when others or query_canceled then null; end; end loop; end $$",
        ],
        Fails(StepBudgetExceeded, "57014"),
    ),
    (&["do $$ begin loop null; end loop; end $$"], Fails(StepBudgetExceeded, "57014")),
    (
        &["select count(sha512(convert_to(repeat('x', 100000) || g, 'UTF8'))) from generate_series(1, 300000) as g"],
        Fails(StepBudgetExceeded, "57014"),
    ),
    (&["select count(*) from pg_class a, pg_class b, pg_class c, pg_class d"], Fails(StepBudgetExceeded, "57014")),
    (&["select pg_cancel_backend(pg_backend_pid())"], Fails(StatementRefused, "42501")),
];

/// What nests too deeply is refused, be it for the stack or, with functions, for the memory that comes first.
const STACK: &[Case] = &[
    (
        &[
            "create function deep(n int) returns int language plpgsql as $$ begin if n = 0 then return 0; end if; return deep(n - 1) + 1; end $$",
            "select deep(500)",
        ],
        Rows("[[500]]"),
    ),
    (
        &[
            "create function endless(n int) returns int language plpgsql as $$ begin return endless(n + 1); end $$",
            "select endless(1)",
        ],
        Fails(MemoryExceeded, "53200"),
    ),
    (
        &[
            "create table nested (n int)",
            "create function again() returns trigger language plpgsql as $$ begin insert into nested values (new.n + 1); return new; end $$",
            "create trigger again before insert on nested for each row execute function again()",
            "insert into nested values (1)",
        ],
        Fails(MemoryExceeded, "53200"),
    ),
];

/// Values leave and arrive as what they are, and an error has words, also where it was raised without any.
const VALUES: &[Case] = &[
    (&["do $$ begin raise exception ''; end $$"], Fails(SqlError, "P0001")),
    (
        &["select '1 2 3'::int2vector, '4 5'::oidvector, ''::oidvector, 'behind'"],
        Rows(r#"[[[1,2,3],[4,5],[],"behind"]]"#),
    ),
    (
        &["select count(*) > 0 from (select indkey, indclass, indoption from pg_index) as i where indkey is not null"],
        Rows("[[true]]"),
    ),
    (&["select array['(1,1),(0,0)', '(2,2),(1,1)']::box[]"], Rows(r#"[[["(1,1),(0,0)","(2,2),(1,1)"]]]"#)),
    (&["select array['(1,2)', '(3,4)']::point[]"], Rows(r#"[[["(1,2)","(3,4)"]]]"#)),
    (&["set bytea_output = escape", "select '\\x00015c61ff'::bytea"], Rows(r#"[[{"blob":"AAFcYf8="}]]"#)),
    (
        &["set bytea_output = escape", "select array['\\x00', '\\x61225c']::bytea[]"],
        Rows(r#"[[[{"blob":"AA=="},{"blob":"YSJc"}]]]"#),
    ),
    (&["set extra_float_digits = 0", "select 0.5::float8, 'Infinity'::numeric"], Rows(r#"[[0.5,"Infinity"]]"#)),
    (&["set datestyle = 'German'", "select date '2026-03-01'"], Rows(r#"[["01.03.2026"]]"#)),
    (
        &[
            "create type colour as enum ('red', 'green')",
            "create domain positive as int check (value > 0)",
            "create type pair as (a int, b text)",
            "select array['red', 'green']::colour[], 'red'::colour, 3::positive, row(1, 'x y')::pair, array[row(1, 'x')]::pair[]",
        ],
        Rows(r#"[["{red,green}","red",3,"(1,\"x y\")","{\"(1,x)\"}"]]"#),
    ),
    (
        &["select '{1,NULL}'::int[], '{}'::text[], '[2:3]={a,b}'::text[], '{{1,2},{3,4}}'::int[]"],
        Rows(r#"[[[1,null],[],["a","b"],[[1,2],[3,4]]]]"#),
    ),
    (
        &["select 9007199254740993, 1.10::numeric, 'NaN'::numeric, null::int"],
        Rows(r#"[[{"integer":"9007199254740993"},"1.10","NaN",null]]"#),
    ),
    (
        &["select '[1,3)'::int4range, '{[1,2)}'::int4multirange, '12:34'::time, '1 day'::interval, '10.0.0.1/8'::inet"],
        Rows(r#"[["[1,3)","{[1,2)}","12:34:00","1 day","10.0.0.1/8"]]"#),
    ),
    (
        &["select ''::\"char\", 'a'::\"char\", 'n'::name, '1.5'::money is not null, b'101'"],
        Rows(r#"[["","a","n",true,"101"]]"#),
    ),
];

/// What may write runs as a write, whatever it looks like and whatever it answers.
const WRITES: &[Case] = &[
    (
        &[
            "create function put() returns text language plpgsql as $$ begin insert into kept values (9); return 'put'; exception when others then return sqlerrm; end $$",
        ],
        Rows("[]"),
    ),
    (&["select put()"], Rows(r#"[["put"]]"#)),
    (&["select n from kept where n = 9"], Rows("[[9]]")),
    (&["with gone as (delete from kept where n = 9 returning n) select n from gone"], Rows("[[9]]")),
    (&["create sequence numbers"], Rows("[]")),
    (
        &[
            "create function next_number() returns bigint language plpgsql as $$ begin return nextval('numbers'); exception when others then return -1; end $$",
        ],
        Rows("[]"),
    ),
    (&["select next_number()"], Rows("[[1]]")),
    (&["select next_number()"], Rows("[[2]]")),
    (
        &[
            "create function make() returns int language plpgsql as $$ begin create table made (n int); return 1; exception when read_only_sql_transaction then return 0; end $$",
        ],
        Rows("[]"),
    ),
    (&["select make()"], Rows("[[1]]")),
    (&["select count(*) from made"], Rows("[[0]]")),
];

#[test]
fn every_arm_answers_every_case_and_is_what_it_was() {
    let lab = Lab::start(&configuration_with_postgres());
    let mut wrong = Vec::new();
    for arm in POSTGRES_ARMS {
        lab.batch(arm, "cases", &["create table kept (n int)", "insert into kept values (1)"]).ok();
        for (statements, expected) in [BORDER, TRANSACTION, TIME, STACK, VALUES, WRITES].into_iter().flatten() {
            wrong.extend(difference(&lab, arm, statements, expected));
        }
    }
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}

/// What is not as it should be; nothing where all is.
fn difference(lab: &Lab, arm: &str, statements: &[&str], expected: &Answer) -> Option<String> {
    let (last, tenant) = (statements.last().unwrap(), "cases");
    // One statement goes alone, as a client would send it, since only then it may be taken for a read.
    let answer = if statements.len() == 1 { lab.query(arm, tenant, last) } else { lab.batch(arm, tenant, statements) };
    let found = answer.body["results"].as_array().and_then(|results| results.last()).unwrap_or(&answer.body);
    let is_right = match expected {
        Rows(rows) => found["rows"] == serde_json::from_str::<Value>(rows).unwrap(),
        Fails(code, state) => {
            answer.status != 200 && answer.code() == *code && answer.body["error"]["sqlstate"] == json!(state)
        }
    };
    let standing = lab.query(arm, tenant, "select session_user, current_user, (select sum(n) from kept where n < 9)");
    if standing.body["rows"] != json!([["tenant", "tenant", 1]]) {
        return Some(format!("{arm}: after {last}: {}", standing.body));
    }
    (!is_right).then(|| format!("{arm}: {last}: {}", answer.body))
}

/// A parameter is what it is written as, wherever it goes.
#[test]
fn parameters_of_every_kind_arrive_as_they_are_written() {
    let lab = Lab::shared_with_postgres();
    for arm in POSTGRES_ARMS {
        for (sql, parameter, answer) in [
            ("select $1::text", json!(true), json!("true")),
            ("select $1::varchar", json!(false), json!("false")),
            ("select $1::json", json!(true), json!(true)),
            ("select $1::jsonb", json!(false), json!(false)),
            ("select $1::boolean", json!(true), json!(true)),
            ("select not $1", json!(true), json!(false)),
            ("select $1::text", json!(7), json!("7")),
            ("select $1::numeric", json!(2.5), json!("2.5")),
        ] {
            let rows = lab.query_with(arm, "parameters", sql, &json!([parameter])).rows();
            assert_eq!(rows, json!([[answer]]), "{arm}: {sql} of {parameter}");
        }
        for number in ["123456789012345678901234567890", "0.1234567890123456789012345", "1e30"] {
            let body = format!(
                r#"{{"sql":"select $1::numeric = '{number}'::numeric","params":[{number}],"tenant":"parameters"}}"#
            );
            let answer = lab.send(&crate::lab::Request::new("POST", &format!("/{arm}/query")).body(body.as_bytes()));
            assert_eq!(answer.rows(), json!([[true]]), "{arm}: {number}");
        }
        let wrong = lab.query_with(arm, "parameters", "select $1::int", &json!([true]));
        assert_eq!(wrong.body["error"]["sqlstate"], json!("22P02"), "{arm}: {}", wrong.body);
    }
}

/// What nests by text goes as deep as Postgres itself does, or is refused; the next request of anybody works.
#[test]
fn deep_texts_are_answered_or_refused_and_nobody_else_notices() {
    let lab = Lab::start(&configuration_with_postgres());
    let nested = |open: &str, inner: &str, close: &str, levels: usize| {
        format!("{}{inner}{}", open.repeat(levels), close.repeat(levels))
    };
    let texts = [
        (format!("select {}1", "1+".repeat(1_700)), true),
        (format!("select {}1", "1+".repeat(40_000)), false),
        (format!("select '{}'::json is not null", nested("[", "", "]", 6_000)), true),
        (format!("select '{}'::jsonb is not null", nested("[", "", "]", 6_000)), true),
        ("select repeat('[', 1000000)::json".to_owned(), false),
        ("select repeat('[', 1000000)::jsonb".to_owned(), false),
        (format!("select 'a' ~ '{}'", nested("(", "a", ")", 4_000)), true),
        ("select 'a' ~ (repeat('(', 300000) || 'a' || repeat(')', 300000))".to_owned(), false),
        (format!("select count(*) from (select 1{}) as u", " union all select 1".repeat(2_000)), true),
        (format!("select count(*) from (select 1{}) as u", " union all select 1".repeat(5_200)), false),
    ];
    for arm in POSTGRES_ARMS {
        lab.query(arm, "other", "create table t (n int)").ok();
        for (sql, fits) in &texts {
            let answer = lab.query(arm, "deep", sql);
            let what = format!("{arm}: {}… of {} bytes: {}", &sql[..20], sql.len(), answer.body);
            if *fits {
                assert_eq!(answer.status, 200, "{what}");
            } else {
                assert!(matches!(answer.code(), SqlError | MemoryExceeded), "{what}");
                let state = answer.body["error"]["sqlstate"].as_str().unwrap_or_default().to_owned();
                assert!(["54001", "53200", "42601", "2201B"].contains(&state.as_str()), "{what}");
            }
            assert_eq!(lab.query(arm, "deep", "select 1").rows(), json!([[1]]), "{what}");
            assert_eq!(lab.query(arm, "other", "select n from t").rows(), json!([]), "{what}");
        }
    }
}

/// A write under a key that fails is not there, however often it is sent again.
#[test]
fn a_batch_that_fails_in_the_middle_leaves_nothing_under_any_key() {
    let lab = Lab::shared_with_postgres();
    for arm in POSTGRES_ARMS {
        let tenant = "failed-batches";
        lab.query(arm, tenant, "create table t (n int primary key)").ok();
        for _ in 0..3 {
            let statements = ["insert into t values (1)", "/* /* */ x */ commit and chain", "select 1 / 0"];
            let body = json!({
                "statements": statements.map(|sql| json!({ "sql": sql })), "tenant": tenant, "idempotency_key": "again",
            });
            assert_eq!(lab.post(&format!("/{arm}/query"), &body).code(), StatementRefused, "{arm}");
            assert_eq!(lab.query(arm, tenant, "select n from t").rows(), json!([]), "{arm}");
        }
        let twice = ["insert into t values (1)", "insert into t values (1)"];
        assert_eq!(lab.batch(arm, tenant, &twice).code(), ConstraintViolated, "{arm}");
        assert_eq!(lab.query(arm, tenant, "select n from t").rows(), json!([]), "{arm}");
    }
}

/// What is acknowledged is stored, whatever a session was told and whatever a batch looks like.
#[test]
fn every_acknowledged_write_is_there_after_a_crash() {
    let mut lab = Lab::start(&configuration_with_postgres());
    let batches: [&[&str]; 4] = [
        &["set local synchronous_commit = off", "insert into t values (1)"],
        &["select set_config('synchronous_commit', 'off', false)", "insert into t values (2)"],
        &[
            "/*/**/select*/ set transaction read write",
            "with x as (insert into t values (3) returning 1) select * from x",
        ],
        &["/*/**/select*/ set transaction read write", "/*/**/select*/ insert into t values (4)"],
    ];
    for arm in POSTGRES_ARMS {
        lab.query(arm, "acknowledged", "create table t (n int)").ok();
        for statements in batches {
            lab.batch(arm, "acknowledged", statements).ok();
        }
    }
    lab.crash_and_restart();
    for arm in POSTGRES_ARMS {
        let rows = lab.query(arm, "acknowledged", "select n from t order by n").rows();
        assert_eq!(rows, json!([[1], [2], [3], [4]]), "{arm}");
    }
}
