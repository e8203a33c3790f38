use clap::Parser as _;

use super::*;

#[derive(clap::Parser)]
struct Line {
    #[command(flatten)]
    arguments: Arguments,
}

fn planned(words: &[&str]) -> Result<Plan> {
    let Line { arguments } = Line::try_parse_from(["lab"].iter().chain(words)).unwrap();
    arguments.plan(&arguments.spreads.on(&arguments.run.target)?)
}

fn labels(plan: &Plan) -> Vec<String> {
    plan.contenders.iter().map(Contender::label).collect()
}

#[test]
fn several_policies_make_a_contender_each_where_compute_is_asked() {
    let plan = planned(&["--compute-isolates=16", "--routing=random,round-robin,tenant-affine", "--arms=new,native"]);
    let plan = plan.unwrap();
    assert_eq!(labels(&plan), ["new:random", "new:round-robin", "new:tenant-affine", "native"]);
    assert_eq!(plan.policies(), [Routing::Random, Routing::RoundRobin, Routing::TenantAffine]);
    assert_eq!(plan.placement.in_words(), "16 isolates of compute, routing random, round-robin, tenant-affine");
    let both = planned(&["--routing=single,random", "--engine=both"]).unwrap();
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
    assert_eq!(labels(&both), expected.concat());
}

#[test]
fn one_policy_is_that_of_the_run_and_of_no_contender() {
    let plan = planned(&["--compute-isolates=4", "--routing=tenant-affine"]).unwrap();
    assert_eq!(labels(&plan), ["new", "traditional", "hybrid", "native"]);
    assert_eq!(plan.placement.in_words(), "4 isolates of compute, routing tenant-affine");
    assert_eq!(planned(&[]).unwrap().placement.in_words(), "1 isolate of compute, routing single");
}

#[test]
fn several_policies_are_refused_where_the_platform_chooses() {
    for target in ["wrangler-dev", "https://lab.example"] {
        let error = planned(&["--target", target, "--routing", "random,round-robin"]).unwrap_err();
        assert_eq!(error.exit(), crate::error::Exit::Usage);
        assert!(error.to_string().contains("the local runtime alone"), "{error}");
    }
    assert_eq!(planned(&["--target=https://lab.example"]).unwrap().placement, Placement::platform());
}
