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
