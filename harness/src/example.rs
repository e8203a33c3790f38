//! A made-up run with something of everything, for the tests of reports.

pub mod tenants;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use shared::routing::Routing;
use statistics::{Accord, Answer, Verdict};

use crate::instrument::target::TargetKind;
use crate::ranged::Ranged;
use crate::record::{
    AbsentArm, ArmFinding, BreakEven, Bundle, Card, CellFinding, ClaimFinding, CrossCheckFinding, FailedBy, Findings,
    Fingerprint, FitFinding, FittedArm, LegFinding, LoadFinding, Machine, Noise, PairFinding, Placement, Point, Run,
    Rung, SamplesFile, Share, SummaryFinding, SurveyFinding, SurveyPoint, TrialFinding, TrialRow, Trust, VERSION, Way,
};
use shared::engine::EngineName;

use crate::{
    experiments::study::Study,
    instrument::scenario::{Clock, Counts, Kind, Medium, Scenario, Size},
    machine::spread::Spread,
};

/// How compute was spread.
const SPREAD: Spread = Spread { isolates: 4, routing: Routing::TenantAffine };

/// What the target said of an arm that it does not have.
const ABSENT: &str = "this runtime cannot load another engine";

/// The run.
pub fn run() -> Run {
    let size = Size {
        rounds: 5,
        pairs: 30,
        block: 20,
        cell_ms: 2000,
        most_ms: None,
        starts: 8,
        deadline_ms: 20_000,
        error_limit: 0.001,
    };
    let scenario = Scenario {
        name: "split".to_owned(),
        title: "Where should the WASM live?".to_owned(),
        size,
        medium: Medium::Disk,
        fixtures: Vec::new(),
        agreement: None,
        // The claims below name cells of it.
        cells: Study::split(EngineName::Sqlite).scenario.cells,
        surveys: IndexMap::new(),
        fits: IndexMap::new(),
        legs: Vec::new(),
        claims: IndexMap::new(),
        cross_checks: IndexMap::new(),
        trials: IndexMap::new(),
    };
    Run {
        version: VERSION,
        card: Card {
            began: "2026-11-21T10:00:00Z".to_owned(),
            seconds: 71.5,
            command: "cargo lab compare --quick --seed 7".to_owned(),
            target: TargetKind::Workerd,
            url: None,
            placement: Placement::of(TargetKind::Workerd, &[SPREAD]),
            medium: Some(Medium::Memory),
            seed: 7,
            complete: true,
            ended_by: None,
            shortened: None,
            processes: 60,
            client_processor: Some(0.38),
            unavailable: BTreeMap::new(),
            absent: BTreeMap::from([("write".to_owned(), BTreeMap::from([("hybrid".to_owned(), ABSENT.to_owned())]))]),
        },
        fingerprint: Fingerprint {
            harness: "0.1.0".to_owned(),
            commit: Some("dc3ebd7a11".to_owned()),
            dirty: Some(true),
            bundles: vec![Bundle { worker: "compute".to_owned(), bytes: 1_800_000, blake3: "ab".repeat(32) }],
            rustc: Some("rustc 1.91.0".to_owned()),
            workerd: Some("1.20261023.1".to_owned()),
            compatibility_date: Some("2026-10-01".to_owned()),
            spread: Some(SPREAD),
            machine: Machine {
                platform: "linux x86_64".to_owned(),
                kernel: Some("6.1.0".to_owned()),
                processor: Some("a processor of a name that is rather long @ 2.50GHz".to_owned()),
                threads: 2,
                load_before: Some(0.2),
                load_after: Some(1.4),
                steal: Some(0.003),
            },
        },
        scenario,
        origins: BTreeMap::from([("size.rounds".to_owned(), "--rounds".to_owned())]),
        samples: SamplesFile { name: "samples.csv.gz".to_owned(), rows: 67_640, blake3: "cd".repeat(32) },
        findings: findings(),
        trials: vec![trial()],
    }
}

