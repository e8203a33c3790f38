use shared::{change::PAGE_BYTES, version::Version};

use super::*;

fn attachment(pages: usize) -> Vec<u8> {
    let mut bytes: Vec<u8> = (0..pages * PAGE_BYTES).map(|index| u8::try_from(index % 251).unwrap()).collect();
    bytes.extend_from_slice(b"firstsecond");
    bytes
}

fn whole(pages: u32) -> Supply {
    Supply::Whole { base: Version::EMPTY, pages, change_bytes: vec![5, 6] }
}

#[test]
fn pieces_of_any_size_make_the_same_state() {
    let bytes = attachment(3);
    for size in [1, 7, 1000, PAGE_BYTES, PAGE_BYTES + 1, 3 * PAGE_BYTES + 2, bytes.len()] {
        let mut reader = SupplyReader::new(&whole(3));
        for piece in bytes.chunks(size) {
            reader.push(piece).unwrap();
        }
        let supplied = reader.finish().unwrap();
        assert_eq!(supplied.pages.to_bytes(), bytes[..3 * PAGE_BYTES], "pieces of {size}");
        assert_eq!(supplied.changes(), [b"first".as_slice(), b"second"]);
    }
}

#[test]
fn changes_alone_are_read() {
    let supply = Supply::Changes { from: Version::EMPTY, change_bytes: vec![5, 6] };
    let mut reader = SupplyReader::new(&supply);
    reader.push(b"firstsec").unwrap();
    reader.push(b"ond").unwrap();
    let supplied = reader.finish().unwrap();
    assert_eq!(supplied.changes(), [b"first".as_slice(), b"second"]);
    assert_eq!(supplied.pages.page_count(), 0);
}

#[test]
fn an_attachment_of_another_length_is_refused() {
    for length in [0, 10, PAGE_BYTES, PAGE_BYTES + 10, PAGE_BYTES + 12] {
        let mut reader = SupplyReader::new(&whole(1));
        reader.push(&vec![1; length]).unwrap();
        assert_eq!(reader.finish().unwrap_err().code, ErrorCode::StateDamaged, "{length} bytes");
    }
}
