//! Pictures: each value of the document has one module that draws it.

mod alone;
mod bars;
mod curve;
mod diagram;
mod gaps;
mod grid;
mod heat;
mod ladder;
mod life;
mod lines;
mod names;
mod pairs;
mod plot;
mod scale;
mod spectrum;
mod strips;
#[cfg(test)]
mod tests;
mod track;

use maud::{Markup, html};

use self::plot::Frame;
pub(super) use self::{
    alone::alone,
    heat::legend as heat_legend,
    plot::ratios_below,
    scale::Scale,
    track::{against_bound, ratio_axis, track},
};
use super::{
    arms::Arms,
    text::{heard, text},
};
use crate::report::document::{Figure, Layout, Picture};

/// The looks of pictures, wherever they stand.
pub(super) const LOOKS: &str = concat!(include_str!("../colours.css"), include_str!("../picture.css"));

/// What was drawn.
struct Drawn {
    body: Body,
    /// What has to be said of how it was drawn.
    remark: String,
}

enum Body {
    Frame(Frame),
    /// What only a page can hold, since it has boxes.
    Page(Markup),
}

impl From<Frame> for Drawn {
    fn from(frame: Frame) -> Self {
        Self { body: Body::Frame(frame), remark: String::new() }
    }
}

impl From<Markup> for Drawn {
    fn from(body: Markup) -> Self {
        Self { body: Body::Page(body), remark: String::new() }
    }
}

/// The picture with its title and how to read it; none where there is nothing to draw.
pub(super) fn figure(figure: &Figure, layout: Layout, arms: &Arms) -> Option<Markup> {
    let Drawn { body, remark } = draw(figure, arms)?;
    let body = match body {
        Body::Frame(frame) => frame.into_page(),
        Body::Page(body) => body,
    };
    let class = match layout {
        Layout::Wide => Some("curve"),
        Layout::Under => Some("way-figure"),
        Layout::Beside | Layout::Maps => None,
    };
    Some(html! {
        figure class=[class] {
            figcaption { strong { (text(&figure.title, arms)) } " " span.note { (figure.note) (remark) } }
            (body)
        }
    })
}

fn draw(figure: &Figure, arms: &Arms) -> Option<Drawn> {
    let label = heard(&figure.title);
    match &figure.picture {
        // A table, which a page draws as such.
        Picture::Forest(_) => None,
        Picture::Curve(matrix) => curve::curve(&label, matrix, arms),
        Picture::Way { of, legs, longest } => Some(diagram::way(of, legs, *longest).into()),
        Picture::Strips { cell, picks } => strips::strips(cell, arms, *picks),
        Picture::Spectrum(cell) => spectrum::spectrum(cell, arms),
        Picture::Pairs { cell, one_in } => pairs::pairs(cell, arms, *one_in).map(Into::into),
        Picture::Throughput(cell) => ladder::throughput(cell, arms).map(Into::into),
        Picture::Latency(cell) => ladder::latency(cell, arms).map(Into::into),
        Picture::Life(cost) => life::life(cost, arms).map(Into::into),
        Picture::Gaps(lines) => gaps::gaps(&label, lines, arms).map(Into::into),
        Picture::Warmth(group) => heat::warmth(group, &label).map(Into::into),
        Picture::Isolates(group) => heat::isolates(group, &label).map(Into::into),
        Picture::Lines(content) => lines::lines(&label, content, arms).map(Into::into),
        Picture::Bars(bars) => bars::bars(&label, bars, arms).map(Into::into),
        Picture::Grid(content) => grid::grid(&label, content).map(Into::into),
    }
}
