//! The scenarios of a run of tenants: who was served warm, where, what idleness does, and what a signal buys.

pub(super) mod limits;
mod policies;
#[cfg(test)]
mod tests;

use self::policies::{keep_warm, policies};
use crate::{
    instrument::scenario::{self, Procedure, Traffic},
    numbers::{NONE, count, counted, number, percent, short, tick},
    ranged::Ranged,
    record::{ArmFinding, CellFinding, GapFinding, Pool, Run, Share, Times, TrafficFinding},
    report::document::{Block, Cell, Column, Figure, Layout, Part, Picture, Piece, ReadGap, Row, Table, Text},
};

/// What the columns of [`again`] mean.
const AGAIN: &str = "known isolate: the request came to an isolate that had served anybody before in its round; own isolate: one that \
                     had served this tenant before; object awake: the tenant's object was still in memory; copy there: the engine \
                     held the tenant's data at the right version.";

/// A cell of traffic with what was found of it.
#[derive(Clone, Copy)]
pub(super) struct Sent<'run> {
    pub(super) name: &'run str,
    pub(super) cell: &'run scenario::Cell,
    pub(super) traffic: &'run Traffic,
    pub(super) found: &'run CellFinding,
}

impl<'run> Sent<'run> {
    /// The arms that have findings, in the scenario's order.
    pub(super) fn arms(self) -> impl Iterator<Item = (&'run ArmFinding, &'run TrafficFinding)> {
        self.found.arms.iter().filter_map(|arm| Some((arm, arm.traffic.as_deref()?)))
    }

    /// What was sent, with its letter.
    fn title(self) -> String {
        format!("{}. {}", self.traffic.letter(), self.traffic.title())
    }

    /// What a schedule did, where there was one.
    fn schedule(self) -> Option<String> {
        let schedules = || self.arms().filter_map(|(arm, _)| arm.load);
        let lag = schedules().map(|schedule| schedule.lag_p99_ms).reduce(f64::max)?;
        let dropped: u64 = schedules().map(|schedule| schedule.dropped).sum();
        Some(format!("sent at most {} ms late at the 99th percentile, {} dropped", number(lag), count(dropped)))
    }
}

/// Whether the run is one of tenants.
pub(super) fn is_of_tenants(run: &Run) -> bool {
    run.scenario.cells.values().any(|cell| cell.procedure.traffic().is_some())
}

/// The cells of traffic that have findings, in the scenario's order.
pub(super) fn traffic(run: &Run) -> Vec<Sent<'_>> {
    let cells = run.scenario.cells.iter().filter_map(|(name, cell)| {
        let (traffic, found) = (cell.procedure.traffic()?, run.findings.cell(name)?);
        Some(Sent { name, cell, traffic, found })
    });
    cells.filter(|sent| sent.arms().next().is_some()).collect()
}

/// How often traffic was to be sent: `burst 2 rounds, sparse 1 round`; none of another run.
pub(super) fn rounds(run: &Run) -> Option<String> {
    let rounds = |(name, cell): (&String, &scenario::Cell)| {
        let (rounds, _) = sending(cell)?;
        Some(format!("{name} {}", counted(rounds.into(), "round")))
    };
    let rounds: Vec<String> = run.scenario.cells.iter().filter_map(rounds).collect();
    (!rounds.is_empty()).then(|| rounds.join(", "))
}

/// How often traffic is sent, and by what its waiting times are divided; none of a cell of another kind.
fn sending(cell: &scenario::Cell) -> Option<(u32, f64)> {
    match cell.procedure {
        Procedure::Traffic { rounds, time_scale, .. } => Some((rounds, time_scale)),
        Procedure::Paired { .. }
        | Procedure::FirstRequest { .. }
        | Procedure::Ladder { .. }
        | Procedure::Open { .. }
        | Procedure::Audit(_) => None,
    }
}

/// Every cell of traffic; nothing of another run.
pub(super) fn scenarios(run: &Run) -> Vec<Block<'_>> {
    if !is_of_tenants(run) {
        return Vec::new();
    }
    let mut blocks = vec![Block::Paragraph(circumstances(run).into())];
    blocks.extend(filled(policies(run)));
    blocks.extend(traffic(run).into_iter().map(|sent| Block::Part(scenario(run, sent))));
    blocks.push(Block::Note(AGAIN.into()));
    blocks
}

