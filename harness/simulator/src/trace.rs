//! A trace of real requests, in the format in which the Azure Functions trace of 2021 was published.
//!
//! `app,func,end_timestamp,duration`: two names, the end in seconds since the trace began, and the duration in seconds.

use std::collections::HashMap;

/// One request of a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// When it began, in nanoseconds since the first one did.
    pub at: u64,
    /// How long it took, in nanoseconds.
    pub duration: u64,
    /// Whose it is.
    pub tenant: u32,
}

/// Requests in the order in which they began.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// The requests.
    pub calls: Vec<Call>,
    /// How many functions called.
    pub tenants: u32,
}

const HEAD: &str = "app,func,end_timestamp,duration";

impl Trace {
    /// Reads the text of a trace. A line that is none is a failure that says which and why.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut lines = (1..).zip(text.lines().map(str::trim_end));
        if lines.next().map(|(_, head)| head) != Some(HEAD) {
            return Err(format!("the first line of a trace is {HEAD:?}"));
        }
        let mut tenants = HashMap::new();
        let mut calls = Vec::new();
        for (number, line) in lines.filter(|(_, line)| !line.is_empty()) {
            let wrong = |what: &str| format!("line {number}: {what}: {:?}", line.chars().take(80).collect::<String>());
            let fields: Vec<&str> = line.split(',').collect();
            let [app, function, end, duration] = fields[..] else { return Err(wrong("not four fields")) };
            let seconds = |text: &str| text.parse::<f64>().ok().filter(|value| (0.0..1e9).contains(value));
            let end = seconds(end).ok_or_else(|| wrong("the end is no number of seconds"))?;
            let duration = seconds(duration).ok_or_else(|| wrong("the duration is no number of seconds"))?;
            let next = u32::try_from(tenants.len()).map_err(|_| wrong("too many functions"))?;
            let tenant = *tenants.entry((app.to_owned(), function.to_owned())).or_insert(next);
            calls.push((end - duration, duration, tenant));
        }
        if calls.is_empty() {
            return Err("the trace has no requests".to_owned());
        }
        calls.sort_by(|one, other| one.0.total_cmp(&other.0));
        let first = calls[0].0;
        let nanos = |seconds: f64| (seconds * 1e9).round() as u64;
        let calls = calls.iter().map(|&(at, duration, tenant)| Call {
            at: nanos(at - first),
            // Work that takes no time at all would be begun and ended by one event.
            duration: nanos(duration).max(1),
            tenant,
        });
        Ok(Self { calls: calls.collect(), tenants: u32::try_from(tenants.len()).unwrap_or(u32::MAX) })
    }
}
