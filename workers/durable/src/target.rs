//! The object that a call is for.

use serde::{Deserialize, Serialize};
use shared::{
    call::{InboxService, Service},
    error::{ErrorCode, Failure},
    limits,
};

/// An object of a service that has an inbox, by name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Target {
    /// The binding of its service.
    pub service: String,
    /// Its name.
    pub object: String,
}

impl Target {
    /// The object of that name, of the service `S`.
    pub fn of<S: Service + InboxService>(object: &str) -> Result<Self, Failure> {
        if object.is_empty() || object.len() > limits::TENANT_ID_BYTES {
            let message = format!("the name of a target is 1 to {} bytes long", limits::TENANT_ID_BYTES);
            return Err(Failure::new(ErrorCode::BadTenant, message));
        }
        Ok(Self { service: S::BINDING.to_owned(), object: object.to_owned() })
    }
}
