use super::*;

fn code(sql: &str) -> Option<ErrorCode> {
    check_single(sql).err().map(|failure| failure.code)
}

#[test]
fn one_statement_passes() {
    for sql in [
        "select 1",
        "select 1;",
        " ; ;select 1;; -- end",
        "select ';' , \";\", `;`, [;] /* ; */ -- ;",
        "select 'it''s; fine'",
        "create trigger t after insert on a begin delete from b; update c set x = 1; end",
        "CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END;",
        "explain query plan create trigger t after insert on a begin select 1; end;",
        "create table trigger_log(x)",
        "select 1 /* never closed",
    ] {
        assert_eq!(code(sql), None, "{sql}");
    }
}

#[test]
fn what_stands_around_a_statement_is_left_out() {
    for (sql, expected) in [
        ("select 1", "select 1"),
        ("  ; ; select 1;; -- end", "select 1"),
        ("\u{feff}select 1; -- note\n", "select 1"),
        ("/* a */ select /* b */ 1 /* c */ ; /* d */", "select /* b */ 1"),
        ("select ';' -- x", "select ';'"),
        ("select 'ä';", "select 'ä'"),
        (
            "create trigger t after insert on a begin select 1; end; ;",
            "create trigger t after insert on a begin select 1; end",
        ),
        ("select 1 /* never closed", "select 1"),
        ("select 1 /*", "select 1 /*"),
        ("select 'never closed", "select 'never closed"),
    ] {
        assert_eq!(bare(sql).unwrap(), expected);
    }
}

#[test]
fn several_statements_are_found() {
    for sql in [
        "select 1; select 2",
        "select 1;/* */delete from t",
        "create table t(x); insert into t values(1)",
        "create trigger t after insert on a begin select 1; end; select 2",
        "insert into t values(';'); drop table t",
    ] {
        assert_eq!(code(sql), Some(ErrorCode::MultipleStatements), "{sql}");
    }
}

#[test]
fn nothing_is_not_a_statement() {
    for sql in ["", "  ", ";;", "-- comment", "/* ; */"] {
        assert_eq!(code(sql), Some(ErrorCode::EmptyStatement), "{sql:?}");
    }
    assert_eq!(check_characters("select 1\0").unwrap_err().code, ErrorCode::StatementRefused);
}

#[test]
fn the_first_word_is_the_guess() {
    assert_eq!(guess("/* x */ SeLeCt 1"), Guess::Read);
    assert_eq!(guess("with a as (select 1) delete from t"), Guess::Read);
    assert_eq!(guess("insert into t select 1"), Guess::Write);
    assert_eq!(guess("(select 1)"), Guess::Read);
    assert_eq!(guess(""), Guess::Write);
}
