//! A made-up scenario with every procedure, for the tests of layers and choices.

use crate::instrument::scenario::Scenario;

/// The scenario.
pub(super) fn scenario() -> Scenario {
    toml::from_str(TEXT).unwrap()
}

const TEXT: &str = r#"
name = "split"
title = "Where should the WASM live?"
fixtures = ["pair"]

[size]
rounds = 5
pairs = 30
block = 20
cell_ms = 2000
starts = 30
deadline_ms = 20000
error_limit = 0.001

[agreement]
compare = ["/rows"]
questions = [{ path = "/sql", body = { sql = "select 1", params = [1, 2.5, "x"] } }]
[agreement.arms]
native = { tenant = "agree-native" }
traditional = { tenant = "agree-traditional" }
new = { tenant = "agree-new", route = "new" }

[cells.hot_read]
title = "one row of 100"
procedure = { kind = "paired", data = "kept" }
at = { bytes = 100, depth = 1 }
question = { path = "/{route}/{tenant}", body = { sql = "select 1", params = ["{ordinal}"] }, cycle = 100 }
base = "native"
headline = "new"

[[cells.hot_read.preparation]]
question = { path = "/{route}/{tenant}" }

[[cells.hot_read.preparation]]
question = { path = "/warm" }
times = 3
arms = ["new", "native_again"]

[[cells.hot_read.preparation]]
question = { path = "/only-traditional" }
arms = ["traditional"]

[cells.hot_read.arms]
native = { values = { tenant = "hot-native", route = "native" } }
native_again = { role = "control", values = { tenant = "hot-control", route = "native" } }
traditional = { values = { tenant = "hot-traditional", route = "traditional" } }
new = { values = { tenant = "hot-new", route = "new", level = 2 } }

[cells.cold]
title = "first request"
at = { bytes = 1000, depth = 1 }
procedure = { kind = "first_request", processes = "per_arm" }
question = { method = "GET", path = "/{tenant}" }
base = "native"
headline = "traditional"
[cells.cold.arms]
native = { values = { tenant = "cold-native" } }
native_again = { role = "control", values = { tenant = "cold-control" } }
traditional = { values = { tenant = "cold-traditional" } }

[cells.ladder]
title = "ever more clients"
procedure = { kind = "ladder", rungs = [1, 2, 4], requests = 400, deadline_ms = 30000 }
question = { path = "/{tenant}" }
headline = "new"
[cells.ladder.arms]
native = { values = { tenant = "ladder-native" } }
new = { values = { tenant = "ladder-new" } }

[cells.open]
title = "on a schedule"
base = "native"
headline = "new"
question = { path = "/{tenant}" }
[cells.open.procedure]
kind = "open"
per_second = 300.0
arrivals = "poisson"
segment = 200
segments = 4
connections = 64
[cells.open.arms]
native = { values = { tenant = "open-native" } }
new = { values = { tenant = "open-new" } }

[cells.hop]
title = "an empty call"
procedure = { kind = "paired" }
headline = "envelope"
[cells.hop.arms.envelope]
door = "pair-front"
question = { path = "/hop" }
batch = { few = 10, many = 110 }

[cells.open.at]
bytes = 1e5
depth = 1

[surveys.payload]
title = "over the size of what is asked for"
cells = ["hot_read", "cold", "open"]
along = "bytes"

[cross_checks.hop]
question = "does a hop cost the same from outside and from inside?"
one = "hot_read.new.difference_ms"
other = "hop.envelope.cost_ms"

[[legs]]
of = "new"
work = "the hop"
cell = "hot_read"
longer = ["new"]
shorter = ["traditional"]

[[legs]]
of = "native"
work = "router and object"
cell = "cold"
longer = ["native"]

[claims.hop]
kind = "hypothesis"
question = "does a hop cost less than a millisecond?"
holds = "hop.envelope.cost_ms < 1"

[claims.hot]
kind = "bound"
question = "is a hot read cheap?"
holds = "split.hot_read.new.ratio.upper <= 1.5"

[claims.fast]
kind = "bound"
question = "is it fast at all?"
holds = "hot_read.native.p50_ms<2"

[claims.headline]
kind = "bound"
question = "does the headline hold?"
holds = "cold.ratio < 2"
"#;
