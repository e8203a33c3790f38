//! What a request asks a source for, parsed at the border.

use serde::{Deserialize, Serialize};

use super::{Acknowledgement, Grouping, Mode, Replies, Rows, Watchdog, Way};
use crate::{
    choice::Choice,
    error::{ErrorCode, Failure},
    fields::Fields,
    ids::TenantId,
    limits,
};

/// The source where the body names none.
const USUAL_SOURCE: &str = "source";
/// What the name of a target has behind that of its source: a full stop and an index below [`limits::CALL_TARGETS`].
const INDEX_BYTES: usize = 3;
/// Operations where the body does not say.
const USUAL_OPERATIONS: u32 = 50;
/// Targets of a fan-out where the body does not say.
const USUAL_TARGETS: u32 = 10;

/// A batch of operations: `{ "way", "operations"?, "mode"?, "targets"?, "source"?, "validate"?, "deadline_ms"?, "expires_ms"?,
/// "subrequests"?, "grouping"?, "credits"?, "acknowledgement"?, "replies"?, "rows"?, "faults"? }`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// How each operation reaches its target.
    pub way: Way,
    /// How they follow each other.
    pub mode: Mode,
    /// How many there are.
    pub operations: u32,
    /// Over how many targets they are spread; one where they are not.
    pub targets: u32,
    /// The name of the source; its targets are called after it.
    pub source: TenantId,
    /// Whether each answer is held against the right one.
    pub validate: bool,
    /// Longest wait for the answers, in milliseconds; what has none by then goes on where its way is durable.
    pub deadline_ms: u32,
    /// How long after it was asked for an effect may begin, in milliseconds; without a bound where there is none.
    pub expires_ms: Option<u32>,
    /// How many calls between objects the batch may make, where a bound of the platform is emulated.
    pub subrequests: Option<u32>,
    /// The switches of the durable call.
    pub design: Design,
    /// What goes wrong on purpose.
    pub faults: Faults,
}

/// The switches of the durable call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Design {
    /// What goes into one row and one message.
    pub grouping: Grouping,
    /// How many messages to one object may be under way.
    pub credits: u32,
    /// When replies are acknowledged.
    pub acknowledgement: Acknowledgement,
    /// Whether replies are kept.
    pub replies: Replies,
    /// How rows are reused.
    pub rows: Rows,
    /// Whether an alarm looks after what is pending.
    pub watchdog: Watchdog,
    /// How often a call that stands alone is sent before it is given up.
    pub attempts: u32,
}

/// What goes wrong on purpose, each in so many of a hundred messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Faults {
    /// The reply is lost after the commit.
    pub drop_reply: u32,
    /// The message arrives late, by up to 20 ms.
    pub delay_request: u32,
    /// The target ends before it has done anything.
    pub abort_before: u32,
    /// The target ends in the middle, and nothing of it is stored.
    pub abort_inside: u32,
    /// The target ends after the commit and before the reply.
    pub abort_after: u32,
    /// The target never answers; nothing is done.
    pub silent: u32,
    /// The target answers what belongs to another operation.
    pub wrong: u32,
    /// Of a hundred operations, not of messages: these fail whenever they are made, by an end of the target before its commit.
    pub poison: u32,
}

impl Default for Design {
    fn default() -> Self {
        Self {
            grouping: Grouping::default(),
            credits: 1,
            acknowledgement: Acknowledgement::default(),
            replies: Replies::default(),
            rows: Rows::default(),
            watchdog: Watchdog::default(),
            attempts: limits::DURABLE_ATTEMPTS,
        }
    }
}

impl Faults {
    /// Whether anything goes wrong.
    pub fn any(&self) -> bool {
        *self != Self::default()
    }
}

impl Plan {
    /// Reads a body; a refusal names the field and what it may be.
    ///
    /// `deployed` says whether the platform counts, and whether others are disturbed by faults.
    pub fn parse(body: &[u8], deployed: bool) -> Result<Self, Failure> {
        let mut fields = Fields::parse(body)?;
        let way = fields.choice::<Way>()?.ok_or_else(no_way)?;
        let mode = fields.choice()?.unwrap_or(Mode::Parallel);
        let targets = fields.count("targets", 1..=limits::CALL_TARGETS)?;
        let targets = match (mode, targets) {
            (Mode::FanOut, targets) => targets.unwrap_or(USUAL_TARGETS),
            (Mode::Sequential | Mode::Parallel | Mode::Events, None | Some(1)) => 1,
            (Mode::Sequential | Mode::Parallel | Mode::Events, Some(_)) => {
                return Err(bad_choice("\"targets\" goes with mode \"fan_out\" only"));
            }
        };
        let plan = Self {
            way,
            mode,
            targets,
            operations: fields.count("operations", 1..=limits::CALL_OPERATIONS)?.unwrap_or(USUAL_OPERATIONS),
            source: fields.name("source")?.map_or_else(|| Ok(usual_source()), named_after)?,
            validate: fields.flag("validate")?.unwrap_or(true),
            deadline_ms: fields.count("deadline_ms", 1..=limits::CALL_DEADLINE_MS)?.unwrap_or(limits::CALL_DEADLINE_MS),
            expires_ms: fields.count("expires_ms", 1..=limits::CALL_DEADLINE_MS)?,
            subrequests: fields.count("subrequests", 1..=limits::CALL_SUBREQUESTS)?,
            design: Design::take(&mut fields, way)?,
            faults: Faults::take(&mut fields)?,
        };
        fields.finish()?;
        plan.check(deployed)?;
        Ok(plan)
    }

