use std::time::Duration;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

use super::*;

const DEADLINE: Duration = Duration::from_millis(500);

/// Answers `answers` requests on each of two connections, with a fixed body, then closes the connection.
async fn server(answers: usize) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut buffer = [0; 4096];
            for _ in 0..answers {
                assert!(stream.read(&mut buffer).await.unwrap() > 0);
                stream.write_all(b"HTTP/1.1 201 Created\r\ncontent-length: 4\r\n\r\ndone").await.unwrap();
            }
            // Reads what comes next and leaves it unanswered.
            let _ = stream.read(&mut buffer).await;
        }
    });
    address
}

#[tokio::test]
async fn answer_is_whole_and_timed() {
    let mut client = Client::connect(server(2).await, DEADLINE).await.unwrap();
    for _ in 0..2 {
        let exchange = client.send(&Request::post("/x", &serde_json::json!({ "a": 1 }))).await.unwrap();
        assert_eq!((exchange.status, exchange.body.as_ref()), (201, b"done".as_ref()));
        assert!(exchange.elapsed > Duration::ZERO && exchange.elapsed < DEADLINE);
    }
}

#[tokio::test]
async fn broken_connection_fails_the_request_and_is_replaced_for_the_next() {
    let mut client = Client::connect(server(1).await, DEADLINE).await.unwrap();
    client.send(&Request::get("/")).await.unwrap();
    assert!(matches!(client.send(&Request::get("/")).await, Err(Failure::Connection(_))));
    client.send(&Request::get("/")).await.unwrap();
}

#[tokio::test]
async fn missing_answer_meets_the_deadline() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut client = Client::connect(address, Duration::from_millis(50)).await.unwrap();
    assert!(matches!(client.send(&Request::get("/")).await, Err(Failure::Deadline(_))));
}
