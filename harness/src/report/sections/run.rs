//! What was done, when, where and with what: enough to do it again.

use super::tenants;
use crate::{
    instrument::{scenario::Medium, target::TargetKind},
    numbers::{count, counted},
    record::{Machine, Run},
    report::{
        badges,
        document::{Block, Fact, Facts, Piece, Style, Text},
        words::measured_for,
    },
    terminal::bytes,
};

/// The card.
pub(super) fn blocks(run: &Run) -> Vec<Block<'_>> {
    let (card, print) = (&run.card, &run.fingerprint);
    let size = &run.scenario.size;
    let target = Text::from(Piece::Target(badges::target(card.target)));
    let target = card.url.iter().fold(target, |target, url| target.and(Piece::Plain(format!(" at {url}"))));
    let state = match (card.complete, &card.ended_by) {
        (true, _) => "complete".to_owned(),
        (false, reason) => format!("partial: {}", reason.as_deref().unwrap_or("ended early")),
    };
    let (rounds, pairs) = (counted(size.rounds.into(), "round"), counted(size.pairs.into(), "pair"));
    let blocks = counted(size.block.into(), "request");
    let seed = Piece::Code(card.seed.to_string());
    let mut facts = vec![
        Fact::new("Command", Text::code(card.command.clone())),
        Fact::new("Date", format!("{}, measured for {}", began(&card.began), measured_for(run))),
        Fact::new("Target", target),
        Fact::new("Seed", [seed, Piece::Plain(", for every order and every resampling".to_owned())]),
        Fact::new("State", state),
        Fact::new("Commit", commit(run)),
        Fact::of("Versions", versions(run)),
        Fact::new("Machine", machine(&print.machine)),
    ];
    let of_blocks = format!("{rounds} of at most {pairs} of blocks of {blocks}");
    facts.push(Fact::new("Size", tenants::rounds(run).unwrap_or(of_blocks)));
    facts.extend(print.spread.map(|spread| Fact::new("Compute", spread.to_string())));
    facts.extend(card.medium.map(|medium| Fact::new("Data", medium_of(medium))));
    if card.target != TargetKind::Deployed {
        facts.push(Fact::new("Processes", format!("{} of the runtime were started", card.processes)));
    }
    let bundles = print.bundles.iter().map(|bundle| {
        let of = format!("{} {}, BLAKE3 ", bundle.worker, bytes(bundle.bytes));
        [Piece::Plain(of), Piece::Code(bundle.blake3.clone())].into()
    });
    facts.push(Fact::of("WASM", bundles.collect()));
    let missing = card.unavailable.iter().map(|(cell, reason)| format!("{cell}: {reason}").into());
    facts.push(Fact::of("Not measured", missing.collect()));
    facts.push(Fact::of("Changed", origins(run)));
    facts.push(Fact::new("Samples", samples(run)));
    facts.retain(|fact| !fact.values.is_empty());
    vec![Block::Facts(Facts { style: Style::Card, facts })]
}

/// What the objects' data was kept on.
fn medium_of(medium: Medium) -> &'static str {
    match medium {
        Medium::Disk => "on the machine's disk",
        Medium::Memory => "in memory: a commit costs processor time and no wait for a disk",
    }
}

fn samples(run: &Run) -> Text {
    let rows = format!(", {}, BLAKE3 ", counted(run.samples.rows, "row"));
    let (name, hash) = (run.samples.name.clone(), run.samples.blake3.clone());
    [Piece::Code(name), Piece::Plain(rows), Piece::Code(hash)].into()
}

fn commit(run: &Run) -> Text {
    let Some(commit) = &run.fingerprint.commit else { return "not known".into() };
    let changes = match run.fingerprint.dirty {
        Some(true) => Some(Piece::Strong("with changes that the commit does not hold".to_owned())),
        Some(false) => Some(Piece::Plain("without changes".to_owned())),
        None => None,
    };
    let apart = changes.iter().map(|_| Piece::Plain(", ".to_owned())).collect::<Vec<_>>();
    apart.into_iter().chain(changes).fold(Text::code(commit.clone()), Text::and)
}

fn versions(run: &Run) -> Vec<Text> {
    let print = &run.fingerprint;
    let named = [
        ("harness ", Some(&print.harness)),
        ("workerd ", print.workerd.as_ref()),
        ("compatibility date ", print.compatibility_date.as_ref()),
        ("", print.rustc.as_ref()),
    ];
    named.into_iter().filter_map(|(name, version)| Some(format!("{name}{}", version?).into())).collect()
}

fn machine(machine: &Machine) -> String {
    let Machine { platform, kernel, processor, threads, .. } = machine;
    let kernel = kernel.as_ref().map(|kernel| format!(", kernel {kernel}")).unwrap_or_default();
    let processor = processor.as_ref().map(|processor| format!(", {processor}")).unwrap_or_default();
    format!("{platform}{kernel}, {} threads{processor}", count(u64::try_from(*threads).unwrap_or(u64::MAX)))
}

/// What differs from the scenario as the code has it, its value, and who said so.
fn origins(run: &Run) -> Vec<Text> {
    if run.origins.is_empty() {
        return vec!["nothing: the scenario as the code has it".into()];
    }
    let scenario = serde_json::to_value(&run.scenario).unwrap_or_default();
    let told = run.origins.iter().map(|(path, origin)| {
        let value = scenario.pointer(&format!("/{}", path.replace('.', "/")));
        let value = value.filter(|value| !value.is_object() && !value.is_array());
        let value = value.map(|value| format!(" = {value}")).unwrap_or_default();
        [Piece::Code(format!("{path}{value}")), Piece::Plain(format!(", by {origin}"))].into()
    });
    told.collect()
}

/// A time as `2026-11-21 10:00:00 UTC`; one of another form stays as it is.
fn began(began: &str) -> String {
    match began.strip_suffix('Z').and_then(|began| began.split_once('T')) {
        Some((day, time)) => format!("{day} {time} UTC"),
        None => began.to_owned(),
    }
}
