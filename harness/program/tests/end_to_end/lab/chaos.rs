//! Local runtimes in which one Worker reaches another through a Worker that fails as planned.

use std::path::PathBuf;

use harness::machine::{
    build::Variant,
    workerd::{Configuration, Openness, Service, Target, isolate},
};
use serde_json::{Value, json};
use shared::call::{ObjectService as _, RpcObject, RpcRuntime, Service as _, ServiceName};

use super::{Lab, Request, assert_built, configuration, project, workers};

/// The Worker in between.
const CHAOS: &str = "chaos";

/// A local runtime with planned faults between two Workers.
pub(crate) struct Chaos {
    pub(crate) lab: Lab,
}

impl Chaos {
    /// All Workers, with a second compute Worker and the one that fails in between.
    pub(crate) fn start() -> Self {
        let mut configuration = configuration(&Openness::Open);
        let first = configuration.service("compute").unwrap().clone();
        let second = Service { name: "second-compute".to_owned(), ..first.clone() };
        let chaos = Service::script(CHAOS, &script("compute.js"), &first.compatibility_date)
            .with_binding("FIRST", Target::Service(first.name))
            .with_binding("SECOND", Target::Service(second.name.clone()));
        configuration.add(second);
        configuration.add(chaos);
        configuration.bind("state", "COMPUTE", Target::Service(CHAOS.to_owned())).unwrap();
        configuration.listen(CHAOS, 0);
        Self { lab: Lab::start(&configuration) }
    }

    /// The Workers of a configuration that spreads compute, with the one that fails before the first isolate.
    pub(crate) fn before_an_isolate(spread: &Configuration) -> Self {
        let mut configuration = spread.clone();
        let first = configuration.service(&isolate(ServiceName::Compute, 0)).unwrap().clone();
        let chaos = Service::script(CHAOS, &script("compute.js"), &first.compatibility_date)
            .with_binding("FIRST", Target::Service(first.name.clone()))
            .with_binding("SECOND", Target::Service(first.name));
        configuration.add(chaos);
        configuration.bind(ServiceName::Compute.as_str(), "COMPUTE_0", Target::Service(CHAOS.to_owned())).unwrap();
        configuration.listen(CHAOS, 0);
        Self { lab: Lab::start(&configuration) }
    }

    /// All Workers, with the one that fails between the caller of measured calls and their runtime, as a Worker and as an
    /// object; the runtime panics when it is asked to.
    pub(crate) fn before_runtime() -> Self {
        let mut configuration = configuration(&Openness::Open);
        let workers = workers();
        let runtime = workers.get(ServiceName::RpcRuntime).unwrap();
        assert_built(&project(), runtime, Variant::Faulty);
        configuration.make_faulty(&project(), runtime).unwrap();
        let caller = ServiceName::RpcCaller.as_str();
        let runtime = configuration.service(runtime.name().as_str()).unwrap().clone();
        let objects =
            |service: &str| Target::Objects { service: service.to_owned(), class: RpcObject::CLASS.to_owned() };
        let chaos = Service::script(CHAOS, &script("runtime.js"), &runtime.compatibility_date)
            .with_objects(RpcObject::CLASS)
            .with_binding("OBJECT", objects(&runtime.name))
            .with_binding("RUNTIME", Target::Service(runtime.name));
        configuration.add(chaos);
        configuration.bind(caller, RpcRuntime::BINDING, Target::Service(CHAOS.to_owned())).unwrap();
        configuration.bind(caller, RpcObject::BINDING, objects(CHAOS)).unwrap();
        configuration.listen(CHAOS, 0);
        Self { lab: Lab::start(&configuration) }
    }

    /// Plans faults for the next calls; of two compute Workers, the first gets them all.
    pub(crate) fn plan(&self, faults: &[&str]) {
        self.set(&json!({ "plan": faults }));
    }

    /// Sends calls to the two compute Workers in turns, and plans faults for the next of them.
    pub(crate) fn alternate(&self, faults: &[&str]) {
        self.set(&json!({ "plan": faults, "route": "alternate" }));
    }

    /// Sends all calls to the second compute Worker, and plans faults for the next of them.
    pub(crate) fn second(&self, faults: &[&str]) {
        self.set(&json!({ "plan": faults, "route": "second" }));
    }

    /// Plans one fault for every question after the report of the runtime or its code, and none for its calls.
    pub(crate) fn report(&self, fault: &str) {
        self.set(&json!({ "report": fault }));
    }

    /// How many calls came since the last plan.
    pub(crate) fn executions(&self) -> u64 {
        self.count("executions")
    }

    /// How many planned faults have not met their call yet.
    pub(crate) fn left(&self) -> u64 {
        self.count("left")
    }

    fn count(&self, name: &str) -> u64 {
        self.lab.send_to(CHAOS, &Request::new("GET", "/")).ok()[name].as_u64().unwrap()
    }

    fn set(&self, settings: &Value) {
        self.lab.send_to(CHAOS, &Request::new("POST", "/").body(settings.to_string().as_bytes())).ok();
    }
}

/// The script of the Worker in between.
fn script(name: &str) -> PathBuf {
    project().root().join("harness/fixtures/chaos").join(name)
}
