//! The answers as cards: one for each headline comparison and one for each claim.

use statistics::{Comparison, Verdict};

use crate::{
    instrument::scenario::Kind,
    numbers::{count, counted, ranged},
    ranged::Ranged,
    record::{
        CellFinding, ClaimFinding, Run,
        quantity::{Condition, Measure},
    },
    report::{
        badges,
        document::{Block, Card, CardPicture, Piece, Text, Track},
        words::nothing_found,
    },
};

/// The cards.
pub(super) fn blocks(run: &Run) -> Vec<Block<'_>> {
    let compared: Vec<Card> = run.findings.cells.iter().flat_map(|cell| comparisons(run, cell)).collect();
    let claims: Vec<Card> = run.findings.claims.iter().map(|found| claim(run, found)).collect();
    if compared.is_empty() && claims.is_empty() {
        return vec![Block::Note("No claim was made and no arm was compared with another.".into())];
    }
    [("Headline comparisons", compared), ("Claims made before the run", claims)]
        .into_iter()
        .filter(|(_, cards)| !cards.is_empty())
        .map(|(title, cards)| Block::Cards { title, cards })
        .collect()
}

/// Two arms, for a card.
struct Compared<'a> {
    arm: &'a str,
    base: Option<&'a str>,
    ratio: Ranged,
    difference: Option<Ranged>,
    verdict: Option<Verdict>,
}

/// The headline against the base, then, where pairs stood side by side, the others against each other.
fn comparisons(run: &Run, cell: &CellFinding) -> Vec<Card> {
    let headline = cell.arm(&cell.headline).and_then(|arm| {
        let (base, difference, verdict) = (cell.base.as_deref(), arm.difference_ms, arm.verdict);
        Some(Compared { arm: &arm.name, base, ratio: arm.ratio?, difference, verdict })
    });
    let others = cell.others.iter().filter(|_| cell.procedure == "paired").map(|pair| Compared {
        arm: &pair.arm,
        base: Some(&pair.base),
        ratio: pair.ratio,
        difference: Some(pair.difference_ms),
        verdict: pair.verdict,
    });
    headline.into_iter().chain(others).map(|compared| comparison(run, cell, &compared)).collect()
}

fn comparison(run: &Run, cell: &CellFinding, compared: &Compared) -> Card {
    let Compared { arm, base, ratio, difference, verdict } = compared;
    let costs = difference.map(|difference| (cell.clock.more(), Text::figure(ranged(&difference))));
    let samples = cell.arm(arm).map(|arm| {
        let pairs = counted(cell.pairs.into(), "pair");
        let of = if cell.pairs > 0 { format!(" in {pairs}") } else { String::new() };
        ("n", Text::plain(count(arm.samples) + &of))
    });
    let of = base.map_or_else(|| Text::arm(arm), |base| Text::against(arm, base));
    Card {
        title: Piece::Link { text: cell.title.clone(), to: format!("cell-{}", cell.name) }.into(),
        badge: badges::judged(*verdict),
        target: badges::target(run.card.target),
        is_invalid: !run.findings.trust.invalid.is_empty(),
        value: Some((ranged(ratio), "×")),
        nothing: String::new(),
        picture: Some(CardPicture::Ratio(Track {
            arm: (*arm).to_owned(),
            of: of.words(),
            ratio: *ratio,
            bar: cell.noise.as_ref().map(|noise| noise.bar),
        })),
        facts: costs.into_iter().chain(samples).collect(),
        of,
    }
}

fn claim(run: &Run, claim: &ClaimFinding) -> Card {
    // A claim that the scenario of the record does not know has a number, but neither unit nor picture.
    let condition = Condition::parse(&claim.holds, &run.scenario).ok();
    let unit = condition.as_ref().map_or("", |condition| unit(condition.quantity.measure));
    let picture = claim.found.zip(condition).map(|(found, condition)| {
        let holds_below = matches!(condition.comparison, Comparison::Less | Comparison::AtMost);
        CardPicture::Bound { found, bound: condition.number, holds_below }
    });
    let of = match claim.kind {
        Kind::Hypothesis => "hypothesis",
        Kind::Bound => "bound on our own code",
    };
    Card {
        of: of.into(),
        title: claim.question.as_str().into(),
        badge: badges::answer(claim.kind, claim.answer),
        target: badges::target(run.card.target),
        is_invalid: !run.findings.trust.invalid.is_empty(),
        value: claim.found.map(|found| (ranged(&found), unit)),
        nothing: nothing_found(claim),
        picture,
        facts: vec![("claimed", Text::code(claim.holds.clone()))],
    }
}

/// In what a claimed quantity is counted; its name says so.
fn unit(measure: Measure) -> &'static str {
    match measure {
        Measure::Ratio => "×",
        _ if measure.is_time() => "ms",
        _ if measure.is_share() => "as a share of 1",
        _ => "",
    }
}
