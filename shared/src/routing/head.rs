//! The few bytes at the beginning of a question that tell where it should go.

use crate::{envelope::Question, ids::TenantId, limits, protocol::Owner};

/// Most bytes in which a head lies: the request id, three varints, the service and the tenant's name. No more of a question need be copied
/// to be routed, however large it is.
pub const HEAD_BYTES: usize = 8 + 10 + 10 + 10 + limits::TENANT_ID_BYTES;

/// What stands at the beginning of a question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// How long the caller waits; zero where it cannot be read.
    pub patience_ms: u64,
    /// The tenant, where the question begins with one.
    pub tenant: Option<TenantId>,
}

impl Head {
    /// Reads the head of a question about an object's tenant, such as [`Execute`](crate::call::Execute), whose input begins with it.
    /// Whoever answers the question says what is wrong with one that cannot be read.
    pub fn of_tenant(beginning: &[u8]) -> Self {
        match postcard::take_from_bytes::<Question<Owner>>(beginning) {
            Ok((Question { patience_ms, input, .. }, _)) => Self { patience_ms, tenant: Some(input.tenant) },
            Err(_) => Self::of_anything(beginning),
        }
    }

    /// Reads the head of any other question.
    pub fn of_anything(beginning: &[u8]) -> Self {
        let read = postcard::take_from_bytes::<Question<()>>(beginning);
        Self { patience_ms: read.map_or(0, |(question, _)| question.patience_ms), tenant: None }
    }
}
