//! How many single samples the pictures of a report show, so that its file stays small enough to be sent.

use crate::record::Run;

/// Most pairs of all pictures.
const PAIRS: usize = 9_000;

/// Most dots of all pictures, pairs among them.
const DOTS: usize = 8_000;

/// Most picked requests of an arm, and fewest in a report of very many.
const PICKS: (usize, usize) = (240, 24);

/// Of how many pairs one is drawn: more than one in a run of very many, whose medians still come from all.
pub(super) fn one_in(run: &Run) -> usize {
    pairs(run).div_ceil(PAIRS).max(1)
}

/// How many requests of each arm are shown: fewer where a run has many pairs and arms.
pub(super) fn of(run: &Run) -> usize {
    let strips = run.findings.cells.iter().flat_map(|cell| &cell.arms).filter(|arm| !arm.strip.is_empty()).count();
    (DOTS.saturating_sub(pairs(run) / one_in(run)) / strips.max(1)).clamp(PICKS.1, PICKS.0)
}

fn pairs(run: &Run) -> usize {
    run.findings.cells.iter().flat_map(|cell| &cell.arms).map(|arm| arm.pair_ratios.len()).sum()
}
