//! Keeping compute warm by the alarm of an object: a plan of so many calls, one every so often.
//!
//! ```text
//! plan ──> row, alarm ──> rings ──> compute: keep_warm ──> row: one less, next alarm ──> rings ──> … ──> row: none left
//! ```
//!
//! Row and alarm are written together, without a wait between them, so a plan survives the end of the process and the life
//! of the object. An alarm that the end of a process cut off rings again, and compute is asked once more for it: that does no
//! harm, and what is counted is what was finished. A call that fails is counted and not retried, since the next is due soon.
//! The platform's alarm is trusted to ring, but not alone: whoever asks for the status looks whether one is set, and sets it.
//!
//! The row has a table of its own, made by the first plan: a tenant that has none stays without it, and queries never look.

use std::cell::Cell;

use shared::{
    engine::EngineName,
    error::{ErrorCode, Failure},
    keep_warm::{WarmingPlan, WarmingReport},
    tables::Tables,
    value::Value,
};

const EXISTS: &str = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'warming'";
const CREATE: &str = "CREATE TABLE IF NOT EXISTS warming (id INTEGER PRIMARY KEY CHECK (id = 0), \
     plan INTEGER NOT NULL, engine TEXT NOT NULL, every_ms INTEGER NOT NULL, remaining INTEGER NOT NULL, failed INTEGER NOT NULL)";
const BEGIN: &str = "INSERT INTO warming VALUES (0, 1, ?, ?, ?, 0) ON CONFLICT (id) DO UPDATE \
     SET plan = plan + 1, engine = excluded.engine, every_ms = excluded.every_ms, remaining = excluded.remaining, failed = 0";
const SELECT: &str = "SELECT plan, engine, every_ms, remaining, failed FROM warming";
const FINISH: &str = "UPDATE warming SET remaining = remaining - 1, failed = failed + ? WHERE plan = ?";

/// How long an alarm may be overdue before it is set again, in milliseconds: longer than the platform's first retries.
const OVERDUE_MS: i64 = 5_000;

/// The object's alarm, and compute behind it.
pub(crate) trait Alarm {
    /// Sets it, so many milliseconds from now, instead of what was set.
    async fn set(&self, milliseconds: u32) -> Result<(), Failure>;

    /// How many milliseconds from now it is set to, negative if it is overdue; none where none is set.
    async fn due(&self) -> Result<Option<i64>, Failure>;

    /// Asks the compute that has an engine to keep one isolate warm.
    async fn warm(&self, engine: EngineName) -> Result<(), Failure>;
}

/// The plan of one object.
pub(crate) struct KeepWarm<T, A> {
    tables: T,
    alarm: A,
    /// Whether the alarm rings at the moment; the platform shows none then.
    ringing: Cell<bool>,
}

/// A plan as it is stored.
struct Stored {
    plan: i64,
    engine: EngineName,
    report: WarmingReport,
}

impl<T: Tables, A: Alarm> KeepWarm<T, A> {
    pub(crate) fn new(tables: T, alarm: A) -> Self {
        Self { tables, alarm, ringing: Cell::new(false) }
    }

    /// Begins a plan, instead of one that is not done yet.
    pub(crate) async fn begin(&self, plan: WarmingPlan) -> Result<WarmingReport, Failure> {
        let engine = Value::Text(plan.engine.as_str().to_owned());
        let params = vec![engine, Value::Integer(plan.every_ms.into()), Value::Integer(plan.times.into())];
        self.tables.atomically(|| {
            self.tables.rows(CREATE, Vec::new())?;
            self.tables.rows(BEGIN, params)
        })?;
        self.alarm.set(plan.every_ms).await?;
        self.report()?.ok_or_else(damaged)
    }

    /// What the alarm does when it rings.
    pub(crate) async fn ring(&self) -> Result<(), Failure> {
        let Some(stored) = self.stored()?.filter(|stored| stored.report.left > 0) else { return Ok(()) };
        self.ringing.set(true);
        let warmed = self.alarm.warm(stored.engine).await;
        self.ringing.set(false);
        let failed = Value::Integer(i64::from(warmed.is_err()));
        self.tables.rows(FINISH, vec![failed, Value::Integer(stored.plan)])?;
        match self.stored()? {
            // A plan that has begun meanwhile has set its own alarm.
            Some(now) if now.plan == stored.plan && now.report.left > 0 => self.alarm.set(now.report.every_ms).await,
            Some(_) | None => Ok(()),
        }
    }

    /// Sets the alarm of a plan that is not done, where it is not set or should have rung long ago.
    pub(crate) async fn watch(&self) -> Result<(), Failure> {
        let Some(stored) = self.stored()?.filter(|stored| stored.report.left > 0) else { return Ok(()) };
        if self.ringing.get() {
            return Ok(());
        }
        match self.alarm.due().await? {
            Some(due) if due >= -OVERDUE_MS => Ok(()),
            // It may have begun to ring while we looked, and then sets the next itself.
            Some(_) | None if self.ringing.get() => Ok(()),
            Some(_) | None => self.alarm.set(stored.report.every_ms).await,
        }
    }

    /// How far the plan has come; none where there never was one.
    pub(crate) fn report(&self) -> Result<Option<WarmingReport>, Failure> {
        Ok(self.stored()?.map(|stored| stored.report))
    }

    fn stored(&self) -> Result<Option<Stored>, Failure> {
        if self.tables.rows(EXISTS, Vec::new())?.is_empty() {
            return Ok(None);
        }
        self.tables.rows(SELECT, Vec::new())?.into_iter().next().map(|row| parse(&row)).transpose()
    }
}

fn parse(row: &[Value]) -> Result<Stored, Failure> {
    let [
        Value::Integer(plan),
        Value::Text(engine),
        Value::Integer(every_ms),
        Value::Integer(left),
        Value::Integer(failed),
    ] = row
    else {
        return Err(damaged());
    };
    let count = |number: &i64| u32::try_from(*number).map_err(|_| damaged());
    Ok(Stored {
        plan: *plan,
        engine: EngineName::parse(engine).map_err(|_| damaged())?,
        report: WarmingReport { every_ms: count(every_ms)?, left: count(left)?, failed: count(failed)? },
    })
}

fn damaged() -> Failure {
    Failure::new(ErrorCode::StateDamaged, "the stored plan to keep compute warm is damaged")
}

#[cfg(test)]
mod tests;
