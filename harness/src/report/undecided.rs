//! What a run left open: comparisons without a verdict and hypotheses without an answer.

use statistics::{Answer, Verdict};

use crate::{instrument::scenario::Kind, record::Run};

/// Something that the run did not settle.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Undecided {
    /// Its name, as gates write it.
    pub name: String,
    /// How many pairs would settle it, where any number would.
    pub pairs: Option<f64>,
}

/// Everything that the run did not settle, cell by cell, then the hypotheses.
pub(crate) fn undecided(run: &Run) -> Vec<Undecided> {
    let is_open = |verdict: Option<Verdict>| matches!(verdict, None | Some(Verdict::Inconclusive));
    let verdicts = run.findings.cells.iter().flat_map(|cell| {
        let arms = cell.arms.iter().filter(|arm| arm.ratio.is_some() && !arm.control && is_open(arm.verdict));
        let arms = arms.map(|arm| (arm.name.clone(), arm.pairs_to_settle));
        let others = cell.others.iter().filter(|pair| is_open(pair.verdict));
        let others = others.map(|pair| (format!("{}/{}", pair.arm, pair.base), pair.pairs_to_settle));
        arms.chain(others).map(|(name, pairs)| Undecided { name: format!("{}.{name}", cell.name), pairs })
    });
    let claims = run.findings.claims.iter();
    let claims = claims.filter(|claim| claim.kind == Kind::Hypothesis && claim.answer == Answer::Undecided);
    verdicts.chain(claims.map(|claim| Undecided { name: claim.name.clone(), pairs: None })).collect()
}
