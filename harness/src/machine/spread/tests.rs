use clap::Parser as _;

use super::*;

#[derive(clap::Parser)]
struct Line {
    #[command(flatten)]
    arguments: Arguments,
}

fn typed(words: &[&str]) -> Result<Option<Spread>, String> {
    let line = Line::try_parse_from(["lab"].iter().chain(words));
    line.map(|line| line.arguments.spread()).map_err(|error| error.to_string())
}

#[test]
fn one_isolate_needs_no_spreader() {
    assert_eq!(typed(&[]).unwrap(), None);
    assert_eq!(typed(&["--compute-isolates", "1", "--routing", "single"]).unwrap(), None);
}

#[test]
fn what_is_typed_is_what_is_spread() {
    for routing in Routing::ALL {
        let spread = typed(&["--compute-isolates", "4", "--routing", routing.as_str()]).unwrap();
        assert_eq!(spread, Some(Spread { isolates: 4, routing }));
    }
    // The price of the spreader by itself.
    let alone = typed(&["--routing", "round-robin"]).unwrap();
    assert_eq!(alone, Some(Spread { isolates: 1, routing: Routing::RoundRobin }));
}

#[test]
fn isolates_and_policies_that_there_are_not_are_refused() {
    for count in ["0", "17", "-1", "many"] {
        assert!(typed(&[&format!("--compute-isolates={count}")]).unwrap_err().contains("1 to 16"), "{count}");
    }
    assert!(typed(&["--routing", "nearest"]).unwrap_err().contains("tenant-affine"));
}

#[test]
fn a_spread_says_what_it_is() {
    assert_eq!(
        Spread { isolates: 4, routing: Routing::TenantAffine }.to_string(),
        "4 isolates behind a spreader, tenant-affine"
    );
    assert_eq!(Spread { isolates: 1, routing: Routing::Random }.to_string(), "1 isolate behind a spreader, random");
}

#[derive(clap::Parser)]
struct ListLine {
    #[command(flatten)]
    several: Several,
}

fn listed(words: &[&str]) -> Result<Vec<Spread>, String> {
    let line = ListLine::try_parse_from(["lab"].iter().chain(words)).map_err(|error| error.to_string())?;
    line.several.spreads().map_err(|error| error.to_string())
}

#[test]
fn of_several_policies_each_has_a_spreader() {
    let spreads = listed(&["--compute-isolates=3", "--routing", "single,random,tenant-affine"]);
    let of = |routing| Spread { isolates: 3, routing };
    assert_eq!(spreads.unwrap(), [Routing::Single, Routing::Random, Routing::TenantAffine].map(of));
    let one = Spread { isolates: 1, routing: Routing::Single };
    assert_eq!(listed(&["--routing", "single,random"]).unwrap()[0], one);
}

#[test]
fn a_list_of_one_policy_is_that_policy() {
    assert_eq!(listed(&[]).unwrap(), []);
    assert_eq!(listed(&["--routing=single"]).unwrap(), []);
    let random = Spread { isolates: 2, routing: Routing::Random };
    assert_eq!(listed(&["--compute-isolates=2", "--routing=random"]).unwrap(), [random]);
}

#[test]
fn lists_that_name_a_policy_twice_or_none_are_refused() {
    let refused = |list| listed(&["--routing", list]).unwrap_err();
    assert_eq!(refused("random,round-robin,random"), "--routing names random twice");
    assert!(refused("random,nearest").contains("tenant-affine") && refused("random,").contains("tenant-affine"));
}
