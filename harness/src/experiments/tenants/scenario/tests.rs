use std::collections::BTreeSet;

use shared::ids::TenantId;

use super::*;
use crate::{
    experiments::{
        configuration::{Layer, configure},
        study::Study,
    },
    instrument::scenario::{Values, template},
};

fn of(engines: &[EngineName], policies: &[Routing]) -> Scenario {
    scenario(engines, policies, 1.0)
}

fn names(scenario: &Scenario, cell: &str) -> Vec<String> {
    scenario.cells[cell].arms.keys().cloned().collect()
}

/// What fills the templates of an arm for a tenant.
fn filled(cell: &str, arm: &Arm, number: u32, fresh: &str) -> Values {
    let mut known: Values =
        [("cell", json!(cell)), ("fresh", json!(fresh)), ("round", json!(1)), ("number", json!(number))]
            .map(|(name, value)| (name.to_owned(), value))
            .into();
    for (name, value) in &arm.values {
        known.insert(name.clone(), template::fill(value, &known).unwrap());
    }
    known
}

#[test]
fn every_architecture_is_there_on_every_engine_that_it_can_have() {
    let scenario = of(&EngineName::ALL, &[]);
    let expected =
        ["new", "traditional", "hybrid", "native", "new@postgres", "traditional@postgres", "hybrid@postgres"];
    assert_eq!(names(&scenario, "burst"), expected);
    let kept = ["new_kept_warm", "hybrid_kept_warm", "new_kept_warm@postgres", "hybrid_kept_warm@postgres"];
    assert_eq!(names(&scenario, "sparse"), [&expected[..], &kept].concat());
}

#[test]
fn paths_name_the_architecture_and_any_engine_but_the_first() {
    let scenario = of(&EngineName::ALL, &[]);
    let cell = &scenario.cells["sparse"];
    let path = |name: &str| {
        let values = filled("sparse", &cell.arms[name], 1021, "");
        template::fill_path(&cell.question.as_ref().unwrap().path, &values).unwrap()
    };
    assert_eq!(path("new"), "/multi-tenant/new/new-sparse-1-1021/query");
    assert_eq!(path("new_kept_warm"), "/multi-tenant/new/kept-new-sparse-1-1021/query");
    let postgres = "/multi-tenant/traditional/traditional-sparse-1-1021/query?engine=postgres";
    assert_eq!(path("traditional@postgres"), postgres);
    let signal =
        |name: &str| cell.arms[name].serving.as_ref().unwrap().signal.as_ref().map(|signal| signal.path.as_str());
    assert_eq!((signal("new"), signal("hybrid_kept_warm")), (None, Some("/compute/keep-warm")));
    assert_eq!(signal("new_kept_warm@postgres"), Some("/compute/postgres/keep-warm"));
}

#[test]
fn policies_concern_only_who_asks_compute() {
    let scenario = of(&[EngineName::Sqlite], &[Routing::Random, Routing::TenantAffine]);
    let expected =
        ["new:random", "new:tenant-affine", "traditional", "hybrid:random", "hybrid:tenant-affine", "native"];
    assert_eq!(names(&scenario, "burst"), expected);
    assert_eq!(names(&of(&[EngineName::Sqlite], &[Routing::Random]), "burst")[0], "new");
    let postgres = of(&[EngineName::Postgres], &[Routing::RoundRobin, Routing::Random]);
    assert_eq!(names(&postgres, "sparse")[5], "new_kept_warm@postgres:round-robin");
}

#[test]
fn arms_of_two_policies_are_not_weighed_against_each_other() {
    let scenario = of(&EngineName::ALL, &[Routing::Random, Routing::TenantAffine]);
    let serving = |name: &str| scenario.cells["burst"].arms[name].serving.clone().unwrap();
    let (random, affine, traditional) = (serving("new:random"), serving("new:tenant-affine"), serving("traditional"));
    assert!(random.is_comparable(&serving("hybrid:random")) && random.is_comparable(&traditional));
    assert!(traditional.is_comparable(&affine) && !random.is_comparable(&affine));
    assert!(!affine.is_comparable(&serving("hybrid:random")) && !random.is_comparable(&serving("new@postgres:random")));
}

#[test]
fn no_two_arms_of_an_engine_have_a_tenant_in_common() {
    let scenario = of(&[EngineName::Sqlite], &Routing::ALL);
    let mut tenants = BTreeSet::new();
    for (cell, of) in &scenario.cells {
        for arm in of.arms.values() {
            // The longest that a deployment of the largest seed makes new.
            let values = filled(cell, arm, 1_700, "-ffffffffffffffff-99");
            let tenant = values["tenant"].as_str().unwrap().to_owned();
            assert!(TenantId::parse(&tenant).is_ok(), "{tenant}: {}", tenant.len());
            assert!(tenants.insert(tenant));
        }
    }
}

#[test]
fn tenants_without_data_bring_their_number_along_and_others_read_it() {
    let scenario = of(&[EngineName::Sqlite], &[]);
    let sql = |cell: &str| {
        let cell = &scenario.cells[cell];
        let question = cell.question.as_ref().unwrap();
        let values = filled("c", &cell.arms["new"], 1021, "");
        let rows = template::fill(question.expect.rows.as_ref().unwrap(), &values).unwrap();
        (template::fill(question.body.as_ref().unwrap(), &values).unwrap(), rows)
    };
    assert_eq!(sql("second"), (json!({ "sql": "SELECT 1021 AS value" }), json!([[1021]])));
    assert_eq!(sql("gaps").0, json!({ "sql": "SELECT number AS value FROM tenant WHERE id = 1" }));
    let founding = &scenario.cells["gaps"].preparation[0].question;
    let body = template::fill(founding.body.as_ref().unwrap(), &filled("c", &Arm::default(), 1021, "")).unwrap();
    assert!(body.to_string().contains("VALUES (1, 1021)"));
}

#[test]
fn a_quick_run_is_smaller_and_makes_sense() {
    for (engines, policies) in [(&EngineName::ALL[..], &[][..]), (&[EngineName::Sqlite], &Routing::ALL)] {
        let study = Study::tenants(engines, policies, 4.0);
        let quick = configure(&study.scenario, vec![Layer::parse("--quick", study.quick_sizes).unwrap()]).unwrap();
        let of = |name: &str| quick.scenario.cells[name].procedure.clone();
        let traffic = Traffic::Burst { tenants: 50, clients: 32 };
        assert_eq!(of("burst"), Procedure::Traffic { rounds: 2, time_scale: 4.0, traffic });
        let traffic = Traffic::CrossTenant { tenants: 20 };
        assert_eq!(of("cross_tenant"), Procedure::Traffic { rounds: 2, time_scale: 4.0, traffic });
        assert_eq!(quick.scenario.claims, study.scenario.claims);
    }
}
