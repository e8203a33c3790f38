use super::*;
use crate::{record::example, tenants};

#[test]
fn a_run_of_tenants_is_no_baseline() {
    check_baseline(&example::run(), TargetKind::Workerd).unwrap();
    let error = check_baseline(&tenants::example::run(), TargetKind::Workerd).unwrap_err();
    assert_eq!(error.exit(), Exit::Usage);
    assert!(error.to_string().starts_with("the baseline is one of tenants: "), "{error}");
}
