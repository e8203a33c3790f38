use super::*;

fn parse(method: &str, url: &str) -> Result<Route, Refusal> {
    Route::parse(method, &Address::parse(url, None)?)
}

fn code(method: &str, url: &str) -> ErrorCode {
    parse(method, url).unwrap_err().failure.code
}

/// The work that an address stands for.
fn work(method: &str, url: &str) -> Work {
    match parse(method, url).unwrap() {
        Route::Work(work) => work,
        other @ (Route::Guide | Route::Methods(_)) => panic!("{method} {url}: {other:?}"),
    }
}

/// Every route of the guide, with something for what it leaves open.
fn routes() -> Vec<(String, String)> {
    let guide: serde_json::Value = serde_json::from_slice(&crate::guide::json()).unwrap();
    let routes = guide["routes"].as_array().unwrap().iter();
    let routes = routes.map(|route| {
        let (method, path) = route["route"].as_str().unwrap().split_once(' ').unwrap();
        let path = path.replace("{arm}", "new").replace("{engine}", "postgres").replace(":tenantId", "t1");
        (method.to_owned(), format!("https://lab.example{path}"))
    });
    routes.collect()
}

#[test]
fn the_routes_are_those_of_the_guide() {
    assert!(routes().len() > 10);
    for (method, url) in routes() {
        assert!(parse(&method, &url).is_ok(), "{method} {url}");
    }
}

#[test]
fn every_route_tells_its_methods_and_takes_no_other() {
    for (method, url) in routes() {
        let methods = if method == "GET" { "GET, HEAD, OPTIONS" } else { "POST, OPTIONS" };
        assert_eq!(parse("OPTIONS", &url).unwrap(), Route::Methods(methods), "{url}");
        assert_eq!(parse("HEAD", &url).is_ok(), method == "GET", "{url}");
        for other in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "get", "", "GET, HEAD"] {
            if methods.split(", ").any(|known| known == other) {
                continue;
            }
            let refusal = parse(other, &url).unwrap_err();
            assert_eq!(refusal.failure.code, ErrorCode::MethodNotAllowed, "{other} {url}");
            assert_eq!(refusal.allow, Some(methods), "{other} {url}");
        }
    }
}

#[test]
fn every_route_refuses_parameters_that_it_does_not_take() {
    for (method, url) in routes() {
        for query in ["tennant=alice", "x=1", "engine=postgres&engine=postgres", "tenant", "tenant=t1&", "%=1"] {
            assert_eq!(
                code(&method, &format!("{url}?{query}")),
                ErrorCode::BadQueryParameter,
                "{method} {url}?{query}"
            );
        }
        assert_eq!(parse(&method, &format!("{url}?")).unwrap(), parse(&method, &url).unwrap(), "{url}?");
        for (name, value) in [("engine", "postgres"), ("tenant", "t1")] {
            let is_taken = parse(&method, &format!("{url}?{name}={value}")).is_ok();
            let what = parse(&method, &url).unwrap();
            let takes = match what {
                Route::Guide | Route::Methods(_) | Route::Work(Work::Benchmark(_) | Work::Rpc(_)) => false,
                Route::Work(Work::ComputeStatus(_) | Work::KeepWarm(_)) => name == "engine",
                Route::Work(Work::ObjectStatus { .. } | Work::PlanWarming { .. } | Work::Query { .. }) => true,
            };
            assert_eq!(is_taken, takes, "{method} {url}?{name}");
        }
    }
}

#[test]
fn a_path_is_written_in_one_way() {
    for (method, url) in routes().into_iter().filter(|(_, url)| !url.ends_with("example/")) {
        let doubled = url.replacen("example/", "example//", 1);
        let last = url.rfind('/').unwrap();
        for strange in [format!("{url}/"), doubled, format!("{}/{}", &url[..last], &url[last..]), format!("{url}%2F")] {
            assert_eq!(code(&method, &strange), ErrorCode::UnknownRoute, "{method} {strange}");
            assert_eq!(code("OPTIONS", &strange), ErrorCode::UnknownRoute, "OPTIONS {strange}");
        }
        let first = format!("example/%{:02x}", url.as_bytes()["https://lab.example/".len()]);
        let escaped = url.replacen(&url["https://lab.".len()..="https://lab.example/".len()], &first, 1);
        assert_eq!(parse(&method, &escaped).unwrap(), parse(&method, &url).unwrap(), "{escaped}");
    }
}

