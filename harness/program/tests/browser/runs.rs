//! Made-up runs: one with something of everything, and what else a report has to bear.

use harness::instrument::target::TargetKind;
use harness::{
    example,
    ranged::Ranged,
    record::{ArmFinding, CellFinding, Findings, Point, Run, SurveyPoint},
};
use statistics::{Random, Verdict};

/// Something of everything.
pub(crate) fn example() -> Run {
    example::run()
}

/// A run that ended early and proves nothing, against `wrangler dev`, with hostile text.
pub(crate) fn invalid_and_partial() -> Run {
    let mut run = example::run();
    run.card.complete = false;
    run.card.ended_by = Some("stopped by a signal in round 3".to_owned());
    run.card.target = TargetKind::WranglerDev;
    run.card.unavailable.insert("open".to_owned(), "the run ended before <it> & 'began'".to_owned());
    run.findings.trust.invalid = vec![
        "write: the A/A control differs from itself by more than 3 %".to_owned(),
        "open: 12 of 3000 requests failed, more than 0.1 %".to_owned(),
    ];
    run.findings.trust.errors = 12;
    for cell in &mut run.findings.cells {
        if let Some(noise) = &mut cell.noise {
            noise.disturbed = cell.name == "write";
        }
    }
    run.scenario.title = String::from("Where should the <script>alert(1)</script> live?");
    run.findings.cells.retain(|cell| cell.name != "ladder");
    if let Some(open) = run.findings.cells.iter_mut().find(|cell| cell.name == "open") {
        open.arms.clear();
    }
    run
}

/// One cell with one arm of which nearly nothing is known, against a deployment.
pub(crate) fn bare() -> Run {
    let mut run = empty();
    run.card.target = TargetKind::Deployed;
    run.card.url =
        Some("https://isolab.example.com/a/path/that/is/rather/long/for/a/telephone/and/has/no/spaces".to_owned());
    run.findings.trust.colos = vec!["FRA".to_owned()];
    let mut cell = example::run().findings.cells.remove(0);
    cell.arms.truncate(1);
    (cell.base, cell.noise, cell.pairs, cell.rounds) = (None, None, 0, 0);
    for arm in &mut cell.arms {
        (arm.p90_ms, arm.p95_ms, arm.p99_ms, arm.first_byte_ms) = (None, None, None, None);
        (arm.samples, arm.outliers) = (1, 0);
        arm.spectrum.clear();
        arm.strip.truncate(1);
        arm.pair_ratios.clear();
    }
    run.findings.cells = vec![cell];
    run
}

/// Nothing was measured.
pub(crate) fn empty() -> Run {
    let mut run = example::run();
    run.findings = Findings::default();
    run.origins.clear();
    let print = &mut run.fingerprint;
    (print.commit, print.dirty, print.rustc, print.workerd, print.compatibility_date) = (None, None, None, None, None);
    print.bundles.clear();
    let machine = &mut print.machine;
    (machine.kernel, machine.processor, machine.load_before, machine.load_after, machine.steal) =
        (None, None, None, None, None);
    run.card.client_processor = None;
    run
}

/// As large as runs become: 12 cells of 7 arms, 10 rounds of 30 pairs, with the tails and bursts of a real machine.
pub(crate) fn large() -> Run {
    let mut run = example::run();
    let mut random = Random::seeded(7);
    let model = run.findings.cells.clone();
    let base = [0.56, 0.94, 8.9, 0.31, 12.4, 55.0, 0.071, 140.0];
    run.findings.cells =
        (0..10).map(|place| large_cell(&model[place % 3], place, base[place % 8], &mut random)).collect();
    let cells = run.findings.cells.iter().zip(1..);
    let survey = &mut run.findings.surveys[0];
    survey.points =
        cells.map(|(cell, place)| SurveyPoint { cell: cell.name.clone(), at: 50.0 * 2_f64.powi(place) }).collect();
    survey.arms = ARMS.iter().skip(2).map(|(name, _)| (*name).to_owned()).collect();
    run.findings.cells.extend(model[3..5].iter().cloned());
    run
}

const ARMS: [(&str, f64); 7] = [
    ("native", 1.0),
    ("native_again", 1.002),
    ("traditional", 0.97),
    ("new", 1.223),
    ("new_without_copy", 2.61),
    ("javascript_pair", 1.08),
    ("new_with_a_name_that_is_long", 1.41),
];

fn large_cell(model: &CellFinding, place: usize, base: f64, random: &mut Random) -> CellFinding {
    let mut cell = model.clone();
    cell.name = format!("{}_{place}", cell.name);
    (cell.pairs, cell.rounds) = (300, 10);
    let arm = model.arms.last().unwrap();
    cell.arms = ARMS.iter().map(|(name, ratio)| large_arm(arm, name, *ratio, base, random)).collect();
    cell
}

fn large_arm(model: &ArmFinding, name: &str, ratio: f64, base: f64, random: &mut Random) -> ArmFinding {
    let mut arm = model.clone();
    let center = base * ratio;
    let mut times: Vec<f64> = (0..4000).map(|_| center * time(random)).collect();
    arm.strip = times.iter().take(240).zip(0..).map(|(y, x)| Point { x: f64::from(x), y: *y }).collect();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| *times.iter().zip(1..).find(|(_, rank)| f64::from(*rank) >= share * 4000.0).unwrap().0;
    let around = |value: f64, reach: f64| Ranged { value, lower: value / (1.0 + reach), upper: value * (1.0 + reach) };
    arm.spectrum = (0..90).map(|step| 1.0 - 0.91_f64.powi(step)).map(|x| Point { x, y: at(x) }).collect();
    arm.spectrum.push(Point { x: 1.0, y: at(1.0) });
    name.clone_into(&mut arm.name);
    (arm.samples, arm.control, arm.verdict) = (6000, name == "native_again", None);
    arm.p50_ms = Some(around(at(0.5), 0.008));
    arm.p90_ms = Some(around(at(0.9), 0.02));
    arm.p95_ms = Some(around(at(0.95), 0.03));
    arm.p99_ms = Some(around(at(0.99), 0.12));
    arm.p999_ms = Some(around(at(0.999), 0.4));
    (arm.ratio, arm.difference_ms, arm.pairs_to_settle, arm.p_adjusted) = (None, None, None, None);
    (arm.difference_p95_ms, arm.difference_p99_ms) = (None, None);
    arm.pair_ratios.clear();
    if name != "native" {
        arm.ratio = Some(around(ratio, 0.015));
        arm.difference_ms = Some(around(center - base, 0.1));
        arm.difference_p95_ms = Some(around(1.3 * (center - base), 0.2));
        arm.difference_p99_ms = Some(around(1.9 * (center - base), 0.6));
        arm.p_adjusted = Some(0.0004);
        arm.verdict = (!arm.control).then_some(match ratio {
            faster if faster < 0.98 => Verdict::Inconclusive,
            equal if equal < 1.03 => Verdict::Equivalent,
            _ => Verdict::Slower,
        });
        arm.pair_ratios = (0..300)
            .map(|pair| Point {
                x: f64::from(pair / 30),
                y: ratio * (1.0 + (random.unit() + random.unit() - 1.0) * 0.09),
            })
            .collect();
    }
    arm
}

/// A time around 1 with a tail and, now and then, a burst.
fn time(random: &mut Random) -> f64 {
    let tail = -random.unit().max(1e-9).ln() * 0.09;
    let burst = if random.unit() < 0.01 { 1.0 + random.unit() * 6.0 } else { 0.0 };
    0.93 + (random.unit() + random.unit()) * 0.06 + tail + burst
}
