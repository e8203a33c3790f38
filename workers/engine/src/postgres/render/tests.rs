use super::*;

fn rendered(form: &Form, text: &str) -> String {
    let mut writer = ResultWriter::new(false);
    writer.begin_statement(["x"]).unwrap();
    writer.begin_row().unwrap();
    form.write(text, &mut writer).unwrap();
    writer.end_row();
    writer.end_statement(0, 0);
    let json: serde_json::Value = serde_json::from_slice(&writer.finish()).unwrap();
    json["rows"][0][0].to_string()
}

fn of(known: &Type) -> Form {
    Form::of(known.oid())
}

#[test]
fn each_type_keeps_what_it_says() {
    for (known, text, json) in [
        (Type::INT4, "-7", "-7"),
        (Type::INT8, "9223372036854775807", r#"{"integer":"9223372036854775807"}"#),
        (Type::FLOAT8, "1e+300", "1e+300"),
        (Type::BOOL, "t", "true"),
        (Type::BYTEA, "\\x00ff", r#"{"blob":"AP8="}"#),
        (Type::BYTEA, "a\\000\\\\x", r#"{"blob":"YQBceA=="}"#),
        (Type::JSONB, r#"{"a": [1, null]}"#, r#"{"a":[1,null]}"#),
        (Type::NUMERIC, "12.50", r#""12.50""#),
        (Type::TIMESTAMPTZ, "2026-10-01 12:00:00+00", r#""2026-10-01 12:00:00+00""#),
        (Type::UUID, "0199-…", r#""0199-…""#),
    ] {
        assert_eq!(rendered(&of(&known), text), json, "{known}");
    }
}

#[test]
fn arrays_become_lists_of_their_elements() {
    for (known, text, json) in [
        (Type::INT4_ARRAY, "{}", "[]"),
        (Type::INT4_ARRAY, "{1,NULL,3}", "[1,null,3]"),
        (Type::INT4_ARRAY, "[0:1][1:1]={{1},{2}}", "[[1],[2]]"),
        (Type::TEXT_ARRAY, r#"{a,"b,\"}","NULL",NULL,""}"#, r#"["a","b,\"}","NULL",null,""]"#),
        (Type::BOOL_ARRAY, "{t,f}", "[true,false]"),
        (Type::JSONB_ARRAY, r#"{"{\"a\": 1}"}"#, r#"[{"a":1}]"#),
        (Type::BOX_ARRAY, "{(1,1),(0,0);(2,2),(1,1);NULL}", r#"["(1,1),(0,0)","(2,2),(1,1)",null]"#),
        (Type::POINT_ARRAY, r#"{"(1,2)"}"#, r#"["(1,2)"]"#),
        (Type::BYTEA_ARRAY, r#"{"\\x00","a\\001"}"#, r#"[{"blob":"AA=="},{"blob":"YQE="}]"#),
        (Type::INT2_VECTOR, "1 2", "[1,2]"),
        (Type::OID_VECTOR, "", "[]"),
    ] {
        assert_eq!(rendered(&of(&known), text), json, "{text}");
    }
}

#[test]
fn a_type_of_the_tenants_own_is_text() {
    assert_eq!(Form::of(16_400), Form::Text);
}

#[test]
fn what_json_cannot_say_is_refused() {
    let mut writer = ResultWriter::new(false);
    writer.begin_statement(["x"]).unwrap();
    writer.begin_row().unwrap();
    assert_eq!(Form::Real.write("NaN", &mut writer).unwrap_err().code, ErrorCode::NumberNotFinite);
}