/// What was found without timing anything.
fn trial() -> TrialFinding {
    let spread = |value: f64| Ranged { value, lower: value - value.abs() / 10.0, upper: value * 1.2 };
    let row = |name: &str, bytes: f64, processor: Option<f64>| TrialRow {
        name: name.to_owned(),
        values: [("bytes_each", Some(bytes)), ("processor_ms", processor)]
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value.map(spread)?)))
            .collect(),
    };
    TrialFinding {
        name: "waiting".to_owned(),
        title: "what each of 800 waiting requests takes of the memory".to_owned(),
        rows: vec![row("native", 61_234.56, Some(0.0123)), row("new", -12.5, None)],
    }
}

fn findings() -> Findings {
    let mut hot = cell("hot_read", "hot read: one row of 100 by primary key", "paired", 0.56);
    hot.noise = Some(noise("native_again", 0.012, 0.03));
    let mut write = cell("write", "write: update of one row of 100", "paired", 0.94);
    write.absent = vec![AbsentArm { name: "hybrid".to_owned(), reason: ABSENT.to_owned() }];
    write.noise = Some(noise("native_again", 0.041, 0.041));
    let mut cold = cell("cold_empty", "first request to the arm's Workers in a fresh process", "first_request", 8.9);
    cold.noise = Some(noise("native_again", 0.055, 0.055));
    if let Some(traditional) = cold.arms.iter_mut().find(|arm| arm.name == "traditional") {
        traditional.difference_ms = Some(around(0.06, 3.0));
    }
    let mut ladder = cell("ladder", "hot read with ever more clients", "ladder", 0.6);
    ladder.others.clear();
    for arm in &mut ladder.arms {
        arm.ratio = None;
        arm.verdict = None;
        arm.rungs = [1, 2, 4, 8, 16, 32, 64].map(rung).into();
    }
    if let Some(arm) = ladder.arms.last_mut() {
        (arm.first_failing, arm.failed_by) = (Some(64), Some(FailedBy::Timeout));
    }
    let mut open = cell("open", "hot read at 300 arrivals in a second", "open", 0.8);
    for arm in &mut open.arms {
        arm.load = Some(LoadFinding {
            per_second: 300.0,
            dropped: 2,
            service_p50_ms: Some(0.7),
            service_p99_ms: Some(2.1),
            lag_p50_ms: 0.003,
            lag_p99_ms: 0.018,
        });
    }
    let mut hop = cell("hop", "an empty call from object to compute", "paired", 0.1);
    hop.unavailable = Some("this target has no hand-written pair".to_owned());
    hop.arms.clear();
    hop.others.clear();
    let claim = |name: &str, kind, question: &str, holds: &str, answer| ClaimFinding {
        name: name.to_owned(),
        kind,
        question: question.to_owned(),
        holds: holds.to_owned(),
        found: Some(around(1.22, 0.02)),
        none_failed_up_to: None,
        answer,
    };
    Findings {
        cells: vec![hot, write, cold, ladder, open, hop],
        summary: vec![SummaryFinding {
            arm: "new".to_owned(),
            base: "native".to_owned(),
            cells: vec!["hot_read".to_owned(), "write".to_owned()],
            ratio: around(1.23, 0.02),
        }],
        surveys: vec![survey()],
        fits: vec![fit()],
        legs: legs(),
        claims: vec![
            claim(
                "hop_under_a_millisecond",
                Kind::Hypothesis,
                "does a hop cost less than a millisecond?",
                "hop.envelope.cost_ms < 1",
                Answer::Supported,
            ),
            claim(
                "split_starts_faster",
                Kind::Hypothesis,
                "does an object without WASM start faster than one with it?",
                "cold_empty.new.ratio < 1",
                Answer::Refuted,
            ),
            claim("hot_read", Kind::Bound, "is a hot read cheap?", "hot_read.new.ratio <= 1.5", Answer::Undecided),
        ],
        cross_checks: vec![
            cross_check("hop_alone", 0.11, Some(1.04), Accord::Agree),
            cross_check("hop_in_batches", 0.13, Some(1.4), Accord::Differ),
            cross_check("hop_elsewhere", 0.1, None, Accord::Undecided),
        ],
        break_even: vec![BreakEven {
            arm: "new".to_owned(),
            base: "traditional".to_owned(),
            cold_ms: around(4.5, 0.1),
            warm_ms: around(0.14, 0.1),
            requests: None,
            conclusion: "new costs more than traditional at every number of requests".to_owned(),
        }],
        keep_warm: Vec::new(),
        trust: Trust {
            invalid: Vec::new(),
            warnings: vec![
                "write: the A/A control is wider than the margin, so nothing is called equivalent".to_owned(),
            ],
            requests: 67_640,
            errors: 0,
            reconnects: 3,
            lag_p99_ms: Some(0.018),
            colos: Vec::new(),
        },
    }
}

