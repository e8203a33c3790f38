use shared::isolation::{Execute, Way};

use super::*;

#[test]
fn every_arm_asks_for_the_same_task_for_an_owner_of_its_own() {
    // What a task that never ends is held against does end.
    let cells = Study::pool().scenario.cells.into_iter().filter(|(name, _)| name != "loop");
    for (name, cell) in cells {
        let executes: Vec<_> = cell
            .arms
            .values()
            .map(|arm| {
                let body = arm.question.as_ref().unwrap().body.as_ref().unwrap().to_string();
                Execute::parse(body.replace("{ordinal}", "1").as_bytes()).unwrap()
            })
            .collect();
        assert!(
            executes.windows(2).all(|two| two[0].task == two[1].task && two[0].payload == two[1].payload),
            "{name}"
        );
        let owners: std::collections::HashSet<_> =
            executes.iter().filter(|execute| execute.way != Way::Bare).map(|execute| execute.owner.as_str()).collect();
        assert_eq!(owners.len(), executes.iter().filter(|execute| execute.way != Way::Bare).count(), "{name}");
    }
}
