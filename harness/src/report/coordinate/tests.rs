use super::*;

#[test]
fn coordinates_are_told_in_a_sensible_unit() {
    let bytes = [1.0, 100.0, 1000.0, 1536.0, 65_536.0, 1e6, 3e13].map(|at| place("bytes", at));
    assert_eq!(bytes, ["1 B", "100 B", "1 KB", "1.536 KB", "65.536 KB", "1 MB", "3e7 MB"]);
    assert_eq!([1.0, 0.25, -3.0].map(|at| place("depth", at)), ["depth 1", "depth 0.25", "depth -3"]);
}

#[test]
fn costs_are_told_per_kilobyte_per_hop_and_else_per_unit() {
    assert_eq!(["bytes", "depth", "clients"].map(unit), [("KB", 1e3), ("hop", 1.0), ("clients", 1.0)]);
}
