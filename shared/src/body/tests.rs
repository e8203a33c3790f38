use super::*;
use crate::{
    engine::EngineName,
    keep_warm::{self, WarmingBody},
    rpc::{Batch, Plan},
    statement::QueryBody,
};

/// What reads a body, and a body that it takes.
type Reader = (&'static str, fn(&[u8]) -> Result<(), Failure>, &'static str);

/// Everything that reads the body of a route here; the router has one more.
const READERS: [Reader; 5] = [
    ("query", |body| QueryBody::parse(body, EngineName::Sqlite).map(drop), r#"{"sql":"select 1"}"#),
    (
        "plan to keep warm",
        |body| WarmingBody::parse(body, EngineName::Sqlite).map(drop),
        r#"{"every_ms":100,"times":1}"#,
    ),
    ("calls to keep warm", |body| keep_warm::calls(body).map(drop), r#"{"calls":1}"#),
    ("call", |body| Plan::parse(body, None).map(drop), r#"{"method":"direct"}"#),
    ("batch of calls", |body| Batch::parse(body, None).map(drop), r#"{"method":"direct"}"#),
];

/// The failure of a body that everything here refuses as no JSON of its route.
#[track_caller]
fn words(name: &str, read: fn(&[u8]) -> Result<(), Failure>, body: &[u8]) -> String {
    let failure = read(body).expect_err(name);
    assert_eq!(failure.code, ErrorCode::MalformedBody, "{name}: {failure}");
    failure.message
}

#[test]
fn a_body_is_an_object_and_never_a_list_of_its_fields() {
    for (name, read, good) in READERS {
        read(good.as_bytes()).unwrap();
        read(format!(" \r\n\t{good}\n").as_bytes()).unwrap();
        let lists = ["[]", r#"["select 1"]"#, r#"["select 1",[]]"#, "[null,100,1]", "[1]", r#"[{"method":"direct"}]"#];
        for body in lists.into_iter().chain(["null", "1", "true", r#""select 1""#, "{}{}"]) {
            words(name, read, body.as_bytes());
        }
    }
}

#[test]
fn so_is_each_of_its_statements() {
    let body = r#"{"statements":[["select 1",[]]]}"#;
    let failure = QueryBody::parse(body.as_bytes(), EngineName::Sqlite).unwrap_err();
    assert_eq!(failure.code, ErrorCode::MalformedBody);
    assert!(failure.message.contains("expected an object"), "{failure}");
}

#[test]
fn a_field_stands_in_a_body_once() {
    for (name, read, good) in READERS {
        let fields = &good[1..good.len() - 1];
        let message = words(name, read, format!("{{{fields},{fields}}}").as_bytes());
        assert!(message.contains("duplicate field"), "{name}: {message}");
    }
    let body = br#"{"statements":[{"sql":"select 1","sql":"select 2"}]}"#;
    let failure = QueryBody::parse(body, EngineName::Sqlite).unwrap_err();
    assert!(failure.message.contains("duplicate field `sql`"), "{failure}");
}

#[test]
fn what_is_not_utf_8_is_told_so() {
    let utf_16 = |text: &str, order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<_>>();
    for (name, read, good) in READERS {
        let marked = format!("\u{feff}{good}");
        let encodings: [(Vec<u8>, &str); 6] = [
            (marked.as_bytes().to_vec(), "byte order mark"),
            (utf_16(&marked, u16::to_le_bytes), "not UTF-8 from byte 0"),
            (utf_16(&marked, u16::to_be_bytes), "not UTF-8 from byte 0"),
            (utf_16(good, u16::to_le_bytes), "zero byte"),
            (b"{\"sql\":\"caf\xe9\"}".to_vec(), "not UTF-8 from byte 11"),
            (b"\x1f\x8b\x08\x00".to_vec(), "not compressed"),
        ];
        for (body, expected) in encodings {
            let message = words(name, read, &body);
            assert!(message.contains(expected), "{name}: {message}");
        }
    }
}

#[test]
fn no_answer_repeats_a_body() {
    for (name, read, good) in READERS {
        let fields = &good[1..good.len() - 1];
        let long = format!(r#"{{{fields},"{}":1}}"#, "x".repeat(100_000));
        assert!(words(name, read, long.as_bytes()).len() < 300, "{name}");
    }
}

#[test]
fn a_count_is_a_whole_number_within_its_bounds() {
    let number = |text: &str| count("calls", &serde_json::from_str(text).unwrap(), &(1..=10));
    assert_eq!((number("1").unwrap(), number("10").unwrap()), (1, 10));
    let strange = ["0", "11", "-1", "-0", "1.0", "1e1", "1E0", "10.5", "4294967297", "18446744073709551617", "1e99"];
    for text in strange.into_iter().chain(["null", "true", "\"1\"", "[1]", "{}"]) {
        let failure = number(text).expect_err(text);
        assert_eq!(failure.code, ErrorCode::BadCount, "{text}");
        assert_eq!(failure.message, "\"calls\" is a whole number from 1 to 10");
    }
}