fn scenario<'run>(run: &'run Run, sent: Sent<'run>) -> Part<'run> {
    let mut blocks: Vec<Block<'_>> = filled(groups(sent)).into_iter().collect();
    blocks.extend(sent.schedule().map(|said| Block::Note(said.into())));
    if matches!(sent.traffic, Traffic::Gaps { .. }) {
        blocks.push(Block::Figures(Layout::Wide, idleness(sent)));
    }
    blocks.push(Block::Figures(Layout::Maps, sent.arms().flat_map(maps).collect()));
    blocks.extend(filled(again(sent)));
    blocks.extend(match sent.traffic {
        Traffic::Gaps { .. } => filled(gaps(sent)),
        Traffic::Sparse { .. } => filled(keep_warm(run)),
        Traffic::Burst { .. } | Traffic::Sustained { .. } | Traffic::Second { .. } | Traffic::CrossTenant { .. } => {
            None
        }
    });
    blocks.push(Block::Details {
        summary: "Places that were seen, in the round with the most requests",
        blocks: filled(census(sent)).into_iter().collect(),
    });
    Part { id: format!("scenario-{}", sent.name), title: sent.title().into(), blocks }
}

/// How the run was made: placement, and the time scale where there is one.
fn circumstances(run: &Run) -> String {
    let mut scales = run.scenario.cells.values().filter_map(sending).map(|(_, scale)| scale);
    let scale = scales.find(|scale| (scale - 1.0).abs() > f64::EPSILON);
    let scale = scale.map_or_else(String::new, |scale| {
        format!("; waiting times divided by {scale}, eviction by the platform is not")
    });
    format!("{}{scale}.", run.card.placement.in_words())
}

/// A table, if it has rows.
fn filled(table: Table) -> Option<Block<'static>> {
    (table.rows().count() > 0).then_some(Block::Table(table))
}

/// A table whose first columns name the row, without those that no row fills.
fn table(label: &str, (names, figures): (&[&str], &[&str]), rows: Vec<Row>) -> Table {
    let columns = names.iter().map(|head| Column::words(*head));
    let columns = columns.chain(figures.iter().map(|head| Column::figures(*head))).collect();
    Table::new(label, columns, rows).named_by(names.len()).without_empty_columns()
}

/// One row per arm: requests, failures, the share of warm answers, times, isolates.
fn groups(sent: Sent<'_>) -> Table {
    let heads =
        ["requests", "failed", "warm", "first ms", "cold p50 ms", "cold p95", "warm p50 ms", "warm p95", "isolates"];
    let row = |(arm, found): (&ArmFinding, &TrafficFinding)| -> Row {
        vec![
            Text::arm(&arm.name).into(),
            Cell::figure(count(arm.samples)),
            Cell::figure(count(arm.errors.hits)),
            share(found.warm.as_ref()),
            Cell::number(found.openings_ms.map(|times| times.p50)),
            median(found.cold_ms.as_ref()),
            tail(found.cold_ms.as_ref()),
            median(found.warm_ms.as_ref()),
            tail(found.warm_ms.as_ref()),
            Cell::figure(count(found.isolates_seen())),
        ]
    };
    let said = "Times in milliseconds, with 95 % intervals: Wilson for shares, order statistics for medians; a percentile is left \
                out where there are too few samples for it.";
    table(sent.name, (&["arm"], &heads), sent.arms().map(row).collect()).captioned(said)
}

/// One row per arm: who came back to where, and how many isolates there are.
fn again(sent: Sent<'_>) -> Table {
    let heads = ["known isolate", "own isolate", "object awake", "copy there", "joined a start", "isolates there are"];
    let row = |(arm, found): (&ArmFinding, &TrafficFinding)| -> Row {
        vec![
            Text::arm(&arm.name).into(),
            share(found.again.anybody.as_ref()),
            share(found.again.tenant.as_ref()),
            share(found.again.awake.as_ref()),
            share(found.copies.as_ref()),
            Cell::figure(count(found.coalesced)),
            pool(&found.pool),
        ]
    };
    let rows = sent.arms().map(row).collect();
    table("who came back to where", (&["arm"], &heads), rows).captioned("Who came back to where.")
}

/// One row per arm and Worker: distinct places in the round with the most requests.
fn census(sent: Sent<'_>) -> Table {
    let rows = sent.arms().flat_map(|(arm, found)| {
        found.services.iter().map(|service| -> Row {
            let objects = if service.objects == 0 { NONE.to_owned() } else { count(service.objects) };
            vec![
                Text::arm(&arm.name).into(),
                service.service.as_str().into(),
                Cell::figure(count(service.isolates)),
                Cell::figure(count(service.instances)),
                Cell::figure(objects),
            ]
        })
    });
    let heads = ["isolates", "WASM instances", "objects"];
    table("census", (&["arm", "Worker"], &heads), rows.collect()).captioned("Distinct ids in the answers.")
}

