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
