//! Every crash, every failure of storage and every trick of the network, one after the other and two at a time: what becomes of the
//! calls of two sources to two targets.
//!
//! A scenario is a few requests of clients. It is run once as it goes by itself, and again for each thing that can go otherwise at
//! each event of that run; and, where the search is two deep, again for each that can go otherwise at each later event of those.
//! Then everything runs undisturbed until it is quiet, and what was stored is held against what came of it.

mod deviation;
mod event;
mod objects;
mod once;
mod quiet;
mod scenario;
mod search;
mod truth;
mod turn;
mod world;

use shared::durable::{Acknowledgement, Design, Grouping, Replies, Rows, Watchdog};

use self::{
    deviation::Grain,
    scenario::Scenario,
    search::{Search, Tables},
    truth::Fault,
};

/// Each fault alone, and everywhere.
const ONE: Search = Search { depth: 1, grain: Grain::Fine, tables: Tables::None };
/// Each two faults.
const TWO: Search = Search { depth: 2, grain: Grain::Coarse, tables: Tables::Empty };
/// Each fault alone, also the loss of all rows.
const LOSS: Search = Search { depth: 1, grain: Grain::Lossy, tables: Tables::Empty };

/// Holds that a search finds nothing but these faults.
fn check(name: &str, scenario: &Scenario, search: Search, but: &[Fault]) {
    let explored = search.explore(scenario);
    println!("{name}: {} schedules", explored.schedules);
    let found: Vec<_> = explored.found.iter().filter(|(fault, _)| !but.contains(fault)).collect();
    for (fault, found) in &found {
        println!("{fault:?}: {found}");
    }
    assert!(found.is_empty(), "{name}: {:?}", found.iter().map(|(fault, _)| fault).collect::<Vec<_>>());
}

/// The small scenarios.
fn small() -> [(&'static str, Scenario); 3] {
    [("partial", scenario::partial()), ("crowded", scenario::crowded()), ("exceptional", scenario::exceptional())]
}

#[test]
fn no_fault_harms_two_sources_that_do_all_they_can() {
    check("large", &scenario::large(), ONE, &[]);
}

#[test]
fn a_poisonous_call_harms_no_other() {
    check("poisoned", &scenario::poisoned(), ONE, &[]);
}

#[test]
fn no_two_faults_harm_a_batch_that_is_answered_in_parts() {
    check("partial", &scenario::partial(), TWO, &[]);
}

#[test]
fn no_two_faults_harm_messages_that_are_under_way_together() {
    check("crowded", &scenario::crowded(), TWO, &[]);
}

#[test]
fn no_two_faults_harm_calls_that_are_put_off_or_cancelled_or_made_at_most_once() {
    check("exceptional", &scenario::exceptional(), TWO, &[]);
}

/// Another design.
type Change = fn(&mut Design);

#[test]
fn no_fault_harms_any_design() {
    let designs: [(&str, Change); 5] = [
        ("fresh rows", |design| design.rows = Rows::Fresh),
        ("eager", |design| design.acknowledgement = Acknowledgement::Eager),
        ("eager and fresh", |design| {
            (design.acknowledgement, design.rows) = (Acknowledgement::Eager, Rows::Fresh);
        }),
        ("single", |design| design.grouping = Grouping::Single),
        ("dropped replies", |design| design.replies = Replies::Dropped),
    ];
    for (design, change) in designs {
        for (name, scenario) in small() {
            check(&format!("{name}, {design}"), &scenario.with(change), ONE, &[]);
        }
    }
}

#[test]
fn nothing_is_made_twice_nor_left_where_an_object_loses_its_rows() {
    for (name, scenario) in small() {
        // What was stored or made is lost with the rows.
        check(name, &scenario, LOSS, &[Fault::Lost, Fault::Untrue, Fault::Unheard]);
    }
}

#[test]
fn without_its_mark_an_inbox_makes_calls_twice_and_the_model_finds_it() {
    let scenario = scenario::partial().with(|design| design.replies = Replies::Unchecked);
    assert!(ONE.explore(&scenario).found.contains_key(&Fault::Doubled));
}

#[test]
fn without_an_alarm_calls_stay_behind_and_the_model_finds_it() {
    let scenario = scenario::partial().with(|design| design.watchdog = Watchdog::Off);
    assert!(ONE.explore(&scenario).found.contains_key(&Fault::Left));
}
