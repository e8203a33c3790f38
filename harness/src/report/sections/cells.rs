//! The cells: how each was measured, the table of its arms, and the pictures that its procedure gives.

use super::audit;
use crate::{
    numbers::{count, counted, number, percent, probability, whole},
    ranged::Ranged,
    record::{ArmFinding, CellFinding, LoadFinding, PairFinding, Run},
    report::{
        badges,
        document::{Block, Cell, Column, Figure, Layout, Part, Picture, Piece, Row, Table, Text, Tone},
        picks, words,
    },
};

/// All cells.
pub(super) fn blocks(run: &Run) -> Vec<Block<'_>> {
    if run.findings.cells.is_empty() {
        return vec![Block::Note("The run has no cell.".into())];
    }
    // Traffic that was sent is told in sections of its own; here stands why it was not, where that is so.
    let cells = run.findings.cells.iter().filter(|cell| !words::is_told_as_traffic(cell));
    cells.map(|cell| Block::Part(part(run, cell))).collect()
}

/// The cell; one that was not measured says why.
fn part<'run>(run: &'run Run, cell: &'run CellFinding) -> Part<'run> {
    let name = Piece::Code(format!("{}.{}", run.scenario.name, cell.name));
    let mut blocks = vec![Block::Note([name, Piece::Plain(format!(" · {}", words::procedure(cell)))].into())];
    let ended = "the run ended before this cell had a sample".to_owned();
    let reason = cell.unavailable.as_ref().or_else(|| run.card.unavailable.get(&cell.name));
    if let Some(reason) = reason.or_else(|| cell.arms.is_empty().then_some(&ended)) {
        blocks.push(Block::Notice { tone: Tone::Open, title: "Not measured", points: vec![reason.as_str().into()] });
    }
    if !cell.arms.is_empty() {
        blocks.push(Block::Legend(cell.arms.iter().map(|arm| legend(cell, arm)).collect()));
        if let Some(audited) = audit::block(cell) {
            // What became of calls is the question there; how long they took stands beside it.
            blocks.push(audited);
        } else {
            blocks.push(Block::Table(arms(cell)));
            blocks.push(Block::Figures(Layout::Beside, pictures(run, cell)));
            blocks.extend(ladder(cell));
            blocks.extend(open(cell));
        }
        let notes: Vec<Text> = words::notes(cell).into_iter().map(Text::from).collect();
        blocks.extend((!notes.is_empty()).then_some(Block::Points(notes)));
    }
    Part { id: format!("cell-{}", cell.name), title: cell.title.as_str().into(), blocks }
}

fn legend(cell: &CellFinding, arm: &ArmFinding) -> Text {
    let said = match (cell.base.as_ref() == Some(&arm.name), arm.control) {
        (true, _) => " base",
        (false, true) => " A/A control",
        (false, false) => "",
    };
    Text::arm(&arm.name).and(Piece::Faint(said.to_owned()))
}

/// What a column says of an arm, and of two arms of which neither is the base.
struct Told {
    column: Column,
    arm: fn(&ArmFinding) -> Option<Cell>,
    pair: fn(&PairFinding) -> Option<Cell>,
}

impl Told {
    fn of(head: &str, meaning: &'static str, arm: fn(&ArmFinding) -> Option<Cell>) -> Self {
        Self { column: Column::figures(head).meaning(meaning), arm, pair: |_| None }
    }

    fn and(self, pair: fn(&PairFinding) -> Option<Cell>) -> Self {
        Self { pair, ..self }
    }
}

