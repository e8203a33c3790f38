//! What is compared: accepting, one step, one call and the end of an instance; in the engine, in a row, and in an engine with one
//! or all of the habits that make it slow.

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::{
    cell::{ENGINE, cell},
    kills::kills,
    questions::{calls, trial},
};
use crate::{
    experiments::asking::{again, control},
    instrument::scenario::{Arm, Cell, Presence},
};

/// The object that writes one row.
pub(super) const ROW: &str = "row";
/// The door of another engine.
const RIVAL: &str = "workflow-rival";
/// The slow engine without its habits.
const PLAIN: &str = "plain";
/// The slow engine with all habits that a cell is about.
const SEED: &str = "seed";

/// Instances that are accepted one after the other.
const ACCEPTED: u32 = 50;
/// Instances that have a new object each.
const COLD: u32 = 10;
/// Instances that are accepted at once.
const TOGETHER: u32 = 100;
/// Steps of an instance, and how many instances have them in a request.
const STEPS: [(u32, u32); 3] = [(100, 10), (1_000, 2), (10_000, 1)];
/// Calls that an instance makes one after the other, and that it makes at once.
const CALLS: [u32; 2] = [40, 10];

/// Steps of a map.
const MAPPED: u32 = 1_000;

/// Habits that show where an object is warm.
const WARM: [&str; 4] = ["single_reads", "single_writes", "alarm_start", "nothing_cached"];
/// Those that show where it is new.
const NEW: [&str; 2] = ["constructor_check", "eager_services"];

/// All cells, by name.
pub(super) fn cells() -> IndexMap<String, Cell> {
    let cells = [
        ("accept", accept()),
        ("cold", cold()),
        ("together", together()),
        ("tracker", tracker()),
        ("outage", outage()),
        ("steps", steps()),
        ("calls", called()),
        ("maps", maps()),
        ("children", children()),
        ("result", result()),
        ("kills", kills()),
        ("platform", platform()),
        ("rival_one", rival(1, COLD)),
        ("rival_thousand", rival(1_000, 1)),
    ];
    cells.map(|(name, cell)| (name.to_owned(), cell)).into()
}

fn accept() -> Cell {
    let switches = WARM.map(|switch| (switch, vec![switch]));
    let arms = arms(&json!({}), ACCEPTED, &[&[(PLAIN, vec![]), (SEED, WARM.to_vec())][..], &switches].concat());
    let title = format!("accept: {ACCEPTED} instances one after the other, in an object that is there");
    Cell { block: Some(4), ..cell(&title, ROW, arms) }
}

fn cold() -> Cell {
    let switches = NEW.map(|switch| (switch, vec![switch]));
    let all = [&NEW[..], &WARM].concat();
    let arms = arms(&json!({ "objects": "each" }), COLD, &[&[(PLAIN, vec![]), (SEED, all)][..], &switches].concat());
    cell(&format!("cold: {COLD} instances one after the other, each in a new object"), ROW, arms)
}

fn together() -> Cell {
    let arms = arms(&json!({ "mode": "parallel" }), TOGETHER, &[(PLAIN, vec![])]);
    cell(&format!("together: {TOGETHER} instances at once, in one object"), ROW, arms)
}

/// The row, its control, the engine, and slow engines with some of the habits.
fn arms(more: &Value, instances: u32, slow: &[(&str, Vec<&str>)]) -> IndexMap<String, Arm> {
    let row = trial(ROW, instances, instances, &[&json!({ "arm": "row" }), more]);
    let mut arms = IndexMap::from([
        (again(ROW), control(&again(ROW), &row)),
        (ROW.to_owned(), row),
        (ENGINE.to_owned(), trial(ENGINE, instances, instances, &[&json!({ "arm": "engine" }), more])),
    ]);
    for (name, switches) in slow {
        let seed = json!({ "arm": "seed", "switches": switches });
        arms.insert((*name).to_owned(), trial(name, instances, instances, &[&seed, more]));
    }
    arms
}

