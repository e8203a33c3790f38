//! What each policy does with many calls.

use std::{cell::Cell, collections::BTreeMap};

use super::*;
use crate::{
    call::ServiceName,
    encoding::{Encoding, Postcard},
    envelope::Question,
    ids::RandomId,
    limits,
    protocol::{Access, ExecuteInput, Owner, Supply},
    statement::Batch,
    timing::UnixMillis,
    version::Version,
};

#[derive(Default)]
struct HandClock(Cell<u64>);

impl Clock for HandClock {
    fn now(&self) -> UnixMillis {
        UnixMillis(self.0.get())
    }
}

fn among(routing: Routing, isolates: usize) -> Chooser {
    Chooser::new(routing, NonZeroUsize::new(isolates).unwrap(), 7)
}

fn of_tenant(name: &str) -> Head {
    Head { patience_ms: 1_000, tenant: TenantId::parse(name).ok() }
}

fn work(chooser: &mut Chooser, head: &Head) -> usize {
    chooser.choose(Errand::Work, head, &HandClock::default()).isolate
}

/// How many of the calls of so many tenants reached each isolate.
fn counts(chooser: &mut Chooser, calls: usize) -> BTreeMap<usize, usize> {
    let mut counts = BTreeMap::new();
    for call in 0..calls {
        *counts.entry(work(chooser, &of_tenant(&format!("tenant-{call}")))).or_insert(0) += 1;
    }
    counts
}

#[test]
fn names_are_those_that_are_stored() {
    for routing in Routing::ALL {
        assert_eq!(routing.as_str().parse(), Ok(routing));
        assert_eq!(serde_json::to_value(routing).unwrap(), routing.as_str());
    }
    let refusal = "robin".parse::<Routing>().unwrap_err();
    assert_eq!(
        refusal,
        "\"robin\" is no routing policy; there are single, random, round-robin, tenant-affine, least-busy"
    );
}

#[test]
fn single_reaches_the_first_alone() {
    assert_eq!(counts(&mut among(Routing::Single, 4), 100), [(0, 100)].into());
}

#[test]
fn random_reaches_each_about_as_often() {
    let counts = counts(&mut among(Routing::Random, 4), 4_000);
    assert_eq!(counts.len(), 4);
    assert!(counts.values().all(|calls| (900..1_100).contains(calls)), "{counts:?}");
}

#[test]
fn random_repeats_itself_under_its_seed_alone() {
    let order = |seed| {
        let mut chooser = Chooser::new(Routing::Random, NonZeroUsize::new(4).unwrap(), seed);
        (0..50).map(|_| work(&mut chooser, &Head::default())).collect::<Vec<_>>()
    };
    assert_eq!(order(1), order(1));
    assert_ne!(order(1), order(2));
}

#[test]
fn round_robin_reaches_each_equally_often() {
    let mut chooser = among(Routing::RoundRobin, 3);
    let order: Vec<_> = (0..7).map(|_| work(&mut chooser, &Head::default())).collect();
    assert_eq!(order, [0, 1, 2, 0, 1, 2, 0]);
}

#[test]
fn a_tenant_stays_where_it_is_and_tenants_spread() {
    let mut chooser = among(Routing::TenantAffine, 4);
    let spread = counts(&mut chooser, 4_000);
    assert_eq!(spread.len(), 4);
    assert!(spread.values().all(|tenants| (880..1_120).contains(tenants)), "{spread:?}");
    for tenant in 0..50 {
        let head = of_tenant(&format!("tenant-{tenant}"));
        let home = work(&mut chooser, &head);
        assert!((0..5).all(|_| work(&mut chooser, &head) == home));
    }
}

#[test]
fn homes_are_pinned() {
    let homes = ["default", "alice", "bob", "t1", "t2", "t3"]
        .map(|name| work(&mut among(Routing::TenantAffine, 4), &of_tenant(name)));
    assert_eq!(homes, [0, 3, 0, 3, 3, 2]);
}

#[test]
fn one_isolate_more_moves_its_even_share_of_tenants_and_only_to_itself() {
    for isolates in 1..16 {
        let [mut before, mut after] = [isolates, isolates + 1].map(|isolates| among(Routing::TenantAffine, isolates));
        let tenants = 3_000;
        let moved = (0..tenants).filter(|tenant| {
            let head = of_tenant(&format!("t{tenant}"));
            let (old, new) = (work(&mut before, &head), work(&mut after, &head));
            assert!(old == new || new == isolates, "from {old} to {new}");
            old != new
        });
        let (moved, expected) = (moved.count(), tenants / (isolates + 1));
        assert!(moved.abs_diff(expected) < expected / 4 + 20, "{isolates}: {moved} of {expected}");
    }
}

