//! Whole runs against a server that answers by the path.

use std::{
    io::Write as _,
    net::TcpStream,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use indexmap::IndexMap;
use load::fake::{heard, serve};

use super::super::{Measured, Runner, Stop, absent::unmeasurable};
use crate::{
    error::{Error, Exit, Result},
    instrument::{
        samples::{Outcome, Phase},
        scenario::{Agreement, Arm, Batch, Cell, Counts, Expectation, Method, Presence, Procedure, Question, Scenario},
        target::{Deployed, Target},
        view::{Progress, view},
    },
    record::analysis::made::{self, FIRST, PAIRED, ladder},
};

const LACKING: &str = r#"{"error":{"code":"method_unavailable","message":"no loader here"}}"#;

const FAILING: &str = r#"{"error":{"code":"runtime_failed","message":"this address is refused"}}"#;

/// Whether `/flaky` was asked already.
static FAILED: AtomicBool = AtomicBool::new(false);

/// The paths of a ladder.
const CLIMBING: [&str; 6] = ["/refuses/", "/bounds/", "/hangs/", "/lies/", "/breaks/", "/confuses/"];

/// What the path says: no such method, a fault, an answer after 30 ms, or on a ladder what [`climb`] says; else a right answer
/// that says it took 7 ms.
fn answer(_: usize, stream: &mut TcpStream) {
    loop {
        let request = heard(stream);
        let path = request.split(' ').nth(1).unwrap_or_default();
        let (status, body) = match path {
            "/slow" => {
                thread::sleep(Duration::from_millis(30));
                ("200 OK", "{}")
            }
            "/busy" => ("503 Service Unavailable", r#"{"error":{"code":"object_failed","message":"ended"}}"#),
            "/failing" => ("503 Service Unavailable", FAILING),
            "/flaky" if !FAILED.swap(true, Ordering::Relaxed) => ("503 Service Unavailable", FAILING),
            "/lacking" => ("501 Not Implemented", LACKING),
            "/odd" => ("500 Internal Server Error", LACKING),
            path if CLIMBING.iter().any(|manner| path.starts_with(manner)) => match climb(path) {
                Some(answer) => answer,
                // It hangs until the client has gone.
                None => break drop(heard(stream)),
            },
            _ => ("200 OK", r#"{"elapsed_ms":7}"#),
        };
        let answer = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        if request.is_empty() || stream.write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}

/// An answer to so many calls, up to 40 of which go well: `/refuses/45`, `/hangs/45`.
fn climb(path: &str) -> Option<(&'static str, &'static str)> {
    let (manner, calls) = path.trim_start_matches('/').split_once('/')?;
    if calls.parse::<u32>().is_ok_and(|calls| calls <= 40) {
        return Some(("200 OK", r#"{"rows":[[1]]}"#));
    }
    match manner {
        "refuses" => Some(("503 Service Unavailable", r#"{"error":{}}"#)),
        "bounds" => Some(("422 Unprocessable Content", r#"{"error":{"code":"limit_exceeded"}}"#)),
        "breaks" => Some(("500 Internal Server Error", r#"{"error":{"code":"internal"}}"#)),
        "confuses" => Some(("503 Service Unavailable", r#"{"error":{"code":"wrong_reply"}}"#)),
        "lies" => Some(("200 OK", r#"{"rows":[[0]]}"#)),
        _ => None,
    }
}

fn measured(scenario: &Scenario) -> (Measured, Result<()>) {
    let url = format!("http://{}", serve(answer));
    let target = Target::Deployed(Deployed::new(&url, 7, Duration::from_secs(5)).unwrap());
    let mut view = view(Progress::None);
    let mut runner = Runner::new(scenario, target, 7, view.as_mut(), Stop::default());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let ended = runtime.block_on(runner.measure());
    (runner.end(), ended)
}

/// A cell whose arms are asked first, each under the path of its name.
fn asked(procedure: Procedure, arms: &[&str]) -> Cell {
    let mut cell = Cell { presence: Presence::Asked, ..made::cell(procedure, arms) };
    for (name, arm) in &mut cell.arms {
        arm.question = Some(Question {
            method: Method::Get,
            path: format!("/{name}"),
            body: None,
            expect: Expectation::default(),
            cycle: 1,
        });
    }
    cell
}

fn small(cells: impl IntoIterator<Item = (&'static str, Cell)>) -> Scenario {
    let mut scenario = made::scenario(cells);
    (scenario.size.rounds, scenario.size.pairs, scenario.size.block) = (2, 4, 2);
    scenario
}

#[test]
fn an_arm_that_the_target_lacks_is_left_out_and_says_why() {
    let mut base = asked(PAIRED, &["direct", "lacking"]);
    base.base = Some("lacking".to_owned());
    let scenario = small([
        ("echo", asked(PAIRED, &["direct", "direct_again", "lacking", "fetch"])),
        ("ladder", asked(ladder(&[1, 2]), &["direct", "lacking"])),
        ("base", base),
        ("alone", asked(PAIRED, &["direct", "fetch"])),
    ]);
    let (measured, ended) = measured(&scenario);
    ended.unwrap();
    let names: Vec<&str> = measured.absent.keys().map(String::as_str).collect();
    assert_eq!(names, ["base", "echo", "ladder"]);
    assert_eq!(
        measured.absent["echo"].iter().collect::<Vec<_>>(),
        [(&"lacking".to_owned(), &"no loader here".to_owned())]
    );
    assert_eq!(measured.unavailable["base"], "its base lacking is not available here: no loader here");
    assert_eq!(measured.unavailable.len(), 1);
    let samples = |cell: &str, arm: &str| {
        let series = measured.samples.find(cell, arm);
        measured.samples.rows().iter().filter(|sample| Some(sample.series) == series).count()
    };
    for cell in ["echo", "ladder", "base"] {
        assert_eq!(samples(cell, "lacking"), 0, "{cell}");
    }
    assert!(samples("echo", "fetch") > 0 && samples("ladder", "direct") > 0 && samples("base", "direct") == 0);
}

#[test]
fn an_arm_whose_runtime_fails_twice_in_a_row_is_left_out_and_one_that_fails_once_is_not() {
    let (measured, ended) = measured(&small([("echo", asked(PAIRED, &["direct", "failing", "flaky"]))]));
    ended.unwrap();
    let absent: Vec<_> = measured.absent["echo"].iter().map(|(arm, reason)| (arm.as_str(), reason.as_str())).collect();
    assert_eq!(absent, [("failing", "this address is refused")]);
    assert!(FAILED.load(Ordering::Relaxed) && measured.samples.find("echo", "flaky").is_some());
}

#[test]
fn any_other_answer_that_was_not_expected_ends_the_run() {
    let (nothing, ended) = measured(&small([("echo", asked(PAIRED, &["direct", "odd"]))]));
    let error: Error = ended.unwrap_err();
    assert_eq!((error.exit(), nothing.samples.len()), (Exit::WrongResponse, 0));
    assert!(error.to_string().contains("/odd") && error.to_string().contains("status 500"), "{error}");
    let busy = measured(&small([("echo", asked(PAIRED, &["direct", "busy"]))])).1.unwrap_err();
    assert!(busy.exit() == Exit::WrongResponse && busy.to_string().contains("status 503"), "{busy}");
    let unasked = Cell { presence: Presence::Given, ..asked(PAIRED, &["direct", "lacking"]) };
    assert_eq!(measured(&small([("echo", unasked)])).1.unwrap_err().exit(), Exit::WrongResponse);
}

/// A ladder of calls in a request whose arms answer as [`climb`] says.
fn calls(arms: &[&str]) -> Scenario {
    let rungs = vec![10, 40, 45, 50];
    let procedure = Procedure::Ladder { counts: Counts::Operations, rungs, requests: 3, deadline_ms: 300 };
    let mut cell = asked(procedure, arms);
    for (name, arm) in &mut cell.arms {
        if let Some(question) = &mut arm.question {
            question.path = format!("/{name}/{{operations}}");
            question.expect.rows = Some(serde_json::json!([[1]]));
        }
    }
    small([("calls", cell)])
}

#[test]
fn a_ladder_of_calls_ends_at_the_first_number_that_is_refused_or_not_answered() {
    let scenario = calls(&["refuses", "bounds", "hangs"]);
    let (measured, ended) = measured(&scenario);
    ended.unwrap();
    let rows = measured.samples.rows().iter().filter(|sample| sample.phase == Phase::Measured);
    let of_arm = |arm: &str| {
        let of_arm = rows.clone().filter(|sample| Some(sample.series) == measured.samples.find("calls", arm));
        of_arm.map(|sample| (sample.operations, sample.clients, sample.outcome)).collect::<Vec<_>>()
    };
    let right = [(10, 1, Outcome::Right), (40, 1, Outcome::Right)].map(|rung| [rung; 3]).concat();
    let refused = [right.clone(), vec![(45, 1, Outcome::Refused); 3]].concat();
    // The first request of the rung took all of its time; the others never were asked, and are told of all the same.
    let hanging = [right, vec![(45, 1, Outcome::Deadline); 3]].concat();
    for arm in ["refuses", "bounds"] {
        assert_eq!(of_arm(arm), [refused.clone(), refused.clone()].concat());
    }
    assert_eq!(of_arm("hangs"), [hanging.clone(), hanging].concat());
    let warm_up = measured.samples.rows().iter().filter(|sample| sample.phase == Phase::WarmUp);
    assert!(warm_up.clone().count() > 0 && warm_up.clone().all(|sample| sample.operations == 10));
}

#[test]
fn requests_that_never_had_their_turn_keep_the_last_rung_of_clients_from_looking_right() {
    let procedure = Procedure::Ladder { counts: Counts::Clients, rungs: vec![1, 2], requests: 8, deadline_ms: 100 };
    let (measured, ended) = measured(&small([("clients", asked(procedure, &["slow"]))]));
    ended.unwrap();
    let measured_rows = measured.samples.rows().iter().filter(|sample| sample.phase == Phase::Measured);
    let rows: Vec<_> = measured_rows.map(|sample| (sample.clients, sample.outcome)).collect();
    let count = |outcome| rows.iter().filter(|row| **row == (1, outcome)).count();
    // Each answer takes 30 ms, so that only some of eight fit into the time of the rung, and no higher one is climbed.
    assert!(count(Outcome::Right) > 0 && count(Outcome::Deadline) >= 8, "{rows:?}");
    assert_eq!((rows.len(), count(Outcome::Right) + count(Outcome::Deadline)), (16, 16));
}

#[test]
fn a_wrong_answer_or_a_fault_on_a_ladder_of_calls_ends_the_run() {
    for manner in ["lies", "breaks", "confuses"] {
        let error = measured(&calls(&[manner])).1.unwrap_err();
        assert_eq!(error.exit(), Exit::WrongResponse);
        assert!(error.to_string().contains(&format!("/{manner}/45")), "{error}");
    }
}

#[test]
fn nothing_is_measured_without_a_base_or_without_an_arm() {
    let absent = |arms: &[&str]| arms.iter().map(|arm| ((*arm).to_owned(), "why".to_owned())).collect();
    let mut cell = made::cell(PAIRED, &["direct", "fetch"]);
    assert_eq!(unmeasurable(&cell, &absent(&["fetch"])), None);
    assert_eq!(unmeasurable(&cell, &absent(&[])), None);
    assert_eq!(unmeasurable(&cell, &absent(&["direct"])).unwrap(), "its base direct is not available here: why");
    cell.base = None;
    assert_eq!(unmeasurable(&cell, &absent(&["direct"])), None);
    let none = unmeasurable(&cell, &absent(&["direct", "fetch"])).unwrap();
    assert_eq!(none, "none of its arms is available here, such as direct: why");
}

#[test]
fn what_the_answer_tells_is_kept_beside_what_the_client_saw() {
    let mut cell = asked(PAIRED, &["direct"]);
    let arms: &mut IndexMap<String, Arm> = &mut cell.arms;
    arms["direct"].reading = Some("/elapsed_ms".to_owned());
    let (measured, ended) = measured(&small([("inside", cell)]));
    ended.unwrap();
    assert!(!measured.samples.is_empty());
    for sample in measured.samples.rows() {
        assert_eq!((sample.times.inside, sample.elapsed()), (Some(7_000_000), 7_000_000));
        assert!(sample.times.last_byte > 0 && sample.seen() == sample.times.last_byte);
    }
}

#[test]
fn several_clients_at_the_same_time_make_one_sample_which_lasts_until_the_last_is_answered() {
    let mut cell = Cell { clients: Some(5), ..asked(PAIRED, &["slow"]) };
    cell.arms["slow"].batch = Some(Batch::whole(5));
    let (measured, ended) = measured(&small([("crowd", cell)]));
    ended.unwrap();
    let rows = measured.samples.rows();
    assert!(!rows.is_empty());
    for sample in rows {
        // One after the other they would take five times as long.
        let took = Duration::from_nanos(sample.elapsed());
        assert!((30..120).contains(&took.as_millis()), "{took:?}");
        assert_eq!((sample.clients, sample.operations, sample.outcome), (5, 5, Outcome::Right));
    }
    let odd = Cell { clients: Some(5), presence: Presence::Given, ..asked(PAIRED, &["busy"]) };
    assert_eq!(self::measured(&small([("crowd", odd)])).1.unwrap_err().exit(), Exit::WrongResponse);
}

#[test]
fn arms_that_are_lacking_everywhere_need_not_agree() {
    let arms = ["direct", "lacking"];
    let mut scenario = small([("echo", asked(PAIRED, &arms)), ("cold", made::cell(FIRST, &arms))]);
    let question = |name: &str| scenario.cells["echo"].arms[name].question.clone().unwrap();
    let path = "/{name}".to_owned();
    let values = |name: &str| (name.to_owned(), [("name".to_owned(), name.into())].into());
    let agreement = Agreement {
        arms: arms.map(values).into(),
        questions: vec![Question { path, ..question("direct") }],
        compare: vec!["/elapsed_ms".to_owned()],
    };
    scenario.agreement = Some(agreement);
    measured(&scenario).1.unwrap();
    scenario.cells["echo"].arms["lacking"].question = scenario.cells["echo"].arms["direct"].question.clone();
    assert!(measured(&scenario).1.unwrap_err().to_string().contains("lacking answers"));
}
