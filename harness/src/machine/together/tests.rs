//! Work side by side is done as if it was done in order, up to the first failure.

use std::{path::Path, time::Instant};

use super::*;
use crate::{machine::process, terminal::Step};

#[test]
fn outcomes_come_in_the_order_of_the_items() {
    for lanes in [1, 2, 4] {
        let outcomes = side_by_side(lanes, (0..20).collect(), |item: u32, _| Ok(item * item)).unwrap();
        assert!(outcomes.into_iter().eq((0..20).map(|item| item * item)));
    }
}

#[test]
fn the_first_failure_is_told_and_ends_the_programs_beside_it() {
    let begun = Instant::now();
    let error = side_by_side(2, vec!["60", "nonsense"], |seconds, called_off| {
        let step = Step::start(format!("sleeping {seconds}")).part_of(called_off);
        step.run(|step| process::run(process::command("sleep", Path::new("/")).arg(seconds), step))
    });
    let error = error.unwrap_err().to_string();
    assert!(error.starts_with("sleep nonsense failed"), "{error}");
    assert!(begun.elapsed().as_secs() < 30);
}
