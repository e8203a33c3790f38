use proptest::prelude::*;
use shared::{
    change::{ChangeBuilder, MOST_PAGES, Page},
    error::ErrorCode,
    image::Image,
    statement::Batch,
    tables::memory::MemoryTables,
};

use super::*;

fn store() -> Store<MemoryTables> {
    Store::new(MemoryTables::new(), EngineName::Sqlite)
}

fn page(fill: u8) -> Page {
    [fill; PAGE_BYTES]
}

/// A change from one set of filled pages to another.
fn change(before: &[u8], after: &[u8]) -> Vec<u8> {
    let count = |pages: &[u8]| u32::try_from(pages.len()).unwrap();
    let mut builder = ChangeBuilder::new(count(before), count(after));
    for (number, &fill) in after.iter().enumerate() {
        let old = before.get(number).map(|&fill| page(fill));
        builder.page(u32::try_from(number).unwrap(), old.as_ref(), &page(fill));
    }
    builder.finish().expect("the test changes something").into_bytes()
}

/// What a copy would hold that hydrates from the store.
fn hydrated(store: &Store<MemoryTables>) -> Vec<u8> {
    let package = store.package(None).unwrap();
    let mut image = Image::from_bytes(&store.pages(0, package.base_pages).unwrap()).unwrap();
    for change in &package.changes {
        ChangeRef::parse(change).unwrap().apply(&mut image);
    }
    image.to_bytes()
}

#[test]
fn a_tenant_that_was_never_written_leaves_no_tables() {
    let store = store();
    assert_eq!(store.head().unwrap().version, Version::EMPTY);
    assert_eq!(store.package(None).unwrap().changes, Vec::<Vec<u8>>::new());
    assert_eq!(store.answer(&IdempotencyKey::parse("k").unwrap()).unwrap(), None);
    assert!(!schema::exists(&store.tables).unwrap());
}

#[test]
fn what_was_appended_is_there_for_the_next_life_of_the_object() {
    let store = store();
    let first = change(&[], &[1, 2]);
    let second = change(&[1, 2], &[1, 3, 4]);
    store.append(Some(&first), None).unwrap();
    let version = store.append(Some(&second), None).unwrap();
    assert_eq!(version, Version::EMPTY.next(&first).next(&second));

    let reborn = Store::new(store.tables, EngineName::Sqlite);
    let head = reborn.head().unwrap();
    assert_eq!((head.version, head.pages, head.log_changes()), (version, 3, 2));
    assert_eq!(head.log_bytes, u64::try_from(first.len() + second.len()).unwrap());
    assert_eq!(hydrated(&reborn), [page(1), page(3), page(4)].concat());
}

#[test]
fn a_failed_write_changes_nothing() {
    let store = store();
    let key = IdempotencyKey::parse("k").unwrap();
    let batch = Batch::of("insert");
    store.tables.fail_next_write();
    let receipt = Receipt::new(&key, &batch, b"{}").unwrap();
    assert!(store.append(Some(&change(&[], &[1])), Some(&receipt)).is_err());
    assert_eq!(store.head().unwrap().version, Version::EMPTY);
    assert_eq!(store.answer(&key).unwrap(), None);
    assert_eq!(Store::new(store.tables, EngineName::Sqlite).head().unwrap().version, Version::EMPTY);
}

#[test]
fn a_stale_copy_gets_just_what_it_lacks() {
    let store = store();
    let changes: Vec<Vec<u8>> = (0..4_u8).map(|n| change(&[n], &[n + 1])).collect();
    let versions: Vec<Version> = changes.iter().map(|change| store.append(Some(change), None).unwrap()).collect();
    let package = store.package(Some(versions[1])).unwrap();
    assert_eq!(package.changes, changes[2..]);
    assert_eq!(package.supply, Supply::Changes { from: versions[1], change_bytes: lengths(&changes[2..]) });
}

#[test]
fn a_diverged_copy_gets_everything() {
    let store = store();
    store.append(Some(&change(&[], &[1])), None).unwrap();
    let diverged = Version::EMPTY.next(b"a write that was never stored");
    let ahead = Version { counter: 9, ..diverged };
    for have in [diverged, ahead] {
        assert!(matches!(store.package(Some(have)).unwrap().supply, Supply::Whole { .. }), "{have:?}");
    }
}

#[test]
fn a_change_larger_than_a_row_comes_back_whole() {
    let store = store();
    let fills: Vec<u8> = (0..=255).cycle().take(700).collect();
    let mut builder = ChangeBuilder::new(0, 700);
    for (number, &fill) in fills.iter().enumerate() {
        // Not one run of equal bytes, which a change may shorten.
        let mut noisy = page(fill);
        for (place, byte) in noisy.iter_mut().enumerate() {
            *byte = byte.wrapping_add(u8::try_from(place % 251).unwrap()) | 1;
        }
        builder.page(u32::try_from(number).unwrap(), None, &noisy);
    }
    let change = builder.finish().unwrap().into_bytes();
    assert!(change.len() > 2 * PART_BYTES);
    store.append(Some(&change), None).unwrap();
    assert_eq!(store.package(None).unwrap().changes, [change]);
}

