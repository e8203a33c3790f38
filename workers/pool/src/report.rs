//! What a pool tells of itself.

use shared::{
    choice::Choice,
    isolation::{Kind, PoolReport, Slot, Totals},
    pool::{Counters, Refusal, State},
};

use crate::pool::Inner;

/// The report of an object.
pub(crate) fn of(name: &str, kind: Kind, inner: &mut Inner) -> PoolReport {
    let now = inner.now();
    let (engine, owners, places) = (&inner.engine, &inner.owners, &inner.places);
    let gauges = engine.gauges();
    let slot = |number| {
        let slot = engine.slot(now, number)?;
        let place = places.get(&number).filter(|place| place.at == slot.at);
        Some(Slot {
            slot: number,
            state: state(slot.state).to_owned(),
            generation: slot.generation,
            owner: slot.owner.and_then(|owner| owners.name(owner)).map(ToOwned::to_owned),
            isolate: place.map(|place| place.id),
            uses: slot.uses,
            traps: slot.traps,
            running: slot.running,
            waiting: slot.waiting,
            age_ms: slot.age.map(|age| age.nanos() / 1_000_000),
            bytes: slot.bytes,
        })
    };
    PoolReport {
        object: name.to_owned(),
        kind,
        size: engine.configuration().size,
        open: gauges.open,
        spare: gauges.spare,
        running: gauges.running,
        waiting: gauges.waiting,
        bytes: gauges.bytes,
        utilisation: engine.utilisation(),
        draining: engine.is_draining(),
        totals: totals(engine.counters(), inner.inherited),
        refused: Refusal::ALL.iter().map(|&kind| (kind, engine.counters().refused(kind))).collect(),
        latency: inner.latency.clone(),
        waited: inner.waited.clone(),
        slots: (0..engine.reached()).filter_map(slot).collect(),
    }
}

fn totals(counters: &Counters, inherited: u64) -> Totals {
    let &Counters {
        arrived,
        started,
        cold,
        answered,
        traps,
        abandoned,
        opened,
        build_failures,
        evicted,
        renewed,
        expired,
        vanished,
        disposed,
        ..
    } = counters;
    Totals {
        arrived,
        started,
        cold,
        answered,
        traps,
        abandoned,
        opened,
        build_failures,
        evicted,
        renewed,
        expired,
        vanished,
        disposed,
        inherited,
    }
}

const fn state(state: State) -> &'static str {
    match state {
        State::Empty => "empty",
        State::Opening => "opening",
        State::Ready => "ready",
        State::Leaving => "leaving",
        State::Finishing => "finishing",
        State::Retiring => "retiring",
    }
}
