//! Runs that a report has to survive: nothing measured, names without end, numbers beyond all bounds, hostile text.

use crate::{
    example,
    ranged::Ranged,
    record::{Findings, Run},
};

/// All of them, the example first.
pub(super) fn all() -> Vec<Run> {
    vec![example::run(), empty(), bare(), long(), hostile(), extreme(), broken()]
}

/// Nothing was measured.
pub(super) fn empty() -> Run {
    let mut run = example::run();
    run.findings = Findings::default();
    run.card.client_processor = None;
    run
}

/// Every arm has only its name.
pub(super) fn bare() -> Run {
    let mut run = example::run();
    run.findings.summary.clear();
    run.findings.legs.clear();
    run.findings.break_even.clear();
    for claim in &mut run.findings.claims {
        claim.found = None;
    }
    for check in &mut run.findings.cross_checks {
        (check.one.found, check.other.found, check.ratio) = (None, None, None);
    }
    for cell in &mut run.findings.cells {
        (cell.base, cell.noise) = (None, None);
        for arm in &mut cell.arms {
            (arm.p50_ms, arm.p90_ms, arm.p95_ms, arm.p99_ms, arm.p999_ms) = (None, None, None, None, None);
            (arm.ratio, arm.difference_ms, arm.verdict, arm.p_adjusted) = (None, None, None, None);
            (arm.difference_p95_ms, arm.difference_p99_ms) = (None, None);
            (arm.load, arm.first_failing) = (None, None);
            arm.rungs.clear();
        }
    }
    run
}

/// Every name and sentence is far too long.
pub(super) fn long() -> Run {
    renamed(|text| format!("{}_{}", "as_long_as_a_word_can_be".repeat(5), text.repeat(3)))
}

/// Names that try to leave their place.
pub(super) fn hostile() -> Run {
    renamed(|text| format!("\u{1b}[2J{text}|<b>`x`</b>\n# y [z](http://z) *w*\r"))
}

/// Numbers that no machine would measure.
pub(super) fn extreme() -> Run {
    let mut run = example::run();
    let numbers = [1e-12, 1e12, 0.0, -1e12, f64::NAN, f64::INFINITY, f64::MAX];
    let mut next = numbers.iter().cycle().copied();
    let mut ranged = move || next.next().map(|value| Ranged { value, lower: -value, upper: value * 1e3 });
    for arm in run.findings.cells.iter_mut().flat_map(|cell| &mut cell.arms) {
        (arm.p50_ms, arm.p95_ms, arm.p99_ms) = (ranged(), ranged(), ranged());
        (arm.ratio, arm.difference_ms) = (ranged(), ranged());
        arm.pairs_to_settle = Some(f64::MAX);
        arm.errors.hits = u64::MAX;
    }
    for leg in &mut run.findings.legs {
        leg.elapsed_ms = Ranged { value: f64::NAN, lower: f64::MIN, upper: f64::MAX };
    }
    for arm in run.findings.fits.iter_mut().flat_map(|fit| &mut fit.arms) {
        arm.constant_ms = Ranged { value: f64::NAN, lower: f64::MIN, upper: f64::MAX };
        arm.worst_residual = Some(f64::INFINITY);
    }
    run.card.seconds = f64::NAN;
    run
}

/// Ended early and not to be trusted.
pub(super) fn broken() -> Run {
    let mut run = example::run();
    run.card.complete = false;
    run.card.ended_by = Some("interrupted by the person who had started it".to_owned());
    run.findings.trust.invalid = vec![
        "hot_read: the A/A control differs beyond the margin".to_owned(),
        "write: 12 of 3,000 requests got no right answer, which is more than 0.1 %".to_owned(),
    ];
    run
}

fn renamed(change: impl Fn(&str) -> String) -> Run {
    let mut run = example::run();
    let rename = |text: &mut String| *text = change(text);
    rename(&mut run.scenario.name);
    rename(&mut run.scenario.title);
    rename(&mut run.card.command);
    for cell in &mut run.findings.cells {
        [&mut cell.name, &mut cell.title, &mut cell.headline].into_iter().for_each(rename);
        cell.base.iter_mut().for_each(rename);
        cell.unavailable.iter_mut().for_each(rename);
        cell.arms.iter_mut().for_each(|arm| rename(&mut arm.name));
        cell.absent.iter_mut().flat_map(|absent| [&mut absent.name, &mut absent.reason]).for_each(rename);
    }
    for survey in &mut run.findings.surveys {
        [&mut survey.name, &mut survey.title, &mut survey.along, &mut survey.base].into_iter().for_each(rename);
        survey.points.iter_mut().for_each(|point| rename(&mut point.cell));
        survey.arms.iter_mut().for_each(rename);
    }
    for fit in &mut run.findings.fits {
        [&mut fit.name, &mut fit.title, &mut fit.base].into_iter().chain(&mut fit.over).for_each(rename);
        for arm in &mut fit.arms {
            rename(&mut arm.arm);
            arm.factors_ms = arm.factors_ms.iter().map(|(name, slope)| (change(name), *slope)).collect();
        }
    }
    for check in &mut run.findings.cross_checks {
        let (one, other) = (&mut check.one.quantity, &mut check.other.quantity);
        [&mut check.name, &mut check.question, one, other].into_iter().for_each(rename);
    }
    for leg in &mut run.findings.legs {
        [&mut leg.of, &mut leg.work].into_iter().for_each(rename);
    }
    for claim in &mut run.findings.claims {
        [&mut claim.name, &mut claim.question, &mut claim.holds].into_iter().for_each(rename);
    }
    run.findings.trust.warnings.iter_mut().for_each(rename);
    run
}
