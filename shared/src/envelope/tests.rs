use super::*;
use crate::{
    call::ServiceName,
    encoding::{Encoding, Postcard},
    error::ErrorCode,
    ids::RandomId,
    timing::{Hop, Place},
};

#[test]
fn a_question_is_pinned() {
    let question = Question { request_id: RandomId(0x0102), patience_ms: 300, input: "hi".to_owned() };
    let bytes = Postcard::encode(&question);
    assert_eq!(bytes, [2, 1, 0, 0, 0, 0, 0, 0, 0xac, 2, 2, b'h', b'i']);
    assert_eq!(Postcard::decode::<Question<String>>(&bytes).unwrap(), question);
}

#[test]
fn a_reply_carries_failures_and_the_way() {
    let place =
        Place { service: ServiceName::Compute, isolate: RandomId(1), instance: RandomId(2), object: Some(RandomId(3)) };
    let hop =
        Hop { from: ServiceName::State, to: ServiceName::Compute, elapsed_ms: 4, question_bytes: 5, reply_bytes: 600 };
    let reply: Reply<u8> = Reply {
        request_id: RandomId(9),
        outcome: Err(Failure::new(ErrorCode::SqlError, "no such table: t").with_sqlstate("42P01")),
        trace: Trace { hops: vec![hop], places: vec![place] },
    };
    assert_eq!(Postcard::decode::<Reply<u8>>(&Postcard::encode(&reply)).unwrap(), reply);
}

#[test]
fn foreign_bytes_are_a_failure() {
    assert_eq!(Postcard::decode::<Reply<String>>(&[0; 4]).unwrap_err().code, ErrorCode::Internal);
}
