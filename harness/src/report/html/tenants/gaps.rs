//! What idleness does: the share of tenants that are still warm, over the gap in which nobody asked for them.

use maud::{Markup, html};

use super::super::{
    arms::{Arms, Look},
    names::{self, Name},
    numbers, plot,
    scale::Scale,
};
use crate::{
    record::{GapFinding, Ranged},
    report::tenants::Sent,
};

/// How high a picture is, in pixels.
const HEIGHT: f64 = 240.0;

/// By which share of the axis the marks of neighbouring arms stand apart.
const BESIDE: f64 = 0.012;

struct Line {
    name: String,
    look: Look,
    points: Vec<(f64, Ranged)>,
}

/// The engine that is still running, and the object that is still awake.
pub(super) fn pictures(sent: Sent<'_>, arms: &Arms) -> Markup {
    html! {
        (picture("P(engine warm | idle gap)", &lines(sent, arms, |gap| gap.warm.map(|share| share.share))))
        (picture("P(object awake | idle gap)", &lines(sent, arms, |gap| gap.awake.map(|share| share.share))))
    }
}

fn lines(sent: Sent<'_>, arms: &Arms, share: fn(&GapFinding) -> Option<Ranged>) -> Vec<Line> {
    let lines = sent.arms().map(|(arm, found)| {
        let points = found.gaps.iter().filter_map(|gap| Some((gap.gap_seconds, share(gap)?))).collect();
        Line { look: arms.look(&arm.name), name: arm.name.clone(), points }
    });
    lines.collect()
}

fn picture(title: &str, lines: &[Line]) -> Markup {
    let gaps = || lines.iter().flat_map(|line| line.points.iter().map(|(gap, _)| *gap));
    let Some(across) = Scale::logarithmic(gaps()) else { return html! {} };
    let (up, depth) = (Scale::exactly(0.0, 1.0), HEIGHT - plot::FOOT);
    let down = |value: f64| plot::upwards(&up, value, depth);
    let middle = numbers::float(lines.len().saturating_sub(1)) / 2.0;
    let beside = |place: usize| (numbers::float(place) - middle) * BESIDE;
    let paths = html! {
        (plot::grid(&across, depth))
        @for (place, line) in lines.iter().enumerate() {
            @let along = |gap: f64| across.at(gap) + beside(place);
            (plot::path(
                &format!("line {}", line.look.class()),
                &plot::line(line.points.iter().map(|(gap, share)| (along(*gap), down(share.value)))),
            ))
            @for (gap, share) in &line.points {
                (plot::uprights(
                    [along(*gap)].into_iter(),
                    down(share.upper),
                    down(share.lower),
                    &format!("reach {}", line.look.class()),
                ))
            }
        }
    };
    let over = html! {
        (plot::axis_below(&across, HEIGHT))
        @for (place, line) in lines.iter().enumerate() { @for (gap, share) in &line.points {
            (line.look.mark(across.at(*gap) + beside(place), down(share.value)))
        } }
    };
    let ends = lines.iter().filter_map(|line| {
        let (_, share) = line.points.last()?;
        Some(Name { text: line.name.clone(), down: down(share.value), look: line.look })
    });
    let label = format!("{title}, of {}; the table below has the numbers", plot::arms_in_words(lines.len()));
    html! {
        figure.curve {
            figcaption {
                strong { (title) } " "
                span.note { "seconds without a request, on a logarithmic axis; strokes are 95\u{202f}% intervals" }
            }
            (plot::frame_with_names(HEIGHT, &label, &up, &paths, &over, &names::names(ends.collect(), depth)))
        }
    }
}
