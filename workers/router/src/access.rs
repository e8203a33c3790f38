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
    let presented = header.and_then(|header| header.strip_prefix("Bearer ")).unwrap_or("");
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
    fn only_the_right_token_passes() {
        assert!(judge(Some("secret"), Some("Bearer secret")).is_ok());
        for header in [None, Some("secret"), Some("Bearer secre"), Some("Bearer secrets"), Some("Basic secret")] {
            assert_eq!(judge(Some("secret"), header).unwrap_err().code, ErrorCode::Unauthorized, "{header:?}");
        }
    }
}
