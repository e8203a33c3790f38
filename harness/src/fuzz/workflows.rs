//! Instances of workflows, begun, told things and controlled, few enough that they meet.

use super::{
    json::{self, Fields},
    message::Message,
    source::Source,
};

const INSTANCES: [&str; 6] = ["a", "b", "c.1", "-", "", "a%20b"];
const OBJECTS: [&str; 4] = ["", "?object=o", "?object=", "?object=a/b"];
const INPUTS: [(&str, &str); 9] = [
    ("counter", "{\"steps\":3}"),
    ("counter", "{\"steps\":-1}"),
    ("approval", "{\"request\":\"x\",\"within_ms\":200}"),
    ("approval", "{\"request\":7}"),
    ("export", "{\"customer\":\"ada\",\"parts\":2,\"each_ms\":5}"),
    ("sleepy", "{\"naps\":2,\"each_ms\":5}"),
    ("debits", "{\"account\":\"fuzzed\",\"calls\":2,\"together\":true}"),
    ("process_order", "{\"shop\":\"fuzzed\",\"quantity\":4294967295}"),
    ("pigeon", "null"),
];
const CONTROLS: [&str; 7] = ["cancel", "pause", "resume", "restart", "redrive", "purge", "explode"];
const PAYLOADS: [&str; 4] = ["{\"approved\":true,\"by\":\"x\"}", "7", "null", "\"\""];

/// A request to an instance, or for one.
pub(super) fn workflow(source: &mut Source) -> Message {
    let (instance, object) = (source.word(&INSTANCES), source.word(&OBJECTS));
    let path = format!("/workflow/instances/{instance}");
    match source.below(10) {
        0 => Message::get(format!("{path}{object}")),
        1 => Message::get(format!("{path}/journal{object}")),
        2 => Message::get(format!("/workflow/{}{object}", source.word(&["dead", "running", "tracker"]))),
        3 | 4 => Message::post(format!("{path}/{}{object}", source.word(&CONTROLS)), Vec::new()),
        5 => {
            let fields = Fields::new().with("payload", source.word(&PAYLOADS));
            let fields = if source.one_in(4) { fields.disordered(source) } else { fields };
            Message::post(format!("{path}/signal/{}{object}", source.word(&["decision", "x", "%00"])), fields.written())
        }
        6 => trial(source),
        _ => begin(instance, object, source),
    }
}

fn begin(instance: &str, object: &str, source: &mut Source) -> Message {
    let (workflow, input) = *source.pick(&INPUTS);
    let mut fields = Fields::new().with("input", input).with("patience_ms", source.word(&["0", "50", "-1"]));
    if source.one_in(2) {
        fields = fields.with_text("id", instance);
    }
    let written = fields.written();
    let body = if source.one_in(6) { json::broken(written, source) } else { written.into_bytes() };
    Message::post(format!("/workflow/{workflow}/{}{object}", source.word(&["run", "run-async"])), body)
}

fn trial(source: &mut Source) -> Message {
    let mut fields = Fields::new().with_text("arm", source.word(&["engine", "row", "seed", "pigeon"]));
    fields = fields.with("instances", source.word(&["1", "3", "0", "1001"]));
    if source.one_in(2) {
        fields = fields.with_text("mode", source.word(&["sequential", "parallel", "fan_out"]));
    }
    if source.one_in(3) {
        fields = fields.with("switches", source.word(&["[\"single_reads\"]", "[\"fast\"]", "7"]));
    }
    let fields = if source.one_in(4) { fields.disordered(source) } else { fields };
    Message::post("/workflow/trial", fields.written())
}
