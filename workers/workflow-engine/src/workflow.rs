//! What a workflow is: typed Rust with a name; and the table of those that an object runs.

use std::{fmt::Display, future::Future};

use futures::{FutureExt, future::LocalBoxFuture};
use serde::{Serialize, de::DeserializeOwned};
use shared::error::{ErrorCode, Failure};

use crate::{
    context::Context,
    error::{Error, cut},
    json,
    queue::Limits,
};

/// A workflow: what is done, in plain Rust. Whatever it learns of the world it learns through its context, since it is run again
/// from its beginning in each life of the object, on the results that are stored.
pub trait Workflow: 'static {
    /// Its name in addresses and in stored rows.
    const NAME: &'static str;
    /// What an instance begins with.
    type Input: Serialize + DeserializeOwned;
    /// What an instance comes to.
    type Output: Serialize;
    /// Why one may fail.
    type Error: From<Error> + Display;

    /// How many instances of it run at once in an object; the others are queued.
    const LIMITS: Limits = Limits::NONE;

    /// Whose an instance is, for the limit of a key: keys take turns.
    fn key(_input: &Self::Input) -> String {
        String::new()
    }

    /// Runs an instance.
    fn run(context: Context, input: Self::Input) -> impl Future<Output = Result<Self::Output, Self::Error>>;
}

/// What an instance came to: its result as JSON, or why there is none.
pub(crate) type Ended = Result<Vec<u8>, String>;

/// A workflow without its types.
pub(crate) struct Definition {
    pub(crate) name: &'static str,
    /// The input as it is stored: two ways to write the same input are the same.
    pub(crate) canonical: fn(&[u8]) -> Result<Vec<u8>, Failure>,
    pub(crate) limits: Limits,
    pub(crate) key: fn(&[u8]) -> Result<String, Failure>,
    pub(crate) begin: fn(Context, &[u8]) -> Result<LocalBoxFuture<'static, Ended>, Failure>,
}

/// The workflows that an object runs.
#[derive(Default)]
pub struct Registry {
    definitions: Vec<Definition>,
}

impl Registry {
    /// Adds a workflow.
    #[must_use]
    pub fn with<W: Workflow>(mut self) -> Self {
        let (canonical, key, begin) = (canonical::<W>, key::<W>, begin::<W>);
        self.definitions.push(Definition { name: W::NAME, canonical, limits: W::LIMITS, key, begin });
        self
    }

    /// The names of all.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.definitions.iter().map(|definition| definition.name)
    }

    pub(crate) fn find(&self, name: &str) -> Result<&Definition, Failure> {
        self.definitions.iter().find(|definition| definition.name == name).ok_or_else(|| {
            let names: Vec<_> = self.names().collect();
            let name: String = name.chars().take(40).collect();
            let message = format!("there is no workflow {name:?}; there are {}", names.join(", "));
            Failure::new(ErrorCode::UnknownWorkflow, message)
        })
    }
}

fn canonical<W: Workflow>(input: &[u8]) -> Result<Vec<u8>, Failure> {
    let input: W::Input = serde_json::from_slice(input).map_err(|error| {
        Failure::new(ErrorCode::MalformedBody, format!("the input is not that of workflow {:?}: {error}", W::NAME))
    })?;
    json::write(&input).map_err(|error| Failure::new(ErrorCode::MalformedBody, error.to_string()))
}

fn key<W: Workflow>(input: &[u8]) -> Result<String, Failure> {
    stored::<W>(input).map(|input| W::key(&input))
}

fn stored<W: Workflow>(input: &[u8]) -> Result<W::Input, Failure> {
    serde_json::from_slice(input)
        .map_err(|error| Failure::new(ErrorCode::StateDamaged, format!("the stored input cannot be read: {error}")))
}

fn begin<W: Workflow>(context: Context, input: &[u8]) -> Result<LocalBoxFuture<'static, Ended>, Failure> {
    let input = stored::<W>(input)?;
    Ok(async move {
        let output = W::run(context, input).await.map_err(|error| cut(error.to_string()))?;
        json::write(&output).map_err(|error| error.to_string())
    }
    .boxed_local())
}
