use shared::engine::EngineName;

use super::*;

fn databases() -> Vec<Database> {
    Database::all(&EngineName::ALL, 1)
}

fn fault(message: &Message, status: u16, body: &str) -> Option<Kind> {
    let answer = Answer { status, body: body.as_bytes().to_vec() };
    let databases = databases();
    judge(message, databases.first(), &Ok(answer), &databases).fault.map(|(kind, _)| kind)
}

fn error(code: &str, retryable: bool) -> String {
    format!(
        "{{\"error\":{{\"code\":\"{code}\",\"message\":\"a sentence\",\"retryable\":{retryable},\"request_id\":\"0123456789abcdef\"}}}}"
    )
}

#[test]
fn right_answers_are_right() {
    let message = Message::post("/new/query", "{}");
    assert_eq!(fault(&message, 200, "{\"rows\":[]}"), None);
    assert_eq!(fault(&message, 200, &format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000))), None);
    assert_eq!(fault(&message, 204, ""), None);
    assert_eq!(fault(&message, 400, &error("sql_error", false)), None);
    assert_eq!(fault(&message, 429, &error("tenant_busy", true)), None);
    assert_eq!(fault(&message, 400, &error("sql_error", false).replace("a sentence", "Somebody raised this.")), None);
    let sqlstate = error("sql_error", false).replace("\"retryable\"", "\"sqlstate\":\"42601\",\"retryable\"");
    assert_eq!(fault(&message, 400, &sqlstate), None);
    assert_eq!(fault(&Message { method: "HEAD", ..Message::get("/") }, 405, ""), None);
}

#[test]
fn every_status_of_500_and_more_is_a_fault_unless_the_request_asked_for_it() {
    let message = Message::post("/new/query", "{}");
    assert_eq!(fault(&message, 500, &error("internal", false)), Some(Kind::ServerError));
    assert_eq!(fault(&message, 503, &error("compute_failed", true)), Some(Kind::ServerError));
    assert_eq!(fault(&message, 500, "Internal Server Error"), Some(Kind::ServerError));
    let asked = Message { expected: &[ErrorCode::DeadlineExceeded], ..message };
    assert_eq!(fault(&asked, 504, &error("deadline_exceeded", true)), None);
    assert_eq!(fault(&asked, 503, &error("compute_failed", true)), Some(Kind::ServerError));
}

#[test]
fn failures_in_another_form_are_faults() {
    let message = Message::post("/new/query", "{}");
    let right = error("sql_error", false);
    let wrong = [
        "Bad Request".to_owned(),
        "{}".to_owned(),
        right.replace("sql_error", "no_such_code"),
        right.replace("sql_error", "unknown_route"),
        right.replace("false", "true"),
        right.replace("a sentence", " "),
        error("malformed_body", false).replace("a sentence", "a sentence."),
        right.replace("0123456789abcdef", "1"),
        right.replace("\"retryable\"", "\"sqlstate\":\"1\",\"retryable\""),
        right.replace("\"retryable\"", "\"stack\":\"x\",\"retryable\""),
    ];
    for body in wrong {
        assert_eq!(fault(&message, 400, &body), Some(Kind::Malformed), "{body}");
    }
    assert_eq!(fault(&message, 200, "{\"rows\":[}"), Some(Kind::Malformed));
}

#[test]
fn the_marker_of_another_database_is_a_fault_wherever_it_stands() {
    let message = Message::post("/new/query", "{}");
    let databases = databases();
    let [own, other, ..] = databases.as_slice() else { panic!("there are more") };
    assert_eq!(fault(&message, 200, &format!("[\"{}\"]", own.marker)), None);
    assert_eq!(fault(&message, 200, &format!("[\"{}\"]", other.marker)), Some(Kind::Leak));
    let told = error("sql_error", false).replace("a sentence", &other.marker);
    assert_eq!(fault(&message, 400, &told), Some(Kind::Leak));
}

#[test]
fn silence_is_a_fault() {
    let message = Message::get("/");
    let kind = |silence| judge(&message, None, &Err(silence), &[]).fault.map(|(kind, _)| kind);
    assert_eq!(kind(Silence::Hang), Some(Kind::Hang));
    assert_eq!(kind(Silence::Broken("reset".to_owned())), Some(Kind::Broken));
}
