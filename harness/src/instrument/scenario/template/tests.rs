use serde_json::json;

use super::*;

fn values() -> Values {
    [("tenant".to_owned(), json!("alice")), ("ordinal".to_owned(), json!(7))].into()
}

#[test]
fn lone_placeholder_becomes_the_value_itself() {
    assert_eq!(fill(&json!(["{ordinal}", "item {ordinal}", 1.5]), &values()).unwrap(), json!([7, "item 7", 1.5]));
}

#[test]
fn placeholders_are_filled_at_every_depth_and_in_paths() {
    let body = json!({ "params": [["{tenant}"]], "tenant": "{tenant}-{ordinal}" });
    let filled = json!({ "params": [["alice"]], "tenant": "alice-7" });
    assert_eq!(fill(&body, &values()).unwrap(), filled);
    assert_eq!(fill_path("/a/{tenant}?n={ordinal}", &values()).unwrap(), "/a/alice?n=7");
}

#[test]
fn braces_that_name_nothing_stay() {
    for text in ["{}", "{ \"a\": 1 }", "{A}", "{", "}", "a {b c} d"] {
        assert_eq!(fill(&json!(text), &values()).unwrap(), json!(text));
    }
}

#[test]
fn unknown_placeholder_names_what_there_is() {
    let message = fill(&json!("{tenent}"), &values()).unwrap_err().to_string();
    assert!(message.contains("{tenent}") && message.contains("tenant, ordinal"), "{message}");
}
