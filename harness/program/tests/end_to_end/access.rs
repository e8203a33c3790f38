//! Who may ask what: the token of a deployment, the openness of a local run, and a router that alone is public.

use harness::machine::workerd::Openness;
use shared::{call::ServiceName, error::ErrorCode};

use crate::lab::{Answer, Lab, Request, configuration, routes, whole_configuration, workers};

const TOKEN: &str = "correct horse battery staple";
const QUERY: &[u8] = b"{\"sql\": \"select 1\"}";
const PLAN: &[u8] = b"{\"every_ms\": 3600000, \"times\": 1}";
const CALL: &[u8] = b"{\"method\": \"object_rpc\"}";
const BATCH: &[u8] = b"{\"way\": \"rpc\", \"operations\": 2}";
const CALLBACK: &[u8] = br#"{"token":"nobody~1~0","result":1}"#;
const TRIAL: &[u8] = br#"{"arm":"row","instances":1}"#;
const INPUT: &[u8] = br#"{"input":{"steps":1}}"#;
const TASK: &[u8] = br#"{"task":"echo"}"#;
const SIZE: &[u8] = br#"{"size":4}"#;
const CANCELLATION: &[u8] = b"{\"source\": \"source\", \"target\": \"source.0\", \"first\": 1}";

/// Every route of the guide but the guide, also those of engines.
fn closed_routes(lab: &Lab) -> Vec<(String, String)> {
    routes(lab).into_iter().filter(|(_, path)| path != "/").collect()
}

fn ask(lab: &Lab, method: &str, path: &str, token: Option<&str>) -> Answer {
    let body: &[u8] = match path {
        _ if method == "GET" || path.starts_with("/benchmark") => b"",
        _ if path.ends_with("/keep-warm") => {
            if path.starts_with("/compute") {
                b""
            } else {
                PLAN
            }
        }
        _ if path.starts_with("/rpc") => CALL,
        "/call/batch" => BATCH,
        "/call/cancel" => CANCELLATION,
        "/workflow/trial" => TRIAL,
        "/workflow/callback" => CALLBACK,
        "/pool/execute" | "/pool/benchmark" => TASK,
        "/pool/resize" => SIZE,
        "/pool/drain" | "/pool/warm" => b"{}",
        _ if path.starts_with("/workflow/counter") => INPUT,
        _ if path.ends_with("/set") => br#"{"workflow":"counter","input":{"steps":1},"cron":"0 0 1 1 *"}"#,
        _ if path.ends_with("/backfill") => br#"{"from_ms":1767225600000,"to_ms":1767830400000}"#,
        _ if path.ends_with("/restart-from") => br#"{"operation":0}"#,
        _ if path.starts_with("/workflow") => b"{}",
        _ => QUERY,
    };
    lab.send(&Request::new(method, path).body(body).token(token))
}

#[test]
fn with_a_token_configured_every_route_but_the_guide_asks_for_it() {
    let lab = Lab::start(&whole_configuration(&Openness::Token(TOKEN.to_owned())));
    lab.get("/").ok();
    for (method, path) in closed_routes(&lab) {
        let wrong = [None, Some(""), Some("wrong"), Some(&TOKEN[1..]), Some("correct horse battery staple!")];
        for token in wrong {
            assert_eq!(ask(&lab, &method, &path, token).code(), ErrorCode::Unauthorized, "{method} {path} {token:?}");
        }
        let answer = ask(&lab, &method, &path, Some(TOKEN));
        if path.starts_with("/call/dead/") {
            assert_eq!(answer.code(), ErrorCode::UnknownDeadLetter, "{method} {path}");
        } else if path.starts_with("/workflow/instances/") || path == "/workflow/callback" {
            assert_eq!(answer.code(), ErrorCode::UnknownInstance, "{method} {path}");
        } else {
            answer.ok();
        }
    }
}

#[test]
fn without_a_token_configured_every_route_but_the_guide_is_closed() {
    for openness in [Openness::Closed, Openness::Token(String::new())] {
        let lab = Lab::start(&configuration(&openness));
        lab.get("/").ok();
        for (method, path) in closed_routes(&lab) {
            for token in [None, Some(""), Some(TOKEN)] {
                let code = ask(&lab, &method, &path, token).code();
                assert_eq!(code, ErrorCode::TokenNotConfigured, "{openness:?} {method} {path}");
            }
        }
    }
}

#[test]
fn whoever_may_not_ask_is_told_the_methods_and_no_more() {
    let lab = Lab::start(&whole_configuration(&Openness::Closed));
    for (_, path) in routes(&lab) {
        let (status, body) = Request::new("OPTIONS", &path).send(lab.address("router")).unwrap();
        assert_eq!((status, body), (204, Vec::new()), "{path}");
    }
}

#[test]
fn a_body_is_not_read_before_the_token_is_right() {
    let lab = Lab::start(&configuration(&Openness::Token(TOKEN.to_owned())));
    let large = vec![b' '; 4 << 20];
    assert_eq!(lab.send(&Request::new("POST", "/new/query").body(&large)).code(), ErrorCode::Unauthorized);
    assert_eq!(lab.send(&Request::new("POST", "/new/query").body(b"{")).code(), ErrorCode::Unauthorized);
}

#[test]
fn only_the_router_has_a_socket_or_a_public_address() {
    let sockets = configuration(&Openness::Open).sockets;
    assert_eq!(sockets.iter().map(|socket| socket.service.as_str()).collect::<Vec<_>>(), ["router"]);
    for worker in workers().all() {
        let (name, file) = (worker.name(), worker.file());
        assert_eq!((file.workers_dev, file.preview_urls), (name == ServiceName::Router, false), "{name}");
    }
}

#[test]
fn no_wrangler_file_opens_the_router_or_holds_its_token() {
    for worker in workers().all() {
        let text = std::fs::read_to_string(worker.path()).unwrap();
        let settings = text.lines().filter(|line| !line.trim_start().starts_with('#'));
        for line in settings {
            assert!(!line.contains("LAB_"), "{}: {line}", worker.name());
        }
    }
}
