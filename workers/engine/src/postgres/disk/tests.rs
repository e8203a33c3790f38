use proptest::prelude::*;
use shared::change::ChangeRef;

use super::*;

struct TestBytes(Vec<u8>);

impl BaseBytes for TestBytes {
    fn copy(&self, start: usize, into: &mut [u8]) {
        into.copy_from_slice(&self.0[start..start + into.len()]);
    }
}

/// A base with a folder, a file of two and a half blocks and an empty one.
fn base() -> Rc<Base<TestBytes>> {
    let bytes: Vec<u8> = (0..20_480_u32).map(|place| u8::try_from(place % 251).unwrap()).collect();
    let directory = BaseDirectory::parse("- /base\n20480 /base/one\n0 /base/none\n").unwrap();
    Rc::new(Base { id: [7; 32], directory, bytes: TestBytes(bytes) })
}

fn disk() -> Disk<TestBytes> {
    Disk::open(Image::new(), base()).unwrap()
}

/// The disk as somebody sees it who hydrates from an empty image and the change so far.
fn hydrated(disk: &Disk<TestBytes>) -> Disk<TestBytes> {
    let mut image = Image::new();
    if let Some(change) = disk.change() {
        ChangeRef::parse(change.as_bytes()).unwrap().apply(&mut image);
    }
    Disk::open(image, base()).unwrap()
}

fn content(disk: &mut Disk<TestBytes>, path: &str) -> Option<Vec<u8>> {
    let id = disk.find(path).ok()?;
    let mut bytes = vec![1; usize::try_from(disk.size(id)).unwrap()];
    assert_eq!(disk.read(id, 0, &mut bytes).unwrap(), bytes.len());
    Some(bytes)
}

#[test]
fn a_tenant_that_never_wrote_shows_the_base_and_has_no_pages() {
    let mut disk = disk();
    assert_eq!(content(&mut disk, "/base/one").unwrap(), base().bytes.0);
    assert_eq!(disk.list("/base"), ["none", "one"]);
    assert_eq!(disk.list(""), ["base"]);
    assert!(disk.change().is_none());
}

#[test]
fn an_overwritten_byte_costs_one_block_and_leaves_the_rest_to_the_base() {
    let mut disk = disk();
    let id = disk.find("/base/one").unwrap();
    disk.write(id, 9_000, b"x").unwrap();
    let mut expected = base().bytes.0.clone();
    expected[9_000] = b'x';
    let mut seen = hydrated(&disk);
    assert_eq!(content(&mut seen, "/base/one").unwrap(), expected);
    // Map, header, directory and the one block.
    assert_eq!(disk.pages().borrow().page_count(), 8);
}

#[test]
fn a_block_counts_when_it_is_first_written() {
    let mut disk = disk();
    let id = disk.find("/base/one").unwrap();
    disk.write(id, 9_000, b"x").unwrap();
    let first = disk.blocks_written();
    disk.write(id, 9_001, b"y").unwrap();
    assert_eq!(disk.blocks_written(), first);
    disk.write(id, 0, b"z").unwrap();
    assert_eq!(disk.blocks_written(), first + 1);
    // A block that another file gave back counts again: somebody has grown.
    disk.resize(id, 0).unwrap();
    let other = disk.create("/base/other").unwrap();
    disk.write(other, 0, b"x").unwrap();
    assert_eq!(disk.blocks_written(), first + 2);
}

#[test]
fn writing_what_is_there_already_needs_no_block() {
    let mut disk = disk();
    let id = disk.find("/base/one").unwrap();
    disk.write(id, 0, &base().bytes.0[..8192]).unwrap();
    let made = disk.create("/base/zeros").unwrap();
    disk.write(made, 0, &vec![0; 100_000]).unwrap();
    assert_eq!(hydrated(&disk).table.owned_blocks().count(), 0);
    assert_eq!(content(&mut hydrated(&disk), "/base/zeros").unwrap(), vec![0; 100_000]);
}

#[test]
fn a_file_that_was_cut_off_grows_by_zeros_again() {
    let mut disk = disk();
    let id = disk.find("/base/one").unwrap();
    disk.write(id, 0, b"own").unwrap();
    disk.resize(id, 5).unwrap();
    disk.resize(id, 20_000).unwrap();
    let mut expected = vec![0; 20_000];
    expected[..3].copy_from_slice(b"own");
    expected[3..5].copy_from_slice(&base().bytes.0[3..5]);
    assert_eq!(content(&mut hydrated(&disk), "/base/one").unwrap(), expected);
}

