use super::*;

#[test]
fn good_tasks_answer_what_they_are_asked() {
    for (payload, expected) in
        [("hello big isolate", "ISOLATE BIG HELLO"), ("grün", "GRüN"), ("", ""), (" a  b", "B  A ")]
    {
        let mut output = [0; 32];
        let length = work::transform(payload.as_bytes(), &mut output);
        assert_eq!(&output[..length], expected.as_bytes());
    }
    assert_eq!(work::transform(b"too long", &mut [0; 3]), 0);
    assert_eq!(work::number(b"1000"), 1_000);
    assert_eq!([work::number(b""), work::number(b"-1"), work::number(b"9999999999")], [0; 3]);
    assert!((work::root(2) - (1.5_f64.sqrt() + 1.0).sqrt()).abs() < 1e-12);
}

#[test]
fn tasks_say_what_comes_next_and_marks_are_found_again() {
    let said = || OUTPUT.read(length() as usize, |bytes| String::from_utf8(bytes.to_vec()).unwrap());
    INPUT.write(|input| input[..3].copy_from_slice(b"250"));
    assert_eq!(run(3, 3), Next::Wait as u32);
    assert_eq!((length(), run(9, 0), run(10, 3), length()), (250, Next::Never as u32, Next::Late as u32, 250));
    assert_eq!(run(0, 3), Next::Answer as u32);
    assert_eq!(said(), "250");
    assert_eq!(run(4, 0), Next::Leak as u32);
    assert_eq!(said(), "zeroed=0 initial=0");
    run(4, 0);
    assert_eq!(said(), "zeroed=1 initial=1");
    for number in [0, 7, 64, u32::MAX] {
        tell(format_args!("{number}"));
        assert_eq!(said(), number.to_string());
    }
    assert_eq!(run(12, 0), Next::Unknown as u32);
    assert_eq!((input(), output()), (INPUT.start(), OUTPUT.start().cast_const()));
}

#[test]
fn a_buffer_holds_what_fits() {
    let buffer = Buffer::new();
    assert_eq!(buffer.read(memory::SIZE + 1, <[u8]>::len), memory::SIZE);
    let mut bytes = [0; 4];
    let mut text = Text::new(&mut bytes);
    assert_eq!((text.write_str("abc"), text.write_str("de"), text.length()), (Ok(()), Err(fmt::Error), 3));
}
