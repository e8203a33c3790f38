//! The tables and sentences of a run of tenants, as text that every form of the report prints.

pub(super) mod csv;
mod policies;
#[cfg(test)]
mod tests;

pub(super) use self::policies::{POLICIES, keep_warm, policies};
use super::numbers::{NONE, count, counted, number, number_or_none, percent, short, trimmed};
use crate::{
    record::{ArmFinding, CellFinding, GapFinding, Pool, Ranged, Run, Share, Times, TrafficFinding},
    scenario::{Cell, Procedure, Traffic},
};

/// A table as text: the first columns name what a row is of, the others hold figures.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Facts {
    /// How many columns name the row.
    pub names: usize,
    pub heads: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Facts {
    fn of(heads: &[&str], rows: Vec<Vec<String>>) -> Self {
        Self { names: 1, heads: heads.iter().map(|head| (*head).to_owned()).collect(), rows }
    }

    fn named_by(self, names: usize) -> Self {
        Self { names, ..self }
    }
}

/// A cell of traffic with what was found of it.
#[derive(Clone, Copy)]
pub(super) struct Sent<'a> {
    pub name: &'a str,
    pub cell: &'a Cell,
    pub traffic: &'a Traffic,
    pub found: &'a CellFinding,
}

impl<'a> Sent<'a> {
    /// The arms that have findings, in the scenario's order.
    pub(super) fn arms(self) -> impl Iterator<Item = (&'a ArmFinding, &'a TrafficFinding)> {
        self.found.arms.iter().filter_map(|arm| Some((arm, arm.traffic.as_deref()?)))
    }

    /// What was sent, with its letter.
    pub(super) fn title(self) -> String {
        format!("{}. {}", self.traffic.letter(), self.traffic.title())
    }

