//! Requests on a schedule: the time that a user waits beside the time that the service takes, and what the schedule lost.

use maud::{Markup, html};

use super::{
    arms::Arms,
    numbers::{self, time},
};
use crate::record::{CellFinding, LoadFinding};

/// The table, or nothing where there was no schedule.
pub(super) fn open(cell: &CellFinding, arms: &Arms) -> Markup {
    if cell.arms.iter().all(|arm| arm.load.is_none()) {
        return html! {};
    }
    let number = |value: Option<f64>| value.map_or_else(|| numbers::NOTHING.to_owned(), time);
    html! {
        div.wide tabindex="0" role="region" aria-label=(format!("schedule of {}", cell.title)) { table.arms {
            caption {
                strong { "The schedule. " }
                "From the schedule: from when a request should have been sent, so that a wait in line counts. Service: from \
                 when it was sent. Dropped: arrivals that found all connections taken. Milliseconds."
            }
            thead {
                tr {
                    th rowspan="2" scope="col" { "arm" } th rowspan="2" scope="col" { "arrivals per second" }
                    th colspan="2" scope="colgroup" { "from the schedule" } th colspan="2" scope="colgroup" { "service" }
                    th colspan="2" scope="colgroup" { "send lag" } th rowspan="2" scope="col" { "dropped" }
                }
                tr { @for _ in 0..3 { th scope="col" { "p50" } th scope="col" { "p99" } } }
            }
            tbody { @for arm in &cell.arms { @if let Some(load) = &arm.load {
                @let LoadFinding { per_second, dropped, service_p50_ms, service_p99_ms, lag_p50_ms, lag_p99_ms } = load;
                tr {
                    th scope="row" { (arms.tag(&arm.name)) }
                    td { (numbers::amount(*per_second)) }
                    td { (number(arm.p50_ms.map(|range| range.value))) }
                    td { (number(arm.p99_ms.map(|range| range.value))) }
                    td { (number(*service_p50_ms)) } td { (number(*service_p99_ms)) }
                    td { (time(*lag_p50_ms)) } td { (time(*lag_p99_ms)) }
                    td { @if *dropped > 0 { strong { (numbers::count(*dropped)) } } @else { "0" } }
                }
            } } }
        } }
    }
}
