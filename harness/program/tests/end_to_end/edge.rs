//! The edge, byte by byte: addresses, hosts, methods and heads of requests that say something else than they seem to.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

use serde_json::{Value, json};
use shared::{error::ErrorCode, limits};

use crate::lab::{ARMS, Answer, Lab, Request, routes};

/// Longest wait for bytes of an answer: above the deadline of a body.
const PATIENCE: Duration = Duration::from_secs(30);

/// The head of an answer in lower case, and its body.
struct Told {
    head: String,
    body: Vec<u8>,
}

impl Told {
    fn status(&self) -> u16 {
        self.head.split(' ').nth(1).and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("{}", self.head))
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    #[track_caller]
    fn code(&self) -> ErrorCode {
        let text = String::from_utf8_lossy(&self.body);
        let body = serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{} {text}", self.head));
        Answer { status: self.status(), body }.code()
    }
}

/// Sends pieces as they are, each by itself, and hands back what is answered.
fn exchange<'a>(lab: &Lab, pieces: impl IntoIterator<Item = &'a [u8]>) -> Told {
    let mut stream = TcpStream::connect(lab.address("router")).unwrap();
    stream.set_nodelay(true).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    for piece in pieces {
        // A server that refuses a body may close before it has read all of it; the answer is there all the same.
        if stream.write_all(piece).is_err() {
            break;
        }
    }
    let mut answer = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(length) => answer.extend_from_slice(&buffer[..length]),
            Err(_) if is_complete(&answer) => break,
            Err(error) => panic!("{error} after {:?}", String::from_utf8_lossy(&answer)),
        }
    }
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap_or(answer.len());
    let body = answer.get(end + 4..).unwrap_or_default().to_vec();
    Told { head: String::from_utf8_lossy(&answer[..end]).to_lowercase().replace("\r\n", "\n"), body }
}

