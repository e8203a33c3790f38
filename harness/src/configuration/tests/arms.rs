//! What an arm and a ladder may say.

use super::*;
use crate::scenario::{Counts, Presence};

#[test]
fn a_reading_is_refused_where_it_makes_no_sense() {
    let said = [
        (
            "cells.hot_read.arms.native.reading = \"elapsed_ms\"",
            "cells.hot_read.arms.native.reading: \"elapsed_ms\" is no JSON pointer",
        ),
        ("cells.open.arms.new.reading = \"/elapsed_ms\"", "cells.open.arms.new.reading: only paired cells are read by"),
        (
            "cells.hot_read.arms.new.reading = \"/elapsed_ms\"",
            "cells.hot_read.arms.new.reading: it is compared with a base that is read by another clock",
        ),
        (
            "cells.hop.arms.envelope = { reading = \"/ms\", handicap = 0.1 }",
            "cells.hop.arms.envelope.reading: what the client holds back",
        ),
    ];
    for (text, expected) in said {
        let message = configure(&scenario(), vec![layer("lab.toml", text)]).unwrap_err().to_string();
        assert!(message.starts_with(&format!("lab.toml: {expected}")), "{text}\n{message}");
    }
}

#[test]
fn arms_are_not_asked_for_on_data_that_is_prepared_later() {
    let asked =
        |cell: &str| configure(&scenario(), vec![layer("lab.toml", &format!("cells.{cell}.presence = \"asked\""))]);
    let error = asked("hot_read").unwrap_err().to_string();
    assert_eq!(error, "lab.toml: cells.hot_read.presence: arms are asked before anything is prepared");
    assert_eq!(asked("hop").unwrap().scenario.cells["hop"].presence, Presence::Asked);
}

#[test]
fn a_ladder_counts_clients_unless_it_says_otherwise() {
    let procedure = |text: &str| {
        configure(&scenario(), vec![layer("lab.toml", text)]).unwrap().scenario.cells["ladder"].procedure.clone()
    };
    assert_eq!(procedure("size.rounds = 3").counts(), Some(Counts::Clients));
    let of_calls = procedure("cells.ladder.procedure = { counts = \"operations\", rungs = [10, 45], requests = 2 }");
    let expected =
        Procedure::Ladder { counts: Counts::Operations, rungs: vec![10, 45], requests: 2, deadline_ms: 30_000 };
    assert_eq!(of_calls, expected);
}

#[test]
fn a_ladder_of_an_earlier_record_is_read() {
    let text = r#"{ "kind": "ladder", "clients": [1, 4], "requests": 7, "deadline_ms": 9 }"#;
    let expected = Procedure::Ladder { counts: Counts::Clients, rungs: vec![1, 4], requests: 7, deadline_ms: 9 };
    assert_eq!(serde_json::from_str::<Procedure>(text).unwrap(), expected);
}

#[test]
fn a_handicap_leaves_out_the_arms_that_are_read_by_a_clock_inside() {
    let mut scenario = scenario();
    for arm in scenario.cells["hot_read"].arms.values_mut() {
        arm.reading = Some("/elapsed_ms".to_owned());
    }
    "native=0.05".parse::<Handicap>().unwrap().apply(&mut scenario).unwrap();
    assert_eq!(scenario.cells["hot_read"].arms["native"].handicap, None);
    assert_eq!(scenario.cells["cold"].arms["native"].handicap, Some(0.05));
    check(&scenario).unwrap();
}