#[test]
fn a_start_keeps_what_the_base_says_of_the_catalogs_until_a_change_removes_it() {
    let directory = BaseDirectory::parse("5 /pg_internal.init\n").unwrap();
    let base = Rc::new(Base { id: [7; 32], directory, bytes: TestBytes(b"cache".to_vec()) });
    let mut disk = Disk::open(Image::new(), Rc::clone(&base)).unwrap();
    let path = "/pg_internal.init";
    disk.begin_start();
    disk.remove(path).unwrap();
    disk.end_start();
    assert_eq!(content(&mut disk, path).unwrap(), b"cache");
    assert!(disk.change().is_none());

    // One that Postgres does not believe is replaced, even at a start.
    let mut doubting = Disk::open(Image::new(), Rc::clone(&base)).unwrap();
    doubting.begin_start();
    let made = doubting.create("/pg_internal.init.7").unwrap();
    doubting.write(made, 0, b"new").unwrap();
    doubting.rename("/pg_internal.init.7", path).unwrap();
    assert_eq!(content(&mut doubting, path).unwrap(), b"new");

    disk.remove(path).unwrap();
    let mut image = Image::new();
    ChangeRef::parse(disk.change().unwrap().as_bytes()).unwrap().apply(&mut image);
    let mut later = Disk::open(image, base).unwrap();
    later.begin_start();
    assert_eq!(later.find(path), Err(Refusal::NotFound));
    // What this start writes is its own: the next start of the tenant finds nothing, and may remove that.
    let made = later.create(path).unwrap();
    later.write(made, 0, b"other").unwrap();
    later.end_start();
    assert!(later.change().is_none());
    later.remove(path).unwrap();
    assert!(later.change().is_none());
    assert_eq!(later.find(path), Err(Refusal::NotFound));
}

#[test]
fn a_file_of_the_base_stays_gone() {
    let mut disk = disk();
    disk.remove("/base/one").unwrap();
    let mut seen = hydrated(&disk);
    assert_eq!(seen.find("/base/one"), Err(Refusal::NotFound));
    assert_eq!(seen.list("/base"), ["none"]);
    let again = seen.create("/base/one").unwrap();
    seen.write(again, 0, b"new").unwrap();
    assert_eq!(content(&mut seen, "/base/one").unwrap(), b"new");
}

#[test]
fn an_open_file_goes_on_under_its_new_path() {
    let mut disk = disk();
    let id = disk.find("/base/one").unwrap();
    disk.rename("/base/one", "/base/two").unwrap();
    disk.write(id, 0, b"renamed").unwrap();
    let mut seen = hydrated(&disk);
    assert_eq!(seen.list("/base"), ["none", "two"]);
    assert_eq!(content(&mut seen, "/base/two").unwrap()[..7], *b"renamed");
}

#[test]
fn files_of_the_process_leave_no_trace() {
    let mut disk = disk();
    let id = disk.create("/postmaster.pid").unwrap();
    disk.write(id, 0, b"1").unwrap();
    disk.create_folder("/base/pgsql_tmp").unwrap();
    let temporary = disk.create("/base/pgsql_tmp/1").unwrap();
    disk.write(temporary, 3, b"x").unwrap();
    assert_eq!(content(&mut disk, "/base/pgsql_tmp/1").unwrap(), b"\0\0\0x");
    assert!(disk.change().is_none());
    assert_eq!(disk.passing_bytes(), 5);
}

#[test]
fn a_folder_with_something_in_it_is_not_removed() {
    let mut disk = disk();
    assert_eq!(disk.remove("/base"), Err(Refusal::NotEmpty));
    assert_eq!(disk.create("/base/one"), Err(Refusal::Exists));
}

#[test]
fn another_base_and_damage_are_told_apart() {
    let mut disk = disk();
    let id = disk.create("/a").unwrap();
    disk.write(id, 0, b"x").unwrap();
    let mut image = Image::new();
    ChangeRef::parse(disk.change().unwrap().as_bytes()).unwrap().apply(&mut image);
    let other = Rc::new(Base { id: [8; 32], directory: BaseDirectory::default(), bytes: TestBytes(Vec::new()) });
    assert_eq!(Disk::open(image.clone(), other).err(), Some(Unreadable::OtherBase));
    shared::change::Pages::write(&mut image, 2, 0, b"?");
    assert_eq!(Disk::open(image, base()).err(), Some(Unreadable::Damaged));
}

#[test]
fn the_largest_tenant_is_refused_more() {
    let mut disk = disk();
    let id = disk.create("/a").unwrap();
    let mut written = 0;
    let refusal = loop {
        // Each write is kept, so that only the size of the tenant ends this.
        disk.keep();
        match disk.write(id, written, &vec![1; 1 << 20]) {
            Ok(()) => written += 1 << 20,
            Err(refusal) => break refusal,
        }
    };
    assert_eq!((refusal, disk.take_refusals()), (Refusal::NoSpace, (true, false)));
    disk.step_back().unwrap();
    let id = disk.find("/a").unwrap();
    assert_eq!(disk.size(id), written);
}

