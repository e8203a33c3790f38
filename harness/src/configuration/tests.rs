use super::{check::check, made::scenario, *};
use crate::{
    error::Exit,
    scenario::{Procedure, Scenario, Study},
};
use shared::engine::EngineName;

mod arms;

#[test]
fn without_a_layer_nothing_changes() {
    let configured = configure(&scenario(), Vec::new()).unwrap();
    assert_eq!(configured, Configured { scenario: scenario(), origins: BTreeMap::new() });
}

#[test]
fn tables_are_merged_key_by_key_and_other_values_replaced() {
    let file = layer(
        "lab.toml",
        r#"
        [size]
        rounds = 9
        [cells.hot_read]
        title = "another title"
        preparation = [{ question = { path = "/p" } }]
        [cells.hot_read.arms.new]
        values = { tenant = "t" }
        handicap = 0.05
        "#,
    );
    let configured = configure(&scenario(), vec![file]).unwrap();
    let mut expected = scenario();
    expected.size.rounds = 9;
    let cell = expected.cells.get_mut("hot_read").unwrap();
    "another title".clone_into(&mut cell.title);
    cell.preparation.truncate(1);
    "/p".clone_into(&mut cell.preparation[0].question.path);
    let new = cell.arms.get_mut("new").unwrap();
    new.values.insert("tenant".to_owned(), "t".into());
    new.handicap = Some(0.05);
    assert_eq!(configured.scenario, expected);
    let set = configured.origins.keys().map(String::as_str).collect::<Vec<_>>();
    let arm = "cells.hot_read.arms.new";
    assert_eq!(
        set,
        [
            &format!("{arm}.handicap"),
            &format!("{arm}.values.tenant"),
            "cells.hot_read.preparation",
            "cells.hot_read.title",
            "size.rounds"
        ]
    );
}

#[test]
fn the_last_layer_is_on_top_and_is_the_origin() {
    let layers = vec![
        layer("lab.toml", "size = { rounds = 9, pairs = 7 }"),
        Layer::flag("--rounds", "size.rounds", 3),
        Layer::flag("--quick", "size.error_limit", 0.5),
    ];
    let Configured { scenario, origins } = configure(&scenario(), layers).unwrap();
    assert_eq!((scenario.size.rounds, scenario.size.pairs, scenario.size.error_limit), (3, 7, 0.5));
    let said = [("size.error_limit", "--quick"), ("size.pairs", "lab.toml"), ("size.rounds", "--rounds")];
    assert_eq!(origins, said.map(|(path, origin)| (path.to_owned(), origin.to_owned())).into());
}

#[test]
fn a_layer_can_bring_new_cells_arms_and_claims() {
    let file = layer(
        "lab.toml",
        r#"
        [cells.my_cell]
        title = "mine"
        procedure = { kind = "paired" }
        question = { path = "/{tenant}" }
        headline = "it"
        arms = { it = { values = { tenant = "i", "a b" = 1 } } }
        [cells.hot_read.arms.other]
        values = { tenant = "o", route = "o" }
        [claims.mine]
        kind = "hypothesis"
        question = "is the other one slow?"
        holds = "hot_read.other.ratio > 1"
        "#,
    );
    let Configured { scenario, origins } = configure(&scenario(), vec![file]).unwrap();
    assert_eq!(scenario.cells.keys().next_back().unwrap(), "my_cell");
    assert!(scenario.cells["hot_read"].arms.contains_key("other"));
    assert_eq!(origins["cells.my_cell.arms.it.values.\"a b\""], "lab.toml");
    assert_eq!(origins["claims.mine.holds"], "lab.toml");
}

#[test]
fn a_procedure_of_another_kind_replaces_the_one_before() {
    let first = layer("a.toml", "[cells.ladder.procedure]\nrequests = 7");
    let second = layer("b.toml", "[cells.ladder.procedure]\nkind = \"paired\"");
    let Configured { scenario, origins } = configure(&scenario(), vec![first, second]).unwrap();
    assert!(matches!(scenario.cells["ladder"].procedure, Procedure::Paired { .. }));
    assert_eq!(origins.into_iter().collect::<Vec<_>>(), [("cells.ladder.procedure.kind".into(), "b.toml".into())]);
}

