//! Each policy as the waits that it gives.

use std::time::Duration;

use super::Retry;
use crate::error::StepError;

const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

fn waits(retry: Retry) -> Vec<u128> {
    let mut since = Duration::ZERO;
    let mut all = Vec::new();
    for failed in 1..20 {
        let Some(wait) = retry.wait(failed, since, &StepError::new("no"), 7) else { break };
        since += wait;
        all.push(wait.as_millis());
    }
    all
}

#[test]
fn policies_wait_as_they_say() {
    assert!(waits(Retry::never()).is_empty());
    assert_eq!(waits(Retry::constant(ms(5)).attempts(4)), [5, 5, 5]);
    assert_eq!(waits(Retry::linear(ms(5)).attempts(4)), [5, 10, 15]);
    assert_eq!(waits(Retry::exponential(ms(5)).attempts(6).at_most(ms(30))), [5, 10, 20, 30, 30]);
    assert_eq!(waits(Retry::constant(ms(10)).elapsed(ms(35))), [10, 10, 10]);
}

#[test]
fn an_attempt_may_take_what_is_left_of_the_step() {
    let retry = Retry::constant(ms(0)).each_within(ms(20)).elapsed(ms(50));
    assert_eq!([ms(0), ms(40), ms(60)].map(|since| retry.timeout(since)), [Some(ms(20)), Some(ms(10)), Some(ms(0))]);
    assert_eq!(Retry::never().timeout(ms(5)), None);
    assert_eq!(retry.wait(3, ms(50), &StepError::new("late"), 0), None);
}

#[test]
fn jitter_is_never_more_than_the_wait() {
    let jittered = waits(Retry::exponential(ms(1_000)).jittered().attempts(8));
    let plain = waits(Retry::exponential(ms(1_000)).attempts(8));
    assert!(jittered.iter().zip(&plain).all(|(jittered, plain)| jittered <= plain));
    assert_ne!(jittered, plain);
}

#[test]
fn a_step_may_ask_for_a_longer_wait_and_for_none() {
    let retry = Retry::constant(ms(5));
    let busy = StepError::new("busy").retry_after(ms(900));
    assert_eq!(retry.wait(1, ms(0), &busy, 0), Some(ms(900)));
    assert_eq!(retry.wait(1, ms(0), &StepError::terminal("no such card"), 0), None);
}
