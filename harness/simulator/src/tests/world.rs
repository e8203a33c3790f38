//! What holds without any theory.

use std::sync::Arc;

use proptest::prelude::*;
use shared::{
    choice::Choice as _,
    pool::{Configuration, Keeping, Placement, Span},
    random::Random,
};

use super::*;
use crate::{speed::Pace, sweep::Promise, trace::Trace};

fn plan(size: u32, owners: u32) -> Plan {
    let pool = Configuration { queue: 20, ..Configuration::bare(size, owners) };
    let tenants = if owners == 1 { Tenants::One } else { Tenants::Zipf(owners, 0.9) };
    let costs = Costs {
        open: Duration::Fixed(7.0),
        open_cpu_ms: 7.0,
        request_cpu_ms: 1.0,
        isolate_bytes: 1 << 20,
        named: true,
        billed: true,
    };
    Plan {
        pool,
        machines: 1,
        arrivals: Arrivals::Poisson(200.0),
        tenants,
        service: Duration::Exponential(20.0),
        costs,
        patience_ms: None,
        shares_processor: false,
        requests: 20_000,
        warm_up: 0,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, max_shrink_iters: 20, ..ProptestConfig::default() })]

    #[test]
    fn requests_are_conserved_under_every_policy(
        placement in prop::sample::select(Placement::ALL), keeping in prop::sample::select(Keeping::ALL),
        size in 1_u32..12, owners in 1_u32..40, machines in 1_u32..4, seed: u64,
    ) {
        let mut plan = plan(size, owners);
        plan.pool.placement = if owners == 1 && placement == Placement::Affinity { Placement::Random } else { placement };
        (plan.pool.keeping, plan.pool.keep_alive) = (keeping, Span::from_millis(300));
        (plan.machines, plan.patience_ms) = (machines, Some(400.0));
        let found = simulate(&plan, seed).unwrap();
        let counters = found.counters;
        prop_assert_eq!(counters.arrived, 20_000);
        prop_assert_eq!(counters.arrived, counters.answered + counters.refusals() + found.left);
        prop_assert!(found.most_open <= size * machines);
        prop_assert!(found.running <= found.open + 1e-9);
        prop_assert_eq!(found.waits.len(), counters.started);
        prop_assert_eq!(found.day.iter().flatten().map(|cell| cell.cold).sum::<u64>(), counters.cold);
    }
}

#[test]
fn same_seed_finds_the_same_and_another_does_not() {
    let found = |seed| {
        let found = simulate(&plan(8, 20), seed).unwrap();
        (found.counters, found.names, found.wait_ms.to_bits())
    };
    assert_eq!(found(4), found(4));
    assert_ne!(found(4), found(5));
}

#[test]
fn a_run_agrees_with_itself_within_its_interval() {
    let plan = Plan { requests: 200_000, warm_up: 20_000, ..plan(8, 20) };
    let ratio = control(&plan, 1, 6, Findings::cold_rate).unwrap();
    assert!((0.98..1.02).contains(&ratio), "{ratio}");
}

#[test]
fn larger_pools_are_never_colder_under_lru() {
    let rates = [4, 8, 16, 32].map(|size| {
        let mut plan = plan(size, 64);
        (plan.pool.placement, plan.arrivals) = (Placement::Affinity, Arrivals::Poisson(20.0));
        simulate(&plan, 9).unwrap().cold_rate()
    });
    assert!(rates.is_sorted_by(|small, large| small > large), "{rates:?}");
}

#[test]
fn popularity_is_that_of_zipf() {
    let zipf = Zipf::new(1_000, 0.9);
    let mut random = Random::seeded(8);
    let mut counts = vec![0_u32; 1_000];
    for _ in 0..400_000 {
        counts[zipf.draw(&mut random) as usize] += 1;
    }
    let sum: f64 = (1..=1_000).map(|k| f64::from(k).powf(-0.9)).sum();
    for k in [1_u32, 2, 10, 100] {
        let expected = 400_000.0 * f64::from(k).powf(-0.9) / sum;
        let found = f64::from(counts[k as usize - 1]);
        assert!((found - expected).abs() < 4.0 * expected.sqrt(), "{k}: {found} instead of {expected}");
    }
}

#[test]
fn bursts_and_days_have_the_mean_that_was_asked_for() {
    let bursts = Arrivals::Bursts { per_second: 200.0, factor: 10.0, share: 0.1, burst_ms: 20.0 };
    let day = Arrivals::Day { per_second: 200.0, swing: 0.8, day_ms: 10_000.0 };
    for arrivals in [bursts, day] {
        let plan = Plan { arrivals, requests: 200_000, ..plan(64, 1) };
        let found = simulate(&plan, 2).unwrap();
        assert!((found.counters.arrived as f64 / found.seconds / 200.0 - 1.0).abs() < 0.03, "{}", found.seconds);
    }
}

