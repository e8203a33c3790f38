use std::collections::BTreeSet;

use shared::{engine::EngineName, ids::TenantId, routing::Routing};

use super::*;
use crate::tenants::plan;

#[test]
fn no_two_lanes_of_an_engine_have_a_tenant_in_common() {
    let shapes = plan::quick();
    let policies = |contender: Contender| contender.under(&Routing::ALL);
    let contenders: Vec<Contender> = Contender::all(&[EngineName::Sqlite]).into_iter().flat_map(policies).collect();
    let lanes = contenders.iter().flat_map(|contender| [(contender, Variant::Plain), (contender, Variant::KeepWarm)]);
    let names: BTreeSet<String> = lanes.map(|lane| tenant_name(&shapes[0], 1, lane, 7, "-fresh")).collect();
    assert_eq!(names.len(), 2 * (2 * Routing::ALL.len() + 2), "{names:?}");
    assert!(names.contains("new-tenant-affine-A1k-7-fresh"), "{names:?}");
    assert!(names.iter().all(|name| TenantId::parse(name).is_ok()), "{names:?}");
}

#[test]
fn without_policies_the_name_is_short() {
    let contender = &Contender::all(&[EngineName::Sqlite])[0];
    assert_eq!(tenant_name(&plan::quick()[0], 0, (contender, Variant::Plain), 3, ""), "new-A0-3");
}
