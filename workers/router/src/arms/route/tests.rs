use super::*;
use crate::{
    address::Address,
    answer::Refusal,
    route::{Route, Work},
};

fn parse(method: &str, url: &str) -> Result<Route, Refusal> {
    Route::parse(method, &Address::parse(url, None)?)
}

fn code(method: &str, url: &str) -> ErrorCode {
    parse(method, url).unwrap_err().failure.code
}

/// What an address asks for.
fn asked(method: &str, url: &str) -> Asked {
    match parse(method, url).unwrap() {
        Route::Work(Work::Arms(asked)) => asked,
        other => panic!("{method} {url}: {other:?}"),
    }
}

#[test]
fn tenants_come_from_the_path_or_a_parameter() {
    assert_eq!(
        asked("POST", "http://h/multi-tenant/native/t-1/query"),
        Asked::Query {
            arm: Arm::Native,
            engine: EngineName::Sqlite,
            tenant: TenantId::parse("t-1").ok(),
            pings: Pinging::Never
        }
    );
    assert_eq!(
        asked("GET", "http://h/new/status?tenant=t2#f"),
        Asked::ObjectStatus { arm: Arm::New, engine: EngineName::Sqlite, tenant: TenantId::parse("t2").unwrap() }
    );
    let query = Asked::Query {
        arm: Arm::New,
        engine: EngineName::Postgres,
        tenant: TenantId::parse("t3").ok(),
        pings: Pinging::Never,
    };
    for url in [
        "http://h/new/query?tenant=t3&engine=postgres",
        "http://h/new/postgres/query?tenant=t3",
        "http://h/multi-tenant/new/postgres/t3/query?tenant=t3",
    ] {
        assert_eq!(asked("POST", url), query, "{url}");
    }
    for segment in ["a%20b", "a%2Fb", "a%00", "%2e%2e", "a+b", "a%3Fb"] {
        assert_eq!(
            code("POST", &format!("http://h/multi-tenant/new/{segment}/query")),
            ErrorCode::BadTenant,
            "{segment}"
        );
    }
    for url in ["http://h/multi-tenant/new/postgres/t%3A3/query", "http://h/new/postgres/query?tenant=t%3a3"] {
        let tenant = TenantId::parse("t:3").ok();
        let query = Asked::Query { arm: Arm::New, engine: EngineName::Postgres, tenant, pings: Pinging::Never };
        assert_eq!(asked("POST", url), query, "{url}");
    }
    assert_eq!(code("POST", "http://h/multi-tenant/new/t3/query?tenant=t4"), ErrorCode::BadTenant);
    assert_eq!(code("POST", "http://h/new/timing?tenant="), ErrorCode::BadTenant);
    assert_eq!(
        asked("POST", "http://h/new/keep-warm?tenant=t3"),
        Asked::PlanWarming { engine: EngineName::Sqlite, tenant: TenantId::parse("t3").ok() }
    );
}

#[test]
fn engines_come_from_the_path_or_a_parameter() {
    for url in [
        "http://h/new/postgres/query",
        "http://h/new/query?engine=postgres",
        "http://h/new/postgres/query?engine=postgres",
    ] {
        let query = Asked::Query { arm: Arm::New, engine: EngineName::Postgres, tenant: None, pings: Pinging::Never };
        assert_eq!(asked("POST", url), query, "{url}");
    }
    assert_eq!(
        asked("POST", "http://h/multi-tenant/hybrid/postgres/sqlite/query"),
        Asked::Query {
            arm: Arm::Hybrid,
            engine: EngineName::Postgres,
            tenant: TenantId::parse("sqlite").ok(),
            pings: Pinging::Never
        }
    );
    let status = Asked::ComputeStatus(EngineName::Postgres);
    assert_eq!(asked("GET", "http://h/compute/postgres/status"), status);
    assert_eq!(asked("GET", "http://h/compute/status?engine=postgres"), status);
    let warm = Asked::KeepWarm(EngineName::Sqlite);
    assert_eq!(asked("POST", "http://h/compute/keep-warm"), warm);
    assert_eq!(code("POST", "http://h/new/postgres/query?engine=sqlite"), ErrorCode::BadChoice);
    assert_eq!(code("POST", "http://h/new/mysql/query"), ErrorCode::UnknownEngine);
    assert_eq!(code("GET", "http://h/new/status?engine="), ErrorCode::UnknownEngine);
    assert_eq!(code("POST", "http://h/other/postgres/query"), ErrorCode::UnknownRoute);
    assert_eq!(code("POST", "http://h/new/postgres/elsewhere"), ErrorCode::UnknownRoute);
}

#[test]
fn path_and_body_must_agree_on_the_tenant() {
    let tenant = |text| TenantId::parse(text).ok();
    assert_eq!(tenant_or_default(None, None).unwrap().as_str(), "default");
    assert_eq!(tenant_or_default(tenant("a"), tenant("a")).unwrap().as_str(), "a");
    assert_eq!(tenant_or_default(tenant("a"), tenant("b")).unwrap_err().code, ErrorCode::BadTenant);
}
