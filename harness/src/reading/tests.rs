use super::*;
use crate::{
    record::{Folder, Run, example},
    tenants,
};

/// A folder with that run, whose samples nobody reads.
fn written(mut run: Run) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let samples = |path: &Path| Ok(std::fs::write(path, "")?);
    Folder::create(folder.path()).unwrap().write(&mut run, 0, samples).unwrap();
    folder
}

#[test]
fn runs_of_tenants_are_refused_by_diff_with_what_to_do() {
    let (of_cells, of_tenants) = (written(example::run()), written(tenants::example::run()));
    let told = |earlier: &Path, later: &Path| {
        let (earlier, later) = (earlier.to_owned(), later.to_owned());
        let error = diff(&Diff { earlier, later, strict: false, json: false }).unwrap_err();
        assert_eq!(error.exit(), Exit::Usage);
        error.to_string()
    };
    let earlier = told(of_tenants.path(), of_cells.path());
    assert!(earlier.starts_with("the earlier run is one of tenants: "), "{earlier}");
    assert!(earlier.contains("to mend it: compare runs of cargo lab compare or rpc"), "{earlier}");
    assert!(told(of_cells.path(), of_tenants.path()).starts_with("the later run is one of tenants: "));
}
