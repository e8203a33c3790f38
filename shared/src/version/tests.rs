use super::*;

#[test]
fn the_chain_depends_on_order_and_content() {
    let ab = Version::EMPTY.next(b"a").next(b"b");
    let ba = Version::EMPTY.next(b"b").next(b"a");
    assert_eq!(ab.counter, 2);
    assert_ne!(ab.digest, ba.digest);
    assert_ne!(Version::EMPTY.next(b"a"), Version::EMPTY.next(b"b"));
}

#[test]
fn the_digest_is_pinned() {
    let version = Version::EMPTY.next(b"change");
    assert_eq!(
        serde_json::to_string(&version).unwrap(),
        r#"{"counter":1,"digest":"bccddccdeb680919c4fb98c04c50077c"}"#
    );
    let json = serde_json::to_string(&version).unwrap();
    assert_eq!(serde_json::from_str::<Version>(&json).unwrap(), version);
}