/// What decides comes first, so that it is seen where there is no room for all.
fn columns() -> [Told; 14] {
    [
        Told::of("operation", "one of many: the slope between few and many in a request, or its share of all", |arm| {
            time(arm.cost_ms)
        }),
        Told::of("p50", "the median", |arm| time(arm.p50_ms)),
        Told::of("ratio", "how many times the base", |arm| time(arm.ratio)).and(|pair| time(Some(pair.ratio))),
        Told::of("difference", "milliseconds more than the base", |arm| time(arm.difference_ms))
            .and(|pair| time(Some(pair.difference_ms))),
        Told::of("verdict", "the word for the ratio, and how many pairs would settle it", |arm| {
            arm.ratio.map(|_| settled(badges::of_arm(arm), arm.pairs_to_settle))
        })
        .and(|pair| Some(settled(badges::of_pair(pair), pair.pairs_to_settle))),
        Told::of("p", "Wilcoxon's signed-rank test, adjusted after Holm", |arm| chance(arm.p_adjusted))
            .and(|pair| chance(pair.p_adjusted)),
        Told::of("p90", "the 90th percentile", |arm| time(arm.p90_ms)),
        Told::of("p95", "the 95th percentile", |arm| time(arm.p95_ms)),
        Told::of("p99", "the 99th percentile", |arm| time(arm.p99_ms)),
        Told::of("p95 difference", "milliseconds by which the 95th percentile exceeds that of the base", |arm| {
            time(arm.difference_p95_ms)
        }),
        Told::of("p99 difference", "milliseconds by which the 99th percentile exceeds that of the base", |arm| {
            time(arm.difference_p99_ms)
        }),
        Told::of("p99.9", "the percentile 99.9", |arm| time(arm.p999_ms)),
        Told::of("n", "requests that count, outliers among them", |arm| Some(samples_of(arm))),
        Told::of("errors", "requests without a right answer", errors),
    ]
}

/// The arms as a table; columns that no arm fills are left out.
fn arms(cell: &CellFinding) -> Table {
    let told = columns();
    let filled = |cell: Option<Cell>| cell.unwrap_or_else(Cell::nothing);
    let arms = cell.arms.iter().map(|arm| -> Row {
        [Text::arm(&arm.name).into()].into_iter().chain(told.iter().map(|told| filled((told.arm)(arm)))).collect()
    });
    let absent = cell
        .absent
        .iter()
        .map(|absent| -> Row { vec![Text::plain(absent.name.clone()).into(), words::not_available(absent).into()] });
    let others = cell.others.iter().map(|pair| -> Row {
        let name = Text::arm(&pair.arm).and(Piece::Faint(format!("/{}", pair.base)));
        let empty = |cell: Option<Cell>| cell.unwrap_or_else(|| Text::default().into());
        [name.into()].into_iter().chain(told.iter().map(|told| empty((told.pair)(pair)))).collect()
    });
    let rows = arms.chain(absent).chain(others).collect();
    let columns = [Column::words("arm")].into_iter().chain(told.iter().map(|told| told.column.clone())).collect();
    let caption = format!(
        "{} in milliseconds, with 95 % intervals; a percentile is left out where there are too few samples for it.",
        cell.clock.what()
    );
    Table::new(format!("arms of {}", cell.title), columns, rows).captioned(caption).without_empty_columns()
}

fn time(value: Option<Ranged>) -> Option<Cell> {
    value.as_ref().map(|value| Cell::ranged(Some(value)))
}

fn chance(p: Option<f64>) -> Option<Cell> {
    p.map(|p| Cell::figure(probability(p)))
}

fn settled(word: Text, pairs: Option<f64>) -> Cell {
    let by = |pairs: &f64| Piece::Below(format!("about {} pairs", whole(*pairs)));
    pairs.iter().map(by).fold(word, Text::and).into()
}

fn samples_of(arm: &ArmFinding) -> Cell {
    let below = (arm.outliers > 0).then(|| Piece::Below(counted(arm.outliers, "outlier")));
    below.into_iter().fold(Text::figure(count(arm.samples)), Text::and).into()
}

fn errors(arm: &ArmFinding) -> Option<Cell> {
    let errors = &arm.errors;
    let share = (errors.hits > 0).then(|| Piece::Below(percent(errors.share.value)));
    (errors.of > 0).then(|| share.into_iter().fold(Text::figure(count(errors.hits)), Text::and).into())
}

fn pictures<'run>(run: &'run Run, cell: &'run CellFinding) -> Vec<Figure<'run>> {
    let (picks, one_in) = (picks::of(run), picks::one_in(run));
    let drawn = if one_in > 1 { format!("; one pair in {one_in} is drawn") } else { String::new() };
    let rungs = words::rungs(cell);
    let several = if rungs == "calls" { "calls in one request" } else { rungs };
    let answered = if rungs == "calls" { "calls answered in a second" } else { "requests answered in a second" };
    let figure =
        |title: &str, note: String, picture| Figure { title: title.into(), note, picture, instead: Vec::new() };
    vec![
        figure(
            "Single requests",
            format!("in ms; at most {picks} of each arm, evenly picked; the upright stroke is the median"),
            Picture::Strips { cell, picks },
        ),
        figure(
            "Percentile spectrum",
            "ms, below which a share of all requests stays; every nine has equal room".to_owned(),
            Picture::Spectrum(cell),
        ),
        figure(
            "Pairs in order",
            format!(
                "times the base, pair after pair; a number below is a round, a fresh process; a level stroke is its median{drawn}"
            ),
            Picture::Pairs { cell, one_in },
        ),
        figure("Throughput", format!("{answered}, over the number of {several}"), Picture::Throughput(cell)),
        figure(
            "Latency under load",
            format!("ms over the number of {several}; solid p50, dashed p99"),
            Picture::Latency(cell),
        ),
    ]
}