fn fit() -> FitFinding {
    let arm = |arm: &str, constant: f64, depth, cells| {
        let slope = |(name, value): (&str, f64)| (name.to_owned(), around(value, 0.1));
        FittedArm {
            arm: arm.to_owned(),
            constant_ms: around(constant, 0.2),
            factors_ms: [("bytes", 0.000_012)].into_iter().chain(depth).map(slope).collect(),
            cells,
            worst_residual: (cells > 2).then_some(0.083),
        }
    };
    FitFinding {
        name: "hops".to_owned(),
        title: "what a hop adds to a request".to_owned(),
        base: "native".to_owned(),
        over: ["bytes", "depth", "tenants"].map(str::to_owned).into(),
        arms: vec![arm("traditional", -0.004, None, 2), arm("new", 0.031, Some(("depth", 0.094)), 9)],
    }
}

fn cross_check(name: &str, value: f64, ratio: Option<f64>, accord: Accord) -> CrossCheckFinding {
    let way = |quantity: &str, found| Way { quantity: quantity.to_owned(), found };
    CrossCheckFinding {
        name: name.to_owned(),
        question: format!("does the {} cost the same from outside and from inside?", name.replace('_', " ")),
        one: way("hop.envelope.difference_ms", Some(around(value, 0.05))),
        other: way("path.ping.cost_ms", ratio.map(|ratio| around(value / ratio, 0.02))),
        ratio: ratio.map(|ratio| around(ratio, 0.06)),
        accord,
    }
}

fn legs() -> Vec<LegFinding> {
    let leg = |of: &str, work: &str, value: f64| LegFinding {
        of: of.to_owned(),
        work: work.to_owned(),
        elapsed_ms: around(value, 0.1),
    };
    vec![
        leg("all", "client and router", 0.30),
        leg("native", "router and object", 0.20),
        leg("native", "SQL in the object", 0.06),
        leg("traditional", "router and object", 0.21),
        leg("traditional", "engine in the object", 0.04),
        leg("new", "router and object", 0.21),
        leg("new", "object and compute", 0.11),
        leg("new", "engine, and the rest of the object", 0.09),
    ]
}

/// Three cells as if they differed in the size of what they ask for.
fn survey() -> SurveyFinding {
    let cells = [("hot_read", 100.0), ("write", 1000.0), ("cold_empty", 10_000.0)];
    SurveyFinding {
        name: "payload".to_owned(),
        title: "what a request costs by the size of its payload".to_owned(),
        along: "bytes".to_owned(),
        base: "native".to_owned(),
        points: cells.map(|(cell, at)| SurveyPoint { cell: cell.to_owned(), at }).into(),
        arms: ["traditional", "new"].map(str::to_owned).into(),
    }
}

