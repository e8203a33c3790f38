use std::{fs, io::Write as _, time::Instant};

use flate2::{Compression, write::GzEncoder};
use shared::{
    ids::RandomId,
    timing::{CopyState, EngineState},
};
use statistics::Random;

use super::*;
use crate::{
    error::Exit,
    instrument::{
        samples::{Outcome, Phase, Place, Places, Purpose, Sample, Samples, Tally, Times, Told},
        target::TargetKind,
    },
};

#[test]
fn what_is_written_is_read_again_for_any_samples() {
    let folder = tempfile::tempdir().unwrap();
    for seed in 0..40 {
        let path = folder.path().join("samples.csv.gz");
        let samples = any(seed, 200);
        write(&path, &samples, TargetKind::WranglerDev).unwrap();
        same(&read(&path).unwrap(), &samples);
    }
}

#[test]
fn a_table_without_samples_is_read_as_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("samples.csv.gz");
    write(&path, &Samples::default(), TargetKind::Workerd).unwrap();
    assert!(read(&path).unwrap().is_empty());
}

#[test]
fn the_form_of_a_row_is_pinned() {
    let mut samples = Samples::default();
    let series = samples.series("hot_read", "native");
    let times = Times {
        scheduled: None,
        sent: 1_000_000_000,
        connect: Some(52_000),
        first_byte: 480_000,
        last_byte: 500_000,
        inside: Some(0),
    };
    let sample = Sample {
        series,
        operations: 1,
        clients: 64,
        phase: Phase::WarmUp,
        round: 2,
        pair: 29,
        position: 3,
        times,
        outcome: Outcome::Right,
        status: 200,
        ray: Some("8f2a, 1-FRA".into()),
        told: None,
        tally: None,
    };
    samples.push(sample);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("samples.csv.gz");
    write(&path, &samples, TargetKind::Workerd).unwrap();
    let text = std::io::read_to_string(flate2::read::GzDecoder::new(fs::File::open(&path).unwrap())).unwrap();
    let row = "workerd,hot_read,native,1,64,warm_up,2,29,3,,1000000000,52000,480000,500000,0,right,200,\"8f2a, 1-FRA\"";
    assert_eq!(text, format!("{}\n{row}\n", COLUMNS.join(",")));
}

#[test]
fn what_an_answer_told_stands_behind_and_only_where_there_is_any() {
    let mut samples = Samples::default();
    let (series, row) = (samples.series("second", "new"), any(1, 1).rows()[0].clone());
    let place = Place { service: "compute".to_owned(), isolate: RandomId(10), instance: RandomId(11), object: None };
    let told = Told {
        tenant: 3,
        ordinal: 1,
        purpose: Purpose::Opening,
        gap: Some(5_000_000_000),
        engine: Some(EngineState::Coalesced),
        copy: Some(CopyState::Stale),
        places: Places(vec![place]),
    };
    samples.push(Sample { series, ray: None, told: Some(Box::new(told)), ..row.clone() });
    samples.push(Sample { series, ray: None, ..row });
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("samples.csv.gz");
    write(&path, &samples, TargetKind::Workerd).unwrap();
    let text = std::io::read_to_string(flate2::read::GzDecoder::new(fs::File::open(&path).unwrap())).unwrap();
    let [head, first, second] = text.lines().collect::<Vec<_>>()[..] else { panic!("{text}") };
    assert_eq!(head, format!("{},{}", COLUMNS.join(","), TOLD_COLUMNS.join(",")));
    assert!(first.ends_with(",,3,1,opening,5000000000,coalesced,stale,compute:000000000000000a:000000000000000b"));
    assert!(second.ends_with(",,,,,,,,"), "{second}");
    same(&read(&path).unwrap(), &samples);
}

