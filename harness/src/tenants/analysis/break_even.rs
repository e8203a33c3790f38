//! From how many requests on a contender is cheaper than another on the same engine: a tenant's first request, then more.
//!
//! Both costs come from the scenario of second requests, whose tenants are new and come one after the other: what a first
//! request costs includes what tenants before it have warmed. Tenant by tenant the same place in the same pass is compared.

use std::collections::HashMap;

use statistics::{Estimate, Pair, difference, ratio_of_independent};

use crate::{
    analysis::break_even_of,
    tenants::{contender::Contender, findings::RequestsFinding, plan::Plan, traffic::ScenarioName, visit::Visit},
};

/// Every two contenders on the same engine and not under different policies, the later of the plan against the earlier.
pub(super) fn all(visits: &[Visit], plan: &Plan, seed: u64) -> Vec<RequestsFinding> {
    let contenders = &plan.contenders;
    let pairs = contenders
        .iter()
        .enumerate()
        .flat_map(|(place, base)| contenders.iter().skip(place + 1).map(move |contender| (base, contender)));
    let alike = pairs.filter(|(base, contender)| base.is_comparable(contender));
    alike.filter_map(|(base, contender)| between(visits, base, contender, seed)).collect()
}

fn between(visits: &[Visit], base: &Contender, contender: &Contender, seed: u64) -> Option<RequestsFinding> {
    let of_turn = |turn: u32| difference(&pairs(&times(visits, base, turn), &times(visits, contender, turn)), seed);
    let (first, further) = (of_turn(0)?, of_turn(1)?);
    let (base_label, label) = (base.label(), contender.label());
    let (_, conclusion) = break_even_of(&first, &further, &base_label, &label);
    Some(RequestsFinding {
        engine: contender.engine,
        contender: label,
        base: base_label,
        first_ms: first.into(),
        further_ms: further.into(),
        requests: requests(&first, &further).map(Into::into),
        conclusion,
    })
}

/// How many further requests make up for what the first one cost more; none where one of them is not known to cost more or
/// less, or both go the same way.
pub(super) fn requests(first: &Estimate, further: &Estimate) -> Option<Estimate> {
    let turned = |estimate: &Estimate| {
        let interval = estimate.interval;
        let turned = statistics::Interval { low: -interval.high, high: -interval.low };
        Estimate { value: -estimate.value, interval: turned }
    };
    // Whichever of the two is a gain is turned into a cost, for the quotient of two that lie above zero.
    ratio_of_independent(first, &turned(further)).or_else(|| ratio_of_independent(&turned(first), further))
}

/// The times of right answers by pass and tenant.
type TimesOf = HashMap<(u32, u32), f64>;

fn times(visits: &[Visit], contender: &Contender, turn: u32) -> TimesOf {
    let is_of = |visit: &&Visit| {
        visit.scenario == ScenarioName::Second && visit.is_of(contender) && visit.turn == turn && visit.is_right()
    };
    visits.iter().filter(is_of).map(|visit| ((visit.pass, visit.tenant), visit.milliseconds())).collect()
}

/// The pairs of every pass, in the order of tenants.
fn pairs(base: &TimesOf, contender: &TimesOf) -> Vec<Vec<Pair>> {
    let mut both: Vec<(u32, u32)> = base.keys().filter(|key| contender.contains_key(*key)).copied().collect();
    both.sort_unstable();
    let pair = |key: &(u32, u32)| Some(Pair { base: *base.get(key)?, arm: *contender.get(key)? });
    both.chunk_by(|one, next| one.0 == next.0).map(|pass| pass.iter().filter_map(pair).collect()).collect()
}
