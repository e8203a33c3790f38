//! Follows the calls that are to be made at most once: none leaves a second time once it may have arrived.

use std::collections::HashMap;

use shared::durable::{Call, Delivered};

use super::{
    objects::asked,
    scenario::Scenario,
    truth::{Fault, Faults},
};
use crate::{
    outbox::{Mode, Parcel, ParcelId},
    pieces,
};

/// The messages that may have brought each such operation to its target.
#[derive(Default)]
pub(super) struct Once(HashMap<u64, Vec<ParcelId>>);

impl Once {
    /// A message leaves.
    pub(super) fn left(&mut self, parcel: &Parcel, scenario: &Scenario, faults: &mut Faults) {
        for operation in operations(parcel).into_iter().flatten() {
            if scenario.plan(operation).is_some_and(|plan| plan.mode == Mode::AtMostOnce) {
                let earlier = self.0.entry(operation).or_default();
                if !earlier.is_empty() {
                    faults.add(Fault::Untrue, format!("operation {operation} leaves again, and was to be sent once"));
                }
                earlier.push(parcel.id);
            }
        }
    }

    /// An answer has come: what it says was not made may be sent again.
    pub(super) fn answered(&mut self, parcel: &Parcel, delivered: &Delivered) {
        let taken = match delivered {
            Delivered::Taken { count, .. } => *count as usize,
            Delivered::Gap { .. } | Delivered::Fenced { .. } | Delivered::Overloaded { .. } => 0,
        };
        for operation in operations(parcel).into_iter().skip(taken).flatten() {
            if let Some(earlier) = self.0.get_mut(&operation) {
                earlier.retain(|id| *id != parcel.id);
            }
        }
    }
}

/// What the calls of a message ask; none of those that are void.
fn operations(parcel: &Parcel) -> Vec<Option<u64>> {
    let mut all = Vec::new();
    for piece in &parcel.delivery.calls {
        let mut rest = &piece[..];
        while !rest.is_empty() {
            all.push(match pieces::take(&mut rest).expect("it is a call") {
                Call::Make { input, .. } => Some(asked(input).operation),
                Call::Void => None,
            });
        }
    }
    all
}
