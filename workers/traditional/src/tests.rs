use engine::{CHOSEN, SqliteEngine};
use futures::executor::block_on;
use shared::{
    error::ErrorCode,
    ids::{IdempotencyKey, TenantId},
    limits,
    protocol::{QueryInput, QueryOutput},
    statement::Batch,
    tables::memory::MemoryTables,
    timing::{CopyState, EngineState},
};
use tenant::{object::Folds as _, store::Store};

use crate::logic::Tenant;

type Tested = Tenant<MemoryTables, SqliteEngine>;

fn tenant() -> Tested {
    Tenant::new(Store::new(MemoryTables::new(), CHOSEN))
}

fn input(sql: &str, key: Option<&str>) -> QueryInput {
    QueryInput {
        tenant: TenantId::parse("t").unwrap(),
        engine: CHOSEN,
        batch: Batch::of(sql),
        idempotency_key: key.map(|key| IdempotencyKey::parse(key).unwrap()),
        pings: 0,
    }
}

fn query(tenant: &Tested, sql: &str) -> QueryOutput {
    block_on(tenant.query(&input(sql, None))).unwrap()
}

fn count(tenant: &Tested) -> String {
    String::from_utf8(query(tenant, "select count(*) from t").results).unwrap()
}

#[test]
fn the_first_query_opens_the_engine() {
    let tenant = tenant();
    let first = query(&tenant, "select 1");
    assert_eq!((first.engine, first.copy), (Some(EngineState::Cold), Some(CopyState::Miss)));
    let second = query(&tenant, "select 1");
    assert_eq!((second.engine, second.copy), (Some(EngineState::Warm), Some(CopyState::Hit)));
}

#[test]
fn a_write_that_could_not_be_stored_never_happened() {
    let tenant = tenant();
    query(&tenant, "create table t (n integer)");
    tenant.store.tables().fail_next_write();
    let failed = block_on(tenant.query(&input("insert into t values (1)", None))).unwrap_err();
    assert_eq!(failed.code, ErrorCode::ObjectFailed);
    assert!(count(&tenant).contains("[[0]]"));
    query(&tenant, "insert into t values (1), (2)");
    assert!(count(&tenant).contains("[[2]]"));
}

#[test]
fn a_retry_under_the_same_key_is_answered_and_not_executed() {
    let tenant = tenant();
    query(&tenant, "create table t (n integer)");
    let insert = input("insert into t values (1)", Some("k"));
    assert!(!block_on(tenant.query(&insert)).unwrap().replayed);
    assert!(block_on(tenant.query(&insert)).unwrap().replayed);
    assert!(count(&tenant).contains("[[1]]"));
}

#[test]
fn a_key_that_has_written_answers_for_no_other_batch() {
    let looks_like_a_read = "with a as (select 1) insert into t select * from a";
    for batch in ["insert into t values (1)", looks_like_a_read] {
        let tenant = tenant();
        query(&tenant, "create table t (n integer)");
        // A key that has only read is free.
        block_on(tenant.query(&input("select 1", Some("k")))).unwrap();
        block_on(tenant.query(&input(batch, Some("k")))).unwrap();
        for other in
            ["delete from t", "select 1", "values (1)", "with a as (select 1) select * from a", "create table u (n)"]
        {
            let failure = block_on(tenant.query(&input(other, Some("k")))).unwrap_err();
            assert_eq!(failure.code, ErrorCode::IdempotencyKeyReused, "{batch}, then {other}");
        }
        assert!(block_on(tenant.query(&input(batch, Some("k")))).unwrap().replayed);
        assert!(count(&tenant).contains("[[1]]"));
    }
}

#[test]
fn the_next_life_of_the_object_has_everything_folded_or_not() {
    let tenant = tenant();
    query(&tenant, "create table t (n integer)");
    for _ in 0..limits::LOG_CHANGES + 5 {
        query(&tenant, "insert into t values (1)");
        if tenant.wants_fold() {
            tenant.fold().unwrap();
        }
    }
    let reborn = Tenant::<_, SqliteEngine>::new(Store::new(tenant.store.into_tables(), CHOSEN));
    assert!(count(&reborn).contains(&format!("[[{}]]", limits::LOG_CHANGES + 5)));
    assert!(reborn.report(CHOSEN).unwrap().log_changes < limits::LOG_CHANGES);
}

#[test]
fn a_write_that_looks_like_a_read_is_stored() {
    let tenant = tenant();
    query(&tenant, "create table t (n integer)");
    let output = query(&tenant, "with a as (select 1) insert into t select * from a");
    assert_eq!(output.version.unwrap().counter, 2);
}