#[test]
fn folds_leave_the_newest_changes_for_copies_a_little_behind() {
    let store = store();
    let mut versions = vec![Version::EMPTY];
    for n in 0..limits::LOG_CHANGES {
        let fill = |n: u64| u8::try_from(n % 250).unwrap();
        versions.push(store.append(Some(&change(&[fill(n)], &[fill(n + 1)])), None).unwrap());
    }
    assert!(store.wants_fold().unwrap());
    store.fold().unwrap();
    let head = store.head().unwrap();
    assert_eq!((head.log_changes(), head.base), (0, head.version));
    let kept = usize::try_from(limits::LOG_KEPT_CHANGES).unwrap();
    let near = versions[versions.len() - 1 - kept];
    let far = versions[versions.len() - 2 - kept];
    assert_eq!(store.package(Some(near)).unwrap().changes.len(), kept);
    assert!(matches!(store.package(Some(far)).unwrap().supply, Supply::Whole { .. }));
}

#[test]
fn folds_leave_no_more_bytes_of_changes_than_the_largest_has() {
    assert!(usize::try_from(limits::LOG_KEPT_BYTES).unwrap() >= limits::CHANGE_BYTES, "the newest one may stay");
    let store = store();
    // Each about a third of what may stay, in more than one row.
    let pages = u32::try_from(limits::LOG_KEPT_BYTES / 3).unwrap() / u32::try_from(PAGE_BYTES).unwrap();
    let mut versions = vec![Version::EMPTY];
    for fill in 1..=5_u8 {
        let mut builder = ChangeBuilder::new(if fill == 1 { 0 } else { pages }, pages);
        for number in 0..pages {
            let bytes = std::array::from_fn(|place| u8::try_from(place % 250).unwrap().wrapping_mul(fill) | 1);
            builder.page(number, None, &bytes);
        }
        versions.push(store.append(Some(builder.finish().unwrap().as_bytes()), None).unwrap());
        store.fold().unwrap();
    }
    let changes = |have| store.package(Some(have)).unwrap().changes.len();
    assert_eq!(store.head().unwrap().log_changes(), 0);
    assert_eq!([changes(versions[4]), changes(versions[3])], [1, 2]);
    assert!(matches!(store.package(Some(versions[2])).unwrap().supply, Supply::Whole { .. }));
}

#[test]
fn nothing_is_folded_while_somebody_reads() {
    let store = store();
    for n in 0..limits::LOG_CHANGES {
        let fill = |n: u64| u8::try_from(n % 250).unwrap();
        store.append(Some(&change(&[fill(n)], &[fill(n + 1)])), None).unwrap();
    }
    let reading = store.reading();
    assert!(!store.wants_fold().unwrap());
    drop(reading);
    assert!(store.wants_fold().unwrap());
}

#[test]
fn only_the_newest_answers_are_remembered() {
    let store = store();
    let key = |n: u64| IdempotencyKey::parse(&format!("k{n}")).unwrap();
    let batch = Batch::of("insert");
    for n in 0..=limits::IDEMPOTENCY_KEYS {
        store.append(None, Some(&Receipt::new(&key(n), &batch, b"{}").unwrap())).unwrap();
    }
    assert_eq!(store.answer(&key(0)).unwrap(), None);
    let answer = store.answer(&key(1)).unwrap().unwrap();
    assert_eq!(answer.clone().for_batch(&batch).unwrap(), b"{}");
    assert_eq!(answer.for_batch(&Batch::of("other")).unwrap_err().code, ErrorCode::IdempotencyKeyReused);
}

#[test]
fn another_engine_or_a_damaged_row_is_refused() {
    let store = store();
    store.append(Some(&change(&[], &[1])), None).unwrap();
    let other = Store::new(store.tables, EngineName::Postgres);
    assert_eq!(other.head().unwrap_err().code, ErrorCode::StateDamaged);
    assert!(other.expect(EngineName::Postgres).is_ok());
    assert_eq!(other.expect(EngineName::Sqlite).unwrap_err().code, ErrorCode::Internal);
    other.tables.rows("UPDATE changes SET digest = x'00'", Vec::new()).unwrap();
    assert_eq!(Store::new(other.tables, EngineName::Sqlite).head().unwrap_err().code, ErrorCode::StateDamaged);
}

const _: () = assert!(MOST_PAGES.is_multiple_of(EXTENT_PAGES), "the largest tenant ends with an extent");
const _: () = assert!(limits::LOG_KEPT_CHANGES < limits::LOG_CHANGES, "a fold shortens the log");

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// However pages come, change, vanish and come back, and wherever the log is folded: a copy that hydrates holds what
    /// a copy holds that followed every change.
    #[test]
    fn folding_and_following_lead_to_the_same_pages(
        states in prop::collection::vec(prop::collection::vec(0_u8..4, 0..40), 1..12),
        folds in prop::collection::vec(any::<bool>(), 12),
    ) {
        let store = store();
        let mut before: Vec<u8> = Vec::new();
        for (after, fold) in states.iter().zip(folds) {
            if *after == before {
                continue;
            }
            store.append(Some(&change(&before, after)), None).unwrap();
            before.clone_from(after);
            if fold {
                store.fold_now().unwrap();
            }
            let expected: Vec<u8> = before.iter().flat_map(|&fill| page(fill)).collect();
            prop_assert!(hydrated(&store) == expected);
        }
    }
}
