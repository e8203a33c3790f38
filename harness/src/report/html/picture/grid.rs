//! Shares by row and column, such as by group of tenants and time of day: the higher and darker, the larger.

use std::fmt::Write as _;

use maud::html;

use super::plot::{self, Frame};
use crate::{
    numbers::float,
    report::{document::Grid, html::attributes::pixels},
};

/// How high a row is, in pixels.
const ROW: f64 = 26.0;

/// From which share on each tint is used; below the first nothing is drawn but the ground.
const TINTS: [(f64, &str); 5] = [(0.0, "g1"), (0.02, "g2"), (0.1, "g3"), (0.3, "g4"), (0.6, "g5")];

/// The picture, or nothing where there are no rows.
pub(super) fn grid(title: &str, grid: &Grid) -> Option<Frame> {
    let columns = grid.rows.first().map(|(_, shares)| shares.len()).filter(|columns| *columns > 0)?;
    let depth = ROW * float(grid.rows.len());
    let height = depth + plot::FOOT;
    let mut paths = vec![("gone", String::new())];
    paths.extend(TINTS.map(|(_, class)| (class, String::new())));
    for (row, (_, shares)) in grid.rows.iter().enumerate() {
        for (column, share) in shares.iter().enumerate() {
            let tint = share.map_or(0, |share| TINTS.iter().filter(|(least, _)| share > *least).count());
            // Height tells the share as well, so that no tint has to be told from another.
            let deep = (ROW - 2.0) * share.filter(|_| tint > 0).map_or(1.0, |share| share.clamp(0.06, 1.0));
            let top = float(row) * ROW + (ROW - 2.0 - deep);
            if let (Some((_, path)), true) = (paths.get_mut(tint), share.is_some()) {
                // A String takes all that is written.
                let _ = write!(path, "M{column} {}h1v{}h-1z", pixels(top), pixels(deep));
            }
        }
    }
    let axis = html! {
        svg.axis width=(2.0 * plot::AXIS) height=(height) aria-hidden="true" {
            @for (row, (label, _)) in grid.rows.iter().enumerate() {
                text x=(2.0 * plot::AXIS - 5.0) y=(pixels(float(row) * ROW + ROW / 2.0 + 4.0)) { (label) }
            }
        }
    };
    let [first, middle, last] = grid.ticks;
    let plot = html! {
        svg.plot height=(height) role="img" aria-label=(title) {
            svg width="100%" height=(depth) viewBox=(format!("0 0 {columns} {depth}")) preserveAspectRatio="none" {
                @for (class, path) in paths.iter().filter(|(_, path)| !path.is_empty()) { path.(class) d=(path) {} }
            }
            (plot::texts_below([(0.0, first), (0.5, middle), (1.0, last)].into_iter(), height))
        }
    };
    Some(Frame { height, axis: Some(axis), plot, names: None })
}