/// Whether an answer has come to its end, so that a reset of the connection behind it takes nothing away.
fn is_complete(answer: &[u8]) -> bool {
    let Some(end) = answer.windows(4).position(|window| window == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
    length.is_some_and(|length| answer.len() >= end + 4 + length)
}

/// A request of these lines without a body.
fn ask(lab: &Lab, line: &str, headers: &str) -> Told {
    let request = format!("{line} HTTP/1.1\r\n{headers}connection: close\r\n\r\n");
    exchange(lab, [request.as_bytes()])
}

/// A query whose head has one more line.
fn post(lab: &Lab, header: &str, body: &[u8]) -> Told {
    let length = body.len();
    let head = format!(
        "POST /new/query HTTP/1.1\r\nhost: lab\r\nconnection: close\r\n{header}\r\ncontent-length: {length}\r\n\r\n"
    );
    exchange(lab, [head.as_bytes(), body])
}

#[test]
fn every_route_refuses_parameters_that_it_does_not_take() {
    let lab = Lab::shared_with_postgres();
    let strange =
        ["tennant=alice", "tenant=a&tenant=b", "tenant=a&tenant=a", "tenant", "engine=sqlite&", "=", "tenant=%zz"];
    for (method, path) in routes(&lab) {
        for query in strange {
            let answer = lab.send(&Request::new(&method, &format!("{path}?{query}")).body(b"{\"sql\": \"SELECT 1\"}"));
            assert_eq!(answer.code(), ErrorCode::BadQueryParameter, "{method} {path}?{query}");
        }
    }
    // Nobody ran for another tenant meanwhile.
    for arm in ARMS {
        let create = json!({ "sql": "CREATE TABLE passed_over (a)" });
        assert_eq!(lab.post(&format!("/{arm}/query?tennant=alice"), &create).code(), ErrorCode::BadQueryParameter);
        assert_eq!(lab.query(arm, "default", "SELECT * FROM passed_over").code(), ErrorCode::SqlError, "{arm}");
    }
}

#[test]
fn escapes_are_decoded_and_shift_nothing() {
    let lab = Lab::shared();
    let body = json!({ "sql": "SELECT a FROM t" });
    for arm in ARMS {
        lab.batch(arm, "a:b", &["CREATE TABLE t (a)", "INSERT INTO t VALUES ('here')"]).ok();
        for path in [
            format!("/{arm}/query?tenant=a%3Ab"),
            format!("/{arm}/query?%74enant=a%3ab&engine=sqlit%65"),
            format!("/multi-tenant/{arm}/a%3Ab/query"),
            format!("/multi-tenant/{arm}/a:b/query?tenant=%61:b"),
            format!("/%{:02x}{}/query?tenant=a:b", arm.as_bytes()[0], &arm[1..]),
        ] {
            assert_eq!(lab.post(&path, &body).rows(), json!([["here"]]), "{path}");
        }
        for (path, code) in [
            (format!("/multi-tenant/{arm}/a%2Fquery"), ErrorCode::UnknownRoute),
            (format!("/multi-tenant/{arm}/a%2Fb/query"), ErrorCode::BadTenant),
            (format!("/multi-tenant/{arm}/a%00/query"), ErrorCode::BadTenant),
            (format!("/multi-tenant/{arm}/%2e%2e/query"), ErrorCode::BadTenant),
            (format!("/{arm}%2Fquery"), ErrorCode::UnknownRoute),
            (format!("/{arm}/query%3Ftenant=a"), ErrorCode::UnknownRoute),
            (format!("/{arm}/query%00"), ErrorCode::UnknownRoute),
            (format!("/{arm}/query?tenant=a%26b"), ErrorCode::BadTenant),
            (format!("/{arm}/query?tenant=a+b"), ErrorCode::BadTenant),
            (format!("/{arm}/quer%y"), ErrorCode::BadAddress),
            (format!("/multi-tenant/{arm}/a%3/query"), ErrorCode::BadAddress),
            (format!("/multi-tenant/{arm}/a%ff/query"), ErrorCode::BadAddress),
            (format!("//{arm}/query"), ErrorCode::UnknownRoute),
            (format!("/{arm}//query"), ErrorCode::UnknownRoute),
            (format!("/{arm}/query/"), ErrorCode::UnknownRoute),
            (format!("/x/../{arm}/query"), ErrorCode::UnknownRoute),
        ] {
            assert_eq!(lab.post(&path, &body).code(), code, "{path}");
        }
    }
}

#[test]
fn a_host_has_no_part_in_the_address() {
    let lab = Lab::shared();
    for host in ["lab", "lab.example", "127.0.0.1:8787", "[::1]:8787", "[::1]"] {
        assert_eq!(ask(&lab, "GET /", &format!("host: {host}\r\n")).status(), 200, "{host}");
        assert_eq!(ask(&lab, "GET /nothing", &format!("host: {host}\r\n")).code(), ErrorCode::UnknownRoute, "{host}");
    }
    let strange =
        ["evil/new/status", "evil/new/status?x=", "evil?a=b", "evil#", "evil\\new", "me@evil", "a b", "a%2fb"];
    for host in strange {
        for target in ["/", "/nothing"] {
            let told = ask(&lab, &format!("GET {target}"), &format!("host: {host}\r\n"));
            assert_eq!(told.code(), ErrorCode::BadAddress, "{host} {target}");
        }
    }
    assert_eq!(ask(&lab, "GET /", "host: a\r\nhost: b\r\n").code(), ErrorCode::BadAddress);
    // What the target names besides the path is no part of it either.
    assert_eq!(ask(&lab, "GET http://evil/new/status/nothing", "host: lab\r\n").code(), ErrorCode::UnknownRoute);
    assert_eq!(ask(&lab, "OPTIONS *", "host: lab\r\n").code(), ErrorCode::UnknownRoute);
}

#[test]
fn every_route_tells_its_methods() {
    let lab = Lab::shared_with_postgres();
    for (method, path) in routes(&lab) {
        let methods = if method == "GET" { "get, head, options" } else { "post, options" };
        let told = ask(&lab, &format!("OPTIONS {path}"), "host: lab\r\n");
        assert_eq!((told.status(), told.header("allow"), &told.body[..]), (204, Some(methods), &b""[..]), "{path}");
        for other in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] {
            if methods.split(", ").any(|known| known == other.to_lowercase()) {
                continue;
            }
            let told = ask(&lab, &format!("{other} {path}"), "host: lab\r\n");
            assert_eq!((told.status(), told.header("allow")), (405, Some(methods)), "{other} {path}");
            if other != "HEAD" {
                assert_eq!(told.code(), ErrorCode::MethodNotAllowed, "{other} {path}");
            }
        }
    }
    for method in ["GET", "HEAD", "POST", "OPTIONS", "PUT"] {
        assert_eq!(ask(&lab, &format!("{method} /nothing"), "host: lab\r\n").status(), 404, "{method}");
    }
}