#[test]
fn an_affine_policy_goes_round_without_a_tenant() {
    let mut chooser = among(Routing::TenantAffine, 3);
    let order: Vec<_> = (0..4).map(|_| work(&mut chooser, &Head::default())).collect();
    assert_eq!(order, [0, 1, 2, 0]);
}

#[test]
fn least_busy_counts_calls_in_flight() {
    let (mut chooser, clock) = (among(Routing::LeastBusy, 3), HandClock::default());
    let mut begin = || chooser.choose(Errand::Work, &of_tenant("t"), &clock);
    let flights = [begin(), begin(), begin(), begin()];
    assert_eq!(flights.map(|flight| flight.isolate), [0, 1, 2, 0]);
    chooser.ended(flights[1].ticket.unwrap());
    assert_eq!(chooser.choose(Errand::Work, &of_tenant("t"), &clock).isolate, 1);
    assert_eq!(chooser.choose(Errand::Work, &of_tenant("t"), &clock).isolate, 1);
}

#[test]
fn least_busy_stays_at_the_first_while_calls_do_not_overlap() {
    let (mut chooser, clock) = (among(Routing::LeastBusy, 3), HandClock::default());
    for _ in 0..20 {
        let Chosen { isolate, ticket } = chooser.choose(Errand::Work, &of_tenant("t"), &clock);
        assert_eq!(isolate, 0);
        chooser.ended(ticket.unwrap());
        // An end that is told twice takes nobody else's place.
        chooser.ended(ticket.unwrap());
    }
}

#[test]
fn a_call_that_nobody_waits_for_any_more_is_not_in_flight() {
    let (mut chooser, clock) = (among(Routing::LeastBusy, 2), HandClock::default());
    let lost = chooser.choose(Errand::Work, &of_tenant("t"), &clock);
    assert_eq!(lost.isolate, 0);
    clock.0.set(999);
    assert_eq!(chooser.choose(Errand::Work, &of_tenant("t"), &clock).isolate, 1);
    clock.0.set(1_000);
    assert_eq!(chooser.choose(Errand::Work, &of_tenant("t"), &clock).isolate, 0);
    // Its late end changes nothing.
    chooser.ended(lost.ticket.unwrap());
    assert_eq!(chooser.choose(Errand::Work, &of_tenant("t"), &clock).isolate, 0);
}

#[test]
fn visits_go_round_under_every_policy_and_queries_do_not_notice() {
    for routing in Routing::ALL {
        let (mut visited, mut alone, clock) = (among(routing, 4), among(routing, 4), HandClock::default());
        for turn in 0..8 {
            let visit = visited.choose(Errand::Visit, &Head::default(), &clock);
            assert_eq!(visit.isolate, turn % 4, "{routing:?}");
            visit.ticket.into_iter().for_each(|ticket| visited.ended(ticket));
            let head = of_tenant(&format!("tenant-{turn}"));
            let [with, without] = [&mut visited, &mut alone].map(|chooser| chooser.choose(Errand::Work, &head, &clock));
            assert_eq!(with.isolate, without.isolate, "{routing:?}");
        }
    }
}

#[test]
fn a_head_is_the_beginning_of_a_question() {
    let tenant = TenantId::parse(&"t".repeat(limits::TENANT_ID_BYTES)).unwrap();
    let input = ExecuteInput {
        owner: Owner { service: ServiceName::State, tenant: tenant.clone() },
        at: Version::EMPTY,
        access: Access::Read,
        batch: Batch::of(&"select 1".repeat(1_000)),
        supply: Supply::Nothing,
    };
    let question = Postcard::encode(&Question { request_id: RandomId(u64::MAX), patience_ms: u64::MAX, input });
    let head = Head { patience_ms: u64::MAX, tenant: Some(tenant) };
    assert_eq!(Head::of_tenant(&question[..HEAD_BYTES]), head);
    assert_eq!(Head::of_anything(&question[..HEAD_BYTES]), Head { tenant: None, ..head });
}

#[test]
fn a_head_that_cannot_be_read_says_nothing() {
    assert_eq!(Head::of_tenant(&[]), Head::default());
    assert_eq!(Head::of_anything(&[1, 2, 3]), Head::default());
    // A name that is none: whoever executes the question refuses it.
    let question = Postcard::encode(&Question { request_id: RandomId(1), patience_ms: 5, input: "not a name" });
    assert_eq!(Head::of_tenant(&question), Head { patience_ms: 5, tenant: None });
}
