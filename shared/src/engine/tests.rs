use super::*;

#[test]
fn names_are_pinned_and_parse_back() {
    for (engine, name) in [(EngineName::Sqlite, "sqlite"), (EngineName::Postgres, "postgres")] {
        assert_eq!(engine.as_str(), name);
        assert_eq!(EngineName::parse(name).unwrap(), engine);
        assert_eq!(serde_json::to_string(&engine).unwrap(), format!("\"{name}\""));
    }
    for strange in ["", "SQLite", "mysql"] {
        assert_eq!(EngineName::parse(strange).unwrap_err().code, ErrorCode::UnknownEngine, "{strange}");
    }
}

#[test]
fn no_tenant_can_name_the_object_of_another_engine() {
    let tenant = TenantId::parse("a").unwrap();
    assert_eq!(EngineName::Sqlite.object_of(&tenant), "a");
    let object = EngineName::Postgres.object_of(&tenant);
    assert_eq!(object, "a@postgres");
    assert!(TenantId::parse(&object).is_err());
}
