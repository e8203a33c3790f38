use super::*;

fn paths(contender: &Contender) -> (String, Option<String>) {
    (contender.query_path("t1"), contender.keep_warm_path())
}

#[test]
fn every_architecture_is_there_on_every_engine_that_it_can_have() {
    let labels: Vec<String> = Contender::all(&EngineName::ALL).iter().map(Contender::label).collect();
    let expected =
        ["new", "traditional", "hybrid", "native", "new@postgres", "traditional@postgres", "hybrid@postgres"];
    assert_eq!(labels, expected);
}

#[test]
fn paths_name_the_architecture_and_any_engine_but_the_first() {
    let found: Vec<_> = Contender::all(&EngineName::ALL).iter().map(paths).collect();
    let kept = Some("/compute/keep-warm".to_owned());
    let kept_on_postgres = Some("/compute/postgres/keep-warm".to_owned());
    assert_eq!(found[0], ("/multi-tenant/new/t1/query".to_owned(), kept.clone()));
    assert_eq!(found[1], ("/multi-tenant/traditional/t1/query".to_owned(), None));
    assert_eq!(found[2], ("/multi-tenant/hybrid/t1/query".to_owned(), kept));
    assert_eq!(found[4], ("/multi-tenant/new/t1/query?engine=postgres".to_owned(), kept_on_postgres));
    assert_eq!(found[5], ("/multi-tenant/traditional/t1/query?engine=postgres".to_owned(), None));
}

/// The architectures on SQLite, each that asks compute under two policies.
fn under_two() -> Vec<Contender> {
    let policies = [Routing::Random, Routing::TenantAffine];
    Contender::all(&[EngineName::Sqlite]).into_iter().flat_map(|contender| contender.under(&policies)).collect()
}

#[test]
fn policies_concern_only_who_asks_compute() {
    let labels: Vec<String> = under_two().iter().map(Contender::label).collect();
    let expected =
        ["new:random", "new:tenant-affine", "traditional", "hybrid:random", "hybrid:tenant-affine", "native"];
    assert_eq!(labels, expected);
    let postgres = Contender::all(&[EngineName::Postgres])[0].clone().under(&[Routing::RoundRobin]);
    assert_eq!(
        (postgres[0].label(), postgres[0].unrouted()),
        ("new@postgres:round-robin".to_owned(), "new@postgres".to_owned())
    );
}

#[test]
fn paths_know_of_no_policy() {
    let (routed, plain) = (under_two(), Contender::all(&[EngineName::Sqlite]));
    assert_eq!((paths(&routed[0]), paths(&routed[1])), (paths(&plain[0]), paths(&plain[0])));
}

#[test]
fn contenders_of_two_policies_are_not_weighed_against_each_other() {
    let [random, affine, traditional, hybrid, ..] = &under_two()[..] else { panic!() };
    assert!(random.is_comparable(hybrid) && random.is_comparable(traditional) && traditional.is_comparable(affine));
    assert!(!random.is_comparable(affine) && !affine.is_comparable(hybrid));
    let elsewhere = &Contender::all(&[EngineName::Postgres])[0];
    assert!(!random.is_comparable(elsewhere));
}

#[test]
fn only_a_policy_that_is_there_is_stored() {
    let stored = |contender: &Contender| serde_json::to_string(contender).unwrap();
    let [random, _, traditional, ..] = &under_two()[..] else { panic!() };
    assert_eq!(stored(random), r#"{"arm":"new","engine":"sqlite","place":"compute","routing":"random"}"#);
    assert_eq!(stored(traditional), r#"{"arm":"traditional","engine":"sqlite","place":"object"}"#);
    for contender in [random, traditional] {
        assert_eq!(&serde_json::from_str::<Contender>(&stored(contender)).unwrap(), contender);
    }
}
