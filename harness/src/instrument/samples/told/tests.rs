use super::*;

#[test]
fn places_are_stored_as_words_and_read_again() {
    let place = |service: &str, object| Place {
        service: service.to_owned(),
        isolate: RandomId(0xab),
        instance: RandomId(0x1f),
        object,
    };
    let places = Places(vec![place("router", None), place("state", Some(RandomId(7)))]);
    let text = places.to_text();
    let expected = "router:00000000000000ab:000000000000001f state:00000000000000ab:000000000000001f:0000000000000007";
    assert_eq!(text, expected);
    assert_eq!(Places::parse(&text), Some(places));
    assert_eq!(Places::parse(""), Some(Places::default()));
}

#[test]
fn words_that_are_no_places_are_refused() {
    for text in ["router", "router:1", "router:1:z", "router:1:2:z"] {
        assert_eq!(Places::parse(text), None, "{text}");
    }
}
