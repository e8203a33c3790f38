//! How values are written into the journal and read from it.

use std::marker::PhantomData;

use serde::{Serialize, de::DeserializeOwned};

use crate::{error::Error, json};

/// A way to store values of a type. What is read must be what was written, in every later build too: a journal outlives the code that
/// wrote it.
pub trait Codec<T>: 'static {
    /// Writes a value; at most [`shared::limits::workflow::VALUE_BYTES`].
    fn write(value: &T) -> Result<Vec<u8>, Error>;

    /// Reads one.
    fn read(bytes: &[u8]) -> Result<T, Error>;
}

/// The usual codec: JSON, so that people can read a journal.
#[derive(Clone, Copy, Debug)]
pub enum Json {}

impl<T: Serialize + DeserializeOwned> Codec<T> for Json {
    fn write(value: &T) -> Result<Vec<u8>, Error> {
        json::write(value)
    }

    fn read(bytes: &[u8]) -> Result<T, Error> {
        json::read(bytes)
    }
}

/// What another codec writes, but nobody is told it: journals, events and whatever is made of them say `[redacted]` instead. It is stored as
/// it is, and what the code does with it, such as to return it, is the code's own affair. A callback takes it as it comes from outside, and
/// so conceals nothing.
#[derive(Clone, Copy, Debug)]
pub struct Concealed<C = Json>(PhantomData<C>);

/// No text begins with this byte.
const CONCEALED: u8 = 0xff;

impl<T, C: Codec<T>> Codec<T> for Concealed<C> {
    fn write(value: &T) -> Result<Vec<u8>, Error> {
        let mut bytes = C::write(value)?;
        bytes.insert(0, CONCEALED);
        Ok(bytes)
    }

    /// Also what was written before it was concealed.
    fn read(bytes: &[u8]) -> Result<T, Error> {
        C::read(bytes.strip_prefix(&[CONCEALED]).unwrap_or(bytes))
    }
}

/// A stored value as it is told: JSON, or what a codec made of it; nothing where that is no text.
pub(crate) fn told(bytes: Vec<u8>) -> Option<String> {
    if bytes.first() == Some(&CONCEALED) {
        return Some("\"[redacted]\"".to_owned());
    }
    String::from_utf8(bytes).ok()
}

/// What both directions of a codec come to, once its type is not named any more.
pub(crate) struct Written<T> {
    pub(crate) write: fn(&T) -> Result<Vec<u8>, Error>,
    pub(crate) read: fn(&[u8]) -> Result<T, Error>,
}

impl<T> Written<T> {
    pub(crate) fn by<C: Codec<T>>() -> Self {
        Self { write: write::<C, T>, read: C::read }
    }
}

impl<T> Clone for Written<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Written<T> {}

/// No codec may write more than a journal takes.
fn write<C: Codec<T>, T>(value: &T) -> Result<Vec<u8>, Error> {
    json::bounded(C::write(value)?)
}
