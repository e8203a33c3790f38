//! What a request asks for, parsed at the border: one call, or a batch of them.

use serde::{Deserialize, Serialize};

use super::{Codec, Function, Mode, Payload, Transport};
use crate::{
    choice::Choice,
    error::{ErrorCode, Failure},
    fields::Fields,
    limits,
};

/// Bytes that a call carries where the body does not say.
const USUAL_SIZE: u32 = 100;
/// Calls of a batch where the body does not say: they fit into the platform's invocations.
const USUAL_CALLS: u32 = 20;
/// Calls that are under way at the same time in a parallel batch, where the body does not say.
const USUAL_CONCURRENCY: u32 = 8;

/// One call: `{ "method", "codec"?, "function"?, "size"?, "depth"?, "deadline_ms"? }`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The way.
    pub method: Transport,
    /// How it is written; none where nothing is.
    pub codec: Option<Codec>,
    /// What is done.
    pub function: Function,
    /// Bytes of the payload: of its JSON text where it is records.
    pub size: u32,
    /// Runtimes on the way.
    pub depth: u32,
    /// Longest wait for everything, in milliseconds.
    pub deadline_ms: u32,
}

/// Many calls: a [`Plan`]'s fields and `{ "mode"?, "concurrency"?, "calls"? }`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    /// What each call does.
    pub plan: Plan,
    /// How the calls follow each other.
    pub mode: Mode,
    /// How many are under way at the same time.
    pub concurrency: u32,
    /// How many there are.
    pub calls: u32,
}

impl Plan {
    /// Reads a body; a refusal names the field and what it may be.
    ///
    /// `invocations` is how many Workers the call may invoke, where anybody counts them.
    pub fn parse(body: &[u8], invocations: Option<u32>) -> Result<Self, Failure> {
        let mut fields = Fields::parse(body)?;
        let plan = Self::take(&mut fields)?;
        fields.finish()?;
        plan.check_invocations(plan.depth, invocations)?;
        Ok(plan)
    }

    /// What every call carries.
    pub fn payload(&self) -> Payload {
        let size = usize::try_from(self.size).unwrap_or(usize::MAX);
        match self.codec {
            Some(Codec::Bytes) => Payload::bytes(size),
            Some(Codec::Postcard | Codec::Json | Codec::MessagePack | Codec::StructuredClone | Codec::CapnWeb)
            | None => Payload::records(size),
        }
    }

    fn take(fields: &mut Fields) -> Result<Self, Failure> {
        let method = fields.choice::<Transport>()?.ok_or_else(|| missing("method"))?;
        let codec = codec_for(method, fields.choice()?)?;
        let function = fields.choice()?.unwrap_or(Function::Echo);
        if function == Function::Transform && codec == Some(Codec::Bytes) {
            return Err(bad_choice("function \"transform\" needs records; codec \"bytes\" carries none"));
        }
        let depth = fields.count("depth", 1..=limits::RPC_DEPTH)?.unwrap_or(1);
        if depth > 1 && !method.chains() {
            return Err(bad_choice(&format!("method \"{}\" takes no \"depth\" beyond 1", method.as_str())));
        }
        Ok(Self {
            method,
            codec,
            function,
            size: fields.count("size", 1..=limits::RPC_PAYLOAD_BYTES)?.unwrap_or(USUAL_SIZE),
            depth,
            deadline_ms: fields.count("deadline_ms", 1..=limits::RPC_DEADLINE_MS)?.unwrap_or(limits::RPC_DEADLINE_MS),
        })
    }

    fn check_invocations(&self, invoked: u32, most: Option<u32>) -> Result<(), Failure> {
        match most {
            Some(most) if self.method.invokes() && invoked > most => {
                let message = format!(
                    "\"calls\" times \"depth\" would invoke {invoked} Workers, and the platform allows {most} here; send fewer \"calls\""
                );
                Err(Failure::new(ErrorCode::BadCount, message))
            }
            Some(_) | None => Ok(()),
        }
    }
}

