use super::*;
use crate::tenants::made;

#[test]
fn visits_are_read_as_they_were_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("samples.csv.gz");
    let mut visits = made::of_arm("new", 3);
    visits[1].gap_ns = Some(5);
    visits[1].scheduled_ns = Some(6);
    visits[1].copy_state = None;
    visits[2].engine_state = None;
    visits[2].places.0.clear();
    write(&path, &visits).unwrap();
    assert_eq!(read(&path).unwrap(), visits);
}

#[test]
fn a_row_that_is_no_visit_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("samples.csv.gz");
    let mut compressor = GzEncoder::new(File::create(&path).unwrap(), Compression::fast());
    std::io::Write::write_all(&mut compressor, b"target,scenario\nworkerd,burst\n").unwrap();
    compressor.finish().unwrap();
    let error = read(&path).unwrap_err().to_string();
    assert!(error.contains("line: 2") && error.contains("missing field"), "{error}");
}
