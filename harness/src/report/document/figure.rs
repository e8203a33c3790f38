//! Pictures as values: what is drawn, not how.

use super::{Block, Table, Text, Track};
use crate::{
    ranged::Ranged,
    record::{CellFinding, GapFinding, Heat, LegFinding},
    report::matrix::Matrix,
};

/// A picture with its title, how to read it, and what stands for it where there are no pictures.
#[derive(Clone, Debug)]
pub(crate) struct Figure<'run> {
    pub title: Text,
    pub note: String,
    pub picture: Picture<'run>,
    /// Nothing where a table beside has the numbers.
    pub instead: Vec<Block<'run>>,
}

/// How figures stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Side by side, as many as fit.
    Beside,
    /// Side by side, as wide as they like: maps of requests, with what their letters mean.
    Maps,
    /// Under each other.
    Under,
    /// Each in a frame as wide as the page.
    Wide,
}

/// What is drawn.
#[derive(Clone, Debug)]
pub(crate) enum Picture<'run> {
    /// Every ratio on one axis.
    Forest(Table),
    /// What arms take beyond the base, over a coordinate.
    Curve(Matrix<'run>),
    /// The boxes and edges of one way, and its legs on a scale that ends at `longest` milliseconds.
    Way { of: &'run str, legs: Vec<&'run LegFinding>, longest: f64 },
    /// At most so many single requests of each arm.
    Strips { cell: &'run CellFinding, picks: usize },
    /// The quantiles of each arm.
    Spectrum(&'run CellFinding),
    /// The ratios of pairs in the order of execution, one in so many of them.
    Pairs { cell: &'run CellFinding, one_in: usize },
    /// What was answered in a second, over the rungs of a ladder.
    Throughput(&'run CellFinding),
    /// How long it took, over the same.
    Latency(&'run CellFinding),
    /// What one arm has cost more than another, over requests.
    Life(LifeCost),
    /// A share over idle gaps, for each arm.
    Gaps(Vec<(String, Vec<(f64, Ranged)>)>),
    /// Who was served how, over time.
    Warmth(&'run Heat),
    /// Where they were served.
    Isolates(&'run Heat),
    /// A number of each arm over another number.
    Lines(Lines),
    /// A number of each arm, as bars from zero.
    Bars(Vec<(String, Ranged)>),
    /// A share by row and column.
    Grid(Grid),
}

/// Numbers of arms over a coordinate.
#[derive(Clone, Debug)]
pub(crate) struct Lines {
    pub across: Spacing,
    pub up: Spacing,
    /// Each arm's points: the coordinate, and the number there.
    pub arms: Vec<(String, Vec<(f64, Ranged)>)>,
}

/// How the numbers of an axis are spaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spacing {
    /// Equal differences are equally far apart; zero is on the axis.
    Even,
    /// Equal quotients are.
    Logarithmic,
}

/// Shares by row and column; none where nothing happened.
#[derive(Clone, Debug)]
pub(crate) struct Grid {
    pub rows: Vec<(String, Vec<Option<f64>>)>,
    /// The ends and the middle of the axis below.
    pub ticks: [&'static str; 3],
}

/// A start, then requests.
#[derive(Clone, Debug)]
pub(crate) struct LifeCost {
    pub arm: String,
    pub cold_ms: Ranged,
    pub warm_ms: Ranged,
    /// The number of requests at which both have cost the same.
    pub even: Option<f64>,
    pub conclusion: String,
}

/// The picture on a card.
#[derive(Clone, Debug)]
pub(crate) enum CardPicture {
    /// A ratio on the axis of all cards.
    Ratio(Track),
    /// What was found beside the side of the bound on which a claim holds.
    Bound { found: Ranged, bound: f64, holds_below: bool },
}

/// Reads the share in question of a gap.
pub(crate) type ReadGap = fn(&GapFinding) -> Option<Ranged>;
