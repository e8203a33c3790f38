//! How often a request comes to where others had been before.

use std::collections::HashSet;

use super::census::{Served, Tally};
use crate::{instrument::samples::Purpose, record::Again};

/// Over all rounds, each of which begins anew. Openings prepare a place but are no trials, nor are signals of nobody.
pub(super) fn again(rounds: &[Vec<Served>]) -> Again {
    let (mut anybody, mut tenant, mut awake) = (Tally::default(), Tally::default(), Tally::default());
    for round in rounds {
        let (mut isolates, mut of_tenants, mut objects) = (HashSet::new(), HashSet::new(), HashSet::new());
        let mut known = HashSet::new();
        for Served { told, .. } in round.iter().filter(|served| served.warmth.is_some()) {
            let Some(server) = told.server() else { continue };
            let is_trial = told.purpose == Purpose::Measured;
            if is_trial && !isolates.is_empty() {
                anybody.take(isolates.contains(&server.isolate));
            }
            isolates.insert(server.isolate);
            if told.purpose == Purpose::Signal {
                continue;
            }
            if is_trial && known.contains(&told.tenant) {
                tenant.take(of_tenants.contains(&(told.tenant, server.isolate)));
                if let Some(object) = told.object() {
                    awake.take(objects.contains(&object));
                }
            }
            known.insert(told.tenant);
            of_tenants.insert((told.tenant, server.isolate));
            objects.extend(told.object());
        }
    }
    Again { anybody: anybody.share(), tenant: tenant.share(), awake: awake.share() }
}
