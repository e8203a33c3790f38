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
    for (flag, words) in [("--rounds", "a number of rounds of its own"), ("--time-limit", "size.most_ms is set")] {
        let size = configured(&split, &[flag, "7"]).unwrap().scenario.size;
        assert!(size.rounds == 7 || size.most_ms == Some(7000), "{flag}");
        let said = configured(&tenants, &["--quick", flag, "7"]).unwrap_err().to_string();
        assert!(said.contains(words), "{flag}: {said}");
    }
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, "size = { most_ms = 7000 }").unwrap();
    let words = ["--config", file.path().to_str().unwrap()];
    assert_eq!(configured(&split, &words).unwrap().scenario.size.most_ms, Some(7000));
    let said = configured(&tenants, &words).unwrap_err().to_string();
    assert!(said.contains("size.most_ms is set"), "{said}");
}
