//! Traffic of tenants against a server that answers by the path.

use std::{collections::BTreeMap, io::Write as _, net::TcpStream, time::Duration};

use load::fake::{heard, serve};
use serde_json::{Value, json};
use shared::engine::EngineName;

use super::super::{Measured, Runner, Stop};
use crate::{
    error::{Exit, Result},
    experiments::study::Study,
    instrument::{
        samples::{Outcome, Phase, Purpose, Sample},
        scenario::{Procedure, Scenario, Traffic},
        target::{Deployed, Target},
        view::{Progress, view},
    },
};

/// Answers as the router does: there is no `native`, `hybrid` refuses the tenant of number 1007 for the moment, and what belongs to
/// the tenant of number 1014 of `traditional` is another's.
fn answer(_: usize, stream: &mut TcpStream) {
    loop {
        let request = heard(stream);
        let path = request.split(' ').nth(1).unwrap_or_default();
        let mut parts = path.split('/').skip(2);
        let (architecture, tenant) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let number: i64 =
            tenant.split('-').find_map(|part| part.parse().ok().filter(|number| *number >= 1000)).unwrap_or(1);
        let places = json!([{ "service": "compute", "isolate": "ab", "instance": "cd", "object": null }]);
        let answered = |rows: Value| {
            (200, json!({ "rows": rows, "timing": { "engine": "warm", "copy": null, "places": places } }))
        };
        let (status, body) = match (architecture, number) {
            ("native", _) if tenant != "query" => (404, json!({ "error": { "message": "no such way" } })),
            ("hybrid", 1007) => (503, json!({})),
            ("traditional", 1014) => answered(json!([[1]])),
            ("keep-warm", _) => (200, json!({ "places": places })),
            _ => answered(json!([[number]])),
        };
        let body = body.to_string();
        let answer = format!("HTTP/1.1 {status} Said\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        if request.is_empty() || stream.write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}

fn measured(scenario: &Scenario, stop: Stop) -> (Measured, Result<()>) {
    let url = format!("http://{}", serve(answer));
    let target = Target::Deployed(Deployed::new(&url, 7, Duration::from_secs(5)).unwrap());
    let mut view = view(Progress::None);
    let mut runner = Runner::new(scenario, target, 7, view.as_mut(), stop);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let ended = runtime.block_on(runner.measure());
    (runner.end(), ended)
}

/// One cell of the tenants' scenario, small.
fn only(cell: &str, sent: Traffic) -> Scenario {
    let mut scenario = Study::tenants(&[EngineName::Sqlite], &[], 1.0).scenario;
    scenario.cells.retain(|name, _| name == cell);
    scenario.cells[cell].procedure = Procedure::Traffic { rounds: 2, time_scale: 1.0, traffic: sent };
    scenario
}

fn rows<'a>(measured: &'a Measured, cell: &str, arm: &str) -> Vec<&'a Sample> {
    let series = measured.samples.find(cell, arm);
    measured.samples.rows().iter().filter(|sample| Some(sample.series) == series).collect()
}

#[test]
fn every_arm_that_is_there_gets_the_same_requests_and_a_refusal_is_no_wrong_answer() {
    let (measured, ended) = measured(&only("burst", Traffic::Burst { tenants: 2, clients: 2 }), Stop::default());
    ended.unwrap();
    assert_eq!(measured.absent["burst"], BTreeMap::from([("native".to_owned(), "no such way".to_owned())]));
    let outcomes = |arm| {
        let of = |sample: &&Sample| (sample.round, sample.told.as_ref().unwrap().tenant, sample.outcome);
        rows(&measured, "burst", arm).iter().map(of).collect::<Vec<_>>()
    };
    let right = |round, tenant| (round, tenant, Outcome::Right);
    assert_eq!(outcomes("new"), [right(0, 0), right(0, 1), right(1, 0), right(1, 1)]);
    assert_eq!(outcomes("hybrid")[1], (0, 1, Outcome::Refused));
    let sample = rows(&measured, "burst", "new")[0];
    assert_eq!((sample.clients, sample.phase, sample.status), (2, Phase::Measured, 200));
    assert_eq!(sample.told.as_ref().unwrap().places.to_text(), "compute:00000000000000ab:00000000000000cd");
}

#[test]
fn arms_alternate_there_and_back_and_an_answer_of_another_tenant_ends_the_run() {
    let mut scenario = only("second", Traffic::Second { tenants: 2 });
    let (whole, ended) = measured(&scenario, Stop::default());
    ended.unwrap();
    let purposes: Vec<_> =
        rows(&whole, "second", "new").iter().map(|sample| sample.told.as_ref().unwrap().purpose).collect();
    let pair = [Purpose::Opening, Purpose::Measured];
    assert_eq!(purposes, [pair, pair, pair, pair].concat());
    let mut first: Vec<_> = whole.samples.rows().iter().filter(|sample| sample.round == 0).collect();
    first.sort_by_key(|sample| sample.times.sent);
    let order: Vec<_> = first.iter().take(6).map(|sample| sample.position).collect();
    assert_eq!(order, [0, 1, 2, 2, 1, 0]);

    scenario.cells["second"].procedure =
        Procedure::Traffic { rounds: 1, time_scale: 1.0, traffic: Traffic::Second { tenants: 3 } };
    let (wrong, ended) = measured(&scenario, Stop::default());
    let error = ended.unwrap_err();
    assert_eq!(error.exit(), Exit::WrongResponse);
    assert!(error.to_string().contains("rows [[1014]] were expected"), "{error}");
    assert_eq!(rows(&wrong, "second", "traditional").last().unwrap().outcome, Outcome::Wrong);
    assert_eq!(rows(&wrong, "second", "new").len(), 6, "what others were answered is kept");
}

#[test]
fn a_schedule_is_kept_by_arms_side_by_side_with_a_signal_for_those_that_are_kept_warm() {
    let traffic = Traffic::Sparse { tenants: 2, every_seconds: 0.2, keep_warm_seconds: 0.1, seconds: 0.3 };
    let (measured, ended) = measured(&only("sparse", traffic), Stop::default());
    // The tenant that hybrid refuses is given no data either.
    let error = ended.unwrap_err();
    assert!(error.to_string().contains("a tenant got no data: POST /multi-tenant/hybrid/"), "{error}");
    assert!(measured.samples.is_empty());

    let mut scenario =
        only("sparse", Traffic::Sparse { tenants: 1, every_seconds: 0.2, keep_warm_seconds: 0.1, seconds: 0.3 });
    scenario.cells["sparse"].arms.retain(|name, _| name.starts_with("new"));
    let (measured, ended) = self::measured(&scenario, Stop::default());
    ended.unwrap();
    let plain = rows(&measured, "sparse", "new");
    assert!(plain.iter().map(|sample| sample.told.as_ref().unwrap().ordinal).eq([0, 1, 0, 1]));
    assert!(plain.iter().all(|sample| sample.times.sent >= sample.times.scheduled.unwrap()));
    let signal = |sample: &&&Sample| sample.told.as_ref().unwrap().purpose == Purpose::Signal;
    let kept = rows(&measured, "sparse", "new_kept_warm");
    assert_eq!((kept.len(), kept.iter().filter(signal).count()), (10, 6));
    assert!(kept.iter().filter(signal).all(|sample| (sample.phase, sample.outcome) == (Phase::WarmUp, Outcome::Right)));
}

#[test]
fn a_wish_to_end_is_heard_while_a_schedule_waits() {
    let mut scenario =
        only("sparse", Traffic::Sparse { tenants: 1, every_seconds: 60.0, keep_warm_seconds: 60.0, seconds: 600.0 });
    scenario.cells["sparse"].arms.retain(|name, _| name == "new");
    let stop = Stop::default();
    let asking = stop.clone();
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(600));
        asking.ask();
    });
    let (measured, ended) = measured(&scenario, stop);
    assert_eq!(ended.unwrap_err().exit(), Exit::Interrupted);
    assert_eq!(measured.samples.len(), 1);
}