#[test]
fn head_answers_as_get_does_without_a_body() {
    let lab = Lab::shared_with_postgres();
    // The instance that the routes of instances are about, and the schedule.
    lab.post("/workflow/counter/run-async", &json!({ "id": "7", "input": { "steps": 1 } })).ok();
    let yearly = json!({ "workflow": "counter", "input": { "steps": 1 }, "cron": "0 0 1 1 *" });
    lab.post("/workflow/schedules/nightly/set", &yearly).ok();
    for (_, path) in routes(&lab).into_iter().filter(|(method, _)| method == "GET") {
        let [get, head] = ["GET", "HEAD"].map(|method| ask(&lab, &format!("{method} {path}"), "host: lab\r\n"));
        assert_eq!((get.status(), head.status()), (200, 200), "{path}");
        assert!(!get.body.is_empty() && head.body.is_empty(), "{path}");
        // The guide is the same each time; in the others times have one digit or two.
        let headers = |told: &Told| {
            let lines = told.head.lines().filter(|line| path == "/" || !line.starts_with("content-length"));
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(headers(&head), headers(&get), "{path}");
        assert!(head.header("content-length").is_some(), "{path}");
    }
    let failed = ask(&lab, "HEAD /new/status?tenant=_", "host: lab\r\n");
    assert_eq!((failed.status(), &failed.body[..]), (400, &b""[..]));
}

#[test]
fn a_body_that_cannot_be_read_is_told_why() {
    let lab = Lab::shared();
    let query = br#"{"sql": "SELECT 1"}"#;
    for header in ["x: y", "content-encoding: identity", "content-type: application/json; charset=\"UTF-8\""] {
        assert_eq!(post(&lab, header, query).status(), 200, "{header}");
    }
    for header in
        ["content-encoding: gzip", "content-encoding: identity, br", "content-type: text/plain; charset=utf-16"]
    {
        let told = post(&lab, header, query);
        assert_eq!((told.status(), told.code()), (415, ErrorCode::UnsupportedBody), "{header}");
    }
    let marked = [b"\xef\xbb\xbf", &query[..]].concat();
    for (body, words) in
        [(&marked[..], "byte order mark"), (b"\xff\xfe{\0", "not UTF-8"), (b"\x1f\x8b\x08", "not UTF-8")]
    {
        let told = post(&lab, "x: y", body);
        assert_eq!(told.code(), ErrorCode::MalformedBody, "{words}");
        assert!(String::from_utf8_lossy(&told.body).contains(words), "{words}");
    }
}

#[test]
fn an_object_is_no_list_and_has_each_field_once() {
    let lab = Lab::shared();
    let cases: [(&str, &[&str]); 5] = [
        (
            "/new/query",
            &[
                r#"["SELECT 1"]"#,
                r#"["SELECT 1", [], null, "default", null, null]"#,
                r#"{"statements": [["SELECT 1", []]]}"#,
                r#"{"sql": "SELECT 1", "sql": "SELECT 2"}"#,
                r#"{"sql": "SELECT 1", "tenant": "a", "tenant": "b"}"#,
                r#"{"statements": [{"sql": "SELECT 1", "sql": "SELECT 2"}]}"#,
            ],
        ),
        ("/new/keep-warm", &[r#"["a", 100, 1]"#, r#"{"every_ms": 100, "every_ms": 100, "times": 1}"#]),
        ("/compute/keep-warm", &["[4]", r#"{"calls": 1, "calls": 2}"#]),
        ("/benchmark/write", &["[1, null, null, null]", r#"{"iterations": 1, "iterations": 2}"#]),
        ("/rpc/execute", &[r#"["direct"]"#, r#"{"method": "direct", "method": "loader"}"#]),
    ];
    for (path, bodies) in cases {
        for body in bodies {
            let answer = lab.send(&Request::new("POST", path).body(body.as_bytes()));
            assert_eq!(answer.code(), ErrorCode::MalformedBody, "{path} {body}");
        }
    }
}

#[test]
fn a_length_beyond_every_bound_is_refused_before_any_of_it_comes() {
    let lab = Lab::shared();
    let over_32_bits = u64::from(u32::MAX) + 2;
    for length in [limits::BODY_BYTES as u64 + 1, over_32_bits, u64::MAX >> 1] {
        let told = ask(&lab, "POST /new/query", &format!("host: lab\r\ncontent-length: {length}\r\n"));
        assert_eq!(told.code(), ErrorCode::BodyTooLarge, "{length}");
    }
    for length in ["-1", "+1", "1e3", "0x10", "many", "1, 1", "99999999999999999999999"] {
        let told = ask(&lab, "POST /new/query", &format!("host: lab\r\ncontent-length: {length}\r\n"));
        assert_eq!(told.status(), 400, "{length}");
    }
}

#[test]
fn a_body_in_pieces_of_one_byte_is_one_body() {
    let lab = Lab::shared();
    let head = "POST /new/query HTTP/1.1\r\nhost: lab\r\nconnection: close\r\n";
    let mut body = br#"{"sql": "SELECT 'whole'"}"#.to_vec();
    body.resize(200_000, b' ');
    let chunks: Vec<u8> = body.iter().flat_map(|&byte| [b"1\r\n", &[byte][..], b"\r\n"].concat()).collect();
    let chunked = format!("{head}transfer-encoding: chunked\r\n\r\n");
    let told = exchange(&lab, [chunked.as_bytes(), &chunks, b"0\r\n\r\n"]);
    let answer: Value = serde_json::from_slice(&told.body).unwrap_or_else(|_| panic!("{}", told.head));
    assert_eq!(answer["rows"], json!([["whole"]]));
    // The same where the length is known, each byte by itself.
    let announced = format!("{head}content-length: {}\r\n\r\n", body.len());
    let told = exchange(&lab, [announced.as_bytes()].into_iter().chain(body.chunks(1)));
    let answer: Value = serde_json::from_slice(&told.body).unwrap_or_else(|_| panic!("{}", told.head));
    assert_eq!(answer["rows"], json!([["whole"]]));
    // An unannounced body of nothing is none, and one beyond the bound ends there, whether more would come or not.
    let told = exchange(&lab, [chunked.as_bytes(), b"0\r\n\r\n"]);
    assert_eq!(told.code(), ErrorCode::MalformedBody);
    let larger = vec![b' '; limits::BODY_BYTES + 1];
    let chunk = format!("{:x}\r\n", larger.len());
    let told = exchange(&lab, [chunked.as_bytes(), chunk.as_bytes(), &larger, b"\r\n"]);
    assert_eq!(told.code(), ErrorCode::BodyTooLarge);
}

#[test]
fn a_body_that_does_not_come_is_not_waited_for() {
    let lab = Lab::shared();
    let head = "POST /new/query HTTP/1.1\r\nhost: lab\r\nconnection: close\r\n";
    let announced = format!("{head}content-length: 100\r\n\r\n");
    let chunked = format!("{head}transfer-encoding: chunked\r\n\r\n1\r\n{{\r\n");
    std::thread::scope(|scope| {
        let asked = [announced, chunked].map(|request| {
            let lab = &lab;
            scope.spawn(move || exchange(lab, [request.as_bytes()]))
        });
        for told in asked.map(|asked| asked.join().unwrap()) {
            assert_eq!((told.status(), told.code()), (408, ErrorCode::BodyTooSlow), "{}", told.head);
        }
    });
}
