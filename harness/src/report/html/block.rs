//! Blocks: each kind in one form, whatever it tells of.

use maud::{Markup, html};

use super::{
    arms::Arms,
    card, picture,
    table::table,
    text::{heard, text},
};
use crate::report::document::{Block, Facts, Figure, Layout, Part, Picture, Section, Style, Text};

/// The section; where it has several parts, they are listed first.
pub(super) fn section(section: &Section, arms: &Arms) -> Markup {
    html! {
        @if section.parts().count() > 2 {
            ul.contents { @for part in section.parts() {
                li { a href=(format!("#{}", part.id)) { (heard(&part.title)) } }
            } }
        }
        (blocks(&section.blocks, arms))
    }
}

fn blocks(blocks: &[Block], arms: &Arms) -> Markup {
    html! { @for block in blocks { (self::block(block, arms)) } }
}

fn block(block: &Block, arms: &Arms) -> Markup {
    html! {
        @match block {
            Block::Paragraph(said) => p { (text(said, arms)) },
            Block::Note(said) => p.note { (text(said, arms)) },
            Block::Points(points) => ul.points { @for point in points { li { (text(point, arms)) } } },
            Block::Legend(entries) => ul.legend aria-label="arms" { @for entry in entries { li { (text(entry, arms)) } } },
            Block::Facts(facts) => (self::facts(facts, arms)),
            Block::Notice { tone, title, points } => {
                div.notice.(tone.as_str()) {
                    strong { (title) }
                    ul { @for point in points { li { (text(point, arms)) } } }
                }
            },
            Block::Cards { title, cards } => { h3 { (title) } (card::cards(cards, arms)) },
            Block::Table(content) => (table(content, arms)),
            Block::Figures(layout, figures) => (self::figures(*layout, figures, arms)),
            // They stand for a picture.
            Block::Lines(_) => {},
            Block::Details { summary, blocks: folded } => @if !folded.is_empty() {
                details { summary { (summary) } (blocks(folded, arms)) }
            },
            Block::Part(part) => (self::part(part, arms)),
        }
    }
}

fn part(part: &Part, arms: &Arms) -> Markup {
    html! {
        article.part id=(part.id) {
            h3 { (text(&part.title, arms)) }
            (blocks(&part.blocks, arms))
        }
    }
}

fn facts(Facts { style, facts }: &Facts, arms: &Arms) -> Markup {
    let value = |values: &[Text]| {
        html! {
            @match values {
                [one] => (text(one, arms)),
                several => ul.plain { @for value in several { li { (text(value, arms)) } } },
            }
        }
    };
    match style {
        Style::Card => html! { dl.grid { @for (place, fact) in facts.iter().enumerate() {
            div.whole[place == 0] { dt { (fact.term) } dd { (value(&fact.values)) } }
        } } },
        Style::Numbers => html! { dl.tiles { @for fact in facts {
            div { dt { (fact.term) } dd.big { (value(&fact.values)) } @if let Some(note) = fact.note { dd.note { (note) } } }
        } } },
        Style::Sentences => html! { dl.threats { @for fact in facts {
            div { dt { (fact.term) } dd { (value(&fact.values)) } }
        } } },
    }
}

fn figures(layout: Layout, figures: &[Figure], arms: &Arms) -> Markup {
    let draw = |figure: &Figure| {
        if let Picture::Forest(content) = &figure.picture {
            Some(table(content, arms))
        } else {
            picture::figure(figure, layout, arms)
        }
    };
    let drawn: Vec<Markup> = figures.iter().filter_map(draw).collect();
    let class = match layout {
        Layout::Beside => "pictures",
        Layout::Maps => "pictures heats",
        Layout::Under => "ways",
        Layout::Wide => "curves",
    };
    html! { @if !drawn.is_empty() {
        @if layout == Layout::Maps { (picture::heat_legend()) }
        div class=(class) { @for figure in &drawn { (figure) } }
    } }
}
