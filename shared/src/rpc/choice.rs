//! The names that a request chooses from, and which of them go together.

use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

use crate::choice::Choice;

/// The way from the caller to the function; `method` in requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, Serialize, Deserialize, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Transport {
    /// Inline, without a way: the floor.
    Direct,
    /// `fetch` over the service binding.
    BindingFetch,
    /// Workers RPC over the service binding.
    BindingRpc,
    /// `fetch` on a Durable Object.
    ObjectFetch,
    /// Workers RPC on a Durable Object.
    ObjectRpc,
    /// Cap'n Web, a JSON protocol of its own, in batches by `fetch` over the service binding.
    #[serde(rename = "capnweb")]
    #[strum(serialize = "capnweb")]
    CapnWeb,
    /// `fetch` over HTTP to an address.
    RawFetch,
    /// Workers RPC to the runtime's code in an isolate that the Worker Loader made.
    Loader,
}

/// How what is carried is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, Serialize, Deserialize, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Codec {
    /// Records in the project's own binary form: fields in order, without names.
    Postcard,
    /// Opaque bytes in the same envelope: nothing to take apart.
    Bytes,
    /// Records as JSON.
    Json,
    /// Records as MessagePack, with names.
    #[serde(rename = "messagepack")]
    #[strum(serialize = "messagepack")]
    MessagePack,
    /// Records as JavaScript objects, which the platform copies.
    StructuredClone,
    /// Records as JavaScript objects, which Cap'n Web writes.
    #[serde(rename = "capnweb")]
    #[strum(serialize = "capnweb")]
    CapnWeb,
}

/// What is done with what is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, Serialize, Deserialize, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Function {
    /// Gives it back.
    Echo,
    /// Writes it as JSON, parses that, changes every record and gives it back.
    Transform,
    /// Adds 1,000 square roots and gives back their sum.
    Compute,
}

/// How the calls of a batch follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, Serialize, Deserialize, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Mode {
    /// Each after the answer to the one before.
    Sequential,
    /// Several under way at the same time.
    Parallel,
    /// All on the promise of a session that was asked for and not waited for.
    Pipelined,
}

impl Choice for Transport {
    const FIELD: &'static str = "method";
}

impl Choice for Codec {
    const FIELD: &'static str = "codec";
}

impl Choice for Function {
    const FIELD: &'static str = "function";
}

impl Choice for Mode {
    const FIELD: &'static str = "mode";
}

impl Transport {
    /// The codecs that it leaves a choice of, the usual one first; none where nothing is written.
    pub const fn codecs(self) -> &'static [Codec] {
        match self {
            Self::Direct => &[],
            Self::BindingFetch | Self::ObjectFetch | Self::RawFetch => {
                &[Codec::Json, Codec::MessagePack, Codec::Postcard, Codec::Bytes]
            }
            Self::BindingRpc | Self::ObjectRpc | Self::Loader => {
                &[Codec::Postcard, Codec::Bytes, Codec::Json, Codec::MessagePack, Codec::StructuredClone]
            }
            Self::CapnWeb => &[Codec::CapnWeb],
        }
    }

    /// Whether a runtime that was reached in this way can ask the next one in the same way.
    pub const fn chains(self) -> bool {
        match self {
            Self::BindingFetch | Self::BindingRpc | Self::ObjectFetch | Self::ObjectRpc => true,
            Self::Direct | Self::CapnWeb | Self::RawFetch | Self::Loader => false,
        }
    }

    /// Whether calls can go on the promise of a session.
    pub const fn pipelines(self) -> bool {
        match self {
            Self::BindingRpc | Self::ObjectRpc | Self::CapnWeb | Self::Loader => true,
            Self::Direct | Self::BindingFetch | Self::ObjectFetch | Self::RawFetch => false,
        }
    }

    /// Whether a call counts as an invocation of a Worker, of which the platform allows 32 in one request.
    pub const fn invokes(self) -> bool {
        match self {
            Self::BindingFetch | Self::BindingRpc | Self::CapnWeb | Self::Loader => true,
            Self::Direct | Self::ObjectFetch | Self::ObjectRpc | Self::RawFetch => false,
        }
    }
}