    /// What a schedule did, where there was one.
    pub(super) fn schedule(self) -> Option<String> {
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
pub(super) fn cells(run: &Run) -> Vec<Sent<'_>> {
    let cells = run.scenario.cells.iter().filter_map(|(name, cell)| {
        let (traffic, found) = (cell.procedure.traffic()?, run.findings.cell(name)?);
        Some(Sent { name, cell, traffic, found })
    });
    cells.filter(|sent| sent.arms().next().is_some()).collect()
}

/// How the run was made: placement, and the time scale where there is one.
pub(super) fn circumstances(run: &Run) -> String {
    let scale = |cell: &Cell| match cell.procedure {
        Procedure::Traffic { time_scale, .. } => Some(time_scale),
        Procedure::Paired { .. }
        | Procedure::FirstRequest { .. }
        | Procedure::Ladder { .. }
        | Procedure::Open { .. } => None,
    };
    let scale = run.scenario.cells.values().filter_map(scale).find(|scale| (scale - 1.0).abs() > f64::EPSILON);
    let scale = scale.map_or_else(String::new, |scale| {
        format!("; waiting times divided by {scale}, eviction by the platform is not")
    });
    format!("{}{scale}", run.card.placement.in_words())
}

/// One row per arm: requests, failures, the share of warm answers, times, isolates.
pub(super) fn groups(sent: Sent<'_>) -> Facts {
    let heads = [
        "arm",
        "requests",
        "failed",
        "warm [95 %]",
        "first ms",
        "cold p50 ms [95 %]",
        "cold p95",
        "warm p50 ms [95 %]",
        "warm p95",
        "isolates",
    ];
    let row = |(arm, found): (&ArmFinding, &TrafficFinding)| {
        vec![
            arm.name.clone(),
            count(arm.samples),
            count(arm.errors.hits),
            share(found.warm.as_ref()),
            number_or_none(found.openings_ms.map(|times| times.p50)),
            median(found.cold_ms.as_ref()),
            tail(found.cold_ms.as_ref()),
            median(found.warm_ms.as_ref()),
            tail(found.warm_ms.as_ref()),
            count(found.isolates_seen()),
        ]
    };
    without_empty_columns(&Facts::of(&heads, sent.arms().map(row).collect()))
}

/// One row per arm: who came back to where, and how many isolates there are.
pub(super) fn again(sent: Sent<'_>) -> Facts {
    let heads =
        ["arm", "known isolate", "own isolate", "object awake", "copy there", "joined a start", "isolates there are"];
    let row = |(arm, found): (&ArmFinding, &TrafficFinding)| {
        vec![
            arm.name.clone(),
            share(found.again.anybody.as_ref()),
            share(found.again.tenant.as_ref()),
            share(found.again.awake.as_ref()),
            share(found.copies.as_ref()),
            count(found.coalesced),
            pool(&found.pool),
        ]
    };
    without_empty_columns(&Facts::of(&heads, sent.arms().map(row).collect()))
}

/// What the columns of [`again`] mean.
pub(super) const AGAIN: &str = "known isolate: the request came to an isolate that had served anybody before in its round; own \
                                isolate: one that had served this tenant before; object awake: the tenant's object was still \
                                in memory; copy there: the engine held the tenant's data at the right version.";

/// One row per arm and Worker: distinct places in the round with the most requests.
pub(super) fn census(sent: Sent<'_>) -> Facts {
    let rows = sent.arms().flat_map(|(arm, found)| {
        found.services.iter().map(|service| {
            vec![
                arm.name.clone(),
                service.service.clone(),
                count(service.isolates),
                count(service.instances),
                if service.objects == 0 { NONE.to_owned() } else { count(service.objects) },
            ]
        })
    });
    Facts::of(&["arm", "Worker", "isolates", "WASM instances", "objects"], rows.collect())
}

/// Three rows per arm: warm answers, objects that were awake and the median, in a column for each gap.
pub(super) fn gaps(sent: Sent<'_>) -> Facts {
    let arms: Vec<(&ArmFinding, &TrafficFinding)> = sent.arms().collect();
    let mut seconds: Vec<f64> =
        arms.iter().flat_map(|(_, found)| found.gaps.iter().map(|gap| gap.gap_seconds)).collect();
    seconds.sort_by(f64::total_cmp);
    seconds.dedup();
    let row =
        |(arm, found): &(&ArmFinding, &TrafficFinding), what: &str, write: &dyn Fn(&GapFinding) -> Option<String>| {
            let cell = |at: &f64| {
                let gap = found.gaps.iter().find(|gap| gap.gap_seconds.total_cmp(at).is_eq());
                gap.and_then(write).unwrap_or_else(|| NONE.to_owned())
            };
            std::iter::once(format!("{} {what}", arm.name)).chain(seconds.iter().map(cell)).collect::<Vec<String>>()
        };
    let of = |share: Share| format!("{}/{}", share.hits, share.of);
    let rows = arms.iter().flat_map(|arm| {
        [
            row(arm, "warm", &|gap| gap.warm.map(of)),
            row(arm, "awake", &|gap| gap.awake.map(of)),
            row(arm, "p50 ms", &|gap| Some(number(gap.ms?.p50))),
        ]
    });
    let rows = rows.collect();
    let heads = std::iter::once("idle s".to_owned()).chain(seconds.iter().map(|at| trimmed(*at)));
    Facts { names: 1, heads: heads.collect(), rows }
}

/// One row per two arms on an engine.
pub(super) fn break_even(run: &Run) -> Facts {
    let heads = ["pair", "first request, ms more", "each further, ms more", "even after", "conclusion"];
    let rows = run.findings.break_even.iter().map(|pair| {
        vec![
            format!("{} against {}", pair.arm, pair.base),
            short(&pair.cold_ms),
            short(&pair.warm_ms),
            pair.requests.as_ref().map_or_else(|| NONE.to_owned(), short),
            pair.conclusion.clone(),
        ]
    });
    Facts::of(&heads, rows.collect())
}

/// What the rows of [`break_even`] mean.
pub(super) const BREAK_EVEN: &str = "From the scenario of second requests, tenant by tenant: what a new tenant's first request \
                                     costs more, after tenants before it have come, and each further one. The number is of \
                                     further requests in the life of a tenant's instance.";

/// How often traffic was to be sent: `burst 2 rounds, sparse 1 round`; none of another run.
pub(super) fn rounds(run: &Run) -> Option<String> {
    let rounds = |(name, cell): (&String, &Cell)| match cell.procedure {
        Procedure::Traffic { rounds, .. } => Some(format!("{name} {}", counted(rounds.into(), "round"))),
        Procedure::Paired { .. }
        | Procedure::FirstRequest { .. }
        | Procedure::Ladder { .. }
        | Procedure::Open { .. } => None,
    };
    let rounds: Vec<String> = run.scenario.cells.iter().filter_map(rounds).collect();
    (!rounds.is_empty()).then(|| rounds.join(", "))
}

/// A share with its interval: `98 % [93, 99]`.
fn share(share: Option<&Share>) -> String {
    let Some(share) = share else { return NONE.to_owned() };
    let Ranged { value, lower, upper } = share.share;
    format!("{} [{:.0}, {:.0}]", percent(value), lower * 100.0, upper * 100.0)
}

fn median(times: Option<&Times>) -> String {
    let Some(times) = times else { return NONE.to_owned() };
    times.p50_interval.as_ref().map_or_else(|| number(times.p50), short)
}

fn tail(times: Option<&Times>) -> String {
    number_or_none(times.and_then(|times| Some(times.p95?.value)))
}

fn pool(pool: &Pool) -> String {
    match pool {
        Pool::Estimated { isolates: Ranged { value, lower, upper }, .. } => {
            format!("{value:.1} [{lower:.1}, {upper:.1}]")
        }
        Pool::CannotTell { why, .. } => format!("cannot tell: {why}"),
    }
}

/// A column that no row has anything in says nothing.
fn without_empty_columns(facts: &Facts) -> Facts {
    let is_empty = |column: usize| {
        column >= facts.names && facts.rows.iter().all(|row| row.get(column).is_none_or(|text| text == NONE))
    };
    let kept: Vec<usize> = (0..facts.heads.len()).filter(|column| !is_empty(*column)).collect();
    let pick = |row: &Vec<String>| kept.iter().filter_map(|column| row.get(*column).cloned()).collect();
    Facts { names: facts.names, heads: pick(&facts.heads), rows: facts.rows.iter().map(pick).collect() }
}
