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
                Execute::parse(body.as_bytes()).unwrap()
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

#[test]
fn trials_ask_what_pools_take_and_know_how_large_they_are() {
    use crate::instrument::scenario::Then;

    for (name, trial) in Study::pool().scenario.trials {
        for (row, tried) in trial.rows.into_iter().filter(|(_, tried)| tried.door.is_none()) {
            let asked = match tried.then {
                Then::Words { question, .. } | Then::Held { question, .. } => vec![question],
                Then::Growth { steps, .. } => steps.into_iter().map(|step| step.question).collect(),
                Then::Rush(rush) => rush.questions().cloned().collect(),
            };
            for question in asked.into_iter().filter(|question| question.path == "/pool/execute") {
                let body = question.body.unwrap().to_string().replace("{ordinal}", "1");
                assert!(Execute::parse(body.as_bytes()).is_ok(), "{name}.{row}: {body}");
            }
        }
    }
    let pool = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../wrangler/pool.toml");
    let pool: toml::Table = std::fs::read_to_string(pool).unwrap().parse().unwrap();
    let variable = |name: &str| pool["vars"][name].as_str().unwrap().parse::<u32>().unwrap();
    let (size, queue) = (variable("PERSISTENT_WORKER_POOL_SIZE"), variable("WORKER_TASK_QUEUE_SIZE"));
    assert_eq!((size, size * queue), (trials::SIZE, trials::QUEUED));
}
