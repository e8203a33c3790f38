//! What each system says of its paths: which are its own, what they take, and what they ask for.

use shared::error::Failure;

use crate::address::Parameters;

/// The methods of a route that tells something, as the `Allow` header lists them.
pub(crate) const GET: &str = "GET, HEAD, OPTIONS";

/// The methods of a route that does something.
pub(crate) const POST: &str = "POST, OPTIONS";

/// What a path leads to, with whatever it names on its way there.
pub(crate) trait Endpoint<'a>: Sized {
    /// What its system is asked for.
    type Asked;

    /// Follows the segments of a path, none of which is empty; none where it leads nowhere.
    fn find(segments: &[&'a str]) -> Option<Self>;

    /// The methods: [`GET`] or [`POST`].
    fn methods(&self) -> &'static str;

    /// The parameters that the address may have.
    fn parameters(&self) -> &'static [&'static str] {
        &[]
    }

    /// What is asked for with these parameters.
    fn asked(self, parameters: &Parameters) -> Result<Self::Asked, Failure>;
}
