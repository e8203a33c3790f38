use super::*;
use shared::ids::TenantId;

use crate::arms::Asked;

fn parse(method: &str, url: &str) -> Result<Route, Refusal> {
    Route::parse(method, &Address::parse(url, None)?)
}

fn code(method: &str, url: &str) -> ErrorCode {
    parse(method, url).unwrap_err().failure.code
}

/// Every route of the guide, with something for what it leaves open.
fn routes() -> Vec<(String, String)> {
    let guide: serde_json::Value = serde_json::from_slice(&crate::guide::json()).unwrap();
    let routes = guide["routes"].as_array().unwrap().iter();
    let routes = routes.map(|route| {
        let (method, path) = route["route"].as_str().unwrap().split_once(' ').unwrap();
        let path =
            path.replace("{arm}", "new").replace("{engine}", "postgres").replace(":tenantId", "t1").replace(":id", "7");
        let path = path.replace(":workflow", "counter").replace(":event", "decision").replace(":schedule", "7");
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
                Route::Guide
                | Route::Methods(_)
                | Route::Work(
                    Work::Benchmark(_)
                    | Work::Rpc(_)
                    | Work::Call(_)
                    | Work::Schedules(_)
                    | Work::Workflow(_)
                    | Work::Pool(_),
                ) => false,
                Route::Work(Work::Arms(Asked::ComputeStatus(_) | Asked::KeepWarm(_))) => name == "engine",
                Route::Work(Work::Arms(
                    Asked::ObjectStatus { .. } | Asked::PlanWarming { .. } | Asked::Query { .. },
                )) => true,
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
        // A name may hold any character, until it is read as one.
        let escaped = [url.as_str()].into_iter().filter(|url| !url.ends_with("/7") && !url.ends_with("/decision"));
        let slashed = [format!("{url}/"), doubled, format!("{}/{}", &url[..last], &url[last..])];
        for strange in slashed.into_iter().chain(escaped.map(|url| format!("{url}%2F"))) {
            assert_eq!(code(&method, &strange), ErrorCode::UnknownRoute, "{method} {strange}");
            assert_eq!(code("OPTIONS", &strange), ErrorCode::UnknownRoute, "OPTIONS {strange}");
        }
        let first = format!("example/%{:02x}", url.as_bytes()["https://lab.example/".len()]);
        let escaped = url.replacen(&url["https://lab.".len()..="https://lab.example/".len()], &first, 1);
        assert_eq!(parse(&method, &escaped).unwrap(), parse(&method, &url).unwrap(), "{escaped}");
    }
}

#[test]
fn what_leads_nowhere_is_unknown_whatever_the_method() {
    let paths = ["/elsewhere", "/old/query", "/new", "/new/query/more", "/new/postgres/query/more", "/benchmark/none"];
    let more = ["/rpc", "/rpc/run", "/multi-tenant/new/a", "/multi-tenant/old/a/query", "/native/keep-warm", "/%2e/x"];
    let calls = ["/call", "/call/run", "/call/dead/7", "/call/dead/7/bury", "/call/dead//drop"];
    let calls = calls.into_iter().chain([
        "/workflow",
        "/workflow/counter",
        "/workflow/instances/7/explode",
        "/pool",
        "/pool/explode",
    ]);
    let rest = ["/compute/query", "/NEW/query", "/elsewhere?x", "*", ""];
    for path in paths.into_iter().chain(more).chain(calls).chain(rest) {
        for method in ["GET", "HEAD", "POST", "OPTIONS", "DELETE"] {
            assert_eq!(code(method, &format!("http://h{path}")), ErrorCode::UnknownRoute, "{method} {path}");
        }
    }
}

#[test]
fn a_source_and_a_target_are_those_of_the_address_or_the_usual_ones() {
    let named = |name: &str| TenantId::parse(name).unwrap();
    let asked = |path: &str| match parse("GET", &format!("https://lab.example/call/{path}")).unwrap() {
        Route::Work(Work::Call(asked)) => asked,
        other => panic!("{path}: {other:?}"),
    };
    assert_eq!(asked("status"), call::Asked::Status(named("source")));
    assert_eq!(asked("dead?source=a"), call::Asked::Dead(named("a")));
    let ledger =
        |target: &str, source: Option<&str>| call::Asked::Ledger { target: named(target), source: source.map(named) };
    assert_eq!(asked("ledger"), ledger("source.0", None));
    assert_eq!(asked("ledger?source=a"), ledger("a.0", Some("a")));
    assert_eq!(asked("ledger?target=a.7"), ledger("a.7", None));
    assert_eq!(asked("ledger?target=a.7&source=b"), ledger("a.7", Some("b")));
    for path in ["status?source=", "ledger?target=a/b", "dead?source=%20"] {
        assert_eq!(code("GET", &format!("https://lab.example/call/{path}")), ErrorCode::BadTenant, "{path}");
    }
    for id in ["x", "-1", "7.5", "18446744073709551616"] {
        let url = format!("https://lab.example/call/dead/{id}/redrive");
        assert_eq!(code("POST", &url), ErrorCode::UnknownDeadLetter, "{id}");
    }
}

#[test]
fn an_instance_is_in_the_object_that_is_named_or_in_its_shard() {
    let asked = |method: &str, path: &str| match parse(method, &format!("https://lab.example/workflow/{path}")).unwrap()
    {
        Route::Work(Work::Workflow(asked)) => asked,
        other => panic!("{path}: {other:?}"),
    };
    assert_ne!(asked("GET", "instances/run"), asked("GET", "instances/run?object=own"));
    assert_eq!(asked("GET", "instances/a/journal"), asked("GET", "instances/a/journal?after=0"));
    for (path, expected) in [
        ("instances/-", ErrorCode::BadInstanceId),
        ("instances/a/events?after=-1", ErrorCode::BadCount),
        ("instances/a?object=a/b", ErrorCode::BadTenant),
        ("tracker?instance=%20", ErrorCode::BadInstanceId),
    ] {
        assert_eq!(code("GET", &format!("https://lab.example/workflow/{path}")), expected, "{path}");
    }
}
