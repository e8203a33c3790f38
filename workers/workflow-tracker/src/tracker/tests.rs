use shared::{tables::memory::MemoryTables, workflow::Event};

use super::*;

fn event(id: u64, instance: &str) -> Event {
    Event {
        id,
        instance: instance.to_owned(),
        at_ms: 0,
        kind: "step".to_owned(),
        operation: None,
        name: None,
        output: None,
        error: None,
        scope: None,
        error_kind: None,
        due_ms: None,
    }
}

fn delivery(ids: impl IntoIterator<Item = u64>) -> Vec<u8> {
    let events = ids.into_iter().map(|id| event(id, if id % 2 == 0 { "even" } else { "odd" })).collect();
    serde_json::to_vec(&Delivery { events }).unwrap()
}

#[test]
fn what_comes_again_changes_nothing() {
    let tracker = Tracker::new(MemoryTables::default());
    for ids in [1..4, 1..4, 2..7] {
        tracker.take(delivery(ids)).unwrap();
    }
    let report = tracker.report(&TrackerQuestion { instance: Some("odd".to_owned()) }).unwrap();
    assert_eq!((report.events, report.again, report.last), (6, 5, 6));
    assert_eq!(report.told.iter().map(|event| event.id).collect::<Vec<_>>(), [1, 3, 5]);
}
