//! What the tenants of a lane are called.

use std::fmt::Write as _;

use super::{contender::Contender, traffic::Shape, visit::Variant};

/// A name that no other lane of the run uses, since lanes may share compute, and its copies.
pub(super) fn tenant_name(
    shape: &Shape,
    pass: u32,
    (contender, variant): (&Contender, Variant),
    tenant: u32,
    fresh: &str,
) -> String {
    let mut name = contender.arm.clone();
    if let Some(routing) = contender.routing {
        name = format!("{name}-{}", routing.as_str());
    }
    // A String takes all that is written.
    let _ = write!(name, "-{}{pass}", shape.name.letter());
    if variant == Variant::KeepWarm {
        name.push('k');
    }
    let _ = write!(name, "-{tenant}{fresh}");
    name
}

#[cfg(test)]
mod tests;
