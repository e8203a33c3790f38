use super::*;

fn code(body: &str) -> ErrorCode {
    QueryBody::parse(body.as_bytes(), EngineName::Sqlite).unwrap_err().code
}

#[test]
fn a_body_with_sql_is_a_batch_of_one() {
    let body = br#"{"sql":"select ?1","params":[7],"tenant":"t1","idempotency_key":"k"}"#;
    let query = QueryBody::parse(body, EngineName::Sqlite).unwrap();
    assert_eq!(query.batch.statements, [Statement { sql: "select ?1".into(), params: vec![Value::Integer(7)] }]);
    assert!(!query.batch.listed);
    assert_eq!(query.tenant.unwrap().as_str(), "t1");
    assert_eq!(query.idempotency_key.unwrap().as_str(), "k");
}

#[test]
fn a_body_with_statements_is_listed() {
    let query = QueryBody::parse(br#"{"statements":[{"sql":"select 1"},{"sql":"delete from t"}]}"#, EngineName::Sqlite)
        .unwrap();
    assert!(query.batch.listed);
    assert_eq!(query.batch.guess(), Guess::Write);
}

#[test]
fn bad_bodies_name_what_is_wrong() {
    assert_eq!(code("{"), ErrorCode::MalformedBody);
    assert_eq!(code("{}"), ErrorCode::MalformedBody);
    assert_eq!(code(r#"{"sql":"select 1","statements":[]}"#), ErrorCode::MalformedBody);
    assert_eq!(code(r#"{"sql":"select 1","tenants":"typo"}"#), ErrorCode::MalformedBody);
    assert_eq!(code(r#"{"statements":[{"sql":"select 1"}],"params":[1]}"#), ErrorCode::MalformedBody);
    assert_eq!(code(r#"{"statements":[]}"#), ErrorCode::StatementCount);
    assert_eq!(code(r#"{"sql":"select 1; select 2"}"#), ErrorCode::MultipleStatements);
    assert_eq!(code(r#"{"sql":" -- nothing"}"#), ErrorCode::EmptyStatement);
    assert_eq!(code(r#"{"sql":"select ?1","params":[1e999]}"#), ErrorCode::BadParameter);
    assert_eq!(code(r#"{"sql":"select 1","tenant":"a b"}"#), ErrorCode::BadTenant);
    assert_eq!(code(r#"{"sql":"select 1","idempotency_key":""}"#), ErrorCode::BadIdempotencyKey);
    assert_eq!(code(r#"{"sql":"select 1","pings":25}"#), ErrorCode::BadCount);
}

#[test]
fn bounds_are_exact() {
    let params = |count: usize| format!(r#"{{"sql":"select 1","params":[{}]}}"#, vec!["1"; count].join(","));
    assert!(QueryBody::parse(params(limits::PARAMETERS).as_bytes(), EngineName::Sqlite).is_ok());
    assert_eq!(code(&params(limits::PARAMETERS + 1)), ErrorCode::TooManyParameters);

    let text = |bytes: usize| format!(r#"{{"sql":"select '{}'"}}"#, "x".repeat(bytes - "select ''".len()));
    assert!(QueryBody::parse(text(limits::SQL_BYTES).as_bytes(), EngineName::Sqlite).is_ok());
    assert_eq!(code(&text(limits::SQL_BYTES + 1)), ErrorCode::StatementTooLarge);

    let statements = |count: usize| format!(r#"{{"statements":[{}]}}"#, vec![r#"{"sql":"select 1"}"#; count].join(","));
    assert!(QueryBody::parse(statements(limits::STATEMENTS).as_bytes(), EngineName::Sqlite).is_ok());
    assert_eq!(code(&statements(limits::STATEMENTS + 1)), ErrorCode::StatementCount);

    let oversized = vec![b' '; limits::BODY_BYTES + 1];
    assert_eq!(QueryBody::parse(&oversized, EngineName::Sqlite).unwrap_err().code, ErrorCode::BodyTooLarge);
}

#[test]
fn fingerprints_tell_batches_apart() {
    assert_eq!(Batch::of("select 1").fingerprint(), Batch::of("select 1").fingerprint());
    assert_ne!(Batch::of("select 1").fingerprint(), Batch::of("select 2").fingerprint());
}
