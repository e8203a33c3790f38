//! How often a request comes to where others had been before.

use std::collections::HashSet;

use super::{Served, Tally};
use crate::tenants::{findings::Again, visit::Purpose};

/// Over all passes, each of which begins anew. Openings prepare a place but are no trials, nor are signals of nobody.
pub(in crate::tenants) fn again(passes: &[Vec<Served>]) -> Again {
    let (mut anybody, mut tenant, mut awake) = (Tally::default(), Tally::default(), Tally::default());
    for pass in passes {
        let (mut isolates, mut of_tenants, mut objects) = (HashSet::new(), HashSet::new(), HashSet::new());
        let mut known = HashSet::new();
        for Served { visit, .. } in pass.iter().filter(|served| served.warmth.is_some()) {
            let Some(server) = visit.server() else { continue };
            let is_trial = visit.purpose == Purpose::Measured;
            if is_trial && !isolates.is_empty() {
                anybody.take(isolates.contains(&server.isolate));
            }
            isolates.insert(server.isolate);
            if visit.purpose == Purpose::KeepWarm {
                continue;
            }
            if is_trial && known.contains(&visit.tenant) {
                tenant.take(of_tenants.contains(&(visit.tenant, server.isolate)));
                if let Some(object) = visit.object() {
                    awake.take(objects.contains(&object));
                }
            }
            known.insert(visit.tenant);
            of_tenants.insert((visit.tenant, server.isolate));
            objects.extend(visit.object());
        }
    }
    Again { anybody: anybody.share(), tenant: tenant.share(), awake: awake.share() }
}
