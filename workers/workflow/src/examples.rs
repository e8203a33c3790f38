//! The workflows that can be run here, one in a file: each shows one thing that workflows are for.
//!
//! | workflow | shows |
//! |---|---|
//! | [`counter`] | steps, each stored once |
//! | [`sleepy`] | waiting without being there |
//! | [`approval`] | waiting for somebody, but not for ever |
//! | [`debits`] | calls of other objects, one by one or together |
//! | [`quotes`] | several at once, some of which are enough, within a time; a version, and what nobody is told |
//! | [`squares`] | many steps at once, or so many at a time |
//! | [`export`] | so many at once, and keys that take turns |
//! | [`tree`] | children of children, so many at once |
//! | [`review`] | a token for somebody outside, who completes what the instance waits for |
//! | [`ticker`] | looking at something again and again, and going on as new |
//! | [`trip`] | undoing what was done, where the whole does not come about |
//! | [`process_order`] | all of it: a price, a payment, then stock and shipping side by side |

mod approval;
mod counter;
mod debits;
mod export;
#[cfg(feature = "fault-injection")]
mod faulty;
mod process_order;
mod quotes;
mod review;
mod sleepy;
mod squares;
#[cfg(test)]
mod tests;
mod ticker;
mod tree;
mod trip;

use workflow_engine::workflow::Registry;

/// All of them.
pub(crate) fn registry() -> Registry {
    let registry = Registry::default()
        .with::<approval::Approval>()
        .with::<counter::Counter>()
        .with::<debits::Debits>()
        .with::<export::Export>()
        .with::<process_order::ProcessOrder>()
        .with::<quotes::Quotes>()
        .with::<review::Review>()
        .with::<sleepy::Sleepy>()
        .with::<squares::Squares>()
        .with::<ticker::Ticker>()
        .with::<tree::Tree>()
        .with::<trip::Trip>();
    #[cfg(feature = "fault-injection")]
    let registry = crate::conformance::added_to(registry.with::<faulty::Faulty>());
    registry
}