#[test]
fn bursts_wait_longer_than_an_even_stream() {
    let even = simulate(&plan(8, 1), 3).unwrap().mean_wait_ms();
    let arrivals = Arrivals::Bursts { per_second: 200.0, factor: 10.0, share: 0.1, burst_ms: 200.0 };
    assert!(simulate(&Plan { arrivals, ..plan(8, 1) }, 3).unwrap().mean_wait_ms() > 2.0 * even);
}

#[test]
fn trace_is_replayed_to_its_end() {
    let text = "app,func,end_timestamp,duration\na,f,1.5,0.5\na,g,1.2,0.1\na,f,9.0,1.0\n";
    let trace = Trace::parse(text).unwrap();
    assert_eq!((trace.tenants, trace.calls.len()), (2, 3));
    assert_eq!((trace.calls[0].at, trace.calls[0].duration), (0, 500_000_000));
    let plan = Plan {
        tenants: Tenants::Even(trace.tenants),
        arrivals: Arrivals::Trace(Arc::new(trace)),
        requests: 3,
        ..plan(2, 2)
    };
    let found = simulate(&plan, 1).unwrap();
    assert_eq!((found.counters.answered, found.counters.cold, found.left), (3, 2, 0));
    assert!((found.seconds - 8.0).abs() < 1e-6, "the last one ends 8 s after the first began: {}", found.seconds);
}

#[test]
fn what_is_no_trace_is_refused_with_its_line() {
    let head = "app,func,end_timestamp,duration\n";
    for (text, part) in [
        (String::new(), "first line"),
        ("a,b\n".to_owned(), "first line"),
        (head.to_owned(), "no requests"),
        (format!("{head}a,f,1\n"), "line 2: not four fields"),
        (format!("{head}a,f,1,1\na,f,x,1\n"), "line 3: the end"),
        (format!("{head}a,f,1,-1\n"), "line 2: the duration"),
        (format!("{head}a,f,NaN,1\n"), "line 2: the end"),
    ] {
        let error = Trace::parse(&text).unwrap_err();
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn names_are_billed_as_published() {
    // A tenant asks once an hour for two days; its isolate is ended in between, under the same name.
    let rows: Vec<String> = (0..48).map(|hour| format!("a,f,{},0.1", hour * 3_600 + 1)).collect();
    let trace = Trace::parse(&format!("app,func,end_timestamp,duration\n{}", rows.join("\n"))).unwrap();
    let mut plan = Plan { arrivals: Arrivals::Trace(Arc::new(trace)), requests: 48, ..plan(4, 2) };
    (plan.pool.keeping, plan.pool.keep_alive) = (Keeping::Fixed, Span::from_millis(60_000));
    let named = simulate(&plan, 1).unwrap();
    assert_eq!((named.counters.opened, named.names), (48, 2));
    plan.costs.named = false;
    let unnamed = simulate(&plan, 1).unwrap();
    assert_eq!(unnamed.names, 48);
    let dollars = unnamed.dollars_a_day();
    assert!((dollars.names - 48.0 / (unnamed.seconds / 86_400.0) * 0.002).abs() < 1e-9);
}

#[test]
fn cheapest_policy_that_holds_comes_first() {
    let mut plan = plan(16, 64);
    plan.arrivals = Arrivals::Poisson(50.0);
    let promise = Promise { wait_p99_ms: Some(50.0), cold_rate: Some(0.3), refused_rate: 0.001 };
    let found = sweep::sweep(&plan, &promise, 1, 3).unwrap();
    assert!(found[0].holds, "{}", found[0].name());
    let cheaper = found.iter().filter(|other| other.dollars < found[0].dollars - 1e-3);
    assert!(cheaper.clone().all(|other| !other.holds));
    assert!(found.iter().any(|other| !other.holds));
}

#[test]
fn isolates_and_tenants_take_no_more_bytes_than_promised() {
    for pace in Pace::all().into_iter().filter(|pace| pace.isolates == 10_000) {
        let found = simulate(&pace.plan(100_000), 1).unwrap();
        let bytes = pace.bytes_each(&found);
        println!("{pace:?}: {bytes}");
        assert!(bytes <= speed::PROMISED_BYTES.0 || pace.tenants > 1, "{pace:?}: {bytes}");
    }
}

#[test]
fn nothing_can_be_said_of_no_requests() {
    assert!(simulate(&Plan { requests: 10, warm_up: 10, ..plan(1, 1) }, 1).is_err());
}