/// Three rows per arm: warm answers, objects that were awake and the median, in a column for each gap.
fn gaps(sent: Sent<'_>) -> Table {
    let mut seconds: Vec<f64> =
        sent.arms().flat_map(|(_, found)| found.gaps.iter().map(|gap| gap.gap_seconds)).collect();
    seconds.sort_by(f64::total_cmp);
    seconds.dedup();
    let row = |(arm, found): (&ArmFinding, &TrafficFinding),
               what: &str,
               write: &dyn Fn(&GapFinding) -> Option<String>|
     -> Row {
        let cell = |at: &f64| {
            let gap = found.gaps.iter().find(|gap| gap.gap_seconds.total_cmp(at).is_eq());
            gap.and_then(write).map_or_else(Cell::nothing, Cell::figure)
        };
        let name = Text::arm(&arm.name).and(Piece::Plain(format!(" {what}")));
        [name.into()].into_iter().chain(seconds.iter().map(cell)).collect()
    };
    let of = |share: Share| format!("{}/{}", share.hits, share.of);
    let rows = sent.arms().flat_map(|arm| {
        [
            row(arm, "warm", &|gap| gap.warm.map(of)),
            row(arm, "awake", &|gap| gap.awake.map(of)),
            row(arm, "p50 ms", &|gap| Some(number(gap.ms?.p50))),
        ]
    });
    let heads: Vec<String> = seconds.iter().map(|at| tick(*at)).collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let said = "Warm: found the engine running. Awake: found the object in memory.";
    table("idle gaps", (&["idle s"], &heads), rows.collect()).captioned(said)
}

/// The engine that is still running, and the object that is still awake.
fn idleness(sent: Sent<'_>) -> Vec<Figure<'_>> {
    let reads: [(&str, ReadGap); 2] = [
        ("P(engine warm | idle gap)", |gap| gap.warm.map(|share| share.share)),
        ("P(object awake | idle gap)", |gap| gap.awake.map(|share| share.share)),
    ];
    let line = |(arm, found): (&ArmFinding, &TrafficFinding), read: ReadGap| {
        let points = found.gaps.iter().filter_map(|gap| Some((gap.gap_seconds, read(gap)?)));
        (arm.name.clone(), points.collect::<Vec<(f64, Ranged)>>())
    };
    let figures = reads.map(|(title, read)| Figure {
        title: title.into(),
        note: "seconds without a request, on a logarithmic axis; strokes are 95 % intervals".to_owned(),
        picture: Picture::Gaps(sent.arms().map(|arm| line(arm, read)).collect()),
        instead: Vec::new(),
    });
    figures.into()
}

/// Who was served how, and where.
fn maps<'run>((arm, found): (&'run ArmFinding, &'run TrafficFinding)) -> [Figure<'run>; 2] {
    let heat = &found.heat;
    let figure = |what: &str, picture| Figure {
        title: Text::arm(&arm.name),
        note: format!("{what}; down: {}, along: {}", heat.down, heat.along),
        picture,
        instead: Vec::new(),
    };
    [figure("cold and warm", Picture::Warmth(heat)), figure("isolates, each with a colour", Picture::Isolates(heat))]
}

/// A share with its interval: `98 % [93, 99]`.
fn share(share: Option<&Share>) -> Cell {
    let Some(share) = share else { return Cell::nothing() };
    let Ranged { value, lower, upper } = share.share;
    Cell::figure(format!("{} [{:.0}, {:.0}]", percent(value), lower * 100.0, upper * 100.0))
}

fn median(times: Option<&Times>) -> Cell {
    let Some(times) = times else { return Cell::nothing() };
    Cell::figure(times.p50_interval.as_ref().map_or_else(|| number(times.p50), short))
}

fn tail(times: Option<&Times>) -> Cell {
    Cell::number(times.and_then(|times| Some(times.p95?.value)))
}

fn pool(pool: &Pool) -> Cell {
    match pool {
        Pool::Estimated { isolates, .. } => Cell::short(Some(isolates)),
        Pool::CannotTell { why, .. } => Text::plain(format!("cannot tell: {why}")).into(),
    }
}
