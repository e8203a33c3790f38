//! Values under keys in the storage of an object, as logic sees them: the seam beside [`tables`](crate::tables).
//!
//! The kit has the real ones; with the feature `memory-tables` there is a double for host tests.

#[cfg(feature = "memory-tables")]
pub mod memory;

use std::future::Future;

use crate::error::Failure;

/// Where values are kept: the storage of an object, or a map in a test.
pub trait Keys {
    /// Puts a value under a key, instead of what was there.
    fn put(&self, key: &str, value: &[u8]) -> impl Future<Output = Result<(), Failure>>;

    /// Puts values under keys with one question.
    fn put_all(&self, entries: &[(String, Vec<u8>)]) -> impl Future<Output = Result<(), Failure>>;

    /// The value under a key, where there is one.
    fn read(&self, key: &str) -> impl Future<Output = Result<Option<Vec<u8>>, Failure>>;

    /// The values under keys, read with one question; those that are there, by their keys.
    fn read_all(&self, keys: &[String]) -> impl Future<Output = Result<Vec<(String, Vec<u8>)>, Failure>>;

    /// Every key that begins so, with its value, in the order of the keys.
    fn list(&self, prefix: &str) -> impl Future<Output = Result<Vec<(String, Vec<u8>)>, Failure>>;

    /// Deletes keys, whether they are there or not.
    fn delete(&self, keys: &[&str]) -> impl Future<Output = Result<(), Failure>>;
}

impl<K: Keys> Keys for std::rc::Rc<K> {
    async fn put(&self, key: &str, value: &[u8]) -> Result<(), Failure> {
        K::put(self, key, value).await
    }

    async fn put_all(&self, entries: &[(String, Vec<u8>)]) -> Result<(), Failure> {
        K::put_all(self, entries).await
    }

    async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, Failure> {
        K::read(self, key).await
    }

    async fn read_all(&self, keys: &[String]) -> Result<Vec<(String, Vec<u8>)>, Failure> {
        K::read_all(self, keys).await
    }

    async fn list(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, Failure> {
        K::list(self, prefix).await
    }

    async fn delete(&self, keys: &[&str]) -> Result<(), Failure> {
        K::delete(self, keys).await
    }
}
