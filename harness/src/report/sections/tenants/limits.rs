//! What a run of tenants cannot show, and how its numbers came about.

use crate::{
    instrument::target::TargetKind,
    record::Run,
    report::{
        document::Block,
        sections::sentences::{explained, sentences},
    },
};

const LOCAL: [(&str, &str); 4] = [
    (
        "Which isolate a request lands on",
        "The local runtime has one isolate for each Worker unless the run says otherwise, and it never moves or ends one. The \
         platform starts, spreads and evicts isolates as it likes. A shared engine is warm here from its second request on, \
         whoever asks; that is the best case, not the usual one.",
    ),
    (
        "Eviction",
        "Objects leave memory after 10 s without a request here, and only objects do. The platform evicts objects and isolates by \
         rules of its own. A time scale divides the waiting, not this.",
    ),
    (
        "Processes side by side",
        "Where traffic is on a schedule, every arm has a process of its own and all of them share the cores. Absolute times \
         contain that; for ratios of times there is cargo lab compare.",
    ),
    (
        "Memory",
        "Nothing is evicted for want of memory here. On the platform, isolates that hold many tenants end sooner.",
    ),
];

const DEPLOYED: [(&str, &str); 2] = [
    ("The way to the platform", "Every time contains the network between this client and the colo that answered."),
    (
        "Not from zero",
        "A deployment cannot be made to start anew. Arms share what is there, and what one of them or an earlier round used \
         may be warm for the next; the order of arms is shuffled.",
    ),
];

const ALWAYS: [(&str, &str); 4] = [
    (
        "What warm means",
        "An answer says whether its engine was running. An object that is its own engine says nothing; it counts as warm when \
         the same life of the object had answered before in this round.",
    ),
    (
        "Intervals of shares",
        "Wilson's interval takes requests as independent. Those of one burst are not: they meet the same isolates.",
    ),
    (
        "Sizes of pools",
        "Capture and recapture takes every isolate for equally likely. Where some are preferred, as by affinity to a tenant, there \
         are more than the estimate says.",
    ),
    (
        "One client",
        "All requests come from one machine and a few connections. Many clients in many places meet many more isolates.",
    ),
];

/// The limits.
pub(in crate::report::sections) fn threats(run: &Run) -> Vec<Block<'_>> {
    let special: &[(&str, &str)] = match run.card.target {
        TargetKind::Workerd | TargetKind::WranglerDev => &LOCAL,
        TargetKind::Deployed => &DEPLOYED,
    };
    vec![sentences(special.iter().chain(&ALWAYS))]
}

/// How the numbers came about, in short.
pub(in crate::report::sections) fn method() -> Vec<Block<'static>> {
    vec![Block::Points(vec![
        explained(&[
            "A ",
            "round",
            " is one sending of the traffic of a cell. All arms get the same requests, made from the seed. On the local runtime each \
             has a fresh process that was never asked anything; tenants that need data got it from a process that has ended.",
        ]),
        explained(&[
            "",
            "Opening",
            " requests make warm what is then measured; they are timed, and are of no rate. Every answer is checked: each \
             tenant asks for a number of its own.",
        ]),
        explained(&[
            "",
            "Shares",
            " have Wilson's 95 % interval, their differences Newcombe's, medians that of order statistics. A percentile is not \
             printed below the number of samples that it needs.",
        ]),
        explained(&[
            "",
            "How many isolates there are",
            " is estimated from how often requests of a round's second half come to isolates of its first half (Lincoln and \
             Petersen, with Bailey's correction).",
        ]),
        explained(&[
            "",
            "Break-even",
            " weighs what a first request costs more against what each further one costs less, tenant by tenant; its interval is \
             that of the quotient of both.",
        ]),
    ])]
}
