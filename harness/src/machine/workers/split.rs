//! The Workers of the compute split and of what it is compared with.

use shared::{call::ServiceName, engine::EngineName};

/// Those that are asked where architectures are compared with these engines.
pub(crate) fn of_the_split(engines: &[EngineName]) -> Vec<ServiceName> {
    let with_engines = engines.iter().flat_map(|engine| match engine {
        EngineName::Sqlite => [ServiceName::Compute, ServiceName::Traditional, ServiceName::Hybrid],
        EngineName::Postgres => {
            [ServiceName::ComputePostgres, ServiceName::TraditionalPostgres, ServiceName::HybridPostgres]
        }
    });
    with_engines.chain([ServiceName::State, ServiceName::Native, ServiceName::Router]).collect()
}
