use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    thread,
};

use tokio::{runtime::Builder, time::timeout};

use super::*;

const LIMIT: Duration = Duration::from_millis(4_500);
/// Far longer than any wait of these tests.
const LONG: Duration = Duration::from_mins(1);

/// Answers those requests that it may, by their number, and counts all of them.
fn serve(answers: impl Fn(usize) -> bool + Clone + Send + 'static) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, count) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
    let seen = Arc::clone(&count);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, answers, seen) = (stream.unwrap(), answers.clone(), Arc::clone(&seen));
            thread::spawn(move || {
                let mut buffer = [0; 1024];
                while let Ok(1..) = stream.read(&mut buffer) {
                    if answers(seen.fetch_add(1, SeqCst)) {
                        stream.write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n").unwrap();
                    }
                }
            });
        }
    });
    (address, count)
}

/// Whether a runtime that answers so is found stalled before it was asked so often.
fn stalls(answers: impl Fn(usize) -> bool + Clone + Send + 'static, asked: usize) -> bool {
    let (address, count) = serve(answers);
    let enough = async {
        while count.load(SeqCst) < asked {
            sleep(Duration::from_millis(10)).await;
        }
    };
    let watched = async {
        tokio::select! {
            () = Watchdog::new(address, LIMIT).stalled() => true,
            () = enough => false,
        }
    };
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { timeout(LONG, watched).await }).expect("it asks again and again")
}

#[test]
fn silence_is_a_stall_and_any_answer_is_none() {
    assert!(!stalls(|_| true, 6), "an answer is one, whatever its status");
    assert!(stalls(|number| number < 2, 6));
}

#[test]
fn an_answer_that_is_late_once_is_no_stall() {
    // As after a pause of the whole command: what was asked before it is late, what is asked after it is answered.
    assert!(!stalls(|number| number >= 2, 8));
}

#[test]
fn the_lament_says_what_was_lost_and_what_was_kept() {
    let told = lament(Duration::from_secs(30));
    for part in ["no answer for 30 s", "under way", "acknowledged is kept", "--stall-limit"] {
        assert!(told.contains(part), "{told}");
    }
}
