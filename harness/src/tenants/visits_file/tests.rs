use std::io::{Read as _, Write as _};

use shared::routing::Routing;

use super::*;
use crate::tenants::made;

fn compressed(path: &Path, text: &str) {
    let mut compressor = GzEncoder::new(File::create(path).unwrap(), Compression::fast());
    compressor.write_all(text.as_bytes()).unwrap();
    compressor.finish().unwrap();
}

#[test]
fn visits_are_read_as_they_were_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("samples.csv.gz");
    let mut visits = made::of_arm("new", 3);
    visits[1].gap_ns = Some(5);
    visits[1].scheduled_ns = Some(6);
    visits[1].copy_state = None;
    visits[1].routing = Some(Routing::TenantAffine);
    visits[2].engine_state = None;
    visits[2].places.0.clear();
    write(&path, &visits).unwrap();
    assert_eq!(read(&path).unwrap(), visits);
}

#[test]
fn a_row_that_is_no_visit_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("samples.csv.gz");
    compressed(&path, "target,scenario\nworkerd,burst\n");
    let error = read(&path).unwrap_err().to_string();
    assert!(error.contains("line: 2") && error.contains("missing field"), "{error}");
}

#[test]
fn visits_of_before_there_were_policies_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("samples.csv.gz");
    let visits = made::of_arm("new", 2);
    write(&path, &visits).unwrap();
    let mut text = String::new();
    MultiGzDecoder::new(File::open(&path).unwrap()).read_to_string(&mut text).unwrap();
    assert!(text.starts_with("target,scenario,arm,engine,routing,variant,"), "{text}");
    compressed(&path, &text.replace("engine,routing,", "engine,").replace(",sqlite,,", ",sqlite,"));
    assert_eq!(read(&path).unwrap(), visits);
}
