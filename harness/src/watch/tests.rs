use serde_json::{Value, json};

use super::{
    lines, list, page,
    source::{Event, Status},
    timeline::{End, Timeline},
};

fn status(state: &str, ended_ms: Option<u64>) -> Status {
    let told = json!({ "id": "i", "object": "shard-1", "workflow": "w", "state": state, "accepted_ms": 1_000, "ended_ms": ended_ms, "error": null, "waits_for": [] });
    serde_json::from_value(told).unwrap()
}

fn event(at_ms: u64, kind: &str, more: &Value) -> Event {
    let mut told = json!({ "id": at_ms, "at_ms": at_ms, "kind": kind });
    told.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    serde_json::from_value(told).unwrap()
}

/// A step that is tried twice, a race of a sleep inside of a scope and a call that loses it.
fn events() -> Vec<Event> {
    vec![
        event(1_000, "accepted", &json!({})),
        event(1_000, "began", &json!({ "operation": 0, "name": "step <pay>" })),
        event(1_010, "attempt_failed", &json!({ "operation": 0, "error": "no \u{1b}[31mmoney", "due_ms": 1_050 })),
        event(1_050, "attempt", &json!({ "operation": 0 })),
        event(1_060, "done", &json!({ "operation": 0, "output": { "paid": 7 } })),
        event(1_060, "began", &json!({ "operation": 1, "name": "scope race" })),
        event(1_060, "began", &json!({ "operation": 2, "name": "sleep sleep", "scope": 1, "due_ms": 1_160 })),
        event(1_060, "began", &json!({ "operation": 3, "name": "call debit", "scope": 1 })),
        event(1_100, "paused", &json!({})),
        event(1_104, "resumed", &json!({})),
        event(1_168, "done", &json!({ "operation": 2, "output": null })),
        event(1_164, "closed", &json!({ "operation": 1, "error": "too late" })),
        event(1_200, "failed", &json!({})),
    ]
}

#[test]
fn operations_have_their_times_attempts_lateness_and_ends() {
    let timeline = Timeline::of(status("failed", Some(1_200)), events());
    let ends: Vec<End> = timeline.rows.iter().map(|row| row.end).collect();
    assert_eq!(ends, [End::Done, End::Failed, End::Done, End::GivenUp]);
    let first = &timeline.rows[0];
    assert_eq!((first.began_ms, first.ended_ms, first.attempts, first.failures.len()), (0, Some(60), 2, 1));
    assert_eq!((timeline.rows[2].late_ms, timeline.rows[2].depth, timeline.rows[1].depth), (Some(4), 1, 0));
    assert_eq!(timeline.length_ms, 200);
    let marks: Vec<&str> = timeline.marks.iter().map(|mark| mark.kind.as_str()).collect();
    assert_eq!(marks, ["accepted", "paused", "resumed", "failed"]);
    let numbers: Vec<String> = timeline.numbers().into_iter().map(|(name, value)| format!("{name} {value}")).collect();
    assert_eq!(
        numbers,
        [
            "state failed",
            "duration 200 ms",
            "operations 4",
            "failed attempts 1",
            "given up 1",
            "time to first step 0 ms",
            "longest step to step 0 ms",
            "greatest schedule lateness 4 ms"
        ]
    );
}

#[test]
fn what_has_no_end_is_under_way_while_its_instance_is() {
    let mut events = events();
    events.truncate(3);
    let timeline = Timeline::of(status("running", None), events);
    assert_eq!(timeline.rows[0].end, End::Open);
    assert!(lines::of(&timeline).contains("under way"));
}

#[test]
fn lines_show_bars_and_let_no_control_character_through() {
    let text = lines::of(&Timeline::of(status("failed", Some(1_200)), events()));
    assert!(text.contains("step <pay>") && text.contains("4 ms late") && text.contains("given up 1"), "{text}");
    assert!(text.contains('█') && text.contains('×') && text.contains('·'), "{text}");
    assert!(!text.contains('\u{1b}'), "{text:?}");
    let line = lines::of_event(&events()[2]);
    assert!(line.starts_with("1010  attempt_failed  #0") && !line.contains('\u{1b}'), "{line:?}");
}

#[test]
fn the_page_loads_nothing_and_escapes_everything() {
    let text = page::of(&Timeline::of(status("failed", Some(1_200)), events()));
    assert!(text.contains("step &lt;pay&gt;") && !text.contains("<pay>"));
    assert!(text.contains("default-src 'none'") && !text.contains("://") && !text.contains("<script"), "{text}");
    assert_eq!(text.matches("<b class").count(), 4);
}

#[test]
fn nothing_at_all_is_a_timeline_too() {
    let timeline = Timeline::of(status("running", None), Vec::new());
    assert!(lines::of(&timeline).contains("time to first step –"));
    assert!(page::of(&timeline).contains("<tbody></tbody>"));
}

#[test]
fn a_list_has_a_line_for_each_and_the_counts() {
    let listed = json!([
        { "id": "i-\u{1b}[31m", "object": "shard-1", "workflow": "w", "state": "completed", "accepted_ms": 1_000, "ended_ms": 1_250 },
        { "id": "j", "object": "shard-2", "workflow": "v", "state": "running", "accepted_ms": 500, "ended_ms": null },
    ]);
    let counts = json!({ "v": { "running": 1 }, "w": { "completed": 2, "failed": 1 } });
    let text = list::lines(
        &serde_json::from_value::<Vec<_>>(listed).unwrap(),
        &serde_json::from_value(counts).unwrap(),
        9_000,
    );
    let words: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(words[1][2..], ["w", "shard-1", "completed", "8", "s", "ago", "250", "ms"]);
    assert_eq!(words[2], ["j", "v", "shard-2", "running", "8", "s", "ago"]);
    assert_eq!(text.lines().skip(3).collect::<Vec<_>>(), ["v: 1 running", "w: 2 completed, 1 failed"]);
    assert!(!text.contains('\u{1b}'));
}