/// What a tracker does to accepting that is slow, failing or away: to whoever waits for it only.
fn tracker() -> Cell {
    let mut arms = trackers(&[
        ("engine_200", json!({ "delay_ms": 200 })),
        ("engine_500", json!({ "delay_ms": 500 })),
        ("engine_failing", json!({ "manner": "failing" })),
        ("engine_away", json!({ "manner": "away" })),
    ]);
    for (name, switch, delay_ms, instances) in [
        ("awaited_0", "awaited_tracker", 0, ACCEPTED),
        ("awaited_200", "awaited_tracker", 200, 1),
        ("awaited_500", "awaited_tracker", 500, 1),
        ("forgotten_0", "forgotten_tracker", 0, ACCEPTED),
        ("forgotten_500", "forgotten_tracker", 500, ACCEPTED),
    ] {
        let seed = json!({ "arm": "seed", "switches": [switch], "tracker": { "delay_ms": delay_ms } });
        arms.insert(name.to_owned(), trial(name, instances, instances, &[&seed]));
    }
    cell("tracker: accepting while the tracker takes its time, fails or is away", ENGINE, arms)
}

/// The same where somebody waits for a tracker that is not there: seven seconds for each instance.
fn outage() -> Cell {
    let mut arms = trackers(&[]);
    for manner in ["failing", "away"] {
        let name = format!("awaited_{manner}");
        let seed = json!({ "arm": "seed", "switches": ["awaited_tracker"], "tracker": { "manner": manner } });
        arms.insert(name.clone(), trial(&name, 1, 1, &[&seed]));
    }
    cell("outage: accepting by an engine that waits for a tracker which is not there", ENGINE, arms)
}

/// The engine, its control, and the engine with such trackers.
fn trackers(conducts: &[(&str, Value)]) -> IndexMap<String, Arm> {
    let engine = json!({ "arm": "engine" });
    let usual = trial(ENGINE, ACCEPTED, ACCEPTED, &[&engine]);
    let mut arms = IndexMap::from([(again(ENGINE), control(&again(ENGINE), &usual)), (ENGINE.to_owned(), usual)]);
    for (name, conduct) in conducts {
        let tracker = json!({ "tracker": conduct });
        arms.insert((*name).to_owned(), trial(name, ACCEPTED, ACCEPTED, &[&engine, &tracker]));
    }
    arms
}

/// What one step costs, among few and among many.
fn steps() -> Cell {
    let mut arms = IndexMap::new();
    for (steps, instances) in STEPS {
        let name = format!("{ENGINE}_{steps}");
        let fields = json!({ "arm": "engine", "until": "ended", "input": { "steps": steps } });
        let arm = trial(&name, steps * instances, instances, &[&fields]);
        if arms.is_empty() {
            arms.insert(again(&name), control(&again(&name), &arm));
        }
        arms.insert(name, arm);
    }
    for (steps, instances) in &STEPS[..2] {
        let name = format!("{SEED}_{steps}");
        let fields = json!({ "arm": "seed", "until": "ended", "input": { "steps": steps } });
        arms.insert(name.clone(), trial(&name, steps * instances, *instances, &[&fields]));
    }
    let (base, headline) = (format!("{ENGINE}_{}", STEPS[0].0), format!("{ENGINE}_{}", STEPS[2].0));
    Cell { headline, ..cell("steps: what one step costs, in ever longer instances", &base, arms) }
}

/// What one call of another object costs that an instance makes, against plain calls.
fn called() -> Cell {
    let [one_by_one, at_once] = CALLS;
    let rpc = calls("rpc", "rpc", one_by_one);
    let mut arms = IndexMap::from([(again("rpc"), control(&again("rpc"), &rpc)), ("rpc".to_owned(), rpc)]);
    for way in ["rpc_durable", "rpc_both_durable", "durable"] {
        arms.insert(way.to_owned(), calls(way, way, one_by_one));
    }
    let debits = |calls: u32, together: bool, by: &str| {
        let input = json!({ "account": "{tenant}", "calls": calls, "together": together, "by": by });
        json!({ "arm": "engine", "until": "ended", "workflow": "debits", "input": input })
    };
    let step = trial("step", one_by_one, 1, &[&debits(one_by_one, false, "step")]);
    let single = trial("one_by_one", one_by_one, 1, &[&debits(one_by_one, false, "call")]);
    let together = trial("together", one_by_one, one_by_one / at_once, &[&debits(at_once, true, "call")]);
    arms.insert("step".to_owned(), step);
    arms.insert("one_by_one".to_owned(), single);
    arms.insert("together".to_owned(), together);
    let title = format!("calls: what one call of another object costs an instance, one by one and {at_once} at once");
    Cell { headline: "step".to_owned(), ..cell(&title, "rpc", arms) }
}

