use super::*;

#[test]
fn bytes_come_back_as_they_were() {
    let bytes: Vec<u8> = (0..3 * PAGE_BYTES).map(|index| u8::try_from(index % 251).unwrap()).collect();
    let image = Image::from_bytes(&bytes).unwrap();
    assert_eq!(image.page_count(), 3);
    assert_eq!(image.to_bytes(), bytes);
    assert_eq!(image.page(2).unwrap()[..], bytes[2 * PAGE_BYTES..]);
    assert_eq!(image.page(3), None);
}

#[test]
fn a_partial_page_is_refused() {
    assert_eq!(Image::from_bytes(&[0; PAGE_BYTES + 1]).unwrap_err(), ImageError::PartialPage);
}

#[test]
fn growing_fills_with_zeros_and_shrinking_forgets() {
    let mut image = Image::new();
    image.set_page_count(2);
    image.write(1, 10, b"ab");
    image.set_page_count(1);
    image.set_page_count(2);
    assert_eq!(image.to_bytes(), vec![0; 2 * PAGE_BYTES]);
}