#[test]
fn what_is_wrong_is_told_by_layer_and_path() {
    let said = [
        ("size.round = 3", "size.round: unknown field `round`, expected one of "),
        ("cells.hot_read.arms.new.role = \"boss\"", "cells.hot_read.arms.new.role: unknown variant `boss`"),
        ("size.rounds = \"x\"", "size.rounds: invalid type: string \"x\", expected u32"),
        ("size.rounds = -1", "size.rounds: invalid value: integer `-1`, expected u32"),
        ("size.rounds = 1", "size.rounds: 1 is below 2"),
        ("size.pairs = 0", "size.pairs: 0 is below 1"),
        ("size.block = 0", "size.block: 0 is below 2"),
        ("size.block = 7", "size.block: 7 is odd"),
        ("size.starts = 0", "size.starts: 0 leaves the cell cold without a sample"),
        ("size.error_limit = 1.5", "size.error_limit: 1.5 is not between 0 and 1"),
        ("size.error_limit = nan", "size.error_limit: NaN is not a finite number"),
        ("size = 3", "size: invalid type: integer `3`, expected struct Size"),
        ("cells.ladder.procedure.rungs = []", "cells.ladder.procedure.rungs: [] is not a list of ascending"),
        ("cells.ladder.procedure.rungs = [1, 4, 4]", "cells.ladder.procedure.rungs: [1, 4, 4] is not"),
        ("cells.ladder.procedure.rungs = [0, 4]", "cells.ladder.procedure.rungs: [0, 4] is not"),
        ("cells.ladder.procedure.requests = \"x\"", "cells.ladder.procedure.requests: invalid type: string"),
        ("cells.open.procedure.per_second = 0", "cells.open.procedure.per_second: 0 is not above 0"),
        ("cells.open.procedure.connections = 0", "cells.open.procedure.connections: 0 leaves nothing to measure"),
        ("cells.hot_read.base = \"nativ\"", "cells.hot_read.base: there is no arm \"nativ\"; there are native, new, "),
        ("cells.hot_read.headline = \"x\"", "cells.hot_read.headline: there is no arm \"x\""),
        ("cells.hot_read.arms.new.handicap = -0.1", "cells.hot_read.arms.new.handicap: -0.1 is not between 0 and 10"),
        ("cells.hot_read.arms.new.handicap = 10.5", "cells.hot_read.arms.new.handicap: 10.5 is not between 0 and 10"),
        ("cells.hop.arms.envelope.batch.few = 200", "cells.hop.arms.envelope.batch.few: few (200) has to be below"),
        ("cells.open.arms.new.handicap = 0.1", "cells.open.arms.new.handicap: answers can be held back in paired and"),
        ("cells.ladder.arms.new.handicap = 0.1", "cells.ladder.arms.new.handicap: answers can be held back in"),
        ("cells.open.arms.new.batch = { few = 1, many = 2 }", "cells.open.arms.new.batch: only paired cells ask in"),
        ("cells.cold.arms.native.batch = { few = 1, many = 2 }", "cells.cold.arms.native.batch: only paired cells"),
        (
            "cells.hot_read.arms.new.door = \"pair\"",
            "cells.hot_read.arms.new.door: there is no door \"pair\"; there are ",
        ),
        ("cells.hot_read.arms.New = {}", "cells.hot_read.arms.New: \"New\" is not a name of lower-case letters"),
        (
            "claims.\"a b\" = { kind = \"bound\", question = \"?\", holds = \"hot_read.ratio < 1\" }",
            "claims.\"a b\": \"a b\"",
        ),
        ("cells.hop.arms.bare = {}", "cells.hop.arms.bare.question: neither the arm nor its cell has one"),
        ("cells.hot_read.question.turns = 0", "cells.hot_read.question.turns: 0 leaves no turn"),
        ("cells.extra.title = \"x\"", "cells.extra.title: missing field `procedure`"),
        (
            "legs = [{ of = \"x\", work = \"y\", cell = \"z\", longer = [] }]",
            "legs[0].cell: there is no cell \"z\"; there are hop, cold, ",
        ),
        (
            "legs = [{ of = \"x\", work = \"y\", cell = \"hop\", longer = [\"new\"] }]",
            "legs[0].longer: there is no arm \"new\"; there is envelope",
        ),
        (
            "claims.hot.holds = \"hot.new.ratio < 1\"",
            "claims.hot.holds: hot.new.ratio: there is no cell \"hot\"; there are",
        ),
        (
            "claims.hot.holds = \"hot_read.nw.ratio < 1\"",
            "claims.hot.holds: hot_read.nw.ratio: there is no arm of hot_read \"nw\"",
        ),
        (
            "claims.hot.holds = \"hot_read.native.ratio < 1\"",
            "claims.hot.holds: hot_read.native.ratio: native is the base of hot_read",
        ),
        ("claims.hot.holds = \"hot_read.ratio = 1\"", "claims.hot.holds: hot_read.ratio = 1: there is no comparison"),
        ("claims.hot.holds = \"hot_read.ratio < x\"", "claims.hot.holds: hot_read.ratio < x: \"x\" is not a number"),
        ("claims.hot.holds = \"hot_read < 1\"", "claims.hot.holds: hot_read: no measure is named"),
    ];
    for (text, expected) in said {
        let error = configure(&scenario(), vec![layer("lab.toml", text)]).unwrap_err();
        assert_eq!(error.exit(), Exit::Usage);
        let message = error.to_string();
        assert!(message.starts_with(&format!("lab.toml: {expected}")), "{text}\n{message}");
    }
    let error = configure(&scenario(), vec![Layer::flag("--rounds", "size.rounds", 1)]).unwrap_err();
    assert_eq!(error.to_string(), "--rounds: size.rounds: 1 is below 2");
    let both = vec![layer("a.toml", "size.rounds = 3"), layer("b.toml", "size.block = 3")];
    assert!(configure(&scenario(), both).unwrap_err().to_string().starts_with("b.toml: size.block: 3 is odd"));
}

