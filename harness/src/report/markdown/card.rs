//! The run card and the environment in Markdown.

use super::text::{Column, code, plain, table};
use crate::{
    record::Run,
    report::{
        numbers::{NONE, count},
        tenants,
        words::measured_for,
    },
    terminal::bytes,
};

/// What was done, when.
pub(super) fn run(run: &Run) -> String {
    let card = &run.card;
    let target = match &card.url {
        Some(url) => format!("{} at {}", card.target.as_str(), code(url)),
        None => card.target.as_str().to_owned(),
    };
    let size = &run.scenario.size;
    let pairs_of_blocks =
        format!("{} rounds of at most {} pairs of blocks of {} requests", size.rounds, size.pairs, size.block);
    let mut rows = vec![
        vec!["began".to_owned(), plain(&card.began)],
        vec!["measured for".to_owned(), measured_for(run)],
        vec!["command".to_owned(), code(&card.command)],
        vec!["target".to_owned(), target],
        vec!["seed".to_owned(), card.seed.to_string()],
        vec!["processes".to_owned(), card.processes.to_string()],
        vec!["size".to_owned(), tenants::rounds(run).unwrap_or(pairs_of_blocks)],
        vec![
            "samples".to_owned(),
            format!("{} in {}, BLAKE3 {}", count(run.samples.rows), code(&run.samples.name), code(&run.samples.blake3)),
        ],
    ];
    rows.extend(run.origins.iter().map(|(key, origin)| vec![format!("{} from", code(key)), code(origin)]));
    pairs(&rows)
}

/// Where, and with what.
pub(super) fn environment(run: &Run) -> String {
    let (print, machine) = (&run.fingerprint, &run.fingerprint.machine);
    let known = |text: Option<&String>| text.map_or_else(|| NONE.to_owned(), |text| plain(text));
    let commit = match (&print.commit, print.dirty) {
        (Some(commit), Some(true)) => format!("{} with changes", code(commit)),
        (Some(commit), Some(false)) => format!("{} without changes", code(commit)),
        (Some(commit), None) => code(commit),
        (None, _) => NONE.to_owned(),
    };
    let mut rows = vec![
        vec!["harness".to_owned(), plain(&print.harness)],
        vec!["commit".to_owned(), commit],
        vec!["rustc".to_owned(), known(print.rustc.as_ref())],
        vec!["workerd".to_owned(), known(print.workerd.as_ref())],
        vec!["compatibility date".to_owned(), known(print.compatibility_date.as_ref())],
        vec!["platform".to_owned(), plain(&machine.platform)],
        vec!["kernel".to_owned(), known(machine.kernel.as_ref())],
        vec!["processor".to_owned(), known(machine.processor.as_ref())],
        vec!["threads".to_owned(), machine.threads.to_string()],
    ];
    rows.extend(print.spread.map(|spread| vec!["compute".to_owned(), plain(&spread.to_string())]));
    rows.extend(print.bundles.iter().map(|bundle| {
        let told = format!("{}, BLAKE3 {}", bytes(bundle.bytes), code(&bundle.blake3));
        vec![format!("WASM of {}", code(&bundle.worker)), told]
    }));
    pairs(&rows)
}

fn pairs(rows: &[Vec<String>]) -> String {
    table(&[Column::Words("what"), Column::Words("value")], rows)
}
