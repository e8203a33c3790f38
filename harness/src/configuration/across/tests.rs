use super::super::{Layer, configure, made::scenario};
use crate::error::Exit;

fn refused(text: &str) -> String {
    let layer = Layer::parse("lab.toml", text).unwrap();
    let error = configure(&scenario(), vec![layer]).unwrap_err();
    assert_eq!(error.exit(), Exit::Usage);
    error.to_string()
}

#[test]
fn coordinates_are_named_finite_numbers() {
    let said = [
        ("cells.hot_read.at.KB = 1", "lab.toml: cells.hot_read.at.KB: \"KB\" is not a name of lower-case letters"),
        ("cells.hot_read.at.bytes = inf", "lab.toml: cells.hot_read.at.bytes: inf is not a finite number"),
        (
            "cells.hot_read.at.bytes = \"1k\"",
            "lab.toml: cells.hot_read.at.bytes: invalid type: string \"1k\", expected f64",
        ),
    ];
    for (text, expected) in said {
        assert!(refused(text).starts_with(expected), "{text}\n{}", refused(text));
    }
    assert!((scenario().cells["cold"].at["bytes"] - 1000.0).abs() < 1e-9, "a whole number will do");
}

#[test]
fn a_survey_compares_with_one_base_over_cells_that_differ_in_one_coordinate() {
    let cells = [
        ("[\"hot_read\"]", "it takes two cells at least"),
        ("[\"hot\", \"cold\"]", "there is no cell \"hot\"; there are hop, "),
        ("[\"cold\", \"cold\"]", "cold stands there twice"),
        ("[\"cold\", \"hop\"]", "hop compares no arm with a base"),
        ("[\"cold\", \"ladder\"]", "ladder compares no arm with a base"),
    ];
    for (cells, expected) in cells {
        let message = refused(&format!("surveys.payload.cells = {cells}"));
        assert!(message.starts_with(&format!("lab.toml: surveys.payload.cells: {expected}")), "{message}");
    }
    let said = [
        ("cells.open.base = \"new\"", "the scenario: surveys.payload.cells: hot_read and open have different bases"),
        ("cells.open.at.depth = 2", "the scenario: surveys.payload: hot_read and open differ in more than bytes"),
        (
            "surveys.payload.along = \"kilobytes\"",
            "lab.toml: surveys.payload.along: there is no coordinate of hot_read \"kilobytes\"; there are bytes, depth",
        ),
        (
            "surveys.payload.along = \"depth\"",
            "lab.toml: surveys.payload.along: hot_read and cold stand at the same depth",
        ),
        (
            "surveys.\"a b\" = { title = \"x\", cells = [], along = \"bytes\" }",
            "lab.toml: surveys.\"a b\": \"a b\" is not a name",
        ),
    ];
    for (text, expected) in said {
        assert!(refused(text).starts_with(expected), "{text}\n{}", refused(text));
    }
}

#[test]
fn a_cross_check_names_two_quantities_of_one_kind_from_different_cells() {
    let said = [
        ("one = \"hot_read.new.p50\"", "one: hot_read.new.p50: there is no measure \"p50\""),
        ("other = \"hop.new.cost_ms\"", "other: hop.new.cost_ms: there is no arm of hop \"new\""),
        ("other = \"hop.cost_ms.upper\"", "other: hop.cost_ms.upper: the end of an interval has none itself"),
        ("other = \"hot_read.p50_ms\"", "other: both ways are of hot_read, so neither stands alone"),
        ("other = \"cold.ratio\"", "other: difference_ms and ratio are not of the same kind"),
    ];
    for (text, expected) in said {
        let message = refused(&format!("cross_checks.hop.{text}"));
        assert!(message.starts_with(&format!("lab.toml: cross_checks.hop.{expected}")), "{message}");
    }
    let name = refused("cross_checks.\"a b\" = { question = \"?\", one = \"hop.cost_ms\", other = \"cold.p50_ms\" }");
    assert!(name.starts_with("lab.toml: cross_checks.\"a b\": \"a b\" is not a name"), "{name}");
}

#[test]
fn a_fit_is_over_coordinates_of_paired_cells_with_one_base() {
    let both = "[cells.other]\ntitle = \"x\"\nprocedure = { kind = \"paired\" }\nquestion = { path = \"/\" }\nbase = \"native\"\n\
                headline = \"new\"\nat = { bytes = 5 }\narms = { native = {}, new = {} }\n[fits.growth]\ntitle = \"x\"\n";
    let said = [
        ("cells = [\"hot_read\"]\nover = [\"bytes\"]", "fits.growth.cells: it takes two cells at least"),
        ("cells = [\"hot_read\", \"cold\"]\nover = [\"bytes\"]", "fits.growth.cells: cold is first_request, and only"),
        (
            "cells = [\"hot_read\", \"other\"]\nover = [\"depth\"]",
            "fits.growth.over: there is no coordinate of other \"depth\"; there is bytes",
        ),
        (
            "cells = [\"hot_read\", \"other\"]\nover = []",
            "fits.growth.over: without a coordinate there is nothing to fit",
        ),
        (
            "cells = [\"hot_read\", \"other\"]\nover = [\"bytes\", \"bytes\"]",
            "fits.growth.over: a coordinate stands there twice",
        ),
    ];
    for (text, expected) in said {
        let message = refused(&format!("{both}{text}"));
        assert!(message.starts_with(&format!("lab.toml: {expected}")), "{message}");
    }
    let right = format!("{both}cells = [\"hot_read\", \"other\"]\nover = [\"bytes\"]");
    let configured = configure(&scenario(), vec![Layer::parse("lab.toml", &right).unwrap()]).unwrap();
    assert_eq!(configured.scenario.fits["growth"].over, ["bytes"]);
}
