//! Under which name an owner's isolate is asked for, where no pool keeps it.

use shared::{ids::TenantId, limits::isolation as limits, rendezvous::name_bits};

/// One of a fixed number of names: an isolate is never ended because nobody asks for it, so there must not be a name for each owner.
/// Owners that share a name push each other out.
pub(crate) fn of(owner: &TenantId) -> String {
    format!("stateless/{}", name_bits(owner.as_str()) % u64::from(limits::STATELESS_NAMES))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn owners_have_steady_names_and_there_are_not_too_many() {
        let owner = |number: u32| TenantId::parse(&format!("owner-{number}")).unwrap();
        let names: HashSet<_> = (0..2_000).map(|number| of(&owner(number))).collect();
        assert_eq!(u32::try_from(names.len()).unwrap(), limits::STATELESS_NAMES);
        assert_eq!(of(&owner(7)), of(&owner(7)));
    }
}
