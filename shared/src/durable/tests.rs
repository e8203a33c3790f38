//! Plans and their bounds.
