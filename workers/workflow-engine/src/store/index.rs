//! What an index is told of instances: those that did something since it was told last, and those that are gone.

use durable::platform::Platform;
use shared::{
    error::Failure,
    tables::row::{as_number, as_text, columns, damaged, number},
    value::Value,
    workflow::{Indexed, State},
};

use super::{Known, Store, number_or_none, schema::Table};

const BEGUN: &str = "SELECT run, id, workflow, state, accepted, ended FROM workflow_run WHERE run > ?1 AND run <= ?2";
const WENT_ON: &str = "SELECT run, id, workflow, state, accepted, ended FROM workflow_run WHERE run <= ?1 AND run IN \
     (SELECT run FROM workflow_journal WHERE piece > ?1 AND piece <= ?2)";
const BEHIND: &str =
    "SELECT run, id, workflow, state, accepted, ended FROM workflow_run WHERE run > ? ORDER BY run LIMIT ?";
const INDEXED: &str = "SELECT piece FROM workflow_indexed WHERE id = 0";
const INDEX: &str = "INSERT OR REPLACE INTO workflow_indexed (id, piece) VALUES (0, ?)";
const GONE: &str = "SELECT run FROM workflow_gone ORDER BY run LIMIT ?";
const IS_GONE: &str = "SELECT max(run) FROM workflow_gone";
const GO: &str = "INSERT OR IGNORE INTO workflow_gone (run) VALUES (?)";
const FORGET: &str = "DELETE FROM workflow_gone WHERE run = ?";

impl<P: Platform> Store<P> {
    /// From here on, instances that are deleted are kept in mind until the index knows that.
    pub(crate) fn index(&self) {
        self.is_indexed.set(true);
    }

    /// Instances that did something in these pieces, as they are now.
    pub(crate) fn changed(&self, after: u64, up_to: u64) -> Result<Vec<Indexed>, Failure> {
        if !self.exists()? {
            return Ok(Vec::new());
        }
        let params = || vec![number(after), number(up_to)];
        let mut rows = self.platform.rows(BEGUN, params())?;
        if self.has(Table::Journal)? {
            rows.extend(self.platform.rows(WENT_ON, params())?);
        }
        rows.into_iter().map(indexed_of).collect()
    }

    /// Instances behind this number, in their order.
    pub(crate) fn behind(&self, run: u64, most: u64) -> Result<Vec<Indexed>, Failure> {
        if !self.exists()? {
            return Ok(Vec::new());
        }
        self.platform.rows(BEHIND, vec![number(run), number(most)])?.into_iter().map(indexed_of).collect()
    }

    /// Up to which piece the index knows everything, as far as that is stored.
    pub(crate) fn indexed(&self) -> Result<u64, Failure> {
        Ok(self.known()?.indexed)
    }

    pub(super) fn stored_indexed(&self) -> Result<u64, Failure> {
        if !self.has(Table::Indexed)? {
            return Ok(0);
        }
        let indexed = self.one(INDEXED, Vec::new())?.map(columns::<1>).transpose()?;
        indexed.map_or(Ok(0), |[piece]| as_number(&piece))
    }

    /// The index knows everything up to this piece.
    pub(crate) fn set_indexed(&self, piece: u64) -> Result<(), Failure> {
        self.need(Table::Indexed)?;
        self.platform.execute(INDEX, vec![number(piece)])?;
        let known = self.known()?;
        self.known.set(Some(Known { indexed: piece, ..known }));
        Ok(())
    }

    /// Whether the index has to be told of instances that are gone.
    pub(crate) fn has_gone(&self) -> Result<bool, Failure> {
        Ok(self.known()?.has_gone)
    }

    pub(super) fn stored_gone(&self) -> Result<bool, Failure> {
        if !self.has(Table::Gone)? {
            return Ok(false);
        }
        let [run] = columns(self.one(IS_GONE, Vec::new())?.unwrap_or_default())?;
        Ok(number_or_none(&run)? > 0)
    }

    /// The numbers of such instances.
    pub(crate) fn gone(&self, most: u64) -> Result<Vec<u64>, Failure> {
        if self.has_gone()? { self.numbers(GONE, vec![number(most)]) } else { Ok(Vec::new()) }
    }

    /// The index knows that these are gone.
    pub(crate) fn forget_gone(&self, gone: &[u64]) -> Result<(), Failure> {
        gone.iter().try_for_each(|run| self.platform.execute(FORGET, vec![number(*run)]))?;
        let known = self.known()?;
        self.known.set(Some(Known { has_gone: self.stored_gone()?, ..known }));
        Ok(())
    }

    /// Keeps in mind that an instance is gone.
    pub(super) fn go(&self, run: u64) -> Result<(), Failure> {
        if !self.is_indexed.get() {
            return Ok(());
        }
        self.need(Table::Gone)?;
        self.platform.execute(GO, vec![number(run)])?;
        let known = self.known()?;
        self.known.set(Some(Known { has_gone: true, ..known }));
        Ok(())
    }
}

fn indexed_of(row: Vec<Value>) -> Result<Indexed, Failure> {
    let [run, id, workflow, state, accepted, ended] = columns(row)?;
    Ok(Indexed {
        run: as_number(&run)?,
        id: as_text(id)?,
        workflow: as_text(workflow)?,
        state: State::of_number(as_number(&state)?).ok_or_else(|| damaged("a state"))?,
        accepted_ms: as_number(&accepted)?,
        ended_ms: if ended == Value::Null { None } else { Some(as_number(&ended)?) },
    })
}
