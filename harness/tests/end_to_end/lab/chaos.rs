//! A runtime whose state object reaches compute through a Worker that fails as planned.

use harness::workerd::{Openness, Service, Target};
use serde_json::{Value, json};

use super::{Lab, Request, configuration, project};

/// The Worker in between.
const CHAOS: &str = "chaos";

/// A runtime with planned faults between the state object and compute.
pub(crate) struct Chaos {
    pub(crate) lab: Lab,
}

impl Chaos {
    /// All Workers, with a second compute Worker and the one that fails in between.
    pub(crate) fn start() -> Self {
        let mut configuration = configuration(&Openness::Open);
        let first = configuration.service("compute").unwrap().clone();
        let second = Service { name: "second-compute".to_owned(), ..first.clone() };
        let script = project().root().join("harness/fixtures/chaos/compute.js");
        let chaos = Service::script(CHAOS, &script, &first.compatibility_date)
            .with_binding("FIRST", Target::Service(first.name))
            .with_binding("SECOND", Target::Service(second.name.clone()));
        configuration.add(second);
        configuration.add(chaos);
        configuration.bind("state", "COMPUTE", Target::Service(CHAOS.to_owned())).unwrap();
        configuration.listen(CHAOS, 0);
        Self { lab: Lab::start(&configuration) }
    }

    /// Plans faults for the next calls, all to the first compute Worker.
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

    /// How many calls came since the last plan.
    pub(crate) fn executions(&self) -> u64 {
        self.lab.send_to(CHAOS, &Request::new("GET", "/")).ok()["executions"].as_u64().unwrap()
    }

    fn set(&self, settings: &Value) {
        self.lab.send_to(CHAOS, &Request::new("POST", "/").body(settings.to_string().as_bytes())).ok();
    }
}