    /// What each of the requests asks for that a batch of mode [`Mode::Events`] is made of.
    #[must_use]
    pub fn of_one_event(&self) -> Self {
        Self { mode: Mode::Parallel, operations: 1, ..self.clone() }
    }

    /// The name of a target, which is a name as its source's is.
    pub fn target(&self, index: u32) -> String {
        target_name(&self.source, index)
    }

    /// The target of an operation, counted from zero: operations that follow each other go to the same one, so that its ledger
    /// is told in few spans.
    pub fn target_of(&self, operation: u32) -> u32 {
        let index = u64::from(operation) * u64::from(self.targets) / u64::from(self.operations);
        u32::try_from(index).unwrap_or(0)
    }

    fn check(&self, deployed: bool) -> Result<(), Failure> {
        if self.mode == Mode::Events && self.operations > limits::CALL_EVENTS {
            let most = limits::CALL_EVENTS;
            let message = format!("mode \"events\" takes at most {most} \"operations\": each is a request of its own");
            return Err(Failure::new(ErrorCode::BadCount, message));
        }
        if self.mode == Mode::Events && self.faults.any() {
            return Err(bad_choice("\"faults\" last as long as one request; mode \"events\" has several"));
        }
        if self.way == Way::QueuedList && self.operations > limits::CALL_QUEUED_LIST {
            let message = format!(
                "way \"queued_list\" takes at most {} \"operations\": its work grows with their square",
                limits::CALL_QUEUED_LIST
            );
            return Err(Failure::new(ErrorCode::BadCount, message));
        }
        if deployed && self.faults.any() {
            let message =
                "\"faults\" are made by a local runtime only: deployed, an object is not alone in its isolate";
            return Err(Failure::new(ErrorCode::MethodUnavailable, message));
        }
        if deployed && self.way.subrequests(self.operations) > limits::CALL_SUBREQUESTS.into() {
            let message = format!(
                "way \"{}\" would make more calls than the {} that the platform allows here; send fewer \"operations\"",
                self.way.as_str(),
                limits::CALL_SUBREQUESTS
            );
            return Err(Failure::new(ErrorCode::BadCount, message));
        }
        Ok(())
    }
}

impl Design {
    fn take(fields: &mut Fields, way: Way) -> Result<Self, Failure> {
        let grouping = fields.choice()?;
        let credits = fields.count("credits", 1..=limits::DURABLE_CREDITS)?;
        let (acknowledgement, replies, rows) = (fields.choice()?, fields.choice()?, fields.choice()?);
        let watchdog = fields.choice()?;
        let attempts = fields.count("attempts", 1..=limits::DURABLE_ATTEMPTS)?;
        let said = [
            grouping.is_some(),
            credits.is_some(),
            acknowledgement.is_some(),
            replies.is_some(),
            rows.is_some(),
            watchdog.is_some(),
        ];
        if said.contains(&true) && !way.is_durable() {
            let message = "\"grouping\", \"credits\", \"acknowledgement\", \"replies\", \"rows\" and \"watchdog\" go with the durable ways only";
            return Err(bad_choice(message));
        }
        let usual = if way == Way::DurableSingle { Grouping::Single } else { Grouping::Turn };
        Ok(Self {
            grouping: grouping.unwrap_or(usual),
            credits: credits.unwrap_or(1),
            acknowledgement: acknowledgement.unwrap_or_default(),
            replies: replies.unwrap_or_default(),
            rows: rows.unwrap_or_default(),
            watchdog: watchdog.unwrap_or_default(),
            attempts: attempts.unwrap_or(limits::DURABLE_ATTEMPTS),
        })
    }
}

impl Faults {
    fn take(fields: &mut Fields) -> Result<Self, Failure> {
        let Some(mut inner) = fields.object("faults")? else { return Ok(Self::default()) };
        let mut share = |name| Ok(inner.count(name, 0..=limits::FAULT_PERCENT)?.unwrap_or(0));
        let faults = Self {
            drop_reply: share("drop_reply")?,
            delay_request: share("delay_request")?,
            abort_before: share("abort_before")?,
            abort_inside: share("abort_inside")?,
            abort_after: share("abort_after")?,
            silent: share("silent")?,
            wrong: share("wrong")?,
            poison: share("poison")?,
        };
        inner.finish()?;
        Ok(faults)
    }
}

/// The source that is meant where none is named.
pub fn usual_source() -> TenantId {
    TenantId::parse(USUAL_SOURCE).expect("it is a name")
}

/// The name of a target of a source.
pub fn target_name(source: &TenantId, index: u32) -> String {
    format!("{}.{index}", source.as_str())
}

/// A source whose targets can be called after it.
fn named_after(source: TenantId) -> Result<TenantId, Failure> {
    let most = limits::TENANT_ID_BYTES - INDEX_BYTES;
    if source.as_str().len() > most {
        let message =
            format!("the name of a \"source\" has at most {most} characters: its targets are called after it");
        return Err(Failure::new(ErrorCode::BadTenant, message));
    }
    Ok(source)
}

fn no_way() -> Failure {
    let known: Vec<_> = Way::ALL.iter().map(|way| way.as_str()).collect();
    bad_choice(&format!("the body names no \"way\"; there are {}", known.join(", ")))
}

fn bad_choice(message: &str) -> Failure {
    Failure::new(ErrorCode::BadChoice, message)
}
