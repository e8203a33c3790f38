//! Names that a request chooses from.

use strum::VariantArray;

use crate::error::{ErrorCode, Failure};

/// A field whose value is one of a few names.
pub trait Choice: Copy + Into<&'static str> + VariantArray {
    /// The field's name, as in `"method": "binding_rpc"`.
    const FIELD: &'static str;
    /// Everything there is to choose from.
    const ALL: &'static [Self] = Self::VARIANTS;

    /// The name on the wire.
    fn as_str(self) -> &'static str {
        self.into()
    }

    /// Finds what a name stands for, or answers [`ErrorCode::BadChoice`] with the names that there are.
    fn parse(name: &str) -> Result<Self, Failure> {
        Self::ALL.iter().copied().find(|choice| choice.as_str() == name).ok_or_else(|| {
            let known: Vec<_> = Self::ALL.iter().map(|choice| choice.as_str()).collect();
            // Whatever was sent comes back no longer than a name could be.
            let name: String = name.chars().take(40).collect();
            let message = format!("there is no {} {name:?}; there are {}", Self::FIELD, known.join(", "));
            Failure::new(ErrorCode::BadChoice, message)
        })
    }
}
