//! What the policy of a pool is told and how its words are answered, where it decides for an object of the platform.

use super::Kind;
use crate::{
    error::{ErrorCode, Failure},
    limits::isolation as limits,
    pool::{Configuration, Refusal},
};

/// The code under which a client hears of a refusal.
pub const fn code_of(kind: Refusal) -> ErrorCode {
    match kind {
        Refusal::QueueFull => ErrorCode::QueueFull,
        Refusal::DeadlinePassed => ErrorCode::DeadlineExceeded,
        Refusal::OwnerAtLimit => ErrorCode::OwnerAtLimit,
        Refusal::Draining => ErrorCode::PoolDraining,
        Refusal::BuildFailed => ErrorCode::BuildFailed,
        Refusal::Pressured => ErrorCode::PoolPressured,
    }
}

/// What an object's pool is told to be, from the variables of its Worker: those that it cannot follow are
/// [`ErrorCode::MethodUnavailable`], since whoever asks cannot help it.
///
/// Where nothing is said, there are as many isolates as the platform lets an object have, and none before somebody asks: an isolate
/// that nobody owns is a spare, which only pools of fresh isolates are better with.
pub fn configuration(kind: Kind, variable: impl Fn(&str) -> Option<String>) -> Result<Configuration, Failure> {
    let wrong = |what: &str| {
        Failure::new(
            ErrorCode::MethodUnavailable,
            format!("the pool cannot follow the variables of its Worker: {what}"),
        )
    };
    let usual = |name: &str| match name {
        "PERSISTENT_WORKER_POOL_SIZE" => Some(limits::SIZE.end().to_string()),
        "POOL_OWNERS" => Some(limits::OWNERS.to_string()),
        "POOL_LEAST" => Some("0".to_owned()),
        _ => None,
    };
    // Spares are for pools of fresh isolates alone, so that they bound the size of no others.
    let is_meant = |name: &str| kind == Kind::Fresh || name != "POOL_SPARES";
    let read = |name: &str| variable(name).filter(|_| is_meant(name)).or_else(|| usual(name));
    let mut found = Configuration::from_variables(read).map_err(|failure| wrong(&failure.message))?;
    let (least, most) = (limits::SIZE.start(), limits::SIZE.end());
    if !limits::SIZE.contains(&found.size) {
        return Err(wrong(&format!("PERSISTENT_WORKER_POOL_SIZE is a whole number from {least} to {most}")));
    }
    if !(2..=limits::OWNERS).contains(&found.owners) {
        return Err(wrong(&format!("POOL_OWNERS is a whole number from 2 to {}", limits::OWNERS)));
    }
    if kind == Kind::Fresh {
        found.restart_uses = Some(1);
        // A second task would find what the first one has left.
        found.concurrency = 1;
    }
    Ok(found)
}
