//! How many places of each Worker were seen.

use std::collections::HashSet;

use indexmap::IndexMap;

use super::census::Served;
use crate::record::ServiceCensus;

/// Every Worker of a round, in the order in which requests came to it.
pub(super) fn services(round: &[Served]) -> Vec<ServiceCensus> {
    let mut seen: IndexMap<&str, [HashSet<u64>; 3]> = IndexMap::new();
    for place in round.iter().flat_map(|served| &served.told.places.0) {
        let [isolates, instances, objects] = seen.entry(&place.service).or_default();
        isolates.insert(place.isolate.0);
        instances.insert(place.instance.0);
        objects.extend(place.object.map(|object| object.0));
    }
    let count = |ids: &HashSet<u64>| u64::try_from(ids.len()).unwrap_or(u64::MAX);
    let census = |(service, [isolates, instances, objects]): (&str, [HashSet<u64>; 3])| ServiceCensus {
        service: service.to_owned(),
        isolates: count(&isolates),
        instances: count(&instances),
        objects: count(&objects),
    };
    seen.into_iter().map(census).collect()
}
