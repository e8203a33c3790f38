use std::collections::HashSet;

use shared::engine::EngineName;

use super::*;

fn plan() -> Plan {
    Plan { seed: 11, requests: 100, clients: 2, databases: Database::all(&EngineName::ALL, 11), most: None }
}

#[test]
fn the_same_place_of_the_same_seed_makes_the_same_request() {
    let (plan, grammars) = (plan(), Grammars::new());
    for number in 0..400 {
        let (first, whom) = request(&plan, &grammars, (1, number), None);
        assert_eq!((first, whom), request(&plan, &grammars, (1, number), None));
    }
}

#[test]
fn requests_reach_every_database_and_every_kind_of_route() {
    let (plan, grammars) = (plan(), Grammars::new());
    let all: Vec<_> = (0..3_000).map(|number| request(&plan, &grammars, (0, number), Some("abc"))).collect();
    let asked: HashSet<_> = all.iter().filter_map(|(_, whom)| Some((*whom)?.to_string())).collect();
    assert_eq!(asked.len(), 14, "{asked:?}");
    for part in ["/query", "/timing", "/status", "/keep-warm", "/benchmark/", "/rpc/", "/multi-tenant/", "?engine="] {
        assert!(all.iter().any(|(message, _)| message.target.contains(part)), "{part}");
    }
    assert!(all.iter().any(|(message, _)| message.is_expensive));
    assert!(all.iter().any(|(message, _)| message.is_chunked));
}

#[test]
fn the_address_of_every_request_is_plain() {
    let (plan, grammars) = (plan(), Grammars::new());
    for number in 0..3_000 {
        let (message, _) = request(&plan, &grammars, (0, number), None);
        let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic());
        assert!(message.target.starts_with('/') && is_plain(&message.target), "{:?}", message.target);
    }
}