#[test]
fn a_placeholder_that_nothing_fills_is_told_by_its_path() {
    let said = [
        (
            "cells.hot_read.question.path = \"/{tenent}\"",
            "cells.hot_read.question.path: for the arm native: \"/{tenent}\"",
        ),
        ("cells.hot_read.question.body.sql = \"{requests}\"", "cells.hot_read.question.body.sql: for the arm native: "),
        ("cells.cold.question.expect.rows = [\"{x}\"]", "cells.cold.question.expect.rows: for the arm native: \"{x}\""),
        (
            "cells.hop.arms.envelope.question.path = \"/{x}\"",
            "cells.hop.arms.envelope.question.path: \"/{x}\" asks for",
        ),
        ("cells.hop.arms.envelope.values.a = \"{b}\"", "cells.hop.arms.envelope.values.a: \"{b}\" asks for {b}"),
        ("cells.cold.before = [{ path = \"/{tenant}\" }]", "cells.cold.before[0].path: \"/{tenant}\" asks for"),
        (
            "cells.cold.preparation = [{ question = { path = \"/{operations}\" } }]",
            "cells.cold.preparation[0].question.path: ",
        ),
        (
            "cells.hot_read.afterwards = { path = \"/{operations}\" }",
            "cells.hot_read.afterwards.path: for the arm native",
        ),
        ("agreement.questions = [{ path = \"/{route}\" }]", "agreement.questions[0].path: for the arm native: "),
        ("agreement.arms.new.more = \"{x}\"", "agreement.arms.new.more: \"{x}\" asks for {x}"),
    ];
    for (text, expected) in said {
        let error = configure(&scenario(), vec![layer("lab.toml", text)]).unwrap_err();
        assert_eq!(error.exit(), Exit::Usage);
        let message = error.to_string();
        assert!(message.starts_with(&format!("lab.toml: {expected}")), "{text}\n{message}");
    }
}