#[test]
fn tenants_come_from_the_path_or_a_parameter() {
    assert_eq!(
        work("POST", "http://h/multi-tenant/native/t-1/query"),
        Work::Query {
            arm: Arm::Native,
            engine: EngineName::Sqlite,
            tenant: TenantId::parse("t-1").ok(),
            pings: Pinging::Never
        }
    );
    assert_eq!(
        work("GET", "http://h/new/status?tenant=t2#f"),
        Work::ObjectStatus { arm: Arm::New, engine: EngineName::Sqlite, tenant: TenantId::parse("t2").unwrap() }
    );
    let query = Work::Query {
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
        assert_eq!(work("POST", url), query, "{url}");
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
        let query = Work::Query { arm: Arm::New, engine: EngineName::Postgres, tenant, pings: Pinging::Never };
        assert_eq!(work("POST", url), query, "{url}");
    }
    assert_eq!(code("POST", "http://h/multi-tenant/new/t3/query?tenant=t4"), ErrorCode::BadTenant);
    assert_eq!(code("POST", "http://h/new/timing?tenant="), ErrorCode::BadTenant);
    assert_eq!(
        work("POST", "http://h/new/keep-warm?tenant=t3"),
        Work::PlanWarming { engine: EngineName::Sqlite, tenant: TenantId::parse("t3").ok() }
    );
}

#[test]
fn engines_come_from_the_path_or_a_parameter() {
    for url in [
        "http://h/new/postgres/query",
        "http://h/new/query?engine=postgres",
        "http://h/new/postgres/query?engine=postgres",
    ] {
        let query = Work::Query { arm: Arm::New, engine: EngineName::Postgres, tenant: None, pings: Pinging::Never };
        assert_eq!(work("POST", url), query, "{url}");
    }
    assert_eq!(
        work("POST", "http://h/multi-tenant/hybrid/postgres/sqlite/query"),
        Work::Query {
            arm: Arm::Hybrid,
            engine: EngineName::Postgres,
            tenant: TenantId::parse("sqlite").ok(),
            pings: Pinging::Never
        }
    );
    let status = Work::ComputeStatus(EngineName::Postgres);
    assert_eq!(work("GET", "http://h/compute/postgres/status"), status);
    assert_eq!(work("GET", "http://h/compute/status?engine=postgres"), status);
    let warm = Work::KeepWarm(EngineName::Sqlite);
    assert_eq!(work("POST", "http://h/compute/keep-warm"), warm);
    assert_eq!(code("POST", "http://h/new/postgres/query?engine=sqlite"), ErrorCode::BadChoice);
    assert_eq!(code("POST", "http://h/new/mysql/query"), ErrorCode::UnknownEngine);
    assert_eq!(code("GET", "http://h/new/status?engine="), ErrorCode::UnknownEngine);
    assert_eq!(code("POST", "http://h/other/postgres/query"), ErrorCode::UnknownRoute);
    assert_eq!(code("POST", "http://h/new/postgres/elsewhere"), ErrorCode::UnknownRoute);
}

#[test]
fn what_leads_nowhere_is_unknown_whatever_the_method() {
    let paths = ["/elsewhere", "/old/query", "/new", "/new/query/more", "/new/postgres/query/more", "/benchmark/none"];
    let more = ["/rpc", "/rpc/run", "/multi-tenant/new/a", "/multi-tenant/old/a/query", "/native/keep-warm", "/%2e/x"];
    for path in paths.into_iter().chain(more).chain(["/compute/query", "/NEW/query", "/elsewhere?x", "*", ""]) {
        for method in ["GET", "HEAD", "POST", "OPTIONS", "DELETE"] {
            assert_eq!(code(method, &format!("http://h{path}")), ErrorCode::UnknownRoute, "{method} {path}");
        }
    }
}

#[test]
fn path_and_body_must_agree_on_the_tenant() {
    let tenant = |text| TenantId::parse(text).ok();
    assert_eq!(tenant_or_default(None, None).unwrap().as_str(), "default");
    assert_eq!(tenant_or_default(tenant("a"), tenant("a")).unwrap().as_str(), "a");
    assert_eq!(tenant_or_default(tenant("a"), tenant("b")).unwrap_err().code, ErrorCode::BadTenant);
}
