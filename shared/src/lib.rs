//! The contract between all parts of Isolab: what travels, how it is named, what may fail and which bounds hold.
//!
//! Everything here is pure: no Workers runtime, no Tokio, no clock of its own. The Workers and the native harness read
//! the same types, so an answer that one part cannot understand does not compile in the other.
//!
//! | module | answers |
//! |---|---|
//! | [`service_name`], [`call`], [`protocol`] | which service answers which call, with which input and output |
//! | [`envelope`], [`encoding`] | what surrounds every question and every reply, and how it is written |
//! | [`rpc`] | one call between two Workers in every way in which it can travel |
//! | [`durable`] | one object calling another so that no call is lost and none applied twice |
//! | [`choice`] | names that a request chooses from |
//! | [`engine`] | which SQL engine is meant |
//! | [`routing`], [`keep_warm`] | which of several isolates a call reaches, and how they are kept warm |
//! | [`pool`] | which isolate runs which request, and how long isolates live |
//! | [`isolation`] | tasks in isolates, and how far each is kept from the others |
//! | [`body`] | which bytes of a request are a JSON object |
//! | [`statement`], [`value`], [`result`] | SQL in and rows out, in memory and as JSON at the edge |
//! | [`statement_text`], [`refusal`], [`pragma`] | what can be said of a statement without parsing SQL, and what no arm takes |
//! | [`version`], [`change`], [`image`] | the physical state of a tenant and how it moves on |
//! | [`timing`], [`summary`], [`quantile`] | readings, hops, and what many of them look like |
//! | [`tables`], [`keys`] | where rows and values are kept: the seams to an object's storage |
//! | [`random`] | numbers from a seed |
//! | [`ids`], [`error`], [`limits`] | names, failures and bounds |

pub mod body;
pub mod call;
pub mod change;
pub mod choice;
pub mod durable;
pub mod encoding;
pub mod engine;
pub mod envelope;
pub mod error;
pub(crate) mod fields;
pub mod ids;
pub mod image;
pub mod isolation;
pub mod keep_warm;
pub mod keys;
pub mod limits;
pub mod pool;
pub mod pragma;
pub mod protocol;
pub mod quantile;
pub mod random;
pub mod refusal;
pub mod rendezvous;
pub mod result;
pub mod routing;
pub mod rpc;
pub mod service_name;
pub mod statement;
pub mod statement_text;
pub mod summary;
pub mod tables;
pub mod timing;
pub mod value;
pub mod version;
pub mod workflow;
