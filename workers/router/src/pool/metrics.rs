//! What pools hold, in the text format of Prometheus (version 0.0.4).

use std::fmt::Write as _;

use shared::isolation::{Bucket, HostReport, PoolReport};

/// Seconds in a millisecond.
const MILLISECOND: f64 = 0.001;

/// The text: each family once, with a line for each object.
pub(super) fn text(pools: &[PoolReport], host: HostReport) -> String {
    let mut text = String::new();
    let mut family = |name: &str, kind: &str, help: &str, value: &dyn Fn(&PoolReport) -> f64| {
        head(&mut text, name, kind, help);
        for pool in pools {
            line(&mut text, name, &labels(pool), value(pool));
        }
    };
    family("isolab_pool_size", "gauge", "Most isolates.", &|pool| f64::from(pool.size));
    family("isolab_pool_open", "gauge", "Isolates, those included that are being made or ended.", &|pool| {
        f64::from(pool.open)
    });
    family("isolab_pool_spare", "gauge", "Isolates without an owner.", &|pool| f64::from(pool.spare));
    family("isolab_pool_running", "gauge", "Tasks that run.", &|pool| f64::from(pool.running));
    family("isolab_pool_waiting", "gauge", "Tasks that wait for an isolate.", &|pool| f64::from(pool.waiting));
    family("isolab_pool_bytes", "gauge", "Bytes of the isolates, as far as they have told.", &|pool| of(pool.bytes));
    family("isolab_pool_utilisation", "gauge", "The share of what the isolates could run that they do run.", &|pool| {
        pool.utilisation
    });
    family("isolab_pool_draining", "gauge", "Whether nothing is let in.", &|pool| f64::from(u8::from(pool.draining)));
    for (name, help, value) in COUNTERS {
        family(name, "counter", help, &|pool| of(value(pool)));
    }
    let name = "isolab_pool_refused_total";
    head(&mut text, name, "counter", "Tasks that were refused, by kind.");
    for pool in pools {
        for (kind, count) in &pool.refused {
            let labels = format!("{},kind=\"{}\"", labels(pool), <&str>::from(*kind));
            line(&mut text, name, &labels, of(*count));
        }
    }
    let histograms: [Histogram; 2] = [
        ("isolab_pool_latency_seconds", "From the arrival of a task to its end.", |pool| &pool.latency),
        ("isolab_pool_waited_seconds", "From the arrival of a task to its beginning.", |pool| &pool.waited),
    ];
    for (name, help, buckets) in histograms {
        head(&mut text, name, "histogram", help);
        for pool in pools {
            histogram(&mut text, name, &labels(pool), buckets(pool));
        }
    }
    for (name, help, value) in [
        ("isolab_pool_host_opened_total", "Sessions that were opened for pools.", host.opened),
        ("isolab_pool_host_loaded_total", "Isolates that were loaded for one task.", host.loaded),
        ("isolab_pool_host_late_total", "Work behind answers that has ended.", host.late_done),
    ] {
        head(&mut text, name, "counter", help);
        line(&mut text, name, "", of(value));
    }
    text
}

type Histogram = (&'static str, &'static str, fn(&PoolReport) -> &[Bucket]);
type Counter = (&'static str, &'static str, fn(&PoolReport) -> u64);

const COUNTERS: [Counter; 11] = [
    ("isolab_pool_arrived_total", "Tasks that were asked for.", |pool| pool.totals.arrived),
    ("isolab_pool_started_total", "Tasks that began.", |pool| pool.totals.started),
    ("isolab_pool_cold_total", "Tasks that waited for their isolate to be made.", |pool| pool.totals.cold),
    ("isolab_pool_answered_total", "Tasks that ended.", |pool| pool.totals.answered),
    ("isolab_pool_traps_total", "Tasks that trapped.", |pool| pool.totals.traps),
    ("isolab_pool_opened_total", "Isolates that were asked for.", |pool| pool.totals.opened),
    ("isolab_pool_build_failures_total", "Isolates that did not start.", |pool| pool.totals.build_failures),
    ("isolab_pool_evicted_total", "Isolates that gave way to another owner.", |pool| pool.totals.evicted),
    ("isolab_pool_renewed_total", "Isolates that were renewed.", |pool| pool.totals.renewed),
    ("isolab_pool_vanished_total", "Isolates that were gone by themselves.", |pool| pool.totals.vanished),
    ("isolab_pool_disposed_total", "Isolates that were dropped without waiting for them.", |pool| pool.totals.disposed),
];

/// Names of objects are made of letters, digits and a dash, and need no escape.
fn labels(pool: &PoolReport) -> String {
    format!("object=\"{}\",pool=\"{}\"", pool.object, <&str>::from(pool.kind))
}

// Writing to a string cannot fail.

fn head(text: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

fn line(text: &mut String, name: &str, labels: &str, value: f64) {
    let _ =
        if labels.is_empty() { writeln!(text, "{name} {value}") } else { writeln!(text, "{name}{{{labels}}} {value}") };
}

/// Buckets count whatever is at most so long. The sum is that of the bounds, since the times themselves are not kept.
fn histogram(text: &mut String, name: &str, labels: &str, buckets: &[Bucket]) {
    let (mut count, mut sum, mut last) = (0, 0.0, 0);
    for bucket in buckets {
        count += bucket.count;
        last = bucket.most_ms.unwrap_or(last);
        sum += of(bucket.count) * f64::from(last) * MILLISECOND;
        let most = bucket.most_ms.map_or_else(|| "+Inf".to_owned(), |most| (f64::from(most) * MILLISECOND).to_string());
        line(text, &format!("{name}_bucket"), &format!("{labels},le=\"{most}\""), of(count));
    }
    line(text, &format!("{name}_sum"), labels, sum);
    line(text, &format!("{name}_count"), labels, of(count));
}

/// A count as the number that the format has.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn of(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests;
