//! Verdicts and answers.

use proptest::prelude::*;

use super::*;

#[test]
fn quiet_run_tells_faster_slower_and_equivalent() {
    let control = estimate(0.99, 1.0, 1.01);
    assert_eq!(Verdict::of(&estimate(0.90, 0.93, 0.96), &control), Verdict::Faster);
    assert_eq!(Verdict::of(&estimate(1.04, 1.10, 1.20), &control), Verdict::Slower);
    assert_eq!(Verdict::of(&estimate(0.98, 1.0, 1.02), &control), Verdict::Equivalent);
    assert_eq!(Verdict::of(&estimate(1.01, 1.10, 1.20), &control), Verdict::Inconclusive);
}

#[test]
fn noisy_control_raises_the_bar_and_forbids_equivalent() {
    let control = estimate(0.9, 1.0, 1.1);
    assert_eq!(Verdict::of(&estimate(1.04, 1.06, 1.08), &control), Verdict::Inconclusive);
    assert_eq!(Verdict::of(&estimate(1.15, 1.20, 1.25), &control), Verdict::Slower);
    assert_eq!(Verdict::of(&estimate(0.99, 1.0, 1.01), &control), Verdict::Inconclusive);
}

#[test]
fn bound_is_met_only_by_the_whole_interval() {
    let of = |value: &Estimate| Answer::of(value, Comparison::AtMost, 1.5).bound_word();
    assert_eq!(of(&estimate(1.2, 1.3, 1.5)), "met");
    assert_eq!(of(&estimate(1.4, 1.45, 1.6)), "undecided");
    assert_eq!(of(&estimate(1.51, 1.6, 1.7)), "not met");
}

#[test]
fn halving_an_interval_takes_four_times_the_pairs() {
    let half_width = 1.999 * MARGIN.ln();
    let noisy = estimate((-half_width).exp(), 1.0, half_width.exp());
    let quiet = estimate(0.99, 1.0, 1.01);
    assert!(close(pairs_to_settle(&noisy, &quiet, 30).unwrap(), 120.0));
    assert_eq!(pairs_to_settle(&estimate(1.0, MARGIN, 1.1), &quiet, 30), None);
}

#[test]
fn noise_of_the_control_has_to_narrow_too() {
    let half_width = 2.999 * MARGIN.ln();
    let noisy = estimate((-half_width).exp(), 1.0, half_width.exp());
    assert!(close(pairs_to_settle(&estimate(0.995, 1.0, 1.005), &noisy, 30).unwrap(), 270.0));
    // Twice the margin away, with an interval of no width: the control alone stands in the way.
    let apart = MARGIN.powi(2);
    assert!(close(pairs_to_settle(&estimate(apart, apart, apart), &noisy, 40).unwrap(), 90.0));
}

#[test]
fn control_that_tells_identical_arms_apart_makes_a_run_invalid() {
    assert!(Verdict::disturbed(&estimate(1.031, 1.05, 1.07)));
    assert!(Verdict::disturbed(&estimate(0.93, 0.95, 1.0 / 1.031)));
    assert!(!Verdict::disturbed(&estimate(1.029, 1.05, 1.07)));
    assert!(!Verdict::disturbed(&estimate(0.5, 1.0, 2.0)));
}

#[test]
fn noise_floor_is_the_half_width_of_the_control_as_a_share() {
    assert!(close(noise_floor(&estimate(1.0 / 1.02, 1.0, 1.02)), 0.02));
    assert!(close(noise_floor(&estimate(1.0, 1.1, 1.21)), 0.1));
}

#[test]
fn hypothesis_is_answered_by_the_whole_interval() {
    let value = estimate(0.8, 0.9, 1.0);
    let answers = |bound| {
        [Comparison::Less, Comparison::AtMost, Comparison::Greater, Comparison::AtLeast]
            .map(|comparison| Answer::of(&value, comparison, bound))
    };
    let (yes, no, open) = (Answer::Supported, Answer::Refuted, Answer::Undecided);
    assert_eq!(answers(0.7), [no, no, yes, yes]);
    assert_eq!(answers(0.8), [no, open, open, yes]);
    assert_eq!(answers(0.9), [open; 4]);
    assert_eq!(answers(1.0), [open, yes, no, open]);
    assert_eq!(answers(1.1), [yes, yes, no, no]);
    assert_eq!(answers(f64::NAN), [open; 4]);
}

#[test]
fn words_and_symbols_are_stored_as_they_are_printed() {
    for verdict in [Verdict::Faster, Verdict::Slower, Verdict::Equivalent, Verdict::Inconclusive] {
        assert_eq!(serde_json::to_value(verdict).unwrap(), verdict.as_str());
    }
    for answer in [Answer::Supported, Answer::Refuted, Answer::Undecided] {
        assert_eq!(serde_json::to_value(answer).unwrap(), answer.as_str());
    }
    for symbol in ["<", "<=", ">", ">="] {
        let comparison = Comparison::parse(symbol).unwrap();
        assert_eq!(comparison.to_string(), symbol);
        assert_eq!(serde_json::to_value(comparison).unwrap(), symbol);
    }
    assert_eq!(Comparison::parse("=="), None);
    for accord in [Accord::Agree, Accord::Differ, Accord::Undecided] {
        assert_eq!(serde_json::to_value(accord).unwrap(), accord.as_str());
    }
    assert_eq!(format!("{:>12}|", Verdict::Faster), "      faster|");
}

proptest! {
    #[test]
    fn inconclusive_ratios_need_more_pairs(
        value in 0.8_f64..1.25,
        below in 0.0_f64..0.2,
        above in 0.0_f64..0.2,
        noise in 0.0_f64..0.2,
    ) {
        let around = |value: f64, below: f64, above: f64| estimate(value * (-below).exp(), value, value * above.exp());
        let (ratio, control) = (around(value, below, above), around(1.0, noise, noise));
        if Verdict::of(&ratio, &control) == Verdict::Inconclusive {
            prop_assert!(pairs_to_settle(&ratio, &control, 30).is_none_or(|pairs| pairs >= 30.0));
        }
    }

    #[test]
    fn opposite_hypotheses_get_opposite_answers(low in -2.0_f64..2.0, width in 0.0_f64..2.0, bound in -2.0_f64..2.0) {
        let value = estimate(low, low + width / 3.0, low + width);
        let (less, at_least) =
            (Answer::of(&value, Comparison::Less, bound), Answer::of(&value, Comparison::AtLeast, bound));
        prop_assert_eq!(less == Answer::Supported, at_least == Answer::Refuted);
        prop_assert_eq!(less == Answer::Refuted, at_least == Answer::Supported);
    }
}
