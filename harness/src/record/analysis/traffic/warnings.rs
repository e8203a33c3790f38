//! What a reader of traffic should know before carrying it over to another place.

use crate::{
    instrument::{
        scenario::{Procedure, Scenario},
        target::TargetKind,
    },
    record::Card,
};

/// What goes for a run with traffic; nothing for another one.
pub(in crate::record::analysis) fn warnings(scenario: &Scenario, card: &Card) -> Vec<String> {
    let scale = |procedure: &Procedure| match procedure {
        Procedure::Traffic { time_scale, .. } => Some(*time_scale),
        Procedure::Paired { .. }
        | Procedure::FirstRequest { .. }
        | Procedure::Ladder { .. }
        | Procedure::Open { .. }
        | Procedure::Audit(_) => None,
    };
    let scales: Vec<f64> = scenario.cells.values().filter_map(|cell| scale(&cell.procedure)).collect();
    let mut warnings = Vec::new();
    let is_local = card.target != TargetKind::Deployed;
    if !scales.is_empty() && is_local && card.placement.compute_isolates == Some(1) {
        warnings.push(
            "this place has one isolate for each Worker, so whoever comes second finds it warm: shares of warm requests \
             on a shared engine are upper bounds and do not carry over to production"
                .to_owned(),
        );
    }
    if let Some(scale) = scales.iter().find(|scale| (**scale - 1.0).abs() > f64::EPSILON) {
        warnings.push(format!(
            "waiting times were divided by {scale}; eviction follows the platform's own clock (locally 10 s idle) and was not, so \
             gaps and sparse traffic are further from it than they seem"
        ));
    }
    warnings
}
