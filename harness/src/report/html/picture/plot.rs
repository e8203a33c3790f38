//! What pictures are made of: frames that stretch, axes with their ticks, dots and lines as short paths.
//!
//! A frame has two layers. Paths know no percentages, so they stand in a layer that is [`ACROSS`] wide and stretched, while
//! their strokes are not. Marks and texts stand over it, with percentages along, and are never stretched.

use std::fmt::Write as _;

use maud::{Markup, html};

use super::scale::Scale;
use crate::{
    numbers,
    report::html::attributes::{along, pixels},
};

/// What the stretched layer is wide. A dot is at most half a pixel beside its place.
const ACROSS: f64 = 1000.0;

/// Room below a picture for the numbers of its axis, in pixels.
pub(super) const FOOT: f64 = 20.0;

/// What the numbers to the left of a picture take, in pixels.
pub(super) const AXIS: f64 = 42.0;

/// A picture that is as wide as its place and `height` pixels high.
pub(super) fn frame(height: f64, label: &str, paths: &Markup, over: &Markup) -> Markup {
    html! {
        svg.plot height=(height) role="img" aria-label=(label) {
            @if !paths.0.is_empty() {
                @let view = format!("0 0 {ACROSS} {height}");
                svg width="100%" height=(height) viewBox=(view) preserveAspectRatio="none" { (paths) }
            }
            (over)
        }
    }
}

/// A picture in its parts, before it is known where it stands.
pub(super) struct Frame {
    pub(super) height: f64,
    /// Numbers to its left, [`AXIS`] pixels wide.
    pub(super) axis: Option<Markup>,
    pub(super) plot: Markup,
    /// Names to its right, and how wide they are.
    pub(super) names: Option<(Markup, f64)>,
}

impl Frame {
    /// As it stands in a page, as wide as its place.
    pub(super) fn into_page(self) -> Markup {
        html! { div.framed { @if let Some(axis) = self.axis { (axis) } (self.plot) @if let Some((names, _)) = self.names { (names) } } }
    }
}

/// A frame with numbers to its left.
pub(super) fn frame_with_axis(height: f64, label: &str, axis: &Scale, paths: &Markup, over: &Markup) -> Frame {
    frame_with_names(height, label, axis, paths, over, None)
}

/// A frame with numbers to its left and names to its right.
pub(super) fn frame_with_names(
    height: f64,
    label: &str,
    axis: &Scale,
    paths: &Markup,
    over: &Markup,
    names: Option<(Markup, f64)>,
) -> Frame {
    let depth = height - FOOT;
    let ticks = axis.ticks(24.0 / depth);
    let levels = levels(ticks.iter().map(|tick| upwards(axis, *tick, depth)), "grid");
    let axis = html! {
        svg.axis width=(AXIS) height=(height) aria-hidden="true" {
            @for tick in &ticks {
                text x="37" y=(pixels(upwards(axis, *tick, depth) + 4.0)) { (numbers::tick(*tick)) }
            }
        }
    };
    Frame { height, axis: Some(axis), plot: frame(height, label, &html! { (levels) (paths) }, over), names }
}

/// How many pixels down a value of the upward axis stands.
pub(super) fn upwards(axis: &Scale, value: f64, depth: f64) -> f64 {
    // Half a mark of room, so that none is cut at the edge.
    5.0 + (1.0 - axis.at(value)) * (depth - 10.0)
}

/// The values at which an axis below a picture has its ticks, with where they stand.
pub(super) fn ticks(axis: &Scale) -> Vec<(f64, String)> {
    axis.ticks(0.16).into_iter().map(|tick| (axis.at(tick), numbers::tick(tick))).collect()
}

/// The texts of ticks below a picture.
pub(super) fn texts_below<'a>(ticks: impl Iterator<Item = (f64, &'a str)>, height: f64) -> Markup {
    html! { @for (share, text) in ticks {
        text.tick x=(along(share)) y=(height - 5.0) text-anchor=[anchor(share)] { (text) }
    } }
}

/// The numbers of an axis below a picture.
pub(super) fn axis_below(axis: &Scale, height: f64) -> Markup {
    texts_below(ticks(axis).iter().map(|(share, text)| (*share, text.as_str())), height)
}

