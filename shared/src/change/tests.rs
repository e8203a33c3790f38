use proptest::prelude::*;

use super::*;
use crate::image::Image;

fn page_with(writes: &[(usize, &[u8])]) -> Page {
    let mut page = [0; PAGE_BYTES];
    for (offset, bytes) in writes {
        page[*offset..*offset + bytes.len()].copy_from_slice(bytes);
    }
    page
}

/// The change between two images, taken page by page.
fn difference(before: &Image, after: &Image) -> Option<Change> {
    let mut builder = ChangeBuilder::new(before.page_count(), after.page_count());
    for page in 0..after.page_count() {
        builder.page(page, before.page(page), after.page(page).unwrap());
    }
    builder.finish()
}

#[test]
fn the_encoded_form_is_pinned() {
    let mut builder = ChangeBuilder::new(2, 300);
    builder.page(0, Some(&page_with(&[])), &page_with(&[(24, b"ab"), (200, b"c")]));
    builder.page(1, Some(&page_with(&[(5, b"x")])), &page_with(&[(5, b"x")]));
    builder.page(299, None, &page_with(&[(4095, b"z")]));
    let change = builder.finish().unwrap();
    let expected: &[u8] = &[
        1, 0xac, 0x02, // format, 300 pages
        0, 24, 1, b'a', b'b', // page 0, byte 24, 2 bytes
        0, 0xae, 0x01, 0, b'c', // same page, 174 bytes on, 1 byte
        0xab, 0x02, 0xff, 0x1f, 0, b'z', // page 299, byte 4095, 1 byte
    ];
    assert_eq!(change.as_bytes(), expected);
}

#[test]
fn runs_up_to_eight_bytes_apart_are_one_range() {
    for (gap, ranges) in [(1, 1), (7, 1), (8, 1), (9, 2), (20, 2)] {
        for start in 0..16 {
            let after = page_with(&[(start, b"a"), (start + 1 + gap, b"b")]);
            let mut builder = ChangeBuilder::new(1, 1);
            builder.page(0, Some(&page_with(&[])), &after);
            assert_eq!(builder.finish().unwrap().view().ranges().count(), ranges, "gap {gap}, start {start}");
        }
    }
}

#[test]
fn equal_pages_make_no_change() {
    let page = page_with(&[(7, b"same")]);
    let mut builder = ChangeBuilder::new(1, 1);
    builder.page(0, Some(&page), &page);
    assert_eq!(builder.finish(), None);
}

#[test]
fn a_page_of_zeros_costs_nothing_but_the_count() {
    let mut builder = ChangeBuilder::new(0, 1);
    builder.page(0, None, &page_with(&[]));
    assert_eq!(builder.finish().unwrap().as_bytes(), [1, 1]);
}

#[test]
fn a_page_that_vanished_comes_back_as_zeros() {
    let two = Image::from_bytes(&[page_with(&[(0, b"one")]), page_with(&[(0, b"two")])].concat()).unwrap();
    let mut one = two.clone();
    one.set_page_count(1);
    let mut again = one.clone();
    again.set_page_count(2);
    again.write(1, 100, b"later");

    let mut replica = two.clone();
    difference(&two, &one).unwrap().view().apply(&mut replica);
    difference(&one, &again).unwrap().view().apply(&mut replica);
    assert_eq!(replica, again);
    assert_eq!(replica.page(1).unwrap()[..3], [0, 0, 0]);
}

#[test]
fn foreign_bytes_are_refused_by_name() {
    let cases: [(&[u8], ChangeError); 9] = [
        (&[], ChangeError::Truncated),
        (&[2, 0], ChangeError::UnknownFormat),
        (&[1], ChangeError::Truncated),
        (&[1, 0xff, 0xff, 0xff, 0xff, 0x0f], ChangeError::TooManyPages),
        (&[1, 0xff, 0xff, 0xff, 0xff, 0x1f], ChangeError::BadNumber),
        (&[1, 0x81, 0x00], ChangeError::BadNumber),
        (&[1, 1, 1, 0, 0, 9], ChangeError::OutOfBounds),
        (&[1, 1, 0, 0xff, 0x1f, 1, 9, 9], ChangeError::OutOfBounds),
        (&[1, 1, 0, 0, 3, 9, 9], ChangeError::Truncated),
    ];
    for (bytes, error) in cases {
        assert_eq!(ChangeRef::parse(bytes).unwrap_err(), error, "{bytes:?}");
    }
}

fn any_image() -> impl Strategy<Value = Image> {
    let write = (0_u32..5, 0_usize..PAGE_BYTES, prop::collection::vec(any::<u8>(), 1..40));
    (0_u32..5, prop::collection::vec(write, 0..12)).prop_map(|(count, writes)| {
        let mut image = Image::new();
        image.set_page_count(count);
        for (page, offset, bytes) in writes {
            if page < count {
                let length = bytes.len().min(PAGE_BYTES - offset);
                image.write(page, offset, &bytes[..length]);
            }
        }
        image
    })
}

proptest! {
    #[test]
    fn foreign_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(change) = ChangeRef::parse(&bytes) {
            let mut image = Image::new();
            change.apply(&mut image);
            prop_assert_eq!(image.page_count(), change.page_count());
        }
    }

    #[test]
    fn almost_right_bytes_never_panic(
        mut tail in prop::collection::vec(0_u8..4, 0..60), flip in any::<u8>(), at in any::<prop::sample::Index>(),
    ) {
        if !tail.is_empty() {
            let index = at.index(tail.len());
            tail[index] = flip;
        }
        let bytes = [&[1, 4], tail.as_slice()].concat();
        if let Ok(change) = ChangeRef::parse(&bytes) {
            let ends: Vec<_> = change.ranges().map(|range| (range.page, range.offset, range.bytes.len())).collect();
            prop_assert!(ends.windows(2).all(|pair| (pair[0].0, pair[0].1 + pair[0].2) <= (pair[1].0, pair[1].1)));
            change.apply(&mut Image::new());
        }
    }

    #[test]
    fn applying_the_difference_makes_the_images_equal(images in prop::collection::vec(any_image(), 2..6)) {
        let mut replica = images[0].clone();
        for pair in images.windows(2) {
            if let Some(change) = difference(&pair[0], &pair[1]) {
                change.view().apply(&mut replica);
            }
            prop_assert_eq!(&replica, &pair[1]);
        }
    }
}
