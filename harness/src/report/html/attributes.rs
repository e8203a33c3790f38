//! Places in a drawing as attributes of its elements.

/// A place along, as a share of the width.
pub(super) fn along(share: f64) -> String {
    format!("{}%", (share * 1000.0).round() / 10.0)
}

/// A place down, in pixels.
pub(super) fn pixels(down: f64) -> String {
    format!("{}", (down * 10.0).round() / 10.0)
}
