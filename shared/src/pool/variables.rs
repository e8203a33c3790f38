//! A configuration from the variables of a Worker, by the names that they have there.

use std::ops::RangeInclusive;

use super::{configuration::Configuration, moment::Span};
use crate::{
    choice::Choice,
    error::{ErrorCode, Failure},
    limits::pool as limits,
};

/// Every variable that a pool reads, in the order of the documentation.
pub(super) const NAMES: [&str; 25] = [
    "PERSISTENT_WORKER_POOL_SIZE",
    "WORKER_TASK_QUEUE_SIZE",
    "WORKER_HEALTH_CHECK_INTERVAL_MS",
    "WORKER_RESTART_MEMORY_THRESHOLD_MB",
    "POOL_LEAST",
    "POOL_SPARES",
    "POOL_CONCURRENCY",
    "POOL_PLACEMENT",
    "POOL_LOAD_FACTOR_PERCENT",
    "POOL_QUEUE_DISCIPLINE",
    "POOL_QUEUE_TARGET_MS",
    "POOL_QUEUE_INTERVAL_MS",
    "POOL_KEEP_ALIVE",
    "POOL_KEEP_ALIVE_MS",
    "POOL_OWNERS",
    "POOL_OWNER_REQUESTS",
    "POOL_OWNER_SLOTS",
    "POOL_RESTART_USES",
    "POOL_RESTART_AGE_MS",
    "POOL_RESTART_TRAPS",
    "POOL_OPEN_PATIENCE_MS",
    "POOL_DRAIN_PATIENCE_MS",
    "POOL_GROW_AT_PERCENT",
    "POOL_SHRINK_UNDER_PERCENT",
    "POOL_PRESSURE_MB",
];

impl Configuration {
    /// The names of the variables that [`Self::from_variables`] reads.
    pub const VARIABLES: &'static [&'static str] = &NAMES;

    /// Reads and checks the variables of a Worker; what is not set is as in the default.
    ///
    /// `variable` gives a variable's text. A number outside its bounds, a word that is none and fields that do not go together are failures
    /// that name the variable and what it may be.
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Result<Self, Failure> {
        let mut found = Self::default();
        let read = Variables(variable);
        found.size = read.number("PERSISTENT_WORKER_POOL_SIZE", &limits::SIZE)?.unwrap_or(found.size);
        // A pool keeps its size unless it is told how small it may become.
        found.least = read.number("POOL_LEAST", &(0..=found.size))?.unwrap_or(found.size);
        found.spares = read.number("POOL_SPARES", &(0..=found.size))?.unwrap_or(found.spares);
        found.queue = read.small("WORKER_TASK_QUEUE_SIZE", &limits::QUEUE)?.unwrap_or(found.queue);
        found.concurrency = read.small("POOL_CONCURRENCY", &limits::CONCURRENCY)?.unwrap_or(found.concurrency);
        found.placement = read.word("POOL_PLACEMENT")?.unwrap_or(found.placement);
        found.load_factor_percent =
            read.number("POOL_LOAD_FACTOR_PERCENT", &(100..=*limits::LOAD_PERCENT.end()))?.unwrap_or(125);
        found.discipline = read.word("POOL_QUEUE_DISCIPLINE")?.unwrap_or(found.discipline);
        found.queue_target = read.span("POOL_QUEUE_TARGET_MS")?.unwrap_or(found.queue_target);
        found.queue_interval = read.span("POOL_QUEUE_INTERVAL_MS")?.unwrap_or(found.queue_interval);
        found.keeping = read.word("POOL_KEEP_ALIVE")?.unwrap_or(found.keeping);
        found.keep_alive = read.span("POOL_KEEP_ALIVE_MS")?.unwrap_or(found.keep_alive);
        found.owners = read.number("POOL_OWNERS", &limits::OWNERS)?.unwrap_or(found.owners);
        found.owner_requests = read.number("POOL_OWNER_REQUESTS", &(1..=u32::MAX))?;
        found.owner_slots = read.number("POOL_OWNER_SLOTS", &limits::OWNER_SLOTS)?;
        if let Some(megabytes) = read.number("WORKER_RESTART_MEMORY_THRESHOLD_MB", &limits::RESTART_MEMORY_MB)? {
            found.restart_bytes = Some(u64::from(megabytes) << 20);
        }
        found.restart_uses = read.number("POOL_RESTART_USES", &limits::RESTART_USES)?;
        found.restart_age = read.span("POOL_RESTART_AGE_MS")?;
        found.restart_traps = read.small("POOL_RESTART_TRAPS", &limits::RESTART_TRAPS)?.or(found.restart_traps);
        found.check_every = read.span("WORKER_HEALTH_CHECK_INTERVAL_MS")?.or(found.check_every);
        found.open_patience = read.span("POOL_OPEN_PATIENCE_MS")?.or(found.open_patience);
        found.drain_patience = read.span("POOL_DRAIN_PATIENCE_MS")?.or(found.drain_patience);
        found.grow_at_percent = read.number("POOL_GROW_AT_PERCENT", &limits::LOAD_PERCENT)?.unwrap_or(200);
        found.shrink_under_percent = read.number("POOL_SHRINK_UNDER_PERCENT", &limits::LOAD_PERCENT)?.unwrap_or(50);
        if let Some(megabytes) = read.number("POOL_PRESSURE_MB", &limits::MEMORY_MB)? {
            found.pressure_bytes = Some(u64::from(megabytes) << 20);
        }
        found.check()?;
        Ok(found)
    }
}

struct Variables<F>(F);

impl<F: Fn(&str) -> Option<String>> Variables<F> {
    fn number(&self, name: &str, bounds: &RangeInclusive<u32>) -> Result<Option<u32>, Failure> {
        let Some(text) = (self.0)(name) else { return Ok(None) };
        let number = text.parse().ok().filter(|number| bounds.contains(number));
        number.map(Some).ok_or_else(|| {
            let message = format!("{name} is a whole number from {} to {}", bounds.start(), bounds.end());
            Failure::new(ErrorCode::BadCount, message)
        })
    }

    /// A number whose bounds fit a smaller type.
    fn small<T: TryFrom<u32>>(&self, name: &str, bounds: &RangeInclusive<u32>) -> Result<Option<T>, Failure> {
        Ok(self.number(name, bounds)?.and_then(|number| T::try_from(number).ok()))
    }

    fn span(&self, name: &str) -> Result<Option<Span>, Failure> {
        Ok(self.number(name, &limits::SPAN_MS)?.map(|millis| Span::from_millis(u64::from(millis))))
    }

    fn word<C: Choice>(&self, name: &str) -> Result<Option<C>, Failure> {
        (self.0)(name).map(|text| C::parse(&text)).transpose()
    }
}
