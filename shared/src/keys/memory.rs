//! Values in a map: the double of an object's storage in host tests.

use std::{cell::RefCell, collections::BTreeMap};

use super::Keys;
use crate::error::Failure;

/// Values that live as long as this.
#[derive(Debug, Default)]
pub struct MemoryKeys {
    values: RefCell<BTreeMap<String, Vec<u8>>>,
}

impl MemoryKeys {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.values.borrow().len()
    }
}

impl Keys for MemoryKeys {
    async fn put(&self, key: &str, value: &[u8]) -> Result<(), Failure> {
        self.values.borrow_mut().insert(key.to_owned(), value.to_vec());
        Ok(())
    }

    async fn put_all(&self, entries: &[(String, Vec<u8>)]) -> Result<(), Failure> {
        self.values.borrow_mut().extend(entries.iter().cloned());
        Ok(())
    }

    async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, Failure> {
        Ok(self.values.borrow().get(key).cloned())
    }

    async fn read_all(&self, keys: &[String]) -> Result<Vec<(String, Vec<u8>)>, Failure> {
        let values = self.values.borrow();
        Ok(keys.iter().filter_map(|key| Some((key.clone(), values.get(key)?.clone()))).collect())
    }

    async fn list(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, Failure> {
        let values = self.values.borrow();
        let listed = values.iter().filter(|(key, _)| key.starts_with(prefix));
        Ok(listed.map(|(key, value)| (key.clone(), value.clone())).collect())
    }

    async fn delete(&self, keys: &[&str]) -> Result<(), Failure> {
        let mut values = self.values.borrow_mut();
        for key in keys {
            values.remove(*key);
        }
        Ok(())
    }
}
