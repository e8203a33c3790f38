use super::*;

#[test]
fn what_would_end_the_transaction_or_change_who_asks_is_refused() {
    for sql in [
        "COMMIT",
        " /* a */ rollback; ",
        "/* /* */ */ commit",
        "start transaction",
        "prepare transaction 'x'",
        "listen a",
        "copy t to program 'cat'",
        "set role postgres",
        "RESET SESSION AUTHORIZATION",
        "set local session authorization default",
        "set session role none",
        "alter system set work_mem = '1GB'",
    ] {
        assert_eq!(check(sql).unwrap_err().code, ErrorCode::StatementRefused, "{sql}");
    }
}

#[test]
fn what_lasts_for_the_request_only_is_taken() {
    for sql in [
        "select 1",
        "set search_path = a",
        "set local work_mem = '1MB'",
        "alter table t add x int",
        "do $$ begin end $$",
    ] {
        check(sql).unwrap();
    }
}
