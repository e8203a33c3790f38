use super::*;

#[test]
fn tenant_ids_keep_to_their_alphabet() {
    for good in ["a", "Tenant-1", "0.x:y_z", &"t".repeat(64)] {
        assert_eq!(TenantId::parse(good).unwrap().as_str(), good);
    }
    for bad in ["", "-a", "a b", "ä", "a/b", "a\n", &"t".repeat(65)] {
        assert_eq!(TenantId::parse(bad).unwrap_err().code, ErrorCode::BadTenant, "{bad:?}");
    }
}

#[test]
fn idempotency_keys_are_visible_ascii() {
    assert!(IdempotencyKey::parse("order/17#1").is_ok());
    for bad in ["", "a b", "é", &"k".repeat(65)] {
        assert_eq!(IdempotencyKey::parse(bad).unwrap_err().code, ErrorCode::BadIdempotencyKey, "{bad:?}");
    }
}

#[test]
fn names_are_checked_again_when_they_arrive() {
    let forged = postcard::to_stdvec("not a tenant").unwrap();
    assert!(postcard::from_bytes::<TenantId>(&forged).is_err());
}

#[test]
fn random_ids_are_hexadecimal_in_json_and_eight_bytes_on_the_wire() {
    let id = RandomId(0x00ff);
    assert_eq!(serde_json::to_string(&id).unwrap(), "\"00000000000000ff\"");
    assert_eq!(serde_json::from_str::<RandomId>("\"00000000000000ff\"").unwrap(), id);
    let bytes = postcard::to_stdvec(&id).unwrap();
    assert_eq!(bytes.len(), 8);
    assert_eq!(postcard::from_bytes::<RandomId>(&bytes).unwrap(), id);
}
