//! Servers for tests, which answer as they are told, right or wrong.

#![expect(clippy::unwrap_used, reason = "only tests have it, and a test ends where its machine fails")]

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    thread,
};

/// A right answer.
pub const DONE: &[u8] = b"HTTP/1.1 201 Created\r\ncontent-length: 4\r\n\r\ndone";

/// Serves every connection on a thread of its own; it is told its number, counted from zero.
pub fn serve(talk: impl Fn(usize, &mut TcpStream) + Clone + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            let (mut stream, talk) = (stream.unwrap(), talk.clone());
            stream.set_nodelay(true).unwrap();
            thread::spawn(move || talk(number, &mut stream));
        }
    });
    address
}

/// Answers every request with these bytes, in one piece.
pub fn always(answer: &'static [u8]) -> SocketAddr {
    serve(move |_, stream| while !heard(stream).is_empty() && stream.write_all(answer).is_ok() {})
}

/// The next request, which came in one piece; nothing when the client has gone.
pub fn heard(stream: &mut TcpStream) -> String {
    let mut buffer = [0; 4096];
    let length = stream.read(&mut buffer).unwrap_or_default();
    String::from_utf8_lossy(&buffer[..length]).into_owned()
}

/// An address at which nobody listens.
pub fn nobody() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}
