//! What is summed up while a plan is simulated.

use hdrhistogram::Histogram;
use shared::pool::{Counters, Start};

use crate::{
    findings::{DAY_COLUMNS, DAY_ROWS, DayCell},
    plan::{Arrivals, Plan},
};

/// The longest day, in milliseconds.
const DAY_MS: f64 = 86_400_000.0;

/// What is summed up on the way.
pub(crate) struct Found {
    pub(crate) is_counting: bool,
    pub(crate) began: u64,
    pub(crate) before: Counters,
    pub(crate) events: u64,
    pub(crate) waits: Histogram<u64>,
    pub(crate) waited: u64,
    pub(crate) wait: f64,
    pub(crate) sojourn: f64,
    pub(crate) sojourn_squares: f64,
    pub(crate) sojourns: u64,
    pub(crate) levels: Levels,
    /// Levels times nanoseconds.
    pub(crate) areas: [f64; 3],
    pub(crate) accounted: u64,
    pub(crate) most_open: u32,
    pub(crate) opened: u64,
    pub(crate) day: [[DayCell; DAY_COLUMNS]; DAY_ROWS],
    /// How long a column of the day is, in nanoseconds.
    pub(crate) column: u64,
}

/// What there is at a moment, over all machines.
#[derive(Clone, Copy, Default)]
pub(crate) struct Levels {
    pub(crate) waiting: u32,
    pub(crate) running: u32,
    pub(crate) open: u32,
}

impl Found {
    pub(crate) fn new(plan: &Plan) -> Self {
        let day_ms = match plan.arrivals {
            Arrivals::Day { day_ms, .. } => day_ms,
            Arrivals::Trace(_) => DAY_MS,
            // What is alike all the time is shown from its beginning to its end.
            Arrivals::Poisson(_) | Arrivals::Bursts { .. } => {
                (plan.requests as f64 / plan.arrivals.per_second() * 1e3).min(DAY_MS)
            }
        };
        Self {
            is_counting: false,
            began: 0,
            before: Counters::default(),
            events: 0,
            // To one part in a hundred, up to a day.
            waits: Histogram::new_with_bounds(1, 86_400_000_000, 2).expect("the bounds of a histogram are in order"),
            waited: 0,
            wait: 0.0,
            sojourn: 0.0,
            sojourn_squares: 0.0,
            sojourns: 0,
            levels: Levels::default(),
            areas: [0.0; 3],
            accounted: 0,
            most_open: 0,
            opened: 0,
            day: [[DayCell::default(); DAY_COLUMNS]; DAY_ROWS],
            column: ((day_ms * 1e6 / DAY_COLUMNS as f64) as u64).max(1),
        }
    }

    pub(crate) fn note_start(&mut self, now: u64, waited: u64, start: Start, tenant: u32) {
        if !self.is_counting {
            return;
        }
        if waited > 0 {
            self.waited += 1;
            self.wait += waited as f64;
        }
        self.waits.saturating_record(waited / 1_000);
        let row = tenant.checked_ilog10().map_or(0, |rank| rank as usize).min(DAY_ROWS - 1);
        let column = (now / self.column) as usize % DAY_COLUMNS;
        let cell = &mut self.day[row][column];
        cell.started += 1;
        cell.cold += u64::from(start == Start::Cold);
    }

    pub(crate) fn note_sojourn(&mut self, sojourn: u64) {
        if self.is_counting {
            let ms = sojourn as f64 / 1e6;
            self.sojourn += sojourn as f64;
            self.sojourn_squares += ms * ms;
            self.sojourns += 1;
        }
    }
}