#[test]
fn an_error_names_line_column_and_value() {
    let refused = |column: &str, value: &str| {
        let mut fields = ROW.to_vec();
        let place = COLUMNS.iter().position(|name| *name == column).unwrap();
        fields[place] = value;
        reading(format!("{}\n{}\n{}\n", COLUMNS.join(","), ROW.join(","), fields.join(",")).as_bytes())
    };
    let said = "samples.csv.gz line 3: column ";
    assert_eq!(refused("round", "x"), format!("{said}round: \"x\" is not a whole number"));
    assert_eq!(refused("round", ""), format!("{said}round: \"\" is not a whole number"));
    assert_eq!(refused("status", "70000"), format!("{said}status: \"70000\" is not in range"));
    assert_eq!(
        refused("sent_ns", "18446744073709551616"),
        format!("{said}sent_ns: \"18446744073709551616\" is not in range")
    );
    assert_eq!(refused("inside_ns", "0.5"), format!("{said}inside_ns: \"0.5\" is not a whole number"));
    assert_eq!(refused("connect_ns", "-1"), format!("{said}connect_ns: \"-1\" is not a whole number"));
    assert_eq!(refused("target", "moon"), format!("{said}target: \"moon\" is not a kind of target"));
    assert_eq!(refused("phase", "cold"), format!("{said}phase: \"cold\" is not a phase"));
    assert_eq!(refused("outcome", "Right"), format!("{said}outcome: \"Right\" is not an outcome"));
    assert_eq!(refused("cell", ""), format!("{said}cell: \"\" is not a name"));

    let told = |words: &str| {
        let head = format!("{},{}", COLUMNS.join(","), TOLD_COLUMNS.join(","));
        reading(format!("{head}\n{},{words}\n", ROW.join(",")).as_bytes())
    };
    let said = "samples.csv.gz line 2: column ";
    assert_eq!(told("x,0,measured,,,,"), format!("{said}tenant: \"x\" is not a whole number"));
    assert_eq!(told("1,0,warm,,,,"), format!("{said}purpose: \"warm\" is not a purpose"));
    assert_eq!(told("1,0,measured,,hot,,"), format!("{said}engine_state: \"hot\" is not a state of an engine"));
    assert_eq!(told("1,0,measured,,,,nowhere"), format!("{said}places: \"nowhere\" is not a list of places"));
}

#[test]
fn other_columns_are_an_error() {
    let short = format!("{}\nworkerd,hot_read\n", COLUMNS.join(","));
    assert_eq!(reading(short.as_bytes()), "samples.csv.gz line 2: has 2 columns instead of 18");
    let message = reading(b"a,b\n1,2\n");
    assert!(message.starts_with("samples.csv.gz: the columns are \"a,b\", not \"target,cell,arm,"), "{message}");
    assert!(reading(b"").starts_with("samples.csv.gz: the columns are \"\", not "));
}

#[test]
fn a_file_cut_anywhere_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("samples.csv.gz");
    write(&path, &any(3, 300), TargetKind::Deployed).unwrap();
    let whole = fs::read(&path).unwrap();
    for length in (1..whole.len()).step_by(97).chain([whole.len() - 1, whole.len() - 8]) {
        fs::write(&path, &whole[..length]).unwrap();
        let error = read(&path).unwrap_err();
        assert_eq!(error.exit(), Exit::Usage);
        assert!(error.to_string().contains("samples.csv.gz"), "{error}");
        assert!(error.to_string().ends_with("ends in the middle, so it is not whole"), "{length}: {error}");
    }
}

#[test]
fn a_damaged_file_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("samples.csv.gz");
    write(&path, &any(4, 300), TargetKind::Deployed).unwrap();
    let whole = fs::read(&path).unwrap();
    for place in (10..whole.len()).step_by(131).chain([0, whole.len() - 8]) {
        let mut bytes = whole.clone();
        bytes[place] ^= 0x55;
        fs::write(&path, bytes).unwrap();
        let error = read(&path).expect_err("a changed byte is never overlooked");
        assert!(error.to_string().contains("samples.csv.gz"), "{error}");
    }
}

#[test]
fn a_failed_write_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("samples.csv.gz");
    fs::write(&path, "before").unwrap();
    let mut foreign = Samples::default();
    foreign.push(any(5, 1).rows()[0].clone());
    assert!(write(&path, &foreign, TargetKind::Workerd).is_err());
    assert_eq!(fs::read(&path).unwrap(), b"before");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    let missing = folder.path().join("absent/samples.csv.gz");
    assert!(write(&missing, &any(5, 1), TargetKind::Workerd).is_err());
}

