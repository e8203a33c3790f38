use super::*;

fn code(method: &str, url: &str) -> ErrorCode {
    Route::parse(method, url).unwrap_err().code
}

#[test]
fn the_routes_are_those_of_the_guide() {
    let guide = String::from_utf8(crate::guide::json()).unwrap();
    let guide: serde_json::Value = serde_json::from_str(&guide).unwrap();
    let routes = guide["routes"].as_array().unwrap();
    assert!(routes.len() > 10);
    for route in routes {
        let (method, path) = route["route"].as_str().unwrap().split_once(' ').unwrap();
        let path = path.replace("{arm}", "new").replace("{engine}", "postgres").replace(":tenantId", "t1");
        assert!(Route::parse(method, &format!("https://lab.example{path}")).is_ok(), "{method} {path}");
    }
}

#[test]
fn tenants_come_from_the_path_or_a_parameter() {
    assert_eq!(
        Route::parse("POST", "http://h/multi-tenant/native/t-1/query").unwrap(),
        Route::Query {
            arm: Arm::Native,
            engine: EngineName::Sqlite,
            tenant: TenantId::parse("t-1").ok(),
            pings: Pinging::Never
        }
    );
    assert_eq!(
        Route::parse("GET", "http://h/new/status?x=1&tenant=t2#f").unwrap(),
        Route::ObjectStatus { arm: Arm::New, engine: EngineName::Sqlite, tenant: TenantId::parse("t2").unwrap() }
    );
    let query = Route::Query {
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
        assert_eq!(Route::parse("POST", url).unwrap(), query, "{url}");
    }
    assert_eq!(code("POST", "http://h/multi-tenant/new/a%20b/query"), ErrorCode::BadTenant);
    assert_eq!(code("POST", "http://h/multi-tenant/new/t3/query?tenant=t4"), ErrorCode::BadTenant);
    assert_eq!(code("POST", "http://h/new/timing?tenant="), ErrorCode::BadTenant);
    assert_eq!(
        Route::parse("POST", "http://h/new/keep-warm?tenant=t3").unwrap(),
        Route::PlanWarming { engine: EngineName::Sqlite, tenant: TenantId::parse("t3").ok() }
    );
}

#[test]
fn engines_come_from_the_path_or_a_parameter() {
    for url in [
        "http://h/new/postgres/query",
        "http://h/new/query?engine=postgres",
        "http://h/new/postgres/query?engine=postgres",
    ] {
        let query = Route::Query { arm: Arm::New, engine: EngineName::Postgres, tenant: None, pings: Pinging::Never };
        assert_eq!(Route::parse("POST", url).unwrap(), query, "{url}");
    }
    assert_eq!(
        Route::parse("POST", "http://h/multi-tenant/hybrid/postgres/sqlite/query").unwrap(),
        Route::Query {
            arm: Arm::Hybrid,
            engine: EngineName::Postgres,
            tenant: TenantId::parse("sqlite").ok(),
            pings: Pinging::Never
        }
    );
    let status = Route::ComputeStatus(EngineName::Postgres);
    assert_eq!(Route::parse("GET", "http://h/compute/postgres/status").unwrap(), status);
    assert_eq!(Route::parse("GET", "http://h/compute/status?engine=postgres").unwrap(), status);
    let warm = Route::KeepWarm(EngineName::Sqlite);
    assert_eq!(Route::parse("POST", "http://h/compute/keep-warm").unwrap(), warm);
    assert_eq!(code("POST", "http://h/new/postgres/query?engine=sqlite"), ErrorCode::BadChoice);
    assert_eq!(code("POST", "http://h/new/mysql/query"), ErrorCode::UnknownEngine);
    assert_eq!(code("GET", "http://h/new/status?engine="), ErrorCode::UnknownEngine);
    assert_eq!(code("POST", "http://h/other/postgres/query"), ErrorCode::UnknownRoute);
    assert_eq!(code("POST", "http://h/new/postgres/elsewhere"), ErrorCode::UnknownRoute);
}

#[test]
fn strange_requests_are_told_what_is_wrong() {
    assert_eq!(code("GET", "http://h/elsewhere"), ErrorCode::UnknownRoute);
    assert_eq!(code("POST", "http://h/other/query"), ErrorCode::UnknownRoute);
    assert_eq!(code("GET", "http://h/new/query"), ErrorCode::MethodNotAllowed);
    assert_eq!(code("DELETE", "http://h"), ErrorCode::MethodNotAllowed);
}

#[test]
fn path_and_body_must_agree_on_the_tenant() {
    let tenant = |text| TenantId::parse(text).ok();
    assert_eq!(tenant_or_default(None, None).unwrap().as_str(), "default");
    assert_eq!(tenant_or_default(tenant("a"), tenant("a")).unwrap().as_str(), "a");
    assert_eq!(tenant_or_default(tenant("a"), tenant("b")).unwrap_err().code, ErrorCode::BadTenant);
}

#[test]
fn only_the_guide_is_open() {
    assert!(!Route::Guide.needs_token());
    assert!(Route::ComputeStatus(EngineName::Postgres).needs_token());
    assert!(Route::Benchmark(Kind::Burst).needs_token());
}
