//! The workflows that can be run here, one in a file: each shows one thing that workflows are for.
//!
//! | workflow | shows |
//! |---|---|
//! | [`counter`] | steps, each stored once |
//! | [`sleepy`] | waiting without being there |
//! | [`approval`] | waiting for somebody, but not for ever |
//! | [`debits`] | calls of other objects, one by one or together |
//! | [`process_order`] | all of it: a price, a payment, then stock and shipping side by side |

mod approval;
mod counter;
mod debits;
#[cfg(feature = "fault-injection")]
mod faulty;
mod process_order;
mod sleepy;

use workflow_engine::workflow::Registry;

/// All of them.
pub(crate) fn registry() -> Registry {
    let registry = Registry::default()
        .with::<approval::Approval>()
        .with::<counter::Counter>()
        .with::<debits::Debits>()
        .with::<process_order::ProcessOrder>()
        .with::<sleepy::Sleepy>();
    #[cfg(feature = "fault-injection")]
    let registry = registry.with::<faulty::Faulty>();
    registry
}
