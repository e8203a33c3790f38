use crate::{
    encoding::{Encoding, Json, MessagePack, Postcard},
    error::ErrorCode,
    rpc::{Function, Payload, Record, Task, Transport, Value, run},
};

#[test]
fn records_have_the_asked_size_as_json() {
    for size in [Record::LEAST_BYTES, 48, 100, 101, 150, 1_000, 10_000, 100_000] {
        let Payload::Records(records) = Payload::records(size) else { panic!("not records") };
        assert_eq!(serde_json::to_vec(&records).unwrap().len(), size);
    }
    assert_eq!(Payload::records(Record::LEAST_BYTES - 1), Payload::Records(Vec::new()));
}

#[test]
fn bytes_have_the_asked_size() {
    assert_eq!(Payload::bytes(3), Payload::Bytes(vec![60, 94, 129]));
    let Payload::Bytes(bytes) = Payload::bytes(1_000) else { panic!("not bytes") };
    let distinct: std::collections::HashSet<_> = bytes.iter().collect();
    assert!(distinct.len() > 200, "{}", distinct.len());
}

#[test]
fn every_encoding_keeps_every_value() {
    fn check<E: Encoding>(payload: Payload) {
        let task = Task { depth: 1, method: Transport::ObjectRpc, function: Function::Echo, payload };
        assert_eq!(E::decode::<Task>(&E::encode(&task)).unwrap(), task);
        for function in [Function::Transform, Function::Compute] {
            let value = run(function, Payload::records(1_000)).unwrap();
            assert_eq!(E::decode::<Value>(&E::encode(&value)).unwrap(), value);
        }
    }
    for payload in [Payload::records(1_000), Payload::bytes(1_000)] {
        check::<Postcard>(payload.clone());
        check::<Json>(payload.clone());
        check::<MessagePack>(payload);
    }
}

#[test]
fn echo_gives_back_what_came() {
    let payload = Payload::bytes(5);
    assert_eq!(run(Function::Echo, payload.clone()).unwrap(), Value::Payload(payload));
}

#[test]
fn transform_changes_every_field_of_every_record() {
    let record = Record { id: 7, name: "abc".to_owned(), score: 1.25, active: true };
    let changed = Record { id: 8, name: "ABC".to_owned(), score: 2.5, active: false };
    let value = run(Function::Transform, Payload::Records(vec![record.clone(), record])).unwrap();
    assert_eq!(value, Value::Payload(Payload::Records(vec![changed.clone(), changed])));
    assert_eq!(run(Function::Transform, Payload::bytes(1)).unwrap_err().code, ErrorCode::BadChoice);
}

#[test]
fn compute_adds_a_thousand_roots() {
    let Value::Number(sum) = run(Function::Compute, Payload::records(100)).unwrap() else { panic!("no number") };
    assert!((sum - 21_097.455_887_480_73).abs() < 1e-6, "{sum}");
}
