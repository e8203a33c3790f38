//! One row of the table, as pairs of column and text.

use crate::{
    record::{AbsentArm, ArmFinding, CellFinding, PairFinding, Ranged, Run, Rung},
    scenario::Counts,
};

/// A row; every row has the same columns in the same order.
pub(super) struct Row {
    fields: Vec<(String, String)>,
}

/// All rows of a run.
pub(super) fn rows(run: &Run) -> Vec<Row> {
    let mut rows = Vec::new();
    for cell in &run.findings.cells {
        if cell.arms.is_empty() {
            rows.push(Row::of(Some(cell), None, None, None, None));
        }
        for arm in &cell.arms {
            rows.push(Row::of(Some(cell), Some(arm), None, None, None));
            rows.extend(arm.rungs.iter().map(|rung| Row::of(Some(cell), Some(arm), Some(rung), None, None)));
        }
        rows.extend(cell.absent.iter().map(|absent| Row::of(Some(cell), None, None, None, Some(absent))));
        rows.extend(cell.others.iter().map(|pair| Row::of(Some(cell), None, None, Some(pair), None)));
    }
    rows
}

impl Default for Row {
    fn default() -> Self {
        Self::of(None, None, None, None, None)
    }
}

impl Row {
    /// The names of the columns.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|(name, _)| name.as_str())
    }

    /// The texts of the columns.
    pub(super) fn values(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|(_, value)| value.as_str())
    }

    /// The one place that knows the columns. The row of a rung repeats who it is of and holds nothing else of the arm; that of a
    /// comparison among the others holds nothing but it.
    fn of(
        cell: Option<&CellFinding>,
        arm: Option<&ArmFinding>,
        rung: Option<&Rung>,
        pair: Option<&PairFinding>,
        absent: Option<&AbsentArm>,
    ) -> Self {
        let whole = arm.filter(|_| rung.is_none());
        let load = whole.and_then(|arm| arm.load);
        let noise = whole.and(cell).and_then(|cell| cell.noise.as_ref());
        let mut row = Self { fields: Vec::new() };
        row.put("cell", cell.map(|cell| &cell.name));
        row.put("procedure", cell.map(|cell| &cell.procedure));
        row.put("unavailable", absent.map(|absent| &absent.reason).or_else(|| cell?.unavailable.as_ref()));
        let named = absent.map(|absent| &absent.name).or_else(|| pair.map(|pair| &pair.arm));
        row.put("arm", arm.map(|arm| &arm.name).or(named));
        row.put("base", pair.map(|pair| &pair.base).or_else(|| cell.and_then(|cell| cell.base.as_ref())));
        row.put("control", arm.map(|arm| arm.control));
        row.put("handicap", arm.and_then(|arm| arm.handicap));
        row.put("reading", arm.and_then(|arm| arm.reading.as_ref()));
        let counts =
            |counts| rung.filter(|_| cell.and_then(|cell| cell.counts) == Some(counts)).map(|rung| rung.number);
        row.put("clients", counts(Counts::Clients));
        row.put("operations", counts(Counts::Operations));
        row.put("rounds", cell.map(|cell| cell.rounds));
        row.put("pairs", whole.and(cell).map(|cell| cell.pairs));
        row.put("samples", whole.map(|arm| arm.samples));
        row.put("warm_up", whole.map(|arm| arm.warm_up));
        row.put("reconnects", whole.map(|arm| arm.reconnects));
        row.put("outliers", whole.map(|arm| arm.outliers));
        row.put("errors", rung.map(|rung| rung.errors).or_else(|| whole.map(|arm| arm.errors.hits)));
        row.put("requests", whole.map(|arm| arm.errors.of));
        row.put_ranged("error_share", whole.map(|arm| arm.errors.share));
        row.put_percentiles(whole, rung);
        row.put("first_byte_ms", whole.and_then(|arm| arm.first_byte_ms));
        row.put_ranged("cost_ms", whole.and_then(|arm| arm.cost_ms));
        row.put_ranged("ratio", whole.and_then(|arm| arm.ratio).or_else(|| pair.map(|pair| pair.ratio)));
        row.put_ranged(
            "difference_ms",
            whole.and_then(|arm| arm.difference_ms).or_else(|| pair.map(|pair| pair.difference_ms)),
        );
        row.put_ranged("difference_p95_ms", whole.and_then(|arm| arm.difference_p95_ms));
        row.put_ranged("difference_p99_ms", whole.and_then(|arm| arm.difference_p99_ms));
        row.put("verdict", whole.and_then(|arm| arm.verdict).or_else(|| pair?.verdict));
        row.put("pairs_to_settle", whole.and_then(|arm| arm.pairs_to_settle).or_else(|| pair?.pairs_to_settle));
        row.put("p_adjusted", whole.and_then(|arm| arm.p_adjusted).or_else(|| pair?.p_adjusted));
        row.put("noise_floor", noise.map(|noise| noise.floor));
        row.put("bar", noise.map(|noise| noise.bar));
        row.put("first_failing", whole.and_then(|arm| arm.first_failing));
        row.put("per_second", rung.map(|rung| rung.per_second).or_else(|| load.map(|load| load.per_second)));
        row.put("dropped", load.map(|load| load.dropped));
        row.put("service_p50_ms", load.and_then(|load| load.service_p50_ms));
        row.put("service_p99_ms", load.and_then(|load| load.service_p99_ms));
        row.put("lag_p50_ms", load.map(|load| load.lag_p50_ms));
        row.put("lag_p99_ms", load.map(|load| load.lag_p99_ms));
        row
    }

    /// The percentiles of an arm with their intervals, or those of a rung, which has none.
    fn put_percentiles(&mut self, arm: Option<&ArmFinding>, rung: Option<&Rung>) {
        let of_rung = |value: Option<f64>| value.map(|value| (value, None));
        let of_arm = |ranged: Option<Ranged>| ranged.map(|ranged| (ranged.value, Some(ranged)));
        let columns = [
            ("p50_ms", of_rung(rung.and_then(|rung| rung.p50_ms)).or_else(|| of_arm(arm?.p50_ms))),
            ("p90_ms", of_arm(arm.and_then(|arm| arm.p90_ms))),
            ("p95_ms", of_arm(arm.and_then(|arm| arm.p95_ms))),
            ("p99_ms", of_rung(rung.and_then(|rung| rung.p99_ms)).or_else(|| of_arm(arm?.p99_ms))),
            ("p999_ms", of_arm(arm.and_then(|arm| arm.p999_ms))),
        ];
        for (name, found) in columns {
            self.put_with_interval(name, found.map(|(value, _)| value), found.and_then(|(_, ranged)| ranged));
        }
    }

    fn put_ranged(&mut self, name: &str, ranged: Option<Ranged>) {
        self.put_with_interval(name, ranged.map(|ranged| ranged.value), ranged);
    }

    fn put_with_interval(&mut self, name: &str, value: Option<f64>, interval: Option<Ranged>) {
        self.put(name, value);
        self.put(&format!("{name}_lower"), interval.map(|ranged| ranged.lower));
        self.put(&format!("{name}_upper"), interval.map(|ranged| ranged.upper));
    }

    fn put(&mut self, name: &str, value: Option<impl ToString>) {
        self.fields.push((name.to_owned(), value.map(|value| value.to_string()).unwrap_or_default()));
    }
}
