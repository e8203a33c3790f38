//! The page: what stands above everything, then the sections.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{
    arms::{self, Arms},
    block, picture, text,
};
use crate::report::document::{Document, Line};

/// The page loads nothing and runs nothing, and says so to the browser.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// What a page says of itself before its body: what it looks like is in it, and nothing else is loaded.
pub(crate) fn head_of(title: &str, styles: &[&str]) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta http-equiv="Content-Security-Policy" content=(POLICY);
            link rel="icon" href="data:,";
            title { (title) " · Isolab" }
            style { @for style in styles { (PreEscaped(style)) } }
        }
    }
}

/// The page.
pub(super) fn page(document: &Document) -> Markup {
    let arms = Arms::of(&document.arms);
    html! {
        (DOCTYPE)
        html lang="en" {
            (head_of(&document.title, &[picture::LOOKS, include_str!("style.css")]))
            body {
                (arms::shapes())
                @for banner in &document.banners {
                    div.banner.(banner.tone.as_str()) role="alert" {
                        p { strong { (banner.sign) " " (banner.title) ": " } (banner.reason) }
                    }
                }
                main class=[document.is_invalid.then_some("invalid")] {
                    (head(document, &arms))
                    nav aria-label="contents" { ul { @for section in &document.sections {
                        li { a href=(format!("#{}", section.id)) { (section.title) } }
                    } } }
                    @for section in &document.sections {
                        section id=(section.id) aria-labelledby=(format!("{}-title", section.id)) {
                            h2 id=(format!("{}-title", section.id)) { (section.title) }
                            (block::section(section, &arms))
                        }
                    }
                }
                footer { (document.origin) }
            }
        }
    }
}

fn head(document: &Document, arms: &Arms) -> Markup {
    html! {
        header {
            p.over { "Isolab · " (document.name) }
            h1 { (document.title) }
            @if !document.answer.is_empty() {
                dl.answers { @for lines in document.answer.chunk_by(|one, next| one.label == next.label) {
                    @for (place, Line { label, sentence }) in lines.iter().enumerate() {
                        div { @if place == 0 { dt { (label) } } dd.(label) { (sentence) } }
                    }
                } }
            }
            p.badges { (text::text(&document.marks, arms)) }
        }
    }
}
