//! Tasks for pools of isolates: good ones, and those that a pool has to survive.

use shared::error::ErrorCode;

use super::{
    json::{self, Fields},
    message::Message,
    source::Source,
};

const TASKS: [&str; 13] = [
    "echo",
    "transform",
    "compute",
    "wait",
    "leak",
    "spin",
    "grow",
    "trap",
    "throw",
    "never",
    "late",
    "vanish",
    "pigeon",
];
const WAYS: [&str; 9] =
    ["bare", "unmetered", "shared", "reset", "instance", "isolate", "disposable", "naive", "sandbox"];
const PAYLOADS: [&str; 7] = ["", "7", "1000", "-1", "2000001", "hello isolate", "grün \u{0} 🦀"];
const OWNERS: [&str; 5] = ["a", "b", "c", "", "a/b"];

/// A request to a pool. Nothing of it drains one, since others are asking.
pub(super) fn isolate(source: &mut Source) -> Message {
    match source.below(12) {
        0 => Message::get("/pool/status"),
        1 => Message::get("/pool/metrics"),
        2 => {
            let size = source.word(&["1", "4", "8", "10", "0", "11"]);
            let fields = Fields::new().with("size", size).with_text("way", source.word(&WAYS));
            Message::post("/pool/resize", fields.written())
        }
        3 => {
            let fields = Fields::new().with("isolates", source.word(&["0", "1", "10", "11"]));
            Message::post("/pool/warm", fields.with_text("way", source.word(&WAYS)).written())
        }
        4 => {
            let fields = task(source).with("iterations", source.word(&["1", "5", "0", "2001"]));
            Message::post("/pool/benchmark", fields.with("concurrency", source.word(&["1", "4", "0", "129"])).written())
        }
        _ => {
            let fields = task(source);
            let fields = if source.one_in(6) { fields.disordered(source) } else { fields };
            let written = fields.written();
            let body = if source.one_in(8) { json::broken(written, source) } else { written.into_bytes() };
            let mut message = Message::post("/pool/execute", body);
            // A task may be one that never ends, and isolates may end while others wait for them.
            message.expected = &[
                ErrorCode::DeadlineExceeded,
                ErrorCode::RuntimeFailed,
                ErrorCode::BuildFailed,
                ErrorCode::PoolPressured,
            ];
            message
        }
    }
}

fn task(source: &mut Source) -> Fields {
    let mut fields = Fields::new().with_text("task", source.word(&TASKS)).with_text("way", source.word(&WAYS));
    if source.one_in(2) {
        fields = fields.with_text("owner", source.word(&OWNERS));
    }
    if source.one_in(2) {
        fields = fields.with_text("payload", source.word(&PAYLOADS));
    }
    if source.one_in(3) {
        fields = fields.with_text("pool", source.word(&["exact", "stateless", "none"]));
    }
    fields.with("deadline_ms", source.word(&["50", "200", "1", "0", "30001"]))
}
