//! From the command line to the reports.

use clap::Parser as _;

use super::*;

#[derive(clap::Parser)]
struct Typed {
    #[command(flatten)]
    arguments: Arguments,
}

fn typed(words: &[&str]) -> Arguments {
    Typed::try_parse_from([&["simulate"], words].concat()).unwrap().arguments
}

#[test]
fn words_are_those_of_the_engine() {
    for word in ["central", "round_robin", "random", "least_loaded", "power_of_two", "affinity"] {
        assert!(Typed::try_parse_from(["simulate", "--placement", word]).is_ok(), "{word}");
    }
    for word in ["fixed", "lru", "lfu", "greedy_dual", "histogram"] {
        assert!(Typed::try_parse_from(["simulate", "--keep-alive", word]).is_ok(), "{word}");
    }
    for wrong in [["--placement", "best"], ["--slots", "0"], ["--slots", "1048577"], ["--load", "-1"], ["--zipf", "x"]]
    {
        assert!(Typed::try_parse_from([&["simulate"], &wrong[..]].concat()).is_err(), "{wrong:?}");
    }
}

#[test]
fn report_stands_alone_and_the_answer_has_at_most_twelve_lines() {
    let folder = tempfile::tempdir().unwrap();
    let trace = folder.path().join("trace.csv");
    let rows: Vec<String> = (0..400).map(|row| format!("a,f{},{}.5,0.2", row % 7, row)).collect();
    fs::write(&trace, format!("app,func,end_timestamp,duration\n{}\n", rows.join("\n"))).unwrap();
    let short = ["--quick", "--requests", "2000", "--slots", "8", "--tenants", "40", "--seeds", "2"];
    let path = trace.to_str().unwrap();
    for more in [&["--sweep"][..], &["--tenants", "1"], &["--trace", path], &["--traffic", "bursts", "--machines", "2"]]
    {
        let words: Vec<&str> = short
            .iter()
            .filter(|word| !more.contains(&"--tenants") || !["--tenants", "40"].contains(word))
            .chain(more)
            .copied()
            .collect();
        let arguments = typed(&words);
        let (costs, source) = costs::read(None).unwrap();
        let plan = arguments.plan(costs).unwrap();
        let policies = plans::policies(&plan).into_iter().map(|(name, plan)| (name, spread(&plan, 1, 2).unwrap()));
        let simulated = Simulated {
            command: "cargo lab simulate".to_owned(),
            asked: arguments.asked(&plan),
            costs: source,
            seed: 1,
            seeds: 2,
            faster: 1e4,
            events: 1_000_000,
            asked_for: arguments.name(),
            policies: policies.collect(),
            control: 1.001,
            memory: memory(&arguments, &plan).unwrap(),
            load: load(&arguments, &plan).unwrap(),
            sweep: arguments.sweep.then(|| promised(&arguments, &plan).unwrap()),
        };
        let answer = simulated.write(folder.path(), Extent::Answer).unwrap();
        assert!(answer.lines().count() <= 12 && answer.contains("cold"), "{answer}");
        let page = fs::read_to_string(folder.path().join("report.html")).unwrap();
        assert!(!page.contains("NaN") && !page.contains("src=\"http"), "{words:?}");
        assert!(page.len() < 500_000, "{}", page.len());
        let markdown = fs::read_to_string(folder.path().join("report.md")).unwrap();
        assert!(markdown.contains("Policies side by side"));
    }
}
