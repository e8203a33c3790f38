use shared::{
    isolation::{Kind, Totals, bucket_of},
    pool::Refusal,
};

use super::*;

fn pool() -> PoolReport {
    let mut latency = Bucket::all();
    for milliseconds in [0, 3, 3, 9_000] {
        latency[bucket_of(milliseconds)].count += 1;
    }
    PoolReport {
        object: Kind::Persistent.object(0),
        kind: Kind::Persistent,
        size: 8,
        open: 2,
        spare: 0,
        running: 1,
        waiting: 3,
        bytes: 131_072,
        utilisation: 0.5,
        draining: false,
        totals: Totals { arrived: 9, ..Totals::default() },
        refused: vec![(Refusal::QueueFull, 7)],
        latency,
        waited: Bucket::all(),
        slots: Vec::new(),
    }
}

#[test]
fn every_family_has_a_head_and_every_line_a_number() {
    let text = text(&[pool(), pool()], HostReport { opened: 4, ..HostReport::default() });
    let mut families = Vec::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            families.push(rest.split(' ').next().unwrap().to_owned());
        } else if !line.starts_with('#') {
            let (name, value) = line.rsplit_once(' ').unwrap();
            value.parse::<f64>().unwrap();
            assert!(families.iter().any(|family| name.starts_with(family.as_str())), "{line}");
        }
    }
    let distinct: std::collections::HashSet<_> = families.iter().collect();
    assert_eq!(distinct.len(), families.len());
    for line in [
        "isolab_pool_waiting{object=\"persistent-0\",pool=\"persistent\"} 3\n",
        "isolab_pool_refused_total{object=\"persistent-0\",pool=\"persistent\",kind=\"queue_full\"} 7\n",
        "isolab_pool_host_opened_total 4\n",
    ] {
        assert!(text.contains(line), "{line}{text}");
    }
}

#[test]
fn buckets_count_whatever_is_shorter_too() {
    let text = text(&[pool()], HostReport::default());
    for (most, count) in [("0", 1), ("0.002", 1), ("0.005", 3), ("5", 3), ("+Inf", 4)] {
        let line =
            format!("latency_seconds_bucket{{object=\"persistent-0\",pool=\"persistent\",le=\"{most}\"}} {count}\n");
        assert!(text.contains(&line), "{line}{text}");
    }
}
