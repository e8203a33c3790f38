use super::*;
use crate::client::fake::{DONE, always};

const DEADLINE: Duration = Duration::from_secs(5);

fn dues(times: &[Option<u64>]) -> Vec<Due> {
    let due = |(number, at): (usize, &Option<u64>)| Due {
        at: at.map(Duration::from_millis),
        request: Request::get(format!("/{number}")),
    };
    times.iter().enumerate().map(due).collect()
}

async fn sent(times: &[Option<u64>], connections: u32, stop: &Stop) -> (Vec<Came>, Result<()>) {
    let endpoint = Endpoint::local(always(DONE));
    run(&endpoint, &dues(times), (connections, DEADLINE), Instant::now(), stop).await
}

fn is_answered(came: &Came) -> bool {
    came.attempt.as_ref().is_some_and(|attempt| attempt.result.as_ref().is_ok_and(|answer| answer.status == 201))
}

#[tokio::test]
async fn every_request_without_a_time_is_answered_and_comes_back_in_its_place() {
    for connections in [1, 4, 20] {
        let (came, ended) = sent(&[None; 12], connections, &Stop::default()).await;
        ended.unwrap();
        assert!(came.iter().map(|came| came.number).eq(0..12));
        assert!(came.iter().all(is_answered), "{connections}");
    }
}

#[tokio::test]
async fn no_request_is_sent_before_its_time() {
    let begun = Instant::now();
    let (came, ended) = sent(&[Some(0), Some(30), Some(60)], 4, &Stop::default()).await;
    ended.unwrap();
    for (came, after) in came.iter().zip([0, 30, 60]) {
        assert!(came.attempt.as_ref().unwrap().sent >= begun + Duration::from_millis(after));
        assert!(is_answered(came));
    }
}

#[tokio::test]
async fn whoever_asks_to_stop_is_heard_while_a_request_waits_for_its_time() {
    let stop = Stop::default();
    stop.ask();
    let (came, ended) = sent(&[Some(0), Some(3_600_000)], 4, &stop).await;
    assert!(came.is_empty());
    assert_eq!(ended.unwrap_err().exit(), crate::error::Exit::Interrupted);
}

#[tokio::test]
async fn lanes_take_turns_there_and_back() {
    let (one, other) = (Endpoint::local(always(DONE)), Endpoint::local(always(DONE)));
    let (long, short) = (dues(&[None; 3]), dues(&[None; 2]));
    let mut done = in_turns(&[(&one, &long), (&other, &short)], DEADLINE, &Stop::default()).await;
    assert!(done.iter().all(|(came, ended)| ended.is_ok() && came.iter().all(is_answered)));
    let (short, long) = (done.pop().unwrap().0, done.pop().unwrap().0);
    let sent = |came: &Came| came.attempt.as_ref().unwrap().sent;
    let order = [&long[0], &short[0], &short[1], &long[1], &long[2]];
    assert!(order.is_sorted_by_key(|came| sent(came)));
    assert_eq!((long.len(), short.len()), (3, 2));
}

#[tokio::test]
async fn lanes_that_take_turns_end_when_somebody_asks() {
    let stop = Stop::default();
    stop.ask();
    let (endpoint, dues) = (Endpoint::local(always(DONE)), dues(&[None; 3]));
    let done = in_turns(&[(&endpoint, &dues)], DEADLINE, &stop).await;
    assert!(done[0].0.is_empty() && done[0].1.is_err());
}
