//! What a request may cost Postgres, and that the next request does not pay for it.

use serde_json::json;
use shared::error::ErrorCode;

use crate::lab::{Lab, POSTGRES_ARMS, configuration_with_postgres};

/// The code of a query that goes too far, after which the tenant is as it was.
#[track_caller]
fn check(lab: &Lab, arm: &str, sql: &str, code: ErrorCode) {
    check_any(lab, arm, sql, &[code]);
}

/// The same where more than one bound is near.
#[track_caller]
fn check_any(lab: &Lab, arm: &str, sql: &str, codes: &[ErrorCode]) {
    let tenant = "bounds";
    let refused = lab.query(arm, tenant, sql);
    assert!(codes.contains(&refused.code()), "{arm}: {sql}: {}", refused.body);
    assert_eq!(lab.query(arm, tenant, "SELECT n FROM kept").rows(), json!([[1]]), "{arm}: after {sql}");
    lab.query(arm, tenant, "UPDATE kept SET n = n").ok();
}

#[test]
fn whoever_goes_too_far_is_stopped_and_the_tenant_is_as_it_was() {
    let lab = Lab::start(&configuration_with_postgres());
    for arm in POSTGRES_ARMS {
        lab.batch(arm, "bounds", &["CREATE TABLE kept (n integer)", "INSERT INTO kept VALUES (1)"]).ok();
        let endless = "SELECT count(*) FROM pg_class a, pg_class b, pg_class c, pg_class d, pg_class e";
        check(&lab, arm, endless, ErrorCode::StepBudgetExceeded);
        check(&lab, arm, "DO $$ BEGIN LOOP END LOOP; END $$", ErrorCode::StepBudgetExceeded);
        let write = "INSERT INTO kept SELECT count(*) FROM pg_class a, pg_class b, pg_class c, pg_class d";
        check(&lab, arm, write, ErrorCode::StepBudgetExceeded);
        check(&lab, arm, "SELECT generate_series(1, 20000)", ErrorCode::ResultTooLarge);
        check(&lab, arm, "SELECT repeat('x', 5000000)", ErrorCode::ResultTooLarge);
        check(&lab, arm, "SELECT repeat('x', 3000000) FROM generate_series(1, 9)", ErrorCode::ResultTooLarge);
        check(&lab, arm, "SELECT length(repeat(repeat('x', 1000000), 100))", ErrorCode::MemoryExceeded);
        let sort = "SELECT count(*) FROM (SELECT repeat(md5(g::text), 30) AS v FROM generate_series(1, 200000) AS g \
                    ORDER BY v) AS s";
        // What does not fit the memory of a sort goes to temporary files, and those have a bound too.
        check_any(&lab, arm, sort, &[ErrorCode::SqlError, ErrorCode::MemoryExceeded]);
        let large = "CREATE TABLE large AS SELECT repeat(md5(g::text), 60) AS v FROM generate_series(1, 12000) AS g";
        check(&lab, arm, large, ErrorCode::ChangeTooLarge);
    }
}

#[test]
fn a_tenant_does_not_grow_beyond_its_bound() {
    let lab = Lab::start(&configuration_with_postgres());
    let arm = "traditional/postgres";
    lab.batch(arm, "grown", &["CREATE TABLE kept (n integer)", "INSERT INTO kept VALUES (1)"]).ok();
    lab.query(arm, "grown", "CREATE TABLE filler (v text)").ok();
    lab.query(arm, "grown", "ALTER TABLE filler ALTER COLUMN v SET STORAGE EXTERNAL").ok();
    let fill = "INSERT INTO filler SELECT repeat(md5(random()::text), 62) FROM generate_series(1, 1000)";
    let refused = (0..60).find_map(|_| {
        let answer = lab.query(arm, "grown", fill);
        (answer.status != 200).then_some(answer)
    });
    let refused = refused.expect("a tenant has a bound");
    assert_eq!(refused.code(), ErrorCode::TenantTooLarge, "{}", refused.body);
    assert_eq!(lab.query(arm, "grown", "SELECT n FROM kept").rows(), json!([[1]]));
    let rows = lab.query(arm, "grown", "SELECT count(*) FROM filler").rows();
    assert_eq!(rows[0][0].as_u64().map(|rows| rows % 1000), Some(0), "{rows}");
}

#[test]
fn a_tenant_that_only_read_is_not_stored() {
    let lab = Lab::shared_with_postgres();
    for arm in POSTGRES_ARMS {
        lab.query(arm, "only-read", "SELECT 1").ok();
        let status = lab.status(arm, "only-read");
        assert_eq!(status["version"]["counter"], json!(0), "{arm}");
        assert!(status["storage_bytes"].as_u64().is_some_and(|bytes| bytes < 64 << 10), "{arm}: {status}");
    }
}
