use std::time::Duration;

use super::{draw, json::Json, lines::Lines, state::State, *};

const NOW: Duration = Duration::from_secs(10);

fn block(arm: &str, median_ms: f64) -> Block {
    Block { arm: arm.to_owned(), control: arm.ends_with("again"), median_ms, errors: 0 }
}

fn measured(cell: &str, round: u32, medians: [f64; 3]) -> Event {
    let [native, again, new] = medians;
    let blocks = vec![block("new", new), block("native", native), block("native_again", again)];
    Event::Measured { cell: cell.to_owned(), base: Some("native".to_owned()), round, rounds: 5, blocks }
}

fn planned(cells: &[(&str, u32, u32)]) -> Event {
    let cell = |&(cell, rounds, steps): &(&str, u32, u32)| Planned { cell: cell.to_owned(), rounds, steps };
    Event::Planned { cells: cells.iter().map(cell).collect(), left_ms: None }
}

fn state(events: &[Event]) -> State {
    let mut state = State::default();
    for event in events {
        state.take(event, NOW);
    }
    state
}

#[test]
fn a_sparkline_spans_from_lowest_to_highest() {
    assert_eq!(draw::sparkline(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]), "▁▂▃▄▅▆▇█");
    assert_eq!(draw::sparkline(&[1.0, 1.01, 1.0]), "▁▂▁", "a quiet arm looks quiet");
    assert_eq!(draw::sparkline(&[3.0]), "▁");
    assert_eq!(draw::sparkline(&[]), "");
}

#[test]
fn the_ratio_of_a_cell_grows_over_rounds_and_is_its_own() {
    let mut events = vec![measured("read", 1, [1.0, 1.0, 2.0]); 3];
    events.extend(vec![measured("write", 1, [1.0, 1.0, 9.0]); 5]);
    assert!(state(&events).current().unwrap().1.ratios().is_empty(), "five pairs are too few");
    events.extend(vec![measured("read", 2, [2.0, 2.0, 4.2]); 3]);
    let state = state(&events);
    let (name, cell) = state.current().unwrap();
    assert_eq!(name, "read");
    let ratios = cell.ratios();
    assert_eq!(ratios.iter().map(|(arm, _, _)| *arm).collect::<Vec<_>>(), ["new", "native_again"]);
    let ratio = ratios[0].2;
    assert!((ratio.lower - 2.0).abs() < 1e-9 && (ratio.upper - 2.1).abs() < 1e-9, "{ratio:?}");
    assert!(ratio.lower < ratio.value && ratio.value < ratio.upper);
}

#[test]
fn a_block_without_a_time_counts_its_errors_and_nothing_else() {
    let mut events = vec![measured("read", 1, [1.0, 1.0, 2.0]); 6];
    let mut failed = measured("read", 1, [f64::NAN, 0.0, 5.0]);
    if let Event::Measured { blocks, .. } = &mut failed {
        blocks[0].errors = 20;
    }
    events.push(failed);
    let state = state(&events);
    let (_, cell) = state.current().unwrap();
    let arms = cell.arms();
    let (_, new) = arms[2];
    assert_eq!((new.errors, new.latest(24).len()), (20, 7));
    assert!((new.ratio().unwrap().upper - 2.0).abs() < 1e-9);
    assert_eq!(arms[0].1.latest(24).len(), 6);
}

/// Tells a step of a cell and round at a second.
fn step(state: &mut State, cell: &str, round: u32, second: u64) {
    state.take(&measured(cell, round, [1.0, 1.0, 2.0]), Duration::from_secs(second));
}

#[test]
fn nothing_is_said_of_what_is_left_until_every_cell_had_a_round_and_then_it_holds() {
    let mut state = State::default();
    assert_eq!(state.remaining(NOW), None);
    // Two starts of ten seconds, then three rounds of a slow cell and one that runs out of time long before its hundred pairs.
    state.take(&planned(&[("cold", 2, 1), ("hot", 3, 100), ("slow", 3, 2)]), Duration::ZERO);
    step(&mut state, "cold", 1, 10);
    step(&mut state, "cold", 2, 20);
    for round in 0..3 {
        let begun = 20 + round * 10;
        for second in 1..=4 {
            let is_told = state.remaining(Duration::from_secs(begun)).is_some();
            assert_eq!(is_told, round > 0, "round {round}, second {second}");
            step(&mut state, "hot", u32::try_from(round).unwrap() + 1, begun + second);
        }
        step(&mut state, "slow", u32::try_from(round).unwrap() + 1, begun + 7);
        step(&mut state, "slow", u32::try_from(round).unwrap() + 1, begun + 10);
        if round > 0 {
            let left = 20 - round * 10;
            assert_eq!(state.remaining(Duration::from_secs(begun + 10)), Some(Duration::from_secs(left)));
        }
    }
    assert!((state.share() - 1.0).abs() < 1e-9, "{}", state.share());
}

#[test]
fn time_that_passes_without_a_step_is_taken_from_what_is_left() {
    let mut state = State::default();
    state.take(&planned(&[("read", 4, 1)]), Duration::ZERO);
    for round in 1..=2 {
        step(&mut state, "read", round, u64::from(round) * 10);
    }
    state.take(&Event::Prepared { what: "a process".to_owned() }, Duration::from_secs(24));
    assert_eq!(state.remaining(Duration::from_secs(24)), Some(Duration::from_secs(16)));
    assert_eq!(state.remaining(Duration::from_secs(99)), Some(Duration::ZERO));
    state.take(&planned(&[("read", 3, 1)]), Duration::from_secs(24));
    assert_eq!(
        state.remaining(Duration::from_secs(24)),
        Some(Duration::from_secs(6)),
        "a new plan corrects the rounds"
    );
}

