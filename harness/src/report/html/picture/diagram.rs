//! The ways of a request as boxes and edges with measured times, and the same times as bars on one scale.
//!
//! What is drawn follows from the words of the legs: "client and router" or "router to object" is an edge between two boxes,
//! "engine in the object" is work inside of the box that it names.

use maud::{Markup, html};

use super::{plot, scale::Scale};
use crate::{
    numbers::{self, ranged},
    record::LegFinding,
    report::html::{arms::plain, attributes::along, text::figure},
};

/// How high a bar is, in pixels.
const BAR: f64 = 30.0;

/// From this part of the axis on a bar's piece has room for its number.
const ROOM: f64 = 0.05;

/// A way: its boxes in order, and the legs as numbered in the text.
struct Way<'a> {
    nodes: Vec<Node<'a>>,
    legs: Vec<&'a LegFinding>,
}

struct Node<'a> {
    name: &'a str,
    /// The number of the leg that leads here.
    edge: Option<usize>,
    /// The numbers of the legs that are work in here.
    inside: Vec<usize>,
}

/// The way, and its legs on a scale that ends at so many milliseconds.
pub(super) fn way(of: &str, legs: &[&LegFinding], longest: f64) -> Markup {
    let axis = Scale::exactly(0.0, longest);
    html! {
        (Way::of(legs.to_vec()).boxes())
        (bar(of, legs, &axis))
        ol.legs {
            @for (place, leg) in legs.iter().enumerate() {
                li {
                    span.swatch.(shade(place)) { (place + 1) }
                    span.work { (leg.work) } span.number { (figure(&ranged(&leg.elapsed_ms), "ms")) }
                }
            }
        }
    }
}

fn bar(name: &str, legs: &[&LegFinding], axis: &Scale) -> Markup {
    let label = format!("{}: {} ms in all", plain(name), numbers::number(total(legs)));
    let mut reached = 0.0;
    let pieces: Vec<(f64, f64)> = legs
        .iter()
        .map(|leg| {
            let from = reached;
            reached += leg.elapsed_ms.value.max(0.0);
            (axis.at(from), axis.at(reached))
        })
        .collect();
    let paths = html! { @for (place, (from, to)) in pieces.iter().enumerate() {
        (plot::band(*from, *to, 0.0, BAR, &format!("piece {}", shade(place))))
    } };
    let ticks: Vec<(f64, String)> =
        axis.ticks(0.2).into_iter().map(|tick| (axis.at(tick), format!("{} ms", numbers::tick(tick)))).collect();
    let over = html! {
        @for (place, (from, to)) in pieces.iter().enumerate().filter(|(_, (from, to))| to - from >= ROOM) {
            text.piece-number x=(along(f64::midpoint(*from, *to))) y=(BAR / 2.0 + 4.0) { (place + 1) }
        }
        (plot::texts_below(ticks.iter().map(|(share, text)| (*share, text.as_str())), BAR + plot::FOOT))
    };
    plot::frame(BAR + plot::FOOT, &label, &paths, &over)
}

impl<'a> Way<'a> {
    fn of(legs: Vec<&'a LegFinding>) -> Self {
        let mut nodes: Vec<Node<'a>> = Vec::new();
        for (number, leg) in legs.iter().enumerate() {
            match edge(&leg.work) {
                Some((from, to)) => {
                    if nodes.is_empty() {
                        nodes.push(Node { name: from, edge: None, inside: Vec::new() });
                    }
                    nodes.push(Node { name: to, edge: Some(number), inside: Vec::new() });
                }
                None => match nodes.iter().rposition(|node| !node.name.is_empty() && leg.work.contains(node.name)) {
                    Some(place) => nodes[place].inside.push(number),
                    // Work whose place the words do not tell is a box of its own.
                    None => nodes.push(Node { name: "", edge: None, inside: vec![number] }),
                },
            }
        }
        Self { nodes, legs }
    }

    fn boxes(&self) -> Markup {
        html! {
            ol.way {
                @for (place, node) in self.nodes.iter().enumerate() {
                    @if place > 0 {
                        li.edge {
                            @if let Some(number) = node.edge { (self.time(number)) }
                            span.arrow aria-hidden="true" {}
                        }
                    }
                    li.node {
                        @if !node.name.is_empty() { strong { (node.name) } }
                        @for number in &node.inside {
                            span.work { @if node.name.is_empty() { (self.legs[*number].work) " " } (self.time(*number)) }
                        }
                    }
                }
            }
        }
    }

    fn time(&self, number: usize) -> Markup {
        html! {
            span.time title=(self.legs[number].work) {
                span.swatch.(shade(number)) { (number + 1) } " " (numbers::number(self.legs[number].elapsed_ms.value)) " ms"
            }
        }
    }
}

/// The two ends, where the words name nothing else.
pub(super) fn edge(work: &str) -> Option<(&str, &str)> {
    let (from, to) = [" and ", " to ", " → ", " -> "].into_iter().find_map(|between| work.split_once(between))?;
    let is_name = |end: &str| !end.contains(',') && (1..=2).contains(&end.split_whitespace().count());
    (is_name(from) && is_name(to)).then_some((from, to))
}

fn total(legs: &[&LegFinding]) -> f64 {
    legs.iter().map(|leg| leg.elapsed_ms.value.max(0.0)).sum()
}

fn shade(place: usize) -> String {
    format!("s{}", place % 6)
}
