use super::{made::scenario, *};
use crate::{error::Exit, instrument::scenario::Procedure};

fn layer(text: &str) -> Layer {
    Layer::parse("lab.toml", text).unwrap()
}

fn configured(layers: Vec<Layer>) -> Configured {
    configure(&scenario(), layers).unwrap()
}

fn words(text: &str) -> Vec<String> {
    text.split(',').map(str::to_owned).collect()
}

#[test]
fn without_a_layer_nothing_changes() {
    assert_eq!(configured(Vec::new()), Configured { scenario: scenario(), origins: BTreeMap::new() });
}

#[test]
fn the_last_layer_is_on_top_and_is_the_origin() {
    let layers = vec![
        layer("size = { rounds = 9, pairs = 7 }\ncells.ladder.procedure.requests = 7"),
        Layer::flag("--rounds", "size.rounds", 3),
        Layer::flag("--quick", "size.error_limit", 0.5),
    ];
    let Configured { scenario, origins } = configured(layers);
    assert_eq!((scenario.size.rounds, scenario.size.pairs, scenario.size.error_limit), (3, 7, 0.5));
    let said = [
        ("cells.ladder.procedure.requests", "lab.toml"),
        ("size.error_limit", "--quick"),
        ("size.pairs", "lab.toml"),
        ("size.rounds", "--rounds"),
    ];
    assert_eq!(origins, said.map(|(path, origin)| (path.to_owned(), origin.to_owned())).into());
}

#[test]
fn a_value_changes_and_what_stands_beside_it_stays() {
    let text =
        "cells.hot_read.block = 4\n[cells.ladder.procedure]\nkind = \"ladder\"\nrungs = [10, 45]\n[cells.open]\n[size]";
    let found = configured(vec![layer(text)]).scenario;
    let mut expected = scenario();
    expected.cells["hot_read"].block = Some(4);
    if let Procedure::Ladder { rungs, .. } = &mut expected.cells["ladder"].procedure {
        *rungs = vec![10, 45];
    }
    assert_eq!(found, expected);
}

#[test]
fn what_is_wrong_is_told_by_layer_and_path() {
    let said = [
        ("size.round = 3", "size.round: unknown field `round`, expected one of `rounds`, "),
        ("size.rounds = \"x\"", "size.rounds: invalid type: string \"x\", expected u32"),
        ("size.rounds = -1", "size.rounds: invalid value: integer `-1`, expected u32"),
        ("size.rounds.most = 1", "size.rounds.most: invalid type: map, expected u32"),
        ("size.rounds = 1", "size.rounds: 1 is below 2"),
        ("size.pairs = 0", "size.pairs: 0 is below 1"),
        ("size.block = 0", "size.block: 0 is below 2"),
        ("size.block = 7", "size.block: 7 is odd"),
        ("size.cell_ms = 0", "size.cell_ms: 0 is below 1"),
        ("size.most_ms = 0", "size.most_ms: 0 is below 1"),
        ("size.starts = 0", "size.starts: 0 leaves the cell cold without a sample"),
        ("size.error_limit = 1.5", "size.error_limit: 1.5 is not between 0 and 1"),
        ("size.error_limit = nan", "size.error_limit: NaN is not between 0 and 1"),
        ("cells.hot_read.block = 3", "cells.hot_read.block: 3 is odd"),
        ("cells.hot_read.block = \"x\"", "cells.hot_read.block: invalid type: string \"x\", expected u32"),
        ("cells.hot.block = 4", "cells.hot.block: there is no cell \"hot\"; there are hop, "),
        ("cells.ladder.procedure.rung = [1]", "cells.ladder.procedure.rung: unknown field `rung`, expected one of "),
        ("cells.ladder.procedure.rungs = []", "cells.ladder.procedure.rungs: [] is not a list of ascending"),
        ("cells.ladder.procedure.rungs = [1, 4, 4]", "cells.ladder.procedure.rungs: [1, 4, 4] is not"),
        ("cells.ladder.procedure.rungs = [0, 4]", "cells.ladder.procedure.rungs: [0, 4] is not"),
        ("cells.ladder.procedure.requests = \"x\"", "cells.ladder.procedure.requests: invalid type: string"),
        ("cells.open.procedure.per_second = 0", "cells.open.procedure.per_second: 0 is not above 0"),
        ("cells.open.procedure.per_second = inf", "cells.open.procedure.per_second: inf is not above 0"),
        ("cells.open.procedure.connections = 0", "cells.open.procedure.connections: 0 leaves nothing to measure"),
        ("cells.open.procedure.kind = \"paired\"", "cells.open.procedure.kind: open is open, and remains so"),
        ("cells.cold.procedure.processes = \"one\"", "cells.cold.procedure.processes: unknown variant `one`"),
    ];
    for (text, expected) in said {
        let error = configure(&scenario(), vec![layer(text)]).unwrap_err();
        assert_eq!(error.exit(), Exit::Usage);
        let message = error.to_string();
        assert!(message.starts_with(&format!("lab.toml: {expected}")), "{text}\n{message}");
    }
    let error = configure(&scenario(), vec![Layer::flag("--rounds", "size.rounds", 1)]).unwrap_err();
    assert_eq!(error.to_string(), "--rounds: size.rounds: 1 is below 2");
}

