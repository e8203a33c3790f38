//! From how many requests on an arm is cheaper than another on the same engine: a tenant's first request, then more.
//!
//! Both costs come from traffic of second requests, whose tenants are new and come one after the other: what a first request
//! costs includes what tenants before it have warmed. Tenant by tenant the same place in the same round is compared.

use statistics::difference;

use crate::{
    instrument::{
        samples::{Outcome, Purpose},
        scenario::Traffic,
    },
    record::{
        BreakEven,
        analysis::{
            break_even::{conclusion, even},
            table::{ArmTable, CellTable, Values, milliseconds, pairs},
        },
    },
};

/// Every two arms on the same engine and not under different policies, the later of the scenario against the earlier.
pub(in crate::record::analysis) fn all(tables: &[CellTable], seed: u64) -> Vec<BreakEven> {
    let second = |table: &&CellTable| matches!(table.cell.procedure.traffic(), Some(Traffic::Second { .. }));
    let mut found = Vec::new();
    for table in tables.iter().filter(second) {
        for (place, base) in table.arms.iter().enumerate() {
            let others = table.arms.iter().skip(place + 1).filter(|arm| are_comparable(base, arm));
            found.extend(others.filter_map(|arm| between(base, arm, seed)));
        }
    }
    found
}

fn are_comparable(base: &ArmTable, arm: &ArmTable) -> bool {
    let both = base.arm.serving.as_ref().zip(arm.arm.serving.as_ref());
    both.is_some_and(|(base, arm)| base.is_comparable(arm))
}

fn between(base: &ArmTable, arm: &ArmTable, seed: u64) -> Option<BreakEven> {
    let of = |ordinal: u32| difference(&pairs(&times(base, ordinal), &times(arm, ordinal)), seed);
    let (first, further) = (of(0)?, of(1)?);
    Some(BreakEven {
        arm: arm.name.to_owned(),
        base: base.name.to_owned(),
        cold_ms: first.into(),
        warm_ms: further.into(),
        requests: even(&first, &further).map(Into::into),
        conclusion: conclusion(&first, &further, base.name, arm.name),
    })
}

/// The times of right answers by round and tenant.
fn times(arm: &ArmTable, ordinal: u32) -> Values {
    let right = arm.rows.iter().filter(|sample| sample.outcome == Outcome::Right);
    let of = right.filter_map(|sample| {
        let told = sample.told.as_ref().filter(|told| told.purpose != Purpose::Signal && told.ordinal == ordinal)?;
        Some(((sample.round, told.tenant), milliseconds(sample.times.last_byte)))
    });
    of.collect()
}