#[test]
fn no_more_is_left_than_the_time_that_a_run_has() {
    let mut state = State::default();
    let Event::Planned { cells, .. } = planned(&[("read", 4, 1)]) else { panic!("it plans") };
    state.take(&Event::Planned { cells, left_ms: Some(25_000) }, Duration::from_secs(1));
    assert_eq!(state.remaining(Duration::from_secs(1)), None, "no round is over");
    step(&mut state, "read", 1, 11);
    assert_eq!(state.remaining(Duration::from_secs(11)), Some(Duration::from_secs(15)));
    step(&mut state, "read", 2, 14);
    step(&mut state, "read", 3, 16);
    assert_eq!(state.remaining(Duration::from_secs(16)), Some(Duration::from_secs(5)));
    assert_eq!(state.remaining(Duration::from_secs(27)), Some(Duration::ZERO));
}

#[test]
fn bars_show_the_run_and_every_arm() {
    let mut state = State::default();
    state.take(&planned(&[("read", 4, 10)]), Duration::ZERO);
    for _ in 0..7 {
        state.take(&measured("read", 1, [1.0, 1.01, 2.0]), NOW);
    }
    assert_eq!(draw::overall(&state, NOW), "████░░░░░░░░░░░░░░░░  18 %  read, round 1 of 5");
    state.take(&measured("read", 2, [1.0, 1.01, 2.0]), NOW + Duration::from_secs(1));
    let overall = "██████░░░░░░░░░░░░░░  28 %  read, round 2 of 5, about 29.0 s left";
    assert_eq!(draw::overall(&state, NOW + Duration::from_secs(1)), overall);
    let expected = [
        "  native                 1.000 ms  base                   0 errors  ▁▁▁▁▁▁▁▁",
        "  native_again (A/A)     1.010 ms  1.010 [1.010, 1.010]   0 errors  ▁▁▁▁▁▁▁▁",
        "  new                    2.000 ms  2.000 [2.000, 2.000]   0 errors  ▁▁▁▁▁▁▁▁",
    ];
    assert_eq!(draw::arms(&state), expected);
}

#[test]
fn lines_are_rare_but_for_the_first_ratio_of_a_cell() {
    let mut text = Vec::new();
    let mut lines = Lines::start(&mut text);
    lines.tell_at(&planned(&[("read", 5, 30)]), Duration::ZERO);
    lines.tell_at(&Event::Prepared { what: "starting workerd".to_owned() }, Duration::from_millis(500));
    for pair in 0..30 {
        lines.tell_at(&measured("read", 1, [1.0, 1.0, 2.0]), Duration::from_millis(1000 + pair * 100));
    }
    lines.tell_at(&Event::Told { what: "the\u{7} machine is busy".to_owned() }, Duration::from_secs(4));
    lines.tell_at(&measured("read", 2, [1.0, 1.0, 2.0]), Duration::from_secs(8));
    lines.tell_at(&Event::Prepared { what: "starting workerd".to_owned() }, Duration::from_secs(13));
    lines.tell_at(&Event::Ended { complete: true }, Duration::from_secs(14));
    let text = String::from_utf8(text).unwrap();
    let expected = "  0 %  starting workerd
  4 %  read, round 1 of 5: new 2.000 [2.000, 2.000]
the  machine is busy
 21 %  read, round 2 of 5: new 2.000 [2.000, 2.000], about 11.5 s left
 21 %  starting workerd, about 6.5 s left
100 %  measured in 14.0 s
";
    assert_eq!(text, expected);
}

#[test]
fn json_has_one_object_per_event() {
    let mut text = Vec::new();
    let mut json = Json::start(&mut text);
    json.tell_at(&planned(&[("read", 2, 6)]), Duration::ZERO);
    for pair in 0..7 {
        json.tell_at(&measured("read", 1 + pair / 6, [1.0, 1.0, 2.0]), NOW);
    }
    json.tell_at(&Event::Ended { complete: false }, NOW * 2);
    let text = String::from_utf8(text).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 9);
    let cells = r#"[{"cell":"read","rounds":2,"steps":6}]"#;
    assert_eq!(lines[0], format!(r#"{{"event":"planned","cells":{cells},"elapsed_ms":0}}"#));
    assert_eq!(lines[8], r#"{"event":"ended","complete":false,"elapsed_ms":20000,"remaining_ms":0}"#);
    let measured: serde_json::Value = serde_json::from_str(lines[7]).unwrap();
    assert_eq!(measured["remaining_ms"], 10_000);
    assert!(!lines[5].contains("remaining_ms"), "nothing is known before the first round is over");
    assert_eq!(measured["blocks"][0], serde_json::json!({"arm":"new","control":false,"median_ms":2.0,"errors":0}));
    let ratio = &measured["ratios"][0];
    assert_eq!((&ratio["arm"], &ratio["control"]), (&serde_json::json!("new"), &serde_json::json!(false)));
    assert!((ratio["upper"].as_f64().unwrap() - 2.0).abs() < 1e-9);
    let first: serde_json::Value = serde_json::from_str(lines[1]).unwrap();
    assert_eq!(first["ratios"], serde_json::json!([]));
}