fn cell(name: &str, title: &str, procedure: &str, base_ms: f64) -> CellFinding {
    let arms = [("native", 1.0), ("native_again", 1.004), ("traditional", 0.97), ("new", 1.223)];
    CellFinding {
        name: name.to_owned(),
        title: title.to_owned(),
        procedure: procedure.to_owned(),
        counts: (procedure == "ladder").then_some(Counts::Clients),
        clients: None,
        clock: Clock::Client,
        unavailable: None,
        base: Some("native".to_owned()),
        headline: "new".to_owned(),
        pairs: 150,
        rounds: 5,
        noise: None,
        absent: Vec::new(),
        arms: arms.map(|(arm, ratio)| finding(arm, ratio, base_ms)).into(),
        others: vec![PairFinding {
            arm: "new".to_owned(),
            base: "traditional".to_owned(),
            ratio: around(1.261, 0.02),
            difference_ms: around(0.253 * base_ms, 0.1),
            verdict: Some(Verdict::Slower),
            pairs_to_settle: None,
            p_adjusted: Some(0.004),
        }],
    }
}

fn finding(name: &str, ratio: f64, base_ms: f64) -> ArmFinding {
    let (compared, p50) = (name != "native", ratio * base_ms);
    let verdict = match name {
        "traditional" => Some(Verdict::Inconclusive),
        "new" => Some(Verdict::Slower),
        _ => None,
    };
    ArmFinding {
        name: name.to_owned(),
        control: name == "native_again",
        handicap: None,
        reading: None,
        samples: 3000,
        warm_up: 400,
        errors: Share { hits: 0, of: 3000, share: Ranged { value: 0.0, lower: 0.0, upper: 0.0013 } },
        reconnects: 0,
        outliers: 31,
        p50_ms: Some(around(p50, 0.01)),
        p90_ms: Some(around(p50 * 1.3, 0.02)),
        p95_ms: Some(around(p50 * 1.6, 0.03)),
        p99_ms: Some(around(p50 * 2.4, 0.1)),
        p999_ms: None,
        first_byte_ms: Some(p50 * 0.98),
        cost_ms: None,
        ratio: compared.then(|| around(ratio, 0.02)),
        difference_ms: compared.then(|| around((ratio - 1.0) * base_ms, 0.1)),
        difference_p95_ms: compared.then(|| around((ratio - 1.0) * base_ms * 1.6, 0.15)),
        difference_p99_ms: compared.then(|| around((ratio - 1.0) * base_ms * 2.4, 0.4)),
        verdict,
        pairs_to_settle: (name == "traditional").then_some(900.0),
        p_adjusted: compared.then_some(0.004),
        spectrum: (0..40)
            .map(|step| Point { x: 1.0 - 0.84_f64.powi(step), y: p50 * (0.9 + f64::from(step) / 20.0) })
            .collect(),
        strip: (0..240)
            .map(|pick| Point { x: f64::from(pick), y: p50 * (1.0 + 0.2 * f64::from(pick * 7919 % 97) / 97.0) })
            .collect(),
        pair_ratios: (0..150)
            .map(|pair| Point { x: f64::from(pair / 30), y: ratio * (0.97 + 0.06 * f64::from(pair * 31 % 53) / 53.0) })
            .collect(),
        rungs: Vec::new(),
        first_failing: None,
        failed_by: None,
        audit: None,
        load: None,
        traffic: None,
    }
}

fn rung(number: u32) -> Rung {
    let per_second = 1500.0 * (1.0 - 0.7_f64.powf(f64::from(number)));
    Rung {
        number,
        per_second,
        p50_ms: Some(f64::from(number) / per_second * 1e3),
        p99_ms: Some(9.0),
        errors: u64::from(number == 64),
    }
}

fn noise(control: &str, floor: f64, bar: f64) -> Noise {
    Noise { control: control.to_owned(), ratio: around(1.004, floor), floor, bar, disturbed: false }
}

fn around(value: f64, share: f64) -> Ranged {
    let reach = value.abs() * share;
    Ranged { value, lower: value - reach, upper: value + reach }
}
