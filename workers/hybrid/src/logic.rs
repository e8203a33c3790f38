//! The logic of the hybrid object: the state object's, over a way to compute that changes while it is used.

use engine::Engine;
use kit::client::Asking;
use shared::{
    call::ServiceName,
    engine::EngineName,
    error::Failure,
    ids::TenantId,
    protocol::{Access, ExecuteInput, ObjectReport, QueryInput, QueryOutput},
    statement::Batch,
    tables::Tables,
    timing::{Clock, Trace},
};
use tenant::{
    object::Folds,
    split::{self, State, Transport},
    store::Store,
};

use crate::switch::Switch;

/// What is executed to load an engine: it shows that the engine works, in any of them.
const PROBE: &str = "SELECT 1";

/// One tenant, with an engine `E` of its own and compute `R`.
pub(crate) struct Tenant<T, E, R, K> {
    split: split::Tenant<T, Switch<E, R>, K>,
}

impl<T: Tables + 'static, E: Engine + 'static, R: Transport, K: Clock> Tenant<T, E, R, K> {
    pub(crate) fn new(service: ServiceName, store: Store<T>, compute: R, clock: K) -> Self {
        Self { split: split::Tenant::new(service, store, Switch::new(compute), clock) }
    }

    /// Runs a batch.
    pub(crate) async fn query(&self, asking: Asking, input: QueryInput) -> (Result<QueryOutput, Failure>, Trace) {
        self.split.query(asking, input).await
    }

    /// Counts a query that was answered, and says whether the object's own engine should be loaded now.
    pub(crate) fn wants_load(&self) -> bool {
        self.split.compute().wants_load()
    }

    /// Loads the object's own engine. Until it runs, and if it does not, compute goes on answering.
    pub(crate) async fn load(&self, tenant: &TenantId) -> Result<(), Failure> {
        let question = || {
            let State { at, supply, attachment } = self.split.state()?;
            let (owner, batch) = (self.split.owner(tenant), Batch::of(PROBE));
            Ok((ExecuteInput { owner, at, access: Access::Read, batch, supply }, attachment))
        };
        self.split.compute().load(question).await
    }

    /// What the object holds.
    pub(crate) fn report(&self, engine: EngineName) -> Result<ObjectReport, Failure> {
        self.split.report(engine, self.split.compute().is_here())
    }
}

impl<T: Tables, E, R, K> Folds for Tenant<T, E, R, K> {
    fn wants_fold(&self) -> bool {
        self.split.wants_fold()
    }

    fn fold(&self) -> Result<(), Failure> {
        self.split.fold()
    }
}
