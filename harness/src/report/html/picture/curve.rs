//! The curves of a survey: a line for each arm on logarithmic axes, its name at its end.

use maud::{Markup, html};

use super::{
    Body, Drawn,
    names::{self, Name},
    plot,
    scale::Scale,
};
use crate::{
    numbers::{counted, float},
    ranged::Ranged,
    record::SurveyFinding,
    report::{
        html::arms::{Arms, Look, plain},
        matrix::{Entry, Matrix},
    },
};

/// How high the picture is at least, in pixels.
const HEIGHT: f64 = 320.0;

/// By which share of the axis the marks of neighbouring arms stand apart, so that none hides another.
const BESIDE: f64 = 0.008;

/// How far the stroke below an open mark reaches, in pixels.
const STROKE: f64 = 14.0;

/// The share of the axis that half a letter of a tick needs in the narrowest picture, with some room around.
const HALF_LETTER: f64 = 0.016;

/// An arm over the coordinate.
struct Line<'a> {
    name: &'a str,
    look: Look,
    points: Vec<(f64, Point)>,
}

/// What a logarithmic axis can show of a difference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Point {
    /// All of the interval lies above zero.
    Whole(Ranged),
    /// The interval includes zero: only its upper end has a place.
    AtMost(f64),
    /// Nothing of it lies above zero.
    Below,
}

/// The picture, or nothing where no difference has a place on it.
pub(super) fn curve(what: &str, matrix: &Matrix, arms: &Arms) -> Option<Drawn> {
    let survey = matrix.survey;
    let across = across(survey);
    let lines = lines(&across, survey, matrix, arms);
    let points = || lines.iter().flat_map(|line| &line.points).map(|(_, point)| *point);
    let up = Scale::logarithmic(points().flat_map(Point::ends))?;
    let height = HEIGHT.max(names::room(lines.len()) + plot::FOOT);
    let depth = height - plot::FOOT;
    let mut ticks: Vec<(f64, &str)> =
        survey.points.iter().zip(&matrix.heads).map(|(point, head)| (across.at(point.at), head.as_str())).collect();
    let places: Vec<f64> = ticks.iter().map(|(share, _)| *share).collect();
    ticks.dedup_by(|next, tick| next.0 - tick.0 < HALF_LETTER * float(next.1.len() + tick.1.len()));
    let axes = if across.name() == up.name() { "both axes are logarithmic" } else { "the axis upwards is logarithmic" };
    let note = note(points());
    let paths = html! {
        (plot::uprights(places.into_iter(), 0.0, depth, "grid"))
        @for line in &lines { (line.paths(&up, depth)) }
    };
    let over = html! {
        @if !note.is_empty() { desc { (note) } }
        (plot::texts_below(ticks.into_iter(), height))
        @for line in &lines { (line.marks(&up, depth)) }
    };
    let names = names::names(lines.iter().filter_map(|line| line.end(&up, depth)).collect(), depth);
    let label = format!("{what}, of {}; the table below has the numbers", plot::arms_in_words(lines.len()));
    let remark = format!("{axes}; strokes are 95 % intervals. {note}");
    Some(Drawn { body: Body::Frame(plot::frame_with_names(height, &label, &up, &paths, &over, Some(names))), remark })
}

fn across(survey: &SurveyFinding) -> Scale {
    let places = || survey.points.iter().map(|point| point.at);
    let logarithmic = Scale::logarithmic(places()).filter(|_| places().all(|at| at > 0.0));
    logarithmic.or_else(|| Scale::linear(places())).unwrap_or_else(|| Scale::exactly(0.0, 1.0))
}

fn lines<'a>(across: &Scale, survey: &SurveyFinding, matrix: &'a Matrix, arms: &Arms) -> Vec<Line<'a>> {
    let middle = float(matrix.rows.len().saturating_sub(1)) / 2.0;
    let line = |(place, (name, row)): (usize, &'a (&str, Vec<Option<Entry>>))| {
        let beside = (float(place) - middle) * BESIDE;
        let found = survey.points.iter().zip(row).filter_map(|(point, entry)| Some((point, entry.as_ref()?)));
        let points = found.map(|(point, entry)| (across.at(point.at) + beside, Point::of(entry.difference)));
        Line { name, look: arms.look(name), points: points.collect() }
    };
    matrix.rows.iter().enumerate().map(line).collect()
}

/// What an open mark means, and how many points have no place.
fn note(points: impl Iterator<Item = Point> + Clone) -> String {
    let open = points.clone().any(|point| matches!(point, Point::AtMost(_)));
    let below = points.filter(|point| *point == Point::Below).count() as u64;
    let open =
        open.then_some("An open mark says “at most”: the interval includes zero, only its upper end has a place.");
    let lie = if below == 1 { "lies" } else { "lie" };
    let below = (below > 0).then(|| format!("{} {lie} below zero, where there is no place.", counted(below, "point")));
    let notes: Vec<String> = open.map(str::to_owned).into_iter().chain(below).collect();
    notes.join(" ")
}

impl Point {
    fn of(difference: Ranged) -> Self {
        match (difference.lower > 0.0, difference.upper > 0.0) {
            (true, _) => Self::Whole(difference),
            (false, true) => Self::AtMost(difference.upper),
            (false, false) => Self::Below,
        }
    }

    /// Where its mark stands.
    fn mark(self) -> Option<f64> {
        match self {
            Self::Whole(difference) => Some(difference.value),
            Self::AtMost(upper) => Some(upper),
            Self::Below => None,
        }
    }

    /// What has to have a place on the axis.
    fn ends(self) -> Vec<f64> {
        match self {
            Self::Whole(difference) => vec![difference.lower, difference.upper],
            Self::AtMost(upper) => vec![upper],
            Self::Below => Vec::new(),
        }
    }
}

impl Line<'_> {
    /// The intervals, and what joins neighbours that both have a place.
    fn paths(&self, up: &Scale, depth: f64) -> Markup {
        let down = |value| plot::upwards(up, value, depth);
        let whole = |(share, point): &(f64, Point)| match point {
            Point::Whole(difference) => Some((*share, down(difference.value))),
            Point::AtMost(_) | Point::Below => None,
        };
        let joined = self.points.chunk_by(|one, next| whole(one).is_some() && whole(next).is_some());
        let reach = format!("reach {}", self.look.class());
        html! {
            @for part in joined {
                (plot::path(&format!("line {}", self.look.class()), &plot::line(part.iter().filter_map(whole))))
            }
            @for (share, point) in &self.points {
                @match point {
                    Point::Whole(Ranged { lower, upper, .. }) => {
                        (plot::uprights([*share].into_iter(), down(*upper), down(*lower), &reach))
                    }
                    Point::AtMost(upper) => {
                        (plot::uprights([*share].into_iter(), down(*upper), (down(*upper) + STROKE).min(depth), &reach))
                    }
                    Point::Below => {}
                }
            }
        }
    }

    fn marks(&self, up: &Scale, depth: f64) -> Markup {
        let look = |point: &Point| if matches!(point, Point::AtMost(_)) { self.look.open() } else { self.look };
        html! {
            @for (share, point) in &self.points { @if let Some(value) = point.mark() {
                (look(point).mark(*share, plot::upwards(up, value, depth)))
            } }
        }
    }

    /// Its name beside its last mark; none where it has no mark.
    fn end(&self, up: &Scale, depth: f64) -> Option<Name> {
        let value = self.points.iter().rev().find_map(|(_, point)| point.mark())?;
        Some(Name { text: plain(self.name), down: plot::upwards(up, value, depth), look: self.look })
    }
}