#[test]
fn whatever_else_is_said_is_refused_with_what_can_be() {
    let said = [
        "size = 3",
        "cells = 1",
        "cells.hot_read = 1",
        "cells.hot_read.title = \"x\"",
        "cells.hot_read.procedure = \"paired\"",
        "cells.hot_read.arms.new.handicap = 0.1",
        "cells.hot_read.preparation = []",
        "claims.hot.holds = \"hot_read.ratio < 1\"",
        "fixtures = []",
    ];
    for text in said {
        let message = configure(&scenario(), vec![layer(text)]).unwrap_err().to_string();
        let path = text.split(" = ").next().unwrap();
        let expected =
            "it cannot be set; what can is size.<value>, cells.<cell>.procedure.<value> and cells.<cell>.block";
        assert_eq!(message, format!("lab.toml: {path}: {expected}"));
    }
}

#[test]
fn a_file_is_read_as_a_layer_named_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lab.toml");
    let refused = |text: &str| {
        std::fs::write(&path, text).unwrap();
        let error = Layer::read(&path).unwrap_err();
        assert_eq!(error.exit(), Exit::Usage);
        error.to_string()
    };
    assert!(refused("[size]\nrounds = = 3\n").starts_with(&format!("{} line 2 column 10: ", path.display())));
    assert!(refused("a = 1\na = 2").starts_with(&format!("{} line 2 column 1: ", path.display())));
    std::fs::write(&path, "size.rounds = 3").unwrap();
    let read = Layer::read(&path).unwrap();
    assert_eq!(read, Layer::flag(&path.display().to_string(), "size.rounds", 3));
    let error = Layer::read(&folder.path().join("absent.toml")).unwrap_err();
    assert_eq!(error.exit(), Exit::Usage);
    assert!(error.to_string().contains("absent.toml: "));
}

#[test]
fn what_is_printed_names_its_origin_and_sets_the_same() {
    let text = "cells.hot_read.block = 4\ncells.ladder.procedure.rungs = [1, 2]";
    let mut found = configured(vec![layer(text), Layer::flag("--pairs", "size.pairs", 4)]);
    found.choose("--cells", |scenario| keep_cells(scenario, &words("hot_read,ladder"))).unwrap();
    let printed = print(&found).unwrap();
    let expected = "\
# split: what can be set by --config; a value that names no origin is the scenario's own
# cells from --cells

size.rounds = 5
size.pairs = 4 # from --pairs
size.block = 20
size.cell_ms = 2000
size.starts = 30
size.deadline_ms = 20000
size.error_limit = 0.001
# size.most_ms is the longest time of the whole run, and none is set

# one row of 100
cells.hot_read.procedure.kind = \"paired\"
cells.hot_read.procedure.data = \"kept\"
cells.hot_read.block = 4 # from lab.toml

# ever more clients
cells.ladder.procedure.kind = \"ladder\"
cells.ladder.procedure.counts = \"clients\"
cells.ladder.procedure.rungs = [1, 2] # from lab.toml
cells.ladder.procedure.requests = 400
cells.ladder.procedure.deadline_ms = 30000
# cells.ladder.block = 20
";
    assert_eq!(printed, expected);
    let mut again = configured(vec![layer(&printed)]);
    again.choose("--cells", |scenario| keep_cells(scenario, &words("hot_read,ladder"))).unwrap();
    assert_eq!(again.scenario, found.scenario);
}

#[test]
fn a_choice_of_cells_arms_and_handicaps_is_noted_where_it_changed_something() {
    let mut found = configured(vec![layer("cells.cold.block = 2\ncells.hop.block = 2\nsize.rounds = 4")]);
    found.choose("--cells", |scenario| keep_cells(scenario, &words("hot_read,hop"))).unwrap();
    found.choose("--arms", |scenario| keep_arms(scenario, &words("native,new,envelope"))).unwrap();
    let handicap: Handicap = "new=0.05".parse().unwrap();
    found.choose("--handicap", |scenario| handicap.apply(scenario)).unwrap();
    let origins: Vec<_> = found.origins.iter().map(|(path, origin)| (path.as_str(), origin.as_str())).collect();
    let expected = [
        ("cells", "--cells"),
        ("cells.hop.block", "lab.toml"),
        ("cells.hot_read.arms", "--arms"),
        ("cells.hot_read.arms.new.handicap", "--handicap"),
        ("size.rounds", "lab.toml"),
    ];
    assert_eq!(origins, expected);
    found.choose("--arms", |scenario| keep_arms(scenario, &words("envelope"))).unwrap();
    assert_eq!(found.origins["cells"], "--cells and --arms");
}

#[test]
fn another_order_of_arms_is_a_change() {
    let mut found = configured(Vec::new());
    found.choose("--arms", |scenario| keep_arms(scenario, &words("new,native"))).unwrap();
    assert_eq!(found.origins["cells.ladder.arms"], "--arms");
}

#[test]
fn a_choice_that_is_refused_changes_nothing() {
    let mut found = configured(Vec::new());
    let before = found.clone();
    found.choose("--cells", |scenario| keep_cells(scenario, &words("x"))).unwrap_err();
    found.choose("--cells", |_| Ok(())).unwrap();
    assert_eq!(found, before);
}
