//! Cards: an answer with its word, its number and a small picture.

use maud::{Markup, html};

use super::{
    arms::Arms,
    picture::{against_bound, ratio_axis, track},
    text::{badge, figure, text},
};
use crate::{
    numbers::tick,
    report::document::{Card, CardPicture},
};

/// How high the small picture is, in pixels.
const HEIGHT: f64 = 26.0;

/// The cards; all ratios stand on one axis.
pub(super) fn cards(cards: &[Card], arms: &Arms) -> Markup {
    let tracks = cards
        .iter()
        .filter_map(|card| if let Some(CardPicture::Ratio(track)) = &card.picture { Some(track) } else { None });
    let axis = ratio_axis(tracks);
    let picture = |picture: &CardPicture| match (picture, &axis) {
        (CardPicture::Ratio(content), Some(axis)) => track(axis, content, arms.look(&content.arm), HEIGHT),
        (CardPicture::Bound { found, bound, holds_below }, _) => html! {
            (against_bound(found, *bound, *holds_below, HEIGHT))
            p.scale { "shaded: where the claim holds, up to the bound of " (tick(*bound)) }
        },
        (CardPicture::Ratio(_), None) => html! {},
    };
    html! {
        ul.cards { @for card in cards {
            li.card.(card.badge.tone.as_str()) {
                p.over { (text(&card.of, arms)) }
                h4 { (text(&card.title, arms)) }
                p.answer {
                    (badge(&card.badge)) span.target { (card.target) }
                    @if card.is_invalid { span.beware { "✗ of an invalid run" } }
                }
                @match &card.value {
                    Some((value, unit)) => p.value { (figure(value, unit)) },
                    None => p.value.nothing { (card.nothing) },
                }
                @if let Some(content) = &card.picture { (picture(content)) }
                dl.facts { @for (term, fact) in &card.facts { div { dt { (term) } dd { (text(fact, arms)) } } } }
            }
        } }
    }
}