#[test]
fn what_is_missing_elsewhere_is_told_where_it_is_asked_for() {
    let said = [
        (
            "cells.open.arms.extra = {}",
            "the scenario: cells.open.question.path: for the arm extra: \"/{tenant}\" asks for",
        ),
        (
            "fixtures = []",
            "the scenario: cells.hop.arms.envelope.door: there is no door \"pair-front\"; there is router",
        ),
    ];
    for (text, expected) in said {
        let message = configure(&scenario(), vec![layer("lab.toml", text)]).unwrap_err().to_string();
        assert!(message.starts_with(expected), "{text}\n{message}");
    }
}

#[test]
fn what_the_runner_fills_may_be_named() {
    let file = layer(
        "lab.toml",
        r#"
        [cells.hop]
        before = [{ path = "/{cell}{fresh}{turn}" }]
        afterwards = { path = "/{tenant}/{requests}/{turn}" }
        preparation = [{ question = { path = "/{tenant}/{turn}" } }, { question = { path = "/{x}" }, arms = ["other"] }]
        [cells.hop.arms.envelope]
        values = { tenant = "{cell}{fresh}" }
        question = { path = "/{tenant}", body = { of = "{operations}", no = "{turn}" }, expect.rows = ["{tenant}"] }
        [cells.hop.arms.other]
        values = { tenant = "o", x = "{tenant}" }
        question = { path = "/" }
        "#,
    );
    configure(&scenario(), vec![file]).unwrap();
}

