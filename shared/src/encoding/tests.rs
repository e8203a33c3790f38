use serde::Deserialize;

use super::*;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Note {
    number: u32,
    text: String,
}

fn note() -> Note {
    Note { number: 300, text: "hi".to_owned() }
}

#[test]
fn forms_are_pinned() {
    assert_eq!(Postcard::encode(&note()), [0xac, 2, 2, b'h', b'i']);
    assert_eq!(Json::encode(&note()), br#"{"number":300,"text":"hi"}"#);
    assert_eq!(MessagePack::encode(&note()), b"\x82\xa6number\xcd\x01\x2c\xa4text\xa2hi");
}

#[test]
fn what_is_written_reads_as_it_was() {
    fn check<E: Encoding>() {
        assert_eq!(E::decode::<Note>(&E::encode(&note())).unwrap(), note());
    }
    check::<Postcard>();
    check::<Json>();
    check::<MessagePack>();
}

#[test]
fn foreign_bytes_are_a_failure() {
    fn check<E: Encoding>() {
        assert_eq!(E::decode::<Note>(&[0xc1; 4]).unwrap_err().code, ErrorCode::Internal);
    }
    check::<Postcard>();
    check::<Json>();
    check::<MessagePack>();
}