#[test]
fn the_stored_form_is_pinned() {
    let mut disk = disk();
    let id = disk.create("/a").unwrap();
    disk.write(id, 0, b"x").unwrap();
    let change = disk.change().unwrap();
    let digest = u128::from_be_bytes(shared::version::Version::EMPTY.next(change.as_bytes()).digest);
    assert_eq!((change.as_bytes().len(), digest), (106, 0x0d8c_3474_e898_3265_b5af_3120_9748_92d0));
}

/// What somebody does to the files.
#[derive(Clone, Debug)]
enum Step {
    Create(u8),
    Write(u8, u16, u8, u16),
    Resize(u8, u16),
    Remove(u8),
    Rename(u8, u8),
    Keep,
    Undo,
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    let file = 0..6_u8;
    prop_oneof![
        2 => file.clone().prop_map(Step::Create),
        6 => (file.clone(), 0..40_000_u16, any::<u8>(), 1..20_000_u16)
            .prop_map(|(file, at, fill, length)| Step::Write(file, at, fill, length)),
        2 => (file.clone(), 0..50_000_u16).prop_map(|(file, size)| Step::Resize(file, size)),
        1 => file.clone().prop_map(Step::Remove),
        1 => (file.clone(), file).prop_map(|(from, to)| Step::Rename(from, to)),
        1 => Just(Step::Keep),
        1 => Just(Step::Undo),
        1 => Just(Step::Reopen),
    ]
}

fn path(file: u8) -> String {
    match file {
        0 => "/base/one".to_owned(),
        1 => "/base/none".to_owned(),
        other => format!("/base/own{other}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever happens to the files: the disk shows what plain files would hold, and so does a disk that was hydrated from
    /// the changes.
    #[test]
    fn the_disk_is_a_map_of_files(steps in prop::collection::vec(step(), 1..40)) {
        let base = base();
        let mut disk = Disk::open(Image::new(), Rc::clone(&base)).unwrap();
        let mut stored = Image::new();
        let mut model: BTreeMap<String, Vec<u8>> =
            BTreeMap::from([(path(0), base.bytes.0.clone()), (path(1), Vec::new())]);
        let mut kept = model.clone();
        for step in steps {
            match step {
                Step::Create(file) => {
                    let exists = model.contains_key(&path(file));
                    prop_assert_eq!(disk.create(&path(file)).is_err(), exists);
                    model.entry(path(file)).or_default();
                }
                Step::Write(file, at, fill, length) => {
                    let Some(bytes) = model.get_mut(&path(file)) else { continue };
                    let id = disk.find(&path(file)).unwrap();
                    let (at, length) = (usize::from(at), usize::from(length));
                    disk.write(id, u64::try_from(at).unwrap(), &vec![fill; length]).unwrap();
                    bytes.resize(bytes.len().max(at + length), 0);
                    bytes[at..at + length].fill(fill);
                }
                Step::Resize(file, size) => {
                    let Some(bytes) = model.get_mut(&path(file)) else { continue };
                    let id = disk.find(&path(file)).unwrap();
                    disk.resize(id, u64::from(size)).unwrap();
                    bytes.resize(usize::from(size), 0);
                }
                Step::Remove(file) => {
                    prop_assert_eq!(disk.remove(&path(file)).is_ok(), model.remove(&path(file)).is_some());
                }
                Step::Rename(from, to) => {
                    if from == to || !model.contains_key(&path(from)) { continue }
                    disk.rename(&path(from), &path(to)).unwrap();
                    let bytes = model.remove(&path(from)).unwrap();
                    model.insert(path(to), bytes);
                }
                Step::Keep => {
                    if let Some(change) = disk.change() {
                        ChangeRef::parse(change.as_bytes()).unwrap().apply(&mut stored);
                    }
                    disk.keep();
                    kept.clone_from(&model);
                }
                Step::Undo => {
                    disk.step_back().unwrap();
                    model.clone_from(&kept);
                }
                Step::Reopen => {
                    let mut image = stored.clone();
                    if let Some(change) = disk.change() {
                        ChangeRef::parse(change.as_bytes()).unwrap().apply(&mut image);
                    }
                    disk = Disk::open(image.clone(), Rc::clone(&base)).unwrap();
                    stored = image;
                    kept.clone_from(&model);
                }
            }
            let names: Vec<String> =
                model.keys().map(|path| path.strip_prefix("/base/").unwrap().to_owned()).collect();
            prop_assert_eq!(disk.list("/base"), names);
            for (path, bytes) in &model {
                prop_assert!(content(&mut disk, path).as_ref() == Some(bytes), "{} differs", path);
            }
        }
    }
}
