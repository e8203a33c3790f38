//! Batches of calls between objects, small enough to end soon.

use shared::error::ErrorCode;

use super::{
    json::{self, Fields},
    message::Message,
    source::Source,
};

const WAYS: [&str; 10] = [
    "rpc",
    "rpc_durable",
    "rpc_both_durable",
    "queued",
    "queued_list",
    "durable",
    "durable_single",
    "one_way",
    "two_one_way",
    "pigeon",
];
/// Fields that go with some ways only, each with a value that is right and one that is not.
const DESIGN: [(&str, [&str; 2]); 5] = [
    ("grouping", ["\"single\"", "\"none\""]),
    ("credits", ["4", "17"]),
    ("acknowledgement", ["\"eager\"", "\"never\""]),
    ("replies", ["\"dropped\"", "\"lost\""]),
    ("rows", ["\"ring\"", "\"heap\""]),
];

/// A batch, or a question after what it left behind.
pub(super) fn object_call(source: &mut Source) -> Message {
    let name = source.word(&["a", "b", "source", "", "a/b"]);
    match source.below(8) {
        0 => Message::get(format!("/call/status?source={name}")),
        1 => Message::get(format!("/call/ledger?target={name}.0")),
        2 => Message::get(format!("/call/dead?source={name}")),
        3 => Message::post(format!("/call/dead/{}/drop?source={name}", source.below(3)), Vec::new()),
        4 => cancellation(name, source),
        _ => batch(name, source),
    }
}

fn cancellation(name: &str, source: &mut Source) -> Message {
    let target = format!("{name}.0");
    let fields = Fields::new().with_text("source", name).with_text("target", &target);
    let fields = fields.with("first", source.below(3).to_string());
    let fields = if source.one_in(3) { fields.disordered(source) } else { fields };
    Message::post("/call/cancel", fields.written())
}

fn batch(name: &str, source: &mut Source) -> Message {
    let mut fields = Fields::new().with_text("way", source.word(&WAYS)).with_text("source", name);
    fields = fields.with("operations", source.between(0, 12).to_string());
    if source.one_in(2) {
        fields = fields.with_text("mode", source.word(&["sequential", "parallel", "fan_out", "never"]));
    }
    if source.one_in(4) {
        fields = fields.with("targets", source.between(0, 4).to_string());
    }
    if source.one_in(4) {
        fields = fields.with("validate", source.word(&["true", "false", "1"]));
    }
    if source.one_in(4) {
        let (field, values) = *source.pick(&DESIGN);
        fields = fields.with(field, source.word(&values));
    }
    // What is bounded or broken on purpose may wait for an answer that never comes.
    let is_hurried = source.one_in(3);
    if is_hurried {
        fields = fields.with("deadline_ms", source.word(&["0", "1", "200", "60001"]));
        if source.one_in(2) {
            fields = fields.with("subrequests", source.word(&["0", "1", "20", "10001"]));
        }
        if source.one_in(2) {
            fields = fields.with("faults", source.word(&["{\"drop_reply\":50}", "{\"delay_request\":51}", "{}"]));
        }
    }
    let mut message = Message::post("/call/batch", Vec::new());
    message.body = Some(match source.below(8) {
        // The deadline stays: a batch that lost it might wait for the longest.
        0 if !is_hurried => fields.disordered(source).written().into_bytes(),
        1 => json::broken(fields.written(), source),
        _ => fields.written().into_bytes(),
    });
    message.expected = if is_hurried {
        &[ErrorCode::MethodUnavailable, ErrorCode::DeadlineExceeded]
    } else {
        &[ErrorCode::MethodUnavailable]
    };
    message
}
