//! What a run of this kind cannot show, whatever its numbers say, and how the numbers came about.

use maud::{Markup, html};

use crate::record::Run;
use crate::target::TargetKind;

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

/// The section's text.
pub(super) fn threats(run: &Run) -> Markup {
    let special: &[(&str, &str)] = match run.card.target {
        TargetKind::Workerd | TargetKind::WranglerDev => &LOCAL,
        TargetKind::Deployed => &DEPLOYED,
    };
    let proxy = (run.card.target == TargetKind::WranglerDev).then_some(&WRANGLER);
    html! {
        @match run.card.target {
            TargetKind::Workerd | TargetKind::WranglerDev => p {
                strong { "These numbers are local. " } "They compare architectures on one machine; conclusions about \
                 production need a run against a deployment. What cannot be seen from here:"
            },
            TargetKind::Deployed => p { "These numbers are from a deployment, seen from one client. What limits them:" },
        }
        dl.threats {
            @for (term, text) in proxy.into_iter().chain(special).chain(&ALWAYS) { div { dt { (term) } dd { (text) } } }
        }
    }
}

/// How the numbers came about, in short.
pub(super) fn method(run: &Run) -> Markup {
    let size = &run.scenario.size;
    html! {
        ul {
            li {
                "A " strong { "round" } " is a fresh process of the runtime; this run planned " (size.rounds) ". In a round the \
                 arms of a cell stand side by side in up to " (size.pairs) " " strong { "pairs" } " of blocks of " (size.block)
                " requests, in mirrored random order. A burst on the machine then hits both arms."
            }
            li {
                "The " strong { "ratio" } " is drawn from the medians of the blocks of each pair: the median of their logarithms \
                 per round, then over rounds. The " strong { "interval" } " is 95\u{202f}%: Student's t over rounds and a \
                 bootstrap of rounds, then pairs; with fewer than 10 rounds the wider of the two."
            }
            li {
                "The " strong { "A/A control" } " is the base under another tenant. Its interval is the noise of the run: it \
                 raises the bar for “faster” and “slower”, and beyond the margin of 3\u{202f}% it forbids “equivalent”."
            }
            li {
                "The " strong { "verdict" } " is “faster” or “slower” when the whole interval lies beyond the bar, “equivalent” \
                 when all of it lies inside the margin, and “inconclusive” otherwise."
            }
            li {
                "Percentiles are drawn from all requests of a cell, their intervals from whole blocks; the difference of a \
                 percentile draws the same pairs for both arms. Cold and warm are never mixed."
            }
        }
    }
}
