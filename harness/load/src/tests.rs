use std::{
    io::Write as _,
    sync::{Arc, Mutex, mpsc},
    thread,
};

use super::{
    fake::{DONE, always, heard, nobody, serve},
    *,
};

const DEADLINE: Duration = Duration::from_secs(5);
const SHORT: Duration = Duration::from_millis(80);

fn plan(clients: u32, requests: u32) -> Closed {
    Closed { clients, requests, deadline: DEADLINE, whole: DEADLINE }
}

fn numbered(count: usize) -> Vec<Request> {
    (0..count).map(|number| Request::get(format!("/{number}"))).collect()
}

fn every_millisecond(count: u64) -> Vec<Duration> {
    (1..=count).map(Duration::from_millis).collect()
}

#[tokio::test]
async fn closed_loop_goes_round_the_list_in_its_order() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let address = serve({
        let seen = Arc::clone(&seen);
        move |_, stream| {
            loop {
                let request = heard(stream);
                let Some(path) = request.split(' ').nth(1) else { break };
                seen.lock().unwrap().push(path.to_owned());
                stream.write_all(DONE).unwrap();
            }
        }
    });
    let judge = |ordinal, answer: &Answer| ordinal != 1 && answer.body == "done";
    let (sent, elapsed) = closed(&Endpoint::local(address), &numbered(3), plan(1, 7), &judge).await;
    assert_eq!(sent.iter().map(|sent| sent.ordinal).collect::<Vec<_>>(), [0, 1, 2, 0, 1, 2, 0]);
    assert_eq!(*seen.lock().unwrap(), ["/0", "/1", "/2", "/0", "/1", "/2", "/0"]);
    for sent in &sent {
        assert_eq!(sent.right, sent.ordinal != 1);
        let attempt = sent.attempt.as_ref().unwrap();
        assert!(attempt.connect.is_none() && attempt.last_byte <= elapsed, "connections come before the clock");
        let body = &attempt.result.as_ref().unwrap().body;
        assert_eq!(body.is_empty(), sent.right, "right bodies are let go, wrong ones are evidence");
        assert!(sent.scheduled.is_none() && sent.lag().is_none());
    }
}

#[tokio::test]
async fn closed_loop_keeps_every_client_at_work() {
    let (told, begun) = mpsc::channel();
    let address = serve(move |_, stream| {
        while !heard(stream).is_empty() {
            told.send(()).unwrap();
            thread::sleep(SHORT);
            stream.write_all(DONE).unwrap();
        }
    });
    let (sent, elapsed) = closed(&Endpoint::local(address), &numbered(5), plan(8, 16), &|_, _| true).await;
    assert!(sent.len() == 16 && sent.iter().all(|sent| sent.right));
    assert_eq!(begun.try_iter().count(), 16);
    assert!((2 * SHORT..8 * SHORT).contains(&elapsed), "{elapsed:?}");
}

#[tokio::test]
async fn whole_deadline_ends_a_hanging_loop_and_every_request_has_a_result() {
    let address = serve(|number, stream| {
        heard(stream);
        if number == 0 {
            stream.write_all(DONE).unwrap();
        }
        heard(stream);
        thread::sleep(DEADLINE);
    });
    let plan = Closed { whole: SHORT, ..plan(2, 9) };
    let (sent, elapsed) = closed(&Endpoint::local(address), &numbered(9), plan, &|_, _| true).await;
    assert!((SHORT..DEADLINE / 2).contains(&elapsed), "{elapsed:?}");
    assert_eq!(sent.iter().map(|sent| sent.ordinal).collect::<Vec<_>>(), (0..9).collect::<Vec<_>>());
    assert_eq!(sent.iter().filter(|sent| sent.right).count(), 1);
    let given_up = sent.iter().filter(|sent| {
        sent.attempt.as_ref().is_some_and(|attempt| matches!(attempt.result, Err(Failure::Deadline(_))))
    });
    assert_eq!(given_up.count(), 2);
    assert_eq!(sent.iter().filter(|sent| sent.attempt.is_none()).count(), 6);
}

#[tokio::test]
async fn deadline_of_a_request_lets_the_loop_go_on() {
    let address = serve(|number, stream| {
        while !heard(stream).is_empty() {
            if number > 0 {
                stream.write_all(DONE).unwrap();
            }
        }
    });
    let plan = Closed { deadline: SHORT, ..plan(1, 3) };
    let (sent, _) = closed(&Endpoint::local(address), &numbered(3), plan, &|_, _| true).await;
    assert_eq!(sent.iter().map(|sent| sent.right).collect::<Vec<_>>(), [false, true, true]);
    assert!(sent[1].attempt.as_ref().unwrap().connect.is_some());
}

#[tokio::test]
async fn refusing_server_fails_every_request_at_once() {
    let (sent, elapsed) = closed(&Endpoint::local(nobody()), &numbered(2), plan(3, 6), &|_, _| true).await;
    assert!(sent.len() == 6 && elapsed < DEADLINE);
    assert!(
        sent.iter().all(|sent| !sent.right && sent.attempt.as_ref().is_some_and(|attempt| attempt.result.is_err()))
    );
}

#[tokio::test]
async fn empty_list_sends_nothing() {
    assert!(closed(&Endpoint::local(nobody()), &[], plan(3, 6), &|_, _| true).await.0.is_empty());
    let plan = Open { schedule: every_millisecond(3), connections: 1, ahead: 1, deadline: SHORT };
    let endpoint = Endpoint::local(nobody());
    assert!(thread::spawn(move || open(&endpoint, &[], &plan, &|_, _| true)).join().unwrap().is_empty());
}

