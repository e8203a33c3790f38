//! The border: variables of a Worker.

use super::*;
use crate::error::ErrorCode;

fn read(variables: &[(&str, &str)]) -> Result<Configuration, crate::error::Failure> {
    Configuration::from_variables(|name| {
        assert!(Configuration::VARIABLES.contains(&name), "{name} is not in the list");
        variables.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned())
    })
}

#[test]
fn unset_variables_give_the_default() {
    assert_eq!(read(&[]), Ok(Configuration::default()));
}

#[test]
fn variables_of_the_seed_are_read() {
    let found = read(&[
        ("PERSISTENT_WORKER_POOL_SIZE", "64"),
        ("WORKER_TASK_QUEUE_SIZE", "7"),
        ("WORKER_HEALTH_CHECK_INTERVAL_MS", "500"),
        ("WORKER_RESTART_MEMORY_THRESHOLD_MB", "32"),
        ("POOL_PLACEMENT", "power_of_two"),
        ("POOL_KEEP_ALIVE", "greedy_dual"),
    ]);
    let found = found.unwrap();
    assert_eq!((found.size, found.least, found.queue), (64, 64, 7));
    assert_eq!((found.check_every, found.restart_bytes), (Some(Span::from_millis(500)), Some(32 << 20)));
    assert_eq!((found.placement, found.keeping), (Placement::PowerOfTwo, Keeping::GreedyDual));
}

#[test]
fn wrong_variables_are_failures_that_name_them() {
    for (name, text, code) in [
        ("PERSISTENT_WORKER_POOL_SIZE", "0", ErrorCode::BadCount),
        ("PERSISTENT_WORKER_POOL_SIZE", "1048577", ErrorCode::BadCount),
        ("WORKER_TASK_QUEUE_SIZE", "-1", ErrorCode::BadCount),
        ("WORKER_TASK_QUEUE_SIZE", "10001", ErrorCode::BadCount),
        ("POOL_LEAST", "17", ErrorCode::BadCount),
        ("POOL_PLACEMENT", "best", ErrorCode::BadChoice),
        ("POOL_CONCURRENCY", "many", ErrorCode::BadCount),
    ] {
        let failure = read(&[(name, text)]).unwrap_err();
        assert_eq!(failure.code, code, "{name}");
        assert!(failure.message.contains(name) || code == ErrorCode::BadChoice, "{failure}");
    }
    let failure = read(&[("POOL_SHRINK_UNDER_PERCENT", "150")]).unwrap_err();
    assert_eq!(failure.code, ErrorCode::BadChoice);
}
