//! Every comparison with theory, within its tolerance as a mean over seeds.

use crate::checks::{Check, all};

fn check(source: &str) {
    let checks: Vec<Check> = all().into_iter().filter(|check| check.source == source).collect();
    assert!(!checks.is_empty(), "{source}");
    for check in checks {
        let found = check.run(1, 1.0).unwrap();
        let (name, error) = (check.name, found.error());
        assert!(found.holds(), "{name}: {} instead of {} ({:.2} %)", found.found, check.expected, 100.0 * error);
    }
}

#[test]
fn losses_are_those_of_erlang_b() {
    check("Erlang B");
}

#[test]
fn waits_are_those_of_erlang_c() {
    check("Erlang C");
}

#[test]
fn one_isolate_is_a_queue_with_one_server() {
    check("M/M/1");
    check("Pollaczek-Khinchine");
}

#[test]
fn shared_processor_is_processor_sharing() {
    check("M/M/1-PS");
}

#[test]
fn two_choices_are_as_good_as_their_limit() {
    check("Mitzenmacher");
}

#[test]
fn longest_unused_is_evicted_as_che_says() {
    check("Che");
}

#[test]
fn fixed_keep_alive_is_cold_as_often_as_the_exponential_says() {
    check("e^(-T/gap)");
}

#[test]
fn requests_in_the_system_obey_little() {
    check("Little");
}

#[test]
fn published_example_of_another_simulator_comes_out() {
    check("SimFaaS, published");
}