/// Where each climber of a ladder ended, and every rung.
fn ladder(cell: &CellFinding) -> Vec<Block<'_>> {
    let climbers = || cell.arms.iter().filter(|arm| !arm.rungs.is_empty());
    let ends = climbers().map(|arm| {
        let most = arm.rungs.iter().map(|rung| rung.number).max().unwrap_or_default();
        let end = match arm.first_failing {
            Some(number) => {
                let by = arm.failed_by.map(|by| format!(": {}", by.as_str())).unwrap_or_default();
                Piece::Strong(format!(" ✗ first failure at {}{by}", words::rung(cell, number)))
            }
            None => Piece::Plain(format!(" none failed up to {}", words::rung(cell, most))),
        };
        Text::arm(&arm.name).and(end)
    });
    let ends: Vec<Text> = ends.collect();
    if ends.is_empty() {
        return Vec::new();
    }
    let columns = ["per second", "p50", "p99", "errors"].map(Column::figures);
    let columns = [Column::words("arm"), Column::figures(words::rungs(cell))].into_iter().chain(columns).collect();
    let rungs = climbers().flat_map(|arm| arm.rungs.iter().map(move |rung| (arm, rung)));
    let rows = rungs.map(|(arm, rung)| {
        vec![
            Text::arm(&arm.name).into(),
            Cell::figure(count(rung.number.into())),
            Cell::figure(number(rung.per_second)),
            Cell::number(rung.p50_ms),
            Cell::number(rung.p99_ms),
            Cell::figure(count(rung.errors)),
        ]
    });
    let table = Table::new(format!("rungs of {}", cell.title), columns, rows.collect());
    let table = table.captioned("What was answered in a second, and times in milliseconds.");
    let details = Block::Details { summary: "Every rung as a table", blocks: vec![Block::Table(table)] };
    vec![Block::Points(ends), details]
}

/// Requests on a schedule: the time that a user waits beside the time that the service takes, and what the schedule lost.
fn open(cell: &CellFinding) -> Option<Block<'_>> {
    let caption = [
        Piece::Strong("The schedule. ".to_owned()),
        Piece::Plain(
            "From the schedule: from when a request should have been sent, so that a wait in line counts. Service: from when it \
             was sent. Dropped: arrivals that found all connections taken. Milliseconds."
                .to_owned(),
        ),
    ];
    let heads = [
        "arrivals per second",
        "p50 from the schedule",
        "p99 from the schedule",
        "p50 of service",
        "p99 of service",
        "send lag p50",
        "send lag p99",
        "dropped",
    ];
    let columns = [Column::words("arm")].into_iter().chain(heads.map(Column::figures)).collect();
    let value = |ranged: Option<Ranged>| Cell::number(ranged.map(|ranged| ranged.value));
    let row = |arm: &ArmFinding| -> Option<Row> {
        let LoadFinding { per_second, dropped, service_p50_ms, service_p99_ms, lag_p50_ms, lag_p99_ms } = arm.load?;
        Some(vec![
            Text::arm(&arm.name).into(),
            Cell::figure(number(per_second)),
            value(arm.p50_ms),
            value(arm.p99_ms),
            Cell::number(service_p50_ms),
            Cell::number(service_p99_ms),
            Cell::number(Some(lag_p50_ms)),
            Cell::number(Some(lag_p99_ms)),
            Cell::figure(count(dropped)),
        ])
    };
    let rows: Vec<Row> = cell.arms.iter().filter_map(row).collect();
    let table = Table::new(format!("schedule of {}", cell.title), columns, rows).captioned(caption);
    (table.rows().count() > 0).then_some(Block::Table(table))
}