#[test]
#[ignore = "a benchmark: cargo test --profile lab -p harness --lib samples::file -- --ignored --nocapture"]
fn a_million_samples_keep_nobody_waiting() {
    let mut random = Random::seeded(1);
    let mut samples = Samples::default();
    let arms = ["native", "native_again", "traditional", "new"].map(|arm| samples.series("hot_read", arm));
    let mut clock = 0;
    for row in 0..1_000_000_u32 {
        let last_byte = 400_000 + random.below(300_000) as u64;
        clock += last_byte + random.below(40_000) as u64;
        let times = Times { sent: clock, first_byte: last_byte - 4_000, last_byte, ..Times::default() };
        samples.push(Sample {
            series: arms[(row / 20 % 4) as usize],
            operations: 1,
            clients: 1,
            phase: Phase::Measured,
            round: row / 100_000,
            pair: row / 160 % 600,
            position: row / 20 % 8,
            times,
            outcome: Outcome::Right,
            status: 200,
            ray: None,
            told: None,
            tally: None,
        });
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("samples.csv.gz");
    let started = Instant::now();
    write(&path, &samples, TargetKind::Workerd).unwrap();
    let written = started.elapsed();
    let started = Instant::now();
    let again = read(&path).unwrap();
    let size = fs::metadata(&path).unwrap().len();
    println!("written in {written:?}, read in {:?}, {size} bytes", started.elapsed());
    same(&again, &samples);
}

const ROW: [&str; 18] =
    ["workerd", "hot_read", "new", "1", "1", "measured", "0", "0", "0", "", "5", "", "6", "7", "", "right", "200", ""];

/// What is said when a table of these bytes is read.
fn reading(table: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("samples.csv.gz");
    let mut file = GzEncoder::new(fs::File::create(&path).unwrap(), Compression::fast());
    file.write_all(table).unwrap();
    file.finish().unwrap();
    read(&path).unwrap_err().to_string()
}

/// Samples of every kind, with names and rays that a table has to quote.
fn any(seed: u64, rows: usize) -> Samples {
    let mut random = Random::seeded(seed);
    let mut samples = Samples::default();
    let names = ["hot_read", "a,b", "say \"x\"", "two\nlines", "größe", " space "];
    for _ in 0..rows {
        let series = samples.series(names[random.below(names.len())], names[random.below(names.len())]);
        let sample = Sample {
            series,
            operations: small(&mut random),
            clients: small(&mut random),
            phase: Phase::ALL[random.below(4)],
            round: small(&mut random),
            pair: small(&mut random),
            position: small(&mut random),
            times: Times {
                scheduled: (random.below(2) == 0).then(|| large(&mut random)),
                sent: large(&mut random),
                connect: (random.below(2) == 0).then(|| large(&mut random)),
                first_byte: large(&mut random),
                last_byte: large(&mut random),
                inside: (random.below(2) == 0).then(|| large(&mut random)),
            },
            outcome: Outcome::ALL[random.below(6)],
            status: u16::try_from(random.below(65_536)).unwrap(),
            ray: (random.below(3) == 0).then(|| names[random.below(names.len())].into()),
            told: (seed.is_multiple_of(2) && random.below(3) > 0).then(|| Box::new(any_told(&mut random))),
            tally: (seed.is_multiple_of(3) && random.below(3) > 0).then(|| Box::new(any_tally(&mut random))),
        };
        samples.push(sample);
    }
    samples
}

fn any_told(random: &mut Random) -> Told {
    let id = |random: &mut Random| RandomId(large(random));
    let place = |random: &mut Random| Place {
        service: ["state", "compute"][random.below(2)].to_owned(),
        isolate: id(random),
        instance: id(random),
        object: (random.below(2) == 0).then(|| id(random)),
    };
    Told {
        tenant: small(random),
        ordinal: small(random),
        purpose: Purpose::ALL[random.below(3)],
        gap: (random.below(2) == 0).then(|| large(random)),
        engine: [None, Some(EngineState::Cold), Some(EngineState::Coalesced), Some(EngineState::Warm)][random.below(4)],
        copy: [None, Some(CopyState::Miss), Some(CopyState::Stale), Some(CopyState::Hit)][random.below(4)],
        places: Places((0..random.below(3)).map(|_| place(random)).collect()),
    }
}

fn any_tally(random: &mut Random) -> Tally {
    let mut tally = Tally { answered: large(random), lost: large(random), ..Tally::default() };
    (tally.reordered, tally.waiting) = (large(random), large(random));
    tally
}

/// A number of any length, the ends of the range among them.
fn large(random: &mut Random) -> u64 {
    match random.below(10) {
        0 => 0,
        1 => u64::MAX,
        _ => random.next_bits() >> random.below(64),
    }
}

fn small(random: &mut Random) -> u32 {
    u32::try_from(large(random) >> 32).unwrap()
}

/// Ids stand for names within their own collection only, so the names are compared.
fn same(left: &Samples, right: &Samples) {
    assert_eq!(left.len(), right.len());
    for (one, other) in left.rows().iter().zip(right.rows()) {
        assert_eq!(left.name(one.series), right.name(other.series));
        assert_eq!(Sample { series: other.series, ..one.clone() }, *other);
    }
}
