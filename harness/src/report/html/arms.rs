//! How an arm looks: a colour and a shape that stay the same over the whole page, so that none depends on colour alone.

use indexmap::IndexMap;
use maud::{Markup, html};

use super::attributes::{along, pixels};
use crate::report::document::ArmName;

/// The shapes, around the origin: circle, square, triangle, diamond, triangle downwards, plus, cross, hexagon.
const SHAPES: [&str; 8] = [
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
    "M-3.6-3.6h7.2v7.2h-7.2z",
    "M0-4.8 4.7 3.5h-9.4z",
    "M0-5.2 5.2 0 0 5.2-5.2 0z",
    "M0 4.8 4.7-3.5h-9.4z",
    "M-1.6-4.8h3.2v3.2h3.2v3.2h-3.2v3.2h-3.2v-3.2h-3.2v-3.2h3.2z",
    "M-4.5-2.3-2.3-4.5 0-2.2 2.3-4.5 4.5-2.3 2.2 0 4.5 2.3 2.3 4.5 0 2.2-2.3 4.5-4.5 2.3-2.2 0z",
    "M-2.4-4.2h4.8l2.4 4.2-2.4 4.2h-4.8l-2.4-4.2z",
];

/// The looks of all arms of a report.
pub(super) struct Arms {
    looks: IndexMap<String, Look>,
}

/// How one arm looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    colour: usize,
    shape: usize,
    hollow: bool,
}

impl Arms {
    /// Deals colours and shapes in the order in which arms appear; a control has those of the arm that it repeats, hollow.
    pub(super) fn of(arms: &[ArmName]) -> Self {
        let mut looks = IndexMap::new();
        for arm in arms.iter().filter(|arm| arm.repeats.is_none()) {
            let place = looks.len();
            // Beyond the last colour the shapes are shifted by one, so that no pair comes twice for long.
            let shape = (place + place / SHAPES.len()) % SHAPES.len();
            looks.entry(arm.name.clone()).or_insert(Look { colour: place % SHAPES.len(), shape, hollow: false });
        }
        for arm in arms {
            let Some(repeated) = &arm.repeats else { continue };
            let look = looks.get(repeated).copied().unwrap_or_default();
            looks.entry(arm.name.clone()).or_insert(Look { hollow: true, ..look });
        }
        Self { looks }
    }

    /// How the arm of that name looks.
    pub(super) fn look(&self, name: &str) -> Look {
        self.looks.get(name).copied().unwrap_or_default()
    }

    /// The arm's mark and its name, for text.
    pub(super) fn tag(&self, name: &str) -> Markup {
        html! { span.arm { (self.look(name).key()) (plain(name)) } }
    }
}

impl Look {
    /// The classes that give the colour.
    pub(super) fn class(self) -> String {
        format!("a{}{}", self.colour, if self.hollow { " hollow" } else { "" })
    }

    /// The same without its filling: what is marked is not the value itself.
    pub(super) fn open(self) -> Self {
        Self { hollow: true, ..self }
    }

    /// The arm's mark in a picture, `across` of 1 along and `down` pixels down.
    pub(super) fn mark(self, across: f64, down: f64) -> Markup {
        self.mark_at(&along(across), down)
    }

    /// The same, with its place along as an attribute.
    pub(super) fn mark_at(self, along: &str, down: f64) -> Markup {
        let shape = format!("#m{}", self.shape);
        html! { use.mark.(self.class()) href=(shape) x=(along) y=(pixels(down)) {} }
    }

    fn key(self) -> Markup {
        html! {
            svg.key.(self.class()) aria-hidden="true" {
                use href=(format!("#m{}", self.shape)) {}
            }
        }
    }
}

/// A name as a reader writes it.
pub(super) fn plain(name: &str) -> String {
    name.replace('_', " ")
}

/// The shapes, once for the page.
pub(super) fn shapes() -> Markup {
    html! { svg.shapes width="0" height="0" aria-hidden="true" { (marks()) } }
}

/// The shapes, once for a picture that stands alone.
pub(super) fn marks() -> Markup {
    html! { defs { @for (place, shape) in SHAPES.iter().enumerate() { path id=(format!("m{place}")) d=(shape) {} } } }
}
