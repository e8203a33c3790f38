//! What the slow engine stores: nine values of an instance, a status, a result for each step and the list of those that are done.

use futures::future::try_join_all;
use shared::{
    error::Failure,
    keys::Keys,
    tables::row::damaged,
    workflow::{Start, Switch, Switches},
};

/// What is kept of an instance beside its status.
const FIELDS: [&str; 9] = [
    "workflow",
    "input",
    "execution_id",
    "completed_steps",
    "pause_index",
    "resume_at",
    "recovery_attempts",
    "cancelled",
    "cancel_reason",
];
const STATUS: &str = "status";
const QUEUE: &str = "queue:";

/// The records of the instances of one object.
pub(super) struct Records<K> {
    keys: K,
    switches: Switches,
}

impl<K: Keys> Records<K> {
    pub(super) fn new(keys: K, switches: Switches) -> Self {
        Self { keys, switches }
    }

    /// Whether there is an instance of that name: everything that is kept of it is read.
    pub(super) async fn exists(&self, id: &str) -> Result<bool, Failure> {
        Ok(self.state(id).await?.contains(&true))
    }

    /// Reads what there would be of the one instance of the object, as a check of recovery does.
    pub(super) async fn any_state(&self) -> Result<(), Failure> {
        self.state("").await.map(drop)
    }

    async fn state(&self, id: &str) -> Result<Vec<bool>, Failure> {
        let keys: Vec<String> = FIELDS.iter().map(|field| key(id, field)).collect();
        if self.switches.has(Switch::SingleReads) {
            let values = try_join_all(keys.iter().map(|key| self.keys.read(key))).await?;
            return Ok(values.into_iter().map(|value| value.is_some()).collect());
        }
        let there = self.keys.read_all(&keys).await?;
        Ok(keys.iter().map(|key| there.iter().any(|(known, _)| known == key)).collect())
    }

    /// Stores a new instance, and that it is queued.
    pub(super) async fn begin(&self, start: &Start, steps: u32) -> Result<(), Failure> {
        let id = start.id.as_str();
        let value = |field: &str| match field {
            "workflow" => start.workflow.clone(),
            "input" => start.input.clone(),
            "execution_id" => id.to_owned(),
            "completed_steps" => "[]".to_owned(),
            _ => "null".to_owned(),
        };
        let fields = FIELDS.iter().map(|field| (key(id, field), value(field).into_bytes())).collect();
        self.put(fields).await?;
        let queued =
            vec![(key(id, STATUS), b"queued".to_vec()), (format!("{QUEUE}{id}"), steps.to_le_bytes().to_vec())];
        self.put(queued).await
    }

    /// Stores the result of a step, and which ones are done.
    pub(super) async fn step(&self, id: &str, step: u32, done: &[u32]) -> Result<(), Failure> {
        let list = serde_json::to_vec(done).expect("numbers always render");
        let result = step.to_string().into_bytes();
        self.put(vec![(key(id, &format!("step:{step}")), result), (key(id, "completed_steps"), list)]).await
    }

    /// Stores that an instance has ended.
    pub(super) async fn end(&self, id: &str, steps: u32) -> Result<(), Failure> {
        let output = format!("{{\"steps\":{steps}}}").into_bytes();
        self.put(vec![(key(id, STATUS), b"completed".to_vec()), (key(id, "output"), output)]).await?;
        self.keys.delete(&[&format!("{QUEUE}{id}")]).await
    }

    /// The instances that have not ended, with their steps.
    pub(super) async fn queued(&self) -> Result<Vec<(String, u32)>, Failure> {
        let listed = self.keys.list(QUEUE).await?;
        let read = |(key, value): (String, Vec<u8>)| {
            let steps = value.try_into().map(u32::from_le_bytes).map_err(|_| damaged("a queued instance"))?;
            Ok((key[QUEUE.len()..].to_owned(), steps))
        };
        listed.into_iter().map(read).collect()
    }

    async fn put(&self, entries: Vec<(String, Vec<u8>)>) -> Result<(), Failure> {
        if !self.switches.has(Switch::SingleWrites) {
            return self.keys.put_all(&entries).await;
        }
        for (key, value) in entries {
            self.keys.put(&key, &value).await?;
        }
        Ok(())
    }
}

fn key(id: &str, field: &str) -> String {
    format!("{id}:{field}")
}

#[cfg(test)]
mod tests;
