//! What a run of this kind cannot show, whatever its numbers say, and how the numbers came about.

use super::{
    sentences::{explained, sentences},
    tenants::{is_of_tenants, limits},
};
use crate::{
    instrument::target::TargetKind,
    record::Run,
    report::document::{Block, Piece, Text},
};

/// What holds for everything that is not the platform itself.
const LOCAL: [(&str, &str); 6] = [
    (
        "Which isolate a request lands on",
        "Here every Worker has one isolate in one process, warm from its first request on. The platform starts, \
         spreads and evicts isolates as it likes, so shares of warm requests, and what a tenant pays for its \
         neighbours, do not carry over.",
    ),
    (
        "The latency of a durable write",
        "Here a write is durable when the file system of this machine has it. The platform confirms it over a \
         network; writes of every arm become slower there, and ratios of writes move towards 1.",
    ),
    (
        "Distance",
        "Client, router, object and compute share one machine. A hop costs what it takes to encode, copy and wake; on \
         the platform an object may be far from the Worker that calls it.",
    ),
    (
        "Enforced limits",
        "Limits on processor time, memory and subrequests are not enforced here as they are there. What passes here \
         may be cut off there.",
    ),
    (
        "Prices",
        "Nothing here is billed. Two requests in place of one, or time spent waiting, may cost more than they delay.",
    ),
    (
        "Shared cores",
        "Client and runtime share this machine's cores. With one client they take turns; with many they compete, so \
         the ends of ladders and open loops measure both.",
    ),
];

const WRANGLER: (&str, &str) = (
    "The proxy of wrangler dev",
    "It stands before every request and adds its own time to every arm, so ratios are closer to 1 than without it.",
);

const DEPLOYED: [(&str, &str); 5] = [
    (
        "The way to the platform",
        "Every time contains the network between this client and the colo that answered. It is the same for all arms \
         of a pair, so differences stand, while ratios are closer to 1 than for a client nearby.",
    ),
    (
        "One place, one hour",
        "Colos differ, and each changes with the hour and with what its neighbours do. Another colo, or another day, \
         is another run.",
    ),
    (
        "Which isolate answered",
        "The platform may answer from an isolate that is new, or from several at once. Cold and warm are told apart \
         only where the answer itself says so.",
    ),
    (
        "Where the objects live",
        "An object stays where it was first called from. Objects that were made from elsewhere would be nearer or \
         further.",
    ),
    (
        "Clocks",
        "Inside of a Worker time advances only with input and output; what happens between is seen only from outside.",
    ),
];

const ALWAYS: [(&str, &str); 4] = [
    (
        "One machine, one workload",
        "Intervals speak of this machine in this hour and of these questions: small rows, one schema. They do not \
         cover other processors, other payloads or other engines.",
    ),
    (
        "Many comparisons",
        "Each verdict stands at 95 % for itself. Among twenty comparisons of equal arms one may fall outside by \
         chance; the adjusted p in the tables allows for that.",
    ),
    (
        "Whether a hot read was warm",
        "That is not checked for each request. First requests say which process was fresh; the heat map of tenants and \
         isolates is not part of this record.",
    ),
    (
        "What is picked for the eye",
        "Pictures of single requests show an even pick. Percentiles, ratios and intervals are drawn from all samples \
         in the file beside this report; nothing was dropped as an outlier.",
    ),
];

/// The limits, and how the numbers came about.
pub(super) fn sections(run: &Run) -> [Vec<Block<'_>>; 2] {
    if is_of_tenants(run) {
        return [limits::threats(run), limits::method()];
    }
    let special: &[(&str, &str)] = match run.card.target {
        TargetKind::Workerd | TargetKind::WranglerDev => &LOCAL,
        TargetKind::Deployed => &DEPLOYED,
    };
    let proxy = (run.card.target == TargetKind::WranglerDev).then_some(&WRANGLER);
    let said = match run.card.target {
        TargetKind::Workerd | TargetKind::WranglerDev => [
            Piece::Strong("These numbers are local. ".to_owned()),
            Piece::Plain(
                "They compare architectures on one machine; conclusions about production need a run against a deployment. What \
                 cannot be seen from here:"
                    .to_owned(),
            ),
        ]
        .into(),
        TargetKind::Deployed => {
            Text::plain("These numbers are from a deployment, seen from one client. What limits them:")
        }
    };
    let threats = proxy.into_iter().chain(special).chain(&ALWAYS);
    [vec![Block::Paragraph(said), sentences(threats)], vec![method(run)]]
}

/// How the numbers came about, in short.
fn method(run: &Run) -> Block<'_> {
    let size = &run.scenario.size;
    let round = format!(
        " is a fresh process of the runtime; this run planned {}. In a round the arms of a cell stand side by side in up to {} ",
        size.rounds, size.pairs
    );
    let pairs = format!(
        " of blocks of {} requests, in mirrored random order. A burst on the machine then hits both arms.",
        size.block
    );
    Block::Points(vec![
        explained(&["A ", "round", &round, "pairs", &pairs]),
        explained(&[
            "The ",
            "ratio",
            " is drawn from the medians of the blocks of each pair: the median of their logarithms per round, then over rounds. \
             The ",
            "interval",
            " is 95 %: Student's t over rounds and a bootstrap of rounds, then pairs; with fewer than 10 rounds the wider of the \
             two.",
        ]),
        explained(&[
            "The ",
            "A/A control",
            " is the base under another tenant. Its interval is the noise of the run: it raises the bar for “faster” and \
             “slower”, and beyond the margin of 3 % it forbids “equivalent”.",
        ]),
        explained(&[
            "The ",
            "verdict",
            " is “faster” or “slower” when the whole interval lies beyond the bar, “equivalent” when all of it lies inside the \
             margin, and “inconclusive” otherwise.",
        ]),
        explained(&[
            "Percentiles are drawn from all requests of a cell, their intervals from whole blocks; the difference of a \
             percentile draws the same pairs for both arms. Cold and warm are never mixed.",
        ]),
    ])
}
