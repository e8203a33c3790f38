use std::{io::Write as _, net::SocketAddr, sync::mpsc, thread};

use serde_json::json;

use super::{
    fake::{DONE, always, heard, nobody, serve},
    *,
};

const DEADLINE: Duration = Duration::from_secs(5);
const SLOW: Duration = Duration::from_millis(60);

fn client(address: SocketAddr) -> Client {
    Client::new(Endpoint::local(address), DEADLINE)
}

async fn get(address: SocketAddr) -> Attempt {
    client(address).attempt(&Request::get("/")).await
}

fn reason(attempt: Attempt) -> String {
    match attempt.result {
        Err(Failure::Connection(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn answer_is_whole_and_timed_and_the_connection_kept() {
    let mut client = client(always(DONE));
    let request = Request::post("/x", &json!({ "a": 1 }));
    for has_connected in [true, false, false] {
        let attempt = client.attempt(&request).await;
        assert_eq!(attempt.connect.is_some(), has_connected);
        assert!(attempt.first_byte > Duration::ZERO && attempt.first_byte <= attempt.last_byte);
        assert!(attempt.last_byte < DEADLINE);
        let answer = attempt.result.unwrap();
        assert_eq!((answer.status, answer.body.as_ref(), answer.ray), (201, b"done".as_ref(), None));
    }
}

#[tokio::test]
async fn request_carries_what_its_endpoint_asks_for_and_nothing_else() {
    let (told, heard_of) = mpsc::channel();
    let address = serve(move |_, stream| {
        let text = heard(stream);
        told.send(text).unwrap();
        stream.write_all(DONE).unwrap();
    });
    client(address).send(&Request::get("/a?b=c")).await.unwrap();
    assert_eq!(heard_of.recv().unwrap(), format!("GET /a?b=c HTTP/1.1\r\nhost: {address}\r\n\r\n"));

    let endpoint = Endpoint::parse(&format!("http://{address}"), Some("secret".to_owned())).unwrap();
    Client::new(endpoint, DEADLINE).send(&Request::post("/p", &json!([1]))).await.unwrap();
    let head = format!("POST /p HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n");
    let rest = "authorization: Bearer secret\r\ncontent-length: 3\r\n\r\n[1]";
    assert_eq!(heard_of.recv().unwrap(), format!("{head}{rest}"));
}

#[tokio::test]
async fn head_and_body_have_times_of_their_own() {
    let address = serve(|_, stream| {
        heard(stream);
        thread::sleep(SLOW);
        stream.write_all(&DONE[..DONE.len() - 4]).unwrap();
        thread::sleep(2 * SLOW);
        stream.write_all(b"done").unwrap();
    });
    let attempt = get(address).await;
    assert!(attempt.first_byte >= SLOW && attempt.last_byte >= attempt.first_byte + SLOW, "{attempt:?}");
    assert_eq!(attempt.result.unwrap().body, "done");
}

#[tokio::test]
async fn body_in_many_pieces_is_joined() {
    let address = serve(|_, stream| {
        heard(stream);
        stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncf-ray: 8f-FRA\r\n\r\n").unwrap();
        for _ in 0..100 {
            stream.write_all(b"3\r\nabc\r\n").unwrap();
            thread::yield_now();
        }
        stream.write_all(b"0\r\n\r\n").unwrap();
    });
    let answer = get(address).await.result.unwrap();
    assert_eq!((answer.body.as_ref(), answer.ray.as_deref()), ("abc".repeat(100).as_bytes(), Some("8f-FRA")));
}

#[tokio::test]
async fn refused_connection_is_a_failure_with_the_time_it_took() {
    let attempt = get(nobody()).await;
    assert!(attempt.connect.is_some());
    assert_eq!((attempt.first_byte, attempt.last_byte), (Duration::ZERO, Duration::ZERO));
    assert!(reason(attempt).contains("refused"));
    assert!(matches!(client(nobody()).connect().await, Err(Failure::Connection(_))));
}

#[tokio::test]
async fn missing_answer_meets_the_deadline_and_the_connection_is_given_up() {
    let address = serve(|number, stream| {
        heard(stream);
        if number == 0 {
            heard(stream);
        }
        stream.write_all(DONE).unwrap();
    });
    let mut client = Client::new(Endpoint::local(address), SLOW);
    let attempt = client.attempt(&Request::get("/")).await;
    assert_eq!(attempt.result, Err(Failure::Deadline(SLOW)));
    assert!(attempt.last_byte >= SLOW && attempt.first_byte == Duration::ZERO);
    client.deadline = DEADLINE;
    let next = client.attempt(&Request::get("/")).await;
    assert!(next.connect.is_some() && next.result.is_ok());
}

#[tokio::test]
async fn missing_end_of_a_body_meets_the_deadline_after_its_head() {
    let address = serve(|_, stream| {
        heard(stream);
        stream.write_all(&DONE[..DONE.len() - 1]).unwrap();
        heard(stream);
    });
    let attempt = Client::new(Endpoint::local(address), SLOW).attempt(&Request::get("/")).await;
    assert!(attempt.first_byte > Duration::ZERO && attempt.last_byte >= SLOW);
    assert_eq!(attempt.result, Err(Failure::Deadline(SLOW)));
}

#[tokio::test]
async fn end_of_a_whole_run_shortens_the_deadline() {
    let mut client = client(serve(|_, stream| {
        heard(stream);
        heard(stream);
    }));
    client.until(Instant::now() + SLOW);
    let attempt = client.attempt(&Request::get("/")).await;
    assert!(matches!(attempt.result, Err(Failure::Deadline(wait)) if wait <= SLOW), "{attempt:?}");
}

#[tokio::test]
async fn deadline_without_end_is_one() {
    let mut client = Client::new(Endpoint::local(always(DONE)), Duration::MAX);
    client.until(Instant::now() + DEADLINE);
    client.send(&Request::get("/")).await.unwrap();
    client.end = None;
    client.send(&Request::get("/")).await.unwrap();
}

#[tokio::test]
async fn garbage_is_a_failure() {
    assert!(!reason(get(always(b"\x16\x03\x01 what?\r\n\r\n")).await).is_empty());
}

#[tokio::test]
async fn server_that_dies_in_the_middle_is_a_failure_at_any_point() {
    for length in [0, 10, DONE.len() - 5, DONE.len() - 1] {
        let address = serve(move |_, stream| {
            heard(stream);
            stream.write_all(&DONE[..length]).unwrap();
        });
        reason(get(address).await);
    }
}

#[tokio::test]
async fn broken_connection_fails_the_request_and_is_replaced_for_the_next() {
    let address = serve(|number, stream| {
        heard(stream);
        stream.write_all(DONE).unwrap();
        // Reads what comes next, and answers it only on the second connection.
        heard(stream);
        if number > 0 {
            stream.write_all(DONE).unwrap();
        }
    });
    let mut client = client(address);
    client.send(&Request::get("/")).await.unwrap();
    assert!(matches!(client.send(&Request::get("/")).await, Err(Failure::Connection(_))));
    let next = client.attempt(&Request::get("/")).await;
    assert!(next.connect.is_some() && next.result.is_ok());
    assert!(client.attempt(&Request::get("/")).await.connect.is_none());
}

#[tokio::test]
async fn connection_that_the_server_closed_is_replaced_before_the_next_request() {
    let (told, closed) = mpsc::channel();
    let address = serve(move |_, stream| {
        heard(stream);
        stream.write_all(DONE).unwrap();
        stream.shutdown(std::net::Shutdown::Both).unwrap();
        told.send(()).unwrap();
    });
    let mut client = client(address);
    for _ in 0..3 {
        let attempt = client.attempt(&Request::get("/")).await;
        assert!(attempt.connect.is_some() && attempt.result.is_ok());
        closed.recv().unwrap();
        // Whoever waits for anything gives the runtime the occasion to hear of it.
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn answer_that_announces_the_end_is_the_last_of_its_connection() {
    let mut client = client(always(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"));
    for _ in 0..2 {
        let attempt = client.attempt(&Request::get("/")).await;
        assert!(attempt.connect.is_some() && attempt.result.is_ok());
    }
}

#[tokio::test]
async fn idle_connection_is_replaced() {
    let mut client = client(always(DONE));
    client.connect().await.unwrap();
    assert!(client.attempt(&Request::get("/")).await.connect.is_none());
    client.used = client.used.checked_sub(IDLE).unwrap();
    assert!(client.attempt(&Request::get("/")).await.connect.is_some());
}

#[tokio::test]
async fn body_beyond_the_bound_is_a_failure_whether_announced_or_not() {
    assert!(reason(get(always(b"HTTP/1.1 200 OK\r\ncontent-length: 16777217\r\n\r\n")).await).contains("16777216"));
    let address = serve(|_, stream| {
        heard(stream);
        let piece = vec![b'x'; 1 << 20];
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
        while stream.write_all(&piece).is_ok() {}
    });
    assert!(reason(get(address).await).contains("16777216"));
}

#[tokio::test]
async fn text_that_is_no_path_fails_without_being_sent() {
    for path in ["", "no-slash", "/a b"] {
        let mut client = client(always(DONE));
        assert!(
            matches!(client.send(&Request::get(path)).await, Err(Failure::Connection(reason)) if reason.contains("path"))
        );
    }
}

#[test]
fn request_is_shown_with_its_body() {
    assert_eq!(Request::get("/a").to_string(), "GET /a");
    assert_eq!(Request::post("/a", &json!({ "b": 1 })).to_string(), "POST /a {\"b\":1}");
}

#[test]
fn url_becomes_an_endpoint() {
    for (url, address, shown) in [
        ("http://127.0.0.1", "127.0.0.1:80", "http://127.0.0.1"),
        ("http://127.0.0.1:9000/", "127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("http://[::1]:9000", "[::1]:9000", "http://[::1]:9000"),
    ] {
        let endpoint = Endpoint::parse(url, None).unwrap();
        assert_eq!(endpoint.address(), address.parse().unwrap());
        assert_eq!(endpoint.to_string(), shown);
    }
    assert_eq!(Endpoint::parse("http://localhost:1", None).unwrap().address().port(), 1);
}

#[test]
fn wrong_url_is_a_usage_error_that_names_what_is_wrong() {
    for (url, named) in [
        ("", "not a URL"),
        ("example.com", "no scheme"),
        ("/only/a/path", "no scheme"),
        ("ftp://127.0.0.1", "\"ftp\""),
        ("http://", "URL"),
        ("http://127.0.0.1/path", "path"),
        ("http://127.0.0.1/?query", "path"),
        ("http://127.0.0.1/#part", "fragment"),
        ("http://me:secret@127.0.0.1", "user name"),
        ("http://127.0.0.1:99999", "port"),
        ("http://127.0.0.1:", "port"),
        ("http://a b", "URL"),
    ] {
        let error = Endpoint::parse(url, None).unwrap_err();
        assert!(matches!(error, NoEndpoint::Wrong(_)), "{url}: {error}");
        assert!(error.to_string().contains(named), "{url}: {error}");
    }
}

#[test]
fn token_that_no_header_carries_is_refused_and_a_right_one_is_never_shown() {
    for token in ["", "line\nbreak"] {
        let error = Endpoint::parse("http://127.0.0.1", Some(token.to_owned())).unwrap_err();
        assert!(matches!(error, NoEndpoint::Wrong(_)));
        assert!(token.is_empty() || !error.to_string().contains(token));
    }
    let endpoint = Endpoint::parse("http://127.0.0.1", Some("secret".to_owned())).unwrap();
    assert!(!format!("{endpoint:?}").contains("secret"));
}
