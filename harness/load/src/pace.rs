//! Waiting for a moment to the microsecond, while answers are taken in.

use std::{
    future::poll_fn,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use tokio::{
    runtime,
    task::yield_now,
    time::{Instant as Timer, sleep_until},
};

/// How long before a moment the sleeping ends. Tokio's timers count whole milliseconds and are late by up to two of them,
/// and a processor that slept takes a while to run at full speed.
const SPIN: Duration = Duration::from_millis(3);

/// Longest sleep between two looks at whether it is over.
const LOOK: Duration = Duration::from_millis(200);

/// Returns at `moment`, and not before, unless `is_over` says meanwhile that nothing is to come, which it answers with `false`.
/// `take_in` is called whenever something may have come meanwhile; it takes what is there and leaves its waker for the rest.
pub(super) async fn wait_until(
    moment: Instant,
    mut take_in: impl FnMut(&mut Context<'_>),
    is_over: &dyn Fn() -> bool,
) -> bool {
    loop {
        if is_over() {
            return false;
        }
        let now = Instant::now();
        let Some(far) = moment.checked_sub(SPIN).filter(|far| *far > now) else { break };
        let mut sleep = std::pin::pin!(sleep_until(Timer::from_std(far.min(now + LOOK))));
        poll_fn(|context| {
            take_in(context);
            sleep.as_mut().poll(context)
        })
        .await;
    }
    // Yielding lets the runtime ask the system for what has come, without waiting for it.
    while Instant::now() < moment {
        yield_now().await;
        poll_fn(|context| {
            take_in(context);
            Poll::Ready(())
        })
        .await;
    }
    true
}

/// How late each moment of a schedule is met when there is nothing to send: what the machine and the clock allow.
pub fn pacing(schedule: &[Duration]) -> std::io::Result<Vec<Duration>> {
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    let begun = Instant::now();
    Ok(runtime.block_on(async {
        let mut lags = Vec::with_capacity(schedule.len());
        for after in schedule {
            let moment = begun + *after;
            wait_until(moment, |_| (), &|| false).await;
            lags.push(moment.elapsed());
        }
        lags
    }))
}
