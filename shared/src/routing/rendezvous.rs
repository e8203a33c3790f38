//! The home of a tenant among isolates, by rendezvous hashing.

use std::num::NonZeroUsize;

use crate::{ids::TenantId, random::Random};

/// The isolate that draws the highest number for a tenant.
///
/// Each draws by itself, so an isolate that is added takes its even share of tenants from all others and moves nobody else:
/// of the tenants of `n` isolates, one in `n + 1` moves.
pub(super) fn home(tenant: &TenantId, isolates: NonZeroUsize) -> usize {
    let name = name_bits(tenant);
    (0..isolates.get()).max_by_key(|&isolate| Random::seeded(name ^ isolate as u64).next_bits()).unwrap_or_default()
}

/// The name as 64 bits (FNV-1a); the generator behind it mixes them.
fn name_bits(tenant: &TenantId) -> u64 {
    tenant
        .as_str()
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |bits, byte| (bits ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}
