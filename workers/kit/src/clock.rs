//! The platform's clock: whole milliseconds, and standing still between I/O where deployed.

use shared::timing::{Clock, UnixMillis};

/// `Date.now()`. Outside a request it shows zero.
#[derive(Clone, Copy, Debug, Default)]
pub struct WorkerClock;

impl Clock for WorkerClock {
    fn now(&self) -> UnixMillis {
        let now = js_sys::Date::now();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "milliseconds since 1970 are positive and far below 2^53"
        )]
        UnixMillis(now as u64)
    }
}
