//! The findings as comma-separated values: a row for every arm of a cell, one for every comparison of which
//! neither arm is the base, and one for every rung of a ladder.
//!
//! A quantity with an interval has three columns: `x`, `x_lower` and `x_upper`. Times are in milliseconds, shares and ratios
//! plain numbers, nothing is rounded, and what is not known is empty. A run of tenants has columns of its own.
//!
//! | columns | what |
//! |---|---|
//! | `cell`, `procedure`, `unavailable` | the question; a cell without samples has one row that says why, and so has an arm that the target does not have |
//! | `arm`, `base`, `control`, `handicap` | who answered, with whom it is compared, whether it is the A/A control |
//! | `reading` | where in the answer the time stood that counts; empty where it is what the client saw |
//! | `clients`, `operations` | clients at work at once, or operations in a request: only in the rows of a ladder |
//! | `rounds`, `pairs`, `samples`, `warm_up`, `reconnects`, `outliers` | counts |
//! | `errors`, `requests`, `error_share` … | requests without a right answer, out of how many; Wilson's interval |
//! | `p50_ms` … `p999_ms` …, `first_byte_ms` | percentiles of the time of a request |
//! | `cost_ms` … | one operation, by the slope of batches |
//! | `difference_p95_ms` …, `difference_p99_ms` … | the same percentile of the base taken off |
//! | `ratio` …, `difference_ms` …, `verdict`, `pairs_to_settle`, `p_adjusted` | the comparison with the base |
//! | `noise_floor`, `bar` | the cell's A/A control, as shares |
//! | `first_failing` | the first number of clients or operations at which one got no right answer |
//! | `per_second` | arrivals asked for in open loop, requests answered in the rows of a ladder, or operations of such |
//! | `dropped`, `service_p50_ms`, `service_p99_ms`, `lag_p50_ms`, `lag_p99_ms` | open loop |

mod row;

use self::row::Row;
use super::tenants;
use crate::{
    error::{Error, Result},
    record::Run,
};

/// The table with its header.
pub fn render(run: &Run) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    if tenants::is_of_tenants(run) {
        let (heads, rows) = tenants::csv::rows(&tenants::cells(run));
        for row in std::iter::once(heads).chain(rows).filter(|row| !row.is_empty()) {
            writer.write_record(row).map_err(|error| damaged(&error))?;
        }
        return text(writer);
    }
    writer.write_record(Row::default().names()).map_err(|error| damaged(&error))?;
    for row in row::rows(run) {
        writer.write_record(row.values()).map_err(|error| damaged(&error))?;
    }
    text(writer)
}

fn text(writer: csv::Writer<Vec<u8>>) -> Result<String> {
    let bytes = writer.into_inner().map_err(|error| damaged(&error))?;
    String::from_utf8(bytes).map_err(|error| damaged(&error))
}

fn damaged(error: &dyn std::fmt::Display) -> Error {
    Error::internal(format!("the table cannot be written: {error}"))
}

#[cfg(test)]
mod tests;
