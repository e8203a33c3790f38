use clap::Parser as _;
use shared::engine::EngineName;

use super::*;

#[derive(clap::Parser)]
struct Line {
    #[command(flatten)]
    arguments: Arguments,
}

fn configured(study: &Study, words: &[&str]) -> Result<Configured> {
    Line::parse_from([&["measure"], words].concat()).arguments.configure(study)
}

#[test]
fn what_traffic_would_ignore_is_refused_there_and_does_something_elsewhere() {
    let (split, tenants) = (Study::split(EngineName::Sqlite), Study::tenants(&EngineName::ALL, &[], 1.0));
    for (flag, size) in [("--rounds", "size.rounds"), ("--time-limit", "size.most_ms")] {
        assert!(configured(&split, &[flag, "7"]).unwrap().origins.contains_key(size));
        let said = configured(&tenants, &["--quick", flag, "7"]).unwrap_err().to_string();
        assert!(said.contains(&format!("{flag}: {size}: traffic does not follow it")), "{said}");
    }
    let file = tempfile::NamedTempFile::new().unwrap();
    let words = ["--config", file.path().to_str().unwrap()];
    for size in ["rounds", "pairs", "block", "cell_ms", "most_ms", "starts"] {
        std::fs::write(&file, format!("size.{size} = 8")).unwrap();
        configured(&split, &words).unwrap();
        let said = configured(&tenants, &words).unwrap_err().to_string();
        assert!(said.contains(&format!("size.{size}: traffic does not follow it")), "{said}");
    }
    std::fs::write(&file, "size.deadline_ms = 7000").unwrap();
    assert_eq!(configured(&tenants, &words).unwrap().scenario.size.deadline_ms, 7000);
}