/// The axis of ratios, as a picture of its own below others.
pub(in crate::report::html) fn ratios_below(axis: &Scale) -> Markup {
    frame(FOOT, "axis of ratios", &html! {}, &axis_below(axis, FOOT))
}

/// The upright lines of an axis, as a path.
pub(super) fn grid(axis: &Scale, depth: f64) -> Markup {
    uprights(ticks(axis).into_iter().map(|(share, _)| share), 0.0, depth, "grid")
}

/// Upright lines, as a path.
pub(super) fn uprights(shares: impl Iterator<Item = f64>, from: f64, to: f64, class: &str) -> Markup {
    path(
        class,
        &shares
            .fold(String::new(), |path, share| path + &format!("M{} {}V{}", across(share), pixels(from), pixels(to))),
    )
}

/// Level lines, as a path.
pub(super) fn levels(downs: impl Iterator<Item = f64>, class: &str) -> Markup {
    path(class, &downs.fold(String::new(), |path, down| path + &format!("M0 {}H{ACROSS}", pixels(down))))
}

/// A rectangle between two places along, as a path.
pub(super) fn band(from: f64, to: f64, top: f64, bottom: f64, class: &str) -> Markup {
    let (from, to, top, bottom) = (across(from), across(to), pixels(top), pixels(bottom));
    path(class, &format!("M{from} {top}H{to}V{bottom}H{from}z"))
}

/// A path of a class; none where there is nothing to draw.
pub(super) fn path(class: &str, steps: &str) -> Markup {
    html! { @if !steps.is_empty() { path.(class) d=(steps) {} } }
}

/// Dots: subpaths without length, of which only the round ends are seen. Points are shares along and pixels down.
pub(super) fn dots(points: impl Iterator<Item = (f64, f64)>) -> String {
    let mut path = String::new();
    let (mut before_x, mut before_y) = (0.0, 0.0);
    for (share, down) in points {
        let (x, y) = ((share * ACROSS).round(), down.round());
        push(&mut path, "m", x - before_x);
        push(&mut path, " ", y - before_y);
        path.push('z');
        (before_x, before_y) = (x, y);
    }
    path
}

/// A line through the points, shares along and pixels down.
pub(super) fn line(points: impl Iterator<Item = (f64, f64)>) -> String {
    let mut path = String::new();
    let mut before: Option<(f64, f64)> = None;
    for (share, down) in points {
        // All in tenths, so that the differences are exact.
        let (x, y) = ((share * ACROSS).round() * 10.0, (down * 10.0).round());
        match before {
            None => {
                push(&mut path, "M", x / 10.0);
                push(&mut path, " ", y / 10.0);
                path.push('l');
            }
            // Steps that nobody sees are left to the next point.
            Some((x_before, y_before)) if (x - x_before).abs() < 20.0 && (y - y_before).abs() < 5.0 => continue,
            Some((x_before, y_before)) => {
                let before = if path.ends_with('l') { "" } else { " " };
                push(&mut path, before, (x - x_before) / 10.0);
                push(&mut path, " ", (y - y_before) / 10.0);
            }
        }
        before = Some((x, y));
    }
    path.trim_end_matches('l').to_owned()
}

/// How many arms a picture shows, for those who do not see it.
pub(super) fn arms_in_words(arms: usize) -> String {
    if arms == 1 { "one arm".to_owned() } else { format!("{arms} arms") }
}

fn across(share: f64) -> String {
    format!("{}", (share * ACROSS).round())
}

/// Where a text would stick out, it begins or ends at its place.
fn anchor(share: f64) -> Option<&'static str> {
    match share {
        left if left < 0.05 => Some("start"),
        right if right > 0.95 => Some("end"),
        _ => None,
    }
}

/// Writes a number; a minus parts it from the one before as well as a space does.
fn push(path: &mut String, before: &str, number: f64) {
    // Adding nothing turns a negative zero into a plain one.
    let number = number + 0.0;
    let before = if number < 0.0 && before == " " { "" } else { before };
    // A String takes all that is written.
    let _ = write!(path, "{before}{number}");
}
