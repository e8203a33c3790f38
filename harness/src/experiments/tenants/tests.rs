use clap::Parser as _;

use super::*;
use crate::error::Exit;

#[derive(clap::Parser)]
struct Line {
    #[command(flatten)]
    arguments: Arguments,
}

fn arms(words: &[&str]) -> Result<Vec<String>> {
    let Line { arguments } = Line::try_parse_from(["lab"].iter().chain(words)).unwrap();
    let study = arguments.study(&arguments.spreads()?);
    let configured = arguments.measurement.configure(&study)?;
    Ok(configured.scenario.cells["burst"].arms.keys().cloned().collect())
}

#[test]
fn several_policies_make_an_arm_each_where_compute_is_asked() {
    let words = ["--compute-isolates=16", "--routing=random,round-robin,tenant-affine", "--arms=new,native"];
    assert_eq!(arms(&words).unwrap(), ["new:random", "new:round-robin", "new:tenant-affine", "native"]);
    let both = arms(&["--routing=single,random", "--engine=both"]).unwrap();
    let engine =
        |name: &str, engine: &str| ["single", "random"].map(|routing| format!("{name}{engine}:{routing}")).to_vec();
    let expected = [
        engine("new", ""),
        vec!["traditional".to_owned()],
        engine("hybrid", ""),
        vec!["native".to_owned()],
        engine("new", "@postgres"),
        vec!["traditional@postgres".to_owned()],
        engine("hybrid", "@postgres"),
    ];
    assert_eq!(both, expected.concat());
}

#[test]
fn one_policy_is_that_of_the_run_and_of_no_arm() {
    let words = ["--compute-isolates=4", "--routing=tenant-affine"];
    assert_eq!(arms(&words).unwrap(), ["new", "traditional", "hybrid", "native"]);
}

#[test]
fn one_arm_alone_can_be_asked_since_nothing_is_compared_with_a_base() {
    assert_eq!(arms(&["--arms=traditional", "--scenarios=burst,gaps"]).unwrap(), ["traditional"]);
}

#[test]
fn several_policies_are_refused_where_the_platform_chooses() {
    for target in ["wrangler-dev", "https://lab.example"] {
        let error = arms(&["--target", target, "--routing", "random,round-robin"]).unwrap_err();
        assert_eq!(error.exit(), Exit::Usage);
        assert!(error.to_string().contains("the local runtime alone"), "{error}");
    }
}

#[test]
fn rounds_are_those_of_each_cell() {
    let error = arms(&["--rounds=3"]).unwrap_err();
    assert_eq!(error.exit(), Exit::Usage);
    assert!(error.to_string().contains("--config"), "{error}");
}