#[test]
fn open_loop_keeps_to_its_schedule_and_records_how_late_it_was() {
    let plan = Open { schedule: every_millisecond(50), connections: 50, ahead: 50, deadline: DEADLINE };
    let sent = open(&Endpoint::local(always(DONE)), &numbered(3), &plan, &|ordinal, _| ordinal != 1);
    assert_eq!(sent.iter().map(|sent| sent.ordinal).collect::<Vec<_>>(), (0..50).map(|n| n % 3).collect::<Vec<_>>());
    let first = sent[0].scheduled.unwrap();
    for (sent, after) in sent.iter().zip(&plan.schedule) {
        assert_eq!(sent.scheduled.unwrap() - first, after.saturating_sub(plan.schedule[0]));
        assert_eq!(sent.right, sent.ordinal != 1);
        let attempt = sent.attempt.as_ref().unwrap();
        assert!(attempt.sent >= sent.scheduled.unwrap(), "never before its time");
        assert!(attempt.connect.is_none());
        assert_eq!(attempt.result.as_ref().unwrap().body.is_empty(), sent.right);
    }
    // How late, the self-check measures; here it only has to be known.
    assert_eq!(sent.iter().filter_map(Sent::lag).count(), 50);
}

#[test]
fn arrival_that_finds_all_connections_taken_is_dropped_and_counted() {
    let address = serve(|_, stream| {
        while !heard(stream).is_empty() {
            thread::sleep(Duration::from_millis(200));
            stream.write_all(DONE).unwrap();
        }
    });
    let plan = Open { schedule: every_millisecond(10), connections: 2, ahead: 2, deadline: DEADLINE };
    let began = Instant::now();
    let sent = open(&Endpoint::local(address), &numbered(1), &plan, &|_, _| true);
    assert_eq!(sent.len(), 10);
    assert!(sent[..2].iter().all(|sent| sent.right), "the first two found a connection");
    assert!(sent[2..].iter().all(|sent| sent.attempt.is_none() && sent.scheduled.is_some() && !sent.right));
    assert!(began.elapsed() >= Duration::from_millis(200), "answers under way are awaited");
}

#[test]
fn hanging_server_does_not_hold_up_the_schedule() {
    let address = serve(|_, stream| {
        heard(stream);
        heard(stream);
    });
    let plan = Open { schedule: every_millisecond(20), connections: 20, ahead: 20, deadline: SHORT };
    let sent = open(&Endpoint::local(address), &numbered(1), &plan, &|_, _| true);
    for sent in &sent {
        assert!(matches!(sent.attempt.as_ref().unwrap().result, Err(Failure::Deadline(_))));
        assert!(sent.lag().unwrap() < SHORT);
    }
}

#[test]
fn far_arrival_is_slept_for_and_not_missed() {
    let lags = pacing(&[Duration::from_millis(40), Duration::from_millis(41)]).unwrap();
    assert!(lags.len() == 2 && lags.iter().all(|lag| *lag < Duration::from_millis(40)), "{lags:?}");
}

#[test]
fn lanes_keep_to_their_own_schedules_side_by_side() {
    let (one, other) = (Endpoint::local(always(DONE)), Endpoint::local(always(DONE)));
    let plan = |after: u64| Open {
        schedule: (0..20).map(|number| Duration::from_millis(after + 4 * number)).collect(),
        connections: 20,
        ahead: 20,
        deadline: DEADLINE,
    };
    let ((early, later), requests) = ((plan(2), plan(4)), numbered(20));
    let lane = |endpoint, plan| Lane { endpoint, requests: &requests, plan };
    let came = open_side_by_side(&[lane(&one, &early), lane(&other, &later)], &|_, _| true, &|| false);
    let first = came[0][0].scheduled.unwrap();
    for (lane, plan) in came.iter().zip([&early, &later]) {
        assert!(lane.iter().map(|one| one.ordinal).eq(0..20) && lane.iter().all(|one| one.right));
        let due = |after: &Duration| Some(first + after.saturating_sub(early.schedule[0]));
        assert!(lane.iter().zip(&plan.schedule).all(|(one, after)| one.scheduled == due(after)));
    }
}

#[test]
fn a_lane_at_a_slow_pace_needs_no_connection_beyond_those_made_ahead() {
    let schedule = (1..=5).map(|number| Duration::from_millis(60 * number)).collect();
    let plan = Open { schedule, connections: 64, ahead: 3, deadline: DEADLINE };
    let sent = open(&Endpoint::local(always(DONE)), &numbered(1), &plan, &|_, _| true);
    let anew = sent.iter().filter(|sent| sent.attempt.as_ref().unwrap().connect.is_some()).count();
    // A machine that is held up may have more than three under way.
    assert!(anew <= 2, "{anew}");
}

#[test]
fn what_is_over_ends_while_a_request_waits_for_its_time() {
    let plan = Open {
        schedule: vec![Duration::from_millis(1), Duration::from_hours(1)],
        connections: 2,
        ahead: 2,
        deadline: DEADLINE,
    };
    let (endpoint, requests, began) = (Endpoint::local(always(DONE)), numbered(2), Instant::now());
    let lane = Lane { endpoint: &endpoint, requests: &requests, plan: &plan };
    let sent = open_side_by_side(&[lane], &|_, _| true, &|| began.elapsed() > SHORT);
    assert_eq!(sent[0].len(), 1);
    assert!(open_side_by_side(&[lane], &|_, _| true, &|| true)[0].is_empty());
}