/// What it costs that only so many steps of a map are made at once.
fn maps() -> Cell {
    let squares = |at_once: Option<u32>| {
        let input = json!({ "items": MAPPED, "at_once": at_once });
        json!({ "arm": "engine", "until": "ended", "workflow": "squares", "input": input })
    };
    let all = trial("all", MAPPED, 1, &[&squares(None)]);
    let arms = IndexMap::from([
        (again("all"), control(&again("all"), &all)),
        ("all".to_owned(), all),
        ("fifty".to_owned(), trial("fifty", MAPPED, 1, &[&squares(Some(50))])),
    ]);
    let title = format!("maps: what one of {MAPPED} steps of a map costs, all at once and 50 at a time");
    Cell { headline: "fifty".to_owned(), ..cell(&title, "all", arms) }
}

/// What a child costs, against a step that calls another object.
fn children() -> Cell {
    let [one_by_one, _] = CALLS;
    let debits = json!({ "account": "{tenant}", "calls": one_by_one, "together": false, "by": "step" });
    let tree = json!({ "depth": 1, "width": one_by_one, "at_once": 1 });
    let run = |workflow: &str, input: Value| json!({ "arm": "engine", "until": "ended", "workflow": workflow, "input": input });
    let step = trial("step", one_by_one, 1, &[&run("debits", debits)]);
    let arms = IndexMap::from([
        (again("step"), control(&again("step"), &step)),
        ("step".to_owned(), step),
        ("child".to_owned(), trial("child", one_by_one, 1, &[&run("tree", tree)])),
    ]);
    let title = format!(
        "children: what one of {one_by_one} children costs, one after the other, against steps that call an object"
    );
    Cell { headline: "child".to_owned(), ..cell(&title, "step", arms) }
}

/// What it takes beyond accepting until the result is told.
fn result() -> Cell {
    let accepted = json!({ "arm": "engine" });
    let arm = trial("accepted", ACCEPTED, ACCEPTED, &[&accepted]);
    let mut arms =
        IndexMap::from([(again("accepted"), control(&again("accepted"), &arm)), ("accepted".to_owned(), arm)]);
    for (name, arm) in [("ended", "engine"), ("seed_ended", "seed")] {
        let fields = json!({ "arm": arm, "until": "ended" });
        arms.insert(name.to_owned(), trial(name, ACCEPTED, ACCEPTED, &[&fields]));
    }
    let seed = json!({ "arm": "seed", "until": "ended", "switches": ["alarm_start"] });
    arms.insert("alarm_ended".to_owned(), trial("alarm_ended", COLD, COLD, &[&seed]));
    Cell {
        headline: "ended".to_owned(),
        ..cell("result: instances of one step, from their acceptance until their result is told", "accepted", arms)
    }
}

/// The same against the platform's own engine, where the target has it: the local runtime alone does not.
fn platform() -> Cell {
    let ended = json!({ "until": "ended" });
    let arm = trial(ENGINE, COLD, COLD, &[&json!({ "arm": "engine" }), &ended]);
    let platform = trial("platform", COLD, COLD, &[&json!({ "arm": "platform" }), &ended]);
    let arms = IndexMap::from([
        (again(ENGINE), control(&again(ENGINE), &arm)),
        (ENGINE.to_owned(), arm),
        ("platform".to_owned(), platform),
    ]);
    let title = "platform: what an instance of one step costs until its end, by the platform's own engine and by ours";
    Cell { presence: Presence::Asked, headline: "platform".to_owned(), ..cell(title, ENGINE, arms) }
}

/// Instances from their beginning until their result is told, against another engine. It has an object for each, so ours has too.
fn rival(steps: u32, instances: u32) -> Cell {
    let input = json!({ "until": "ended", "input": { "steps": steps } });
    let arm = |name: &str| Arm { door: Some(RIVAL.to_owned()), ..trial(name, steps * instances, instances, &[&input]) };
    let ours = json!({ "arm": "engine", "objects": "each" });
    // A clock of whole milliseconds reads nothing of a single one of ours.
    let more = if instances == 1 { COLD } else { instances };
    let arms = IndexMap::from([
        (again("rival"), control(&again("rival"), &arm("rival"))),
        ("rival".to_owned(), arm("rival")),
        (ENGINE.to_owned(), trial(ENGINE, steps * more, more, &[&ours, &input])),
    ]);
    let what = if steps == 1 { "an instance of one step".to_owned() } else { format!("one of {steps} steps") };
    cell(
        &format!("rival: what {what} costs until its end, by another engine and by ours, in new objects"),
        "rival",
        arms,
    )
}
