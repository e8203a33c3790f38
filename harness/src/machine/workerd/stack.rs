//! How much stack the local runtime gets. Postgres allows itself 2 MiB of its own, and compiled to WASM each byte of that
//! takes up to eight of the platform's; the platform's default is less than one MiB in all. What a deployment offers, nobody
//! says; there Postgres tries it out.
//!
//! The runtime's own stack grows up to the limit that the process has when it starts, and ends the process beyond it. So the
//! limit is raised first, and the runtime told of what it is.

use nix::sys::resource::{Resource, getrlimit, rlim_t, setrlimit};

/// What code of Workers may use, in KiB.
const FOR_WORKERS_KIB: u64 = 16_000;
/// Of the limit, what code of Workers may use; the rest is the runtime's own.
const SHARE: (u64, u64) = (1, 3);

/// Raises the limit for what is started from now on, as far as that goes, and says how much of it code of Workers may use, in
/// KiB; none where nobody can tell.
pub(super) fn raise() -> Option<u64> {
    let (soft, hard) = getrlimit(Resource::RLIMIT_STACK).ok()?;
    let wanted: rlim_t = FOR_WORKERS_KIB * SHARE.1 / SHARE.0 * 1024;
    let limit = wanted.min(hard);
    if soft < limit && setrlimit(Resource::RLIMIT_STACK, limit, hard).is_err() {
        return Some(share(soft));
    }
    Some(share(limit.max(soft)))
}

fn share(limit: rlim_t) -> u64 {
    (limit / 1024 * SHARE.0 / SHARE.1).min(FOR_WORKERS_KIB)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workers_get_a_share_of_the_limit_and_no_more_than_they_need() {
        assert_eq!(share(8 << 20), 8192 / 3);
        assert_eq!(share(rlim_t::MAX), FOR_WORKERS_KIB);
    }
}