#[test]
fn what_the_scenario_itself_says_is_checked_too() {
    let mut wrong = scenario();
    wrong.size.pairs = 0;
    let error = configure(&wrong, vec![Layer::flag("--rounds", "size.rounds", 3)]).unwrap_err();
    assert_eq!(error.to_string(), "the scenario: size.pairs: 0 is below 1");
    let mut wrong = scenario();
    wrong.cells["hop"].at.insert("depth".to_owned(), f64::NAN);
    assert_eq!(check(&wrong).unwrap_err().path, "cells.hop.at.depth");
    wrong.cells.clear();
    assert_eq!(check(&wrong).unwrap_err().path, "cells");
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
fn what_is_printed_reads_back_as_the_same_scenario() {
    let layers = vec![
        layer(
            "lab.toml",
            "[size]\nrounds = 9\n[cells.a_b]\ntitle = \"two\\nlines # no comment\"\nheadline = \"it\"\n\
             procedure.kind = \"paired\"\nquestion = { path = \"/\", body = [[{ \"x y\" = 1 }], 2.0, {}] }\narms.it.values.\"a.b\" = 1",
        ),
        Layer::flag("--legs\n", "legs", toml::Value::Array(Vec::new())),
    ];
    for layers in [Vec::new(), layers] {
        let configured = configure(&scenario(), layers).unwrap();
        let text = print(&configured).unwrap();
        let again: Scenario = toml::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(again, configured.scenario, "{text}");
        let order = |scenario: &Scenario| {
            let arms = scenario.cells.values().flat_map(|cell| cell.arms.keys().cloned());
            scenario.cells.keys().cloned().chain(arms).collect::<Vec<_>>()
        };
        assert_eq!(order(&again), order(&configured.scenario));
    }
}

#[test]
fn what_a_layer_set_is_printed_with_its_origin_and_the_rest_without() {
    let file = layer(
        "lab.toml",
        "[size]\nrounds = 9\n[[cells.hot_read.before]]\npath = \"/warm\"\n[cells.hop.arms.envelope.values]\n\"a b\" = \"c\"",
    );
    let configured = configure(&scenario(), vec![file, Layer::flag("--pairs", "size.pairs", 4)]).unwrap();
    let text = print(&configured).unwrap();
    let commented: Vec<&str> = text.lines().filter(|line| line.contains(" # from ")).collect();
    assert_eq!(
        commented,
        [
            "rounds = 9 # from lab.toml",
            "pairs = 4 # from --pairs",
            "[[cells.hot_read.before]] # from lab.toml",
            "method = \"POST\" # from lab.toml",
            "path = \"/warm\" # from lab.toml",
            "turns = 1 # from lab.toml",
            "[cells.hot_read.before.expect] # from lab.toml",
            "status = 200 # from lab.toml",
            "\"a b\" = \"c\" # from lab.toml"
        ]
    );
}

#[test]
fn a_choice_of_cells_arms_and_handicaps_is_printed_where_it_changed_something() {
    let mut configured =
        configure(&scenario(), vec![layer("lab.toml", "cells.hot_read.arms.new.handicap = 0.1")]).unwrap();
    let words = |text: &str| text.split(',').map(str::to_owned).collect::<Vec<_>>();
    configured.change("--cells", |scenario| keep_cells(scenario, &words("hot_read,hop"))).unwrap();
    configured.change("--arms", |scenario| keep_arms(scenario, &words("native,new"))).unwrap();
    let handicap: Handicap = "new=0.05".parse().unwrap();
    configured.change("--handicap", |scenario| handicap.apply(scenario)).unwrap();
    let origins = |path: &str| configured.origins.get(path).map(String::as_str);
    assert_eq!(origins("cells"), Some("--cells and --arms"));
    assert_eq!(origins("cells.hot_read.arms"), Some("--arms"));
    assert_eq!(origins("cells.hot_read.arms.new.handicap"), Some("--handicap"));
    assert_eq!(origins("cells.hot_read.arms.native.values.tenant"), None);
    let text = print(&configured).unwrap();
    for line in [
        "[cells] # from --cells and --arms",
        "[cells.hot_read.arms] # from --arms",
        "handicap = 0.05 # from --handicap",
    ] {
        assert!(text.lines().any(|printed| printed == line), "{line}\n{text}");
    }
    assert_eq!(toml::from_str::<Scenario>(&text).unwrap(), configured.scenario);
}

#[test]
fn another_order_of_arms_is_a_change() {
    let mut configured = configure(&scenario(), Vec::new()).unwrap();
    let arms = ["new".to_owned(), "native".to_owned()];
    configured.change("--arms", |scenario| keep_arms(scenario, &arms)).unwrap();
    assert_eq!(configured.origins["cells.ladder.arms"], "--arms");
}

#[test]
fn a_choice_that_is_refused_changes_nothing() {
    let mut configured = configure(&scenario(), Vec::new()).unwrap();
    let before = configured.clone();
    configured.change("--cells", |scenario| keep_cells(scenario, &["x".to_owned()])).unwrap_err();
    configured.change("--cells", |_| Ok(())).unwrap();
    assert_eq!(configured, before);
}

#[test]
fn the_split_is_printed_and_reads_back() {
    assert_reads_back(&Study::split(EngineName::Sqlite).scenario);
}

fn assert_reads_back(scenario: &Scenario) {
    let configured = configure(scenario, Vec::new()).unwrap();
    let text = print(&configured).unwrap();
    assert!(text.starts_with("# the scenario "), "{text}");
    assert_eq!(toml::from_str::<Scenario>(&text).unwrap(), configured.scenario);
}

#[test]
fn a_value_without_a_word_in_toml_is_merged_but_not_printed() {
    let mut base = scenario();
    base.cells["hot_read"].question.as_mut().unwrap().body = Some(serde_json::json!([null]));
    let configured = configure(&base, vec![Layer::flag("--rounds", "size.rounds", 3)]).unwrap();
    assert!(print(&configured).unwrap_err().to_string().starts_with("the scenario cannot be printed as TOML: "));
}

#[test]
fn origins_of_what_was_not_chosen_are_forgotten() {
    let file = layer("lab.toml", "cells.cold.title = \"x\"\ncells.hop.title = \"y\"\nsize.rounds = 4");
    let mut configured = configure(&scenario(), vec![file]).unwrap();
    configured.change("--cells", |scenario| keep_cells(scenario, &["hop".to_owned()])).unwrap();
    let said = configured.origins.keys().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(said, ["cells", "cells.hop.title", "claims", "cross_checks", "legs", "size.rounds", "surveys"]);
}

fn layer(origin: &str, text: &str) -> Layer {
    Layer { origin: origin.to_owned(), values: toml::from_str(text).unwrap() }
}
