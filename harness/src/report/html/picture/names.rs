//! Names to the right of a picture, each as near to where its line ends as the others let it be.

use maud::{Markup, html};

use super::plot;
use crate::{numbers, report::html::arms::Look, terminal::cut};

/// From one name to the next, in pixels.
const APART: f64 = 15.0;

/// Most letters of a name; the legend has all of them.
const LETTERS: usize = 22;

/// What a letter is wide at most, in pixels.
const LETTER: f64 = 7.2;

/// Room for the stroke that leads to a name.
const STROKE: f64 = 14.0;

/// Who is named where.
pub(super) struct Name {
    pub(super) text: String,
    /// Where its line ends, in pixels down.
    pub(super) down: f64,
    pub(super) look: Look,
}

/// How high a picture has to be for so many names.
pub(super) fn room(names: usize) -> f64 {
    numbers::float(names) * APART
}

/// The names, and how wide they are; narrow screens leave them out, for the table has them too.
pub(super) fn names(mut names: Vec<Name>, depth: f64) -> (Markup, f64) {
    names.sort_by(|one, other| one.down.total_cmp(&other.down));
    let places = apart(&names.iter().map(|name| name.down).collect::<Vec<_>>(), depth);
    let letters = names.iter().map(|name| name.text.chars().count().min(LETTERS)).max().unwrap_or_default();
    let width = STROKE + 2.0 + numbers::float(letters) * LETTER;
    let body = html! {
        svg.names width=(width) height=(depth + plot::FOOT) aria-hidden="true" {
            @for (name, place) in names.iter().zip(places) {
                path.lead.(name.look.class()) d=(format!("M2 {:.1}L{STROKE} {place:.1}", name.down)) {}
                text.name x=(STROKE + 2.0) y=(format!("{:.1}", place + 4.0)) { (cut(&name.text, LETTERS)) }
            }
        }
    };
    (body, width)
}

/// Ascending places that lie apart from each other and inside of the picture.
pub(super) fn apart(wanted: &[f64], depth: f64) -> Vec<f64> {
    let mut least = APART / 2.0;
    let down: Vec<f64> = wanted
        .iter()
        .map(|place| {
            let place = place.max(least);
            least = place + APART;
            place
        })
        .collect();
    let mut most = depth - APART / 2.0;
    let up = down.iter().rev().map(|place| {
        let place = place.min(most);
        most = place - APART;
        place
    });
    let mut places: Vec<f64> = up.collect();
    places.reverse();
    places
}