impl Batch {
    /// Reads a body, see [`Plan::parse`].
    pub fn parse(body: &[u8], invocations: Option<u32>) -> Result<Self, Failure> {
        let mut fields = Fields::parse(body)?;
        let plan = Plan::take(&mut fields)?;
        let mode = fields.choice()?.unwrap_or(Mode::Sequential);
        let calls = fields.count("calls", 1..=limits::RPC_CALLS)?.unwrap_or(USUAL_CALLS);
        let concurrency = fields.count("concurrency", 1..=limits::RPC_CALLS)?;
        fields.finish()?;
        let concurrency = match (mode, concurrency) {
            (Mode::Sequential, None | Some(1)) => 1,
            (Mode::Parallel, concurrency) => concurrency.unwrap_or(USUAL_CONCURRENCY).min(calls),
            (Mode::Pipelined, None) => calls,
            (Mode::Sequential | Mode::Pipelined, Some(_)) => {
                return Err(bad_choice("\"concurrency\" goes with mode \"parallel\" only"));
            }
        };
        if mode == Mode::Pipelined && !plan.method.pipelines() {
            return Err(bad_choice(&format!("method \"{}\" has no mode \"pipelined\"", plan.method.as_str())));
        }
        let batch = Self { plan, mode, concurrency, calls };
        batch.check_bytes()?;
        batch.plan.check_invocations(batch.invoked(), invocations)?;
        Ok(batch)
    }

    /// How many Workers are invoked. A session is one; the calls on it invoke nothing but what is behind it.
    fn invoked(&self) -> u32 {
        let depth = self.plan.depth;
        match self.mode {
            Mode::Pipelined => self.calls.saturating_mul(depth.saturating_sub(1)).saturating_add(1),
            Mode::Sequential | Mode::Parallel => self.calls.saturating_mul(depth),
        }
    }

    fn check_bytes(&self) -> Result<(), Failure> {
        let size = u64::from(self.plan.size);
        let refuse = |fields: &str, most: u64| {
            Err(Failure::new(ErrorCode::BadCount, format!("{fields} is at most {most} bytes; ask for less of one")))
        };
        if size.saturating_mul(self.calls.into()) > limits::RPC_BATCH_BYTES {
            return refuse("\"size\" times \"calls\"", limits::RPC_BATCH_BYTES);
        }
        // Every runtime on the way holds what passes through it, and they may share an isolate.
        let in_flight = size.saturating_mul(self.concurrency.into()).saturating_mul(self.plan.depth.into());
        if in_flight > limits::RPC_FLIGHT_BYTES {
            let name = if self.mode == Mode::Pipelined { "calls" } else { "concurrency" };
            return refuse(&format!("\"size\" times \"{name}\" times \"depth\""), limits::RPC_FLIGHT_BYTES);
        }
        Ok(())
    }
}

fn codec_for(method: Transport, asked: Option<Codec>) -> Result<Option<Codec>, Failure> {
    let known = method.codecs();
    match asked {
        None => Ok(known.first().copied()),
        Some(codec) if known.contains(&codec) => Ok(Some(codec)),
        Some(codec) => {
            let names: Vec<_> = known.iter().map(|codec| codec.as_str()).collect();
            let takes = if names.is_empty() { "no codec".to_owned() } else { names.join(", ") };
            Err(bad_choice(&format!(
                "method \"{}\" does not go with codec \"{}\"; it takes {takes}",
                method.as_str(),
                codec.as_str()
            )))
        }
    }
}

fn missing(name: &str) -> Failure {
    let known: Vec<_> = Transport::ALL.iter().map(|method| method.as_str()).collect();
    bad_choice(&format!("the body names no \"{name}\"; there are {}", known.join(", ")))
}

fn bad_choice(message: &str) -> Failure {
    Failure::new(ErrorCode::BadChoice, message)
}
