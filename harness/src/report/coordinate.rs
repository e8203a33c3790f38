//! The names of coordinates: where a cell stands, and per what a cost is told.

use crate::numbers::NONE;

/// Where a cell stands along a coordinate: `1 KB`, `depth 4`.
pub(crate) fn place(coordinate: &str, at: f64) -> String {
    match coordinate {
        "bytes" => amount_of_bytes(at),
        _ => format!("{coordinate} {}", trimmed(at)),
    }
}

fn amount_of_bytes(bytes: f64) -> String {
    match bytes.abs() {
        small if small < 1e3 => format!("{} B", trimmed(bytes)),
        middle if middle < 1e6 => format!("{} KB", trimmed(bytes / 1e3)),
        _ => format!("{} MB", trimmed(bytes / 1e6)),
    }
}

/// A number without digits that say nothing.
fn trimmed(value: f64) -> String {
    if !value.is_finite() {
        return NONE.to_owned();
    }
    if value.abs() >= 1e7 {
        return format!("{value:e}");
    }
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Per what a cost is told that grows with a coordinate, and how many of its units that is: `KB` for 1,000 bytes.
pub(crate) fn unit(coordinate: &str) -> (&str, f64) {
    match coordinate {
        "bytes" => ("KB", 1e3),
        "depth" => ("hop", 1.0),
        other => (other, 1.0),
    }
}

#[cfg(test)]
mod tests;
