//! What is asked about one hop before it is measured, and what several cells say together.

use indexmap::IndexMap;

use super::cells::{DEPTHS, INSIDE, PAYLOADS};
use crate::instrument::scenario::{Claim, CrossCheck, Fit, Kind, Survey};

/// Hypotheses and bounds, by name.
pub(super) fn claims() -> IndexMap<String, Claim> {
    let hypotheses = [
        (
            "fetch_p50",
            "Does fetch over a service binding add less than 1 ms at the median?",
            "echo_1k.fetch_json.difference_ms < 1",
        ),
        ("fetch_p95", "Less than 3 ms at the 95th percentile?", "echo_1k.fetch_json.difference_p95_ms < 3"),
        ("fetch_p99", "Less than 5 ms at the 99th percentile?", "echo_1k.fetch_json.difference_p99_ms < 5"),
        (
            "rpc_p50",
            "Does Workers RPC over the binding add less than 1 ms at the median?",
            "echo_1k.rpc_postcard.difference_ms < 1",
        ),
        ("rpc_p99", "Less than 5 ms at the 99th percentile?", "echo_1k.rpc_postcard.difference_p99_ms < 5"),
        (
            "large_fetch_p50",
            "Does fetch with 100 KB of JSON add less than 1 ms at the median?",
            "echo_100k.fetch_json.difference_ms < 1",
        ),
        ("rpc_faster", "Is Workers RPC faster than fetch, with JSON in both?", "echo_1k.rpc_json/fetch_json.ratio < 1"),
        (
            "messagepack_faster",
            "Is MessagePack faster than JSON over fetch, with 10 KB?",
            "echo_10k.fetch_messagepack/fetch_json.ratio < 1",
        ),
        (
            "capnweb_faster",
            "Is Cap'n Web faster than JSON over fetch, for a Rust Worker, whose records become JavaScript objects first?",
            "echo_1k.capnweb/fetch_json.ratio < 1",
        ),
        (
            "clone_faster",
            "Are JavaScript objects faster than JSON bytes over RPC, for a Rust Worker with 10 KB?",
            "echo_10k.rpc_clone/rpc_json.ratio < 1",
        ),
        (
            "network_dearer",
            "Is fetch over HTTP dearer than over the binding?",
            "echo_1k.raw_fetch_json/fetch_json.ratio > 1",
        ),
        (
            "object_alike",
            "Is a call to an object as fast as one to a Worker, within 3 %?",
            "echo_1k.object_rpc_postcard/rpc_postcard.ratio <= 1.03",
        ),
        (
            "loader_alike",
            "Is a call to a loaded Worker as fast as one over the binding, within 3 %?",
            "echo_1k.loader_postcard/rpc_postcard.ratio <= 1.03",
        ),
        (
            "pipelined_faster",
            "Do calls on one promised session take less time than as many at the same time without one?",
            "batch_object.pipelined/parallel_64.ratio < 1",
        ),
        (
            "beyond_45",
            "Does one object take more than 45 calls of one request, one after the other?",
            "ladder_sequential.object_rpc.first_failing > 45",
        ),
        ("beyond_45_parallel", "And at the same time?", "ladder_parallel.object_rpc.first_failing > 45"),
    ];
    let claim =
        |kind, question: &str, holds: &str| Claim { kind, question: question.to_owned(), holds: holds.to_owned() };
    let hypotheses =
        hypotheses.map(|(name, question, holds)| (name.to_owned(), claim(Kind::Hypothesis, question, holds)));
    let mut claims: IndexMap<String, Claim> = hypotheses.into();
    for (way, most) in [("rpc", "1.10"), ("fetch", "1.25")] {
        for (payload, ..) in PAYLOADS.into_iter().take(3) {
            let question = format!("Rust caller and runtime against a JavaScript pair, by {way} with {payload}");
            let holds = format!("javascript_{way}_{payload}.rust.ratio <= {most}");
            claims.insert(format!("bound_{way}_{payload}"), claim(Kind::Bound, &question, &holds));
        }
    }
    claims
}

/// The same arms over payloads and over depths.
pub(super) fn surveys() -> IndexMap<String, Survey> {
    let payloads = Survey {
        title: "What a call costs beyond calling inline, by the bytes that it carries".to_owned(),
        cells: echoes(),
        along: "bytes".to_owned(),
    };
    let depths = Survey {
        title: "What a call costs beyond calling inline, by the runtimes on its way".to_owned(),
        cells: depths(),
        along: "depth".to_owned(),
    };
    [("payload".to_owned(), payloads), ("depth".to_owned(), depths)].into()
}

/// `T = a + b·bytes + c·depth`.
pub(super) fn fits() -> IndexMap<String, Fit> {
    let mut cells = echoes();
    cells.extend(depths().into_iter().filter(|cell| cell.starts_with("depth_")));
    let over = ["bytes", "depth"].map(str::to_owned).into();
    let title = "The cost of a call as a constant, a price per byte and a price per runtime on the way".to_owned();
    [("hop".to_owned(), Fit { title, cells, over })].into()
}

/// What is seen from outside against the caller's own clock.
pub(super) fn cross_checks() -> IndexMap<String, CrossCheck> {
    let check = |name: &str| {
        let check = CrossCheck {
            question: format!("{name}: does the caller's clock tell the same as the client's?"),
            one: format!("echo_1k.{name}.difference_ms"),
            other: format!("inside_1k.{name}.cost_ms"),
        };
        (name.to_owned(), check)
    };
    INSIDE.map(check).into()
}

fn echoes() -> Vec<String> {
    PAYLOADS.map(|(name, ..)| format!("echo_{name}")).into()
}

fn depths() -> Vec<String> {
    let deeper = DEPTHS.map(|depth| format!("depth_{depth}"));
    [vec!["echo_1k".to_owned()], deeper.into()].concat()
}
