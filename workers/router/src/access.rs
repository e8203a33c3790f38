//! The bearer token: whatever runs SQL or starts something asks for it, and without a configured token all of it is
//! closed.
//!
//! `LAB_TOKEN` is a secret of the deployment. `LAB_OPEN = "local"` opens a local run; only the generated local
//! configuration and `.dev.vars` say so, which no deployment reads.

use shared::error::{ErrorCode, Failure};
use subtle::ConstantTimeEq;
use worker::{Env, Request};

const TOKEN: &str = "LAB_TOKEN";
const OPEN: &str = "LAB_OPEN";
const OPEN_VALUE: &str = "local";

/// Whether this is a local run, in which nothing is closed and nothing is counted.
pub(crate) fn is_local(env: &Env) -> bool {
    env.var(OPEN).is_ok_and(|value| value.to_string() == OPEN_VALUE)
}

/// What cursors of benchmarks are signed with: a key that only this deployment has, derived from its token. A local run has no
/// secret, so everybody has its key; there a signature tells what is broken from what is whole, and nothing of who made it.
pub(crate) fn signing_key(env: &Env) -> [u8; 32] {
    let token = if is_local(env) { None } else { env.secret(TOKEN).ok() };
    derive_key(token.map(|token| token.to_string()).as_deref())
}

fn derive_key(token: Option<&str>) -> [u8; 32] {
    blake3::derive_key("isolab router: cursors of benchmarks", token.unwrap_or_default().as_bytes())
}

/// Lets a request pass, or says what it lacks.
pub(crate) fn check(request: &Request, env: &Env) -> Result<(), Failure> {
    if is_local(env) {
        return Ok(());
    }
    let configured = env.secret(TOKEN).ok().map(|token| token.to_string());
    let header = request.headers().get("authorization").ok().flatten();
    judge(configured.as_deref(), header.as_deref())
}

fn judge(configured: Option<&str>, header: Option<&str>) -> Result<(), Failure> {
    let Some(configured) = configured.filter(|token| !token.is_empty()) else {
        return Err(Failure::new(
            ErrorCode::TokenNotConfigured,
            "this deployment has no LAB_TOKEN, so it is closed; set one with `wrangler secret put LAB_TOKEN`",
        ));
    };
    // The name of the scheme is written in any case. Two headers arrive as one with a comma, which is no token.
    let presented = header.and_then(|header| header.split_once(' '));
    let presented =
        presented.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map_or("", |(_, token)| token);
    // In constant time, so that the time of an answer says nothing about how much of a guess was right.
    if bool::from(presented.as_bytes().ct_eq(configured.as_bytes())) {
        return Ok(());
    }
    Err(Failure::new(ErrorCode::Unauthorized, "send the token as `Authorization: Bearer …`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_configured_token_everything_is_closed() {
        for configured in [None, Some("")] {
            assert_eq!(judge(configured, Some("Bearer ")).unwrap_err().code, ErrorCode::TokenNotConfigured);
        }
    }

    #[test]
    fn each_token_has_a_key_of_its_own() {
        assert_eq!(derive_key(Some("one")), derive_key(Some("one")));
        assert_ne!(derive_key(Some("one")), derive_key(Some("two")));
        assert_ne!(derive_key(Some("one")), derive_key(None));
    }

    #[test]
    fn only_the_right_token_passes() {
        for header in ["Bearer secret", "bearer secret", "BEARER secret"] {
            assert!(judge(Some("secret"), Some(header)).is_ok(), "{header}");
        }
        let strange =
            ["", "secret", "Bearer", "Bearer ", "Bearer secre", "Bearer secrets", "Bearer  secret", "Bearersecret"];
        let more =
            ["Basic secret", "Bearer Secret", " Bearer secret", "Bearer secret ", "Bearer secret, Bearer secret"];
        for header in strange.into_iter().chain(more).map(Some).chain([None]) {
            assert_eq!(judge(Some("secret"), header).unwrap_err().code, ErrorCode::Unauthorized, "{header:?}");
        }
    }
}
