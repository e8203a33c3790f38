use statistics::{Answer, Pair};

use super::{
    finding::{Finding, Goal},
    ours::corrected_median,
    rival::{Report, duration, oha, wrk},
};

const WRK: &str = "\
Running 3s test @ http://127.0.0.1:8787/
  1 threads and 1 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency    61.91us   47.42us   2.51ms   98.69%
    Req/Sec    16.52k     1.02k   18.01k    74.19%
  Latency Distribution
     50%   58.00us
     75%   61.00us
     90%   70.00us
     99%  146.00us
  50942 requests in 3.10s, 8.26MB read
Requests/sec:  16432.98
Transfer/sec:      2.66MB
";

#[test]
fn report_of_wrk_is_read_with_its_precision() {
    assert_eq!(wrk(WRK), Ok(Report { p50: 58.0, step: 1.0, per_second: 16432.98 }));
    assert_eq!(duration("4.05ms"), Some((4050.0, 10.0)));
    assert_eq!(duration("1.20s"), Some((1_200_000.0, 10_000.0)));
    assert_eq!(duration("4.05"), None);
    assert_eq!(duration("fast"), None);
}

#[test]
fn trouble_of_wrk_is_an_error() {
    for trouble in ["  Non-2xx or 3xx responses: 7\n", "  Socket errors: connect 0, read 3, write 0, timeout 0\n"] {
        assert!(wrk(&format!("{WRK}{trouble}")).unwrap_err().contains("met trouble"));
    }
    assert!(wrk("unable to connect").unwrap_err().contains("50%"));
}

#[test]
fn report_of_oha_is_read() {
    let text = |rate: f64| {
        format!(
            r#"{{"summary":{{"successRate":{rate:.1},"total":3.0,"requestsPerSec":15000.5}},
                "latencyPercentiles":{{"p25":0.00005,"p50":0.0000625}}}}"#
        )
    };
    assert_eq!(oha(&text(1.0)), Ok(Report { p50: 62.5, step: 0.0, per_second: 15000.5 }));
    assert!(oha(&text(0.5)).is_err());
    assert!(oha("no JSON").is_err());
}

#[test]
fn median_is_corrected_as_the_rival_corrects_its_own() {
    assert_eq!(corrected_median(vec![10.0, 11.0, 12.0], 11.0), Some(11.0));
    // 95 stands for requests that would have been sent meanwhile and would have taken 75, 55 and 35.
    assert_eq!(corrected_median(vec![10.0, 10.0, 95.0], 20.0), Some(45.0));
    assert_eq!(corrected_median(Vec::new(), 1.0), None);
}

fn rounds(pairs: &[(f64, f64)]) -> Vec<Vec<Pair>> {
    pairs.iter().map(|&(base, arm)| vec![Pair { base, arm }]).collect()
}

#[test]
fn ratio_meets_a_goal_only_when_all_of_its_interval_does() {
    let of = |pairs: &[(f64, f64)], step| {
        Finding::ratio("p50", "µs", &rounds(pairs), step, Some(Goal::AtMost(1.05))).unwrap().answer
    };
    assert_eq!(of(&[(100.0, 101.0); 5], 0.0), Some(Answer::Supported));
    assert_eq!(of(&[(100.0, 110.0); 5], 0.0), Some(Answer::Refuted));
    assert_eq!(of(&[(100.0, 90.0), (100.0, 120.0), (100.0, 104.0)], 0.0), Some(Answer::Undecided));
    assert_eq!(of(&[(100.0, 104.0); 5], 4.0), Some(Answer::Undecided), "the rival's precision does not tell");
}

#[test]
fn throughput_meets_a_goal_from_above() {
    let of = |pairs: &[(f64, f64)]| {
        Finding::ratio("requests", "/s", &rounds(pairs), 0.0, Some(Goal::AtLeast(0.8))).unwrap().answer
    };
    assert_eq!(of(&[(1000.0, 950.0); 5]), Some(Answer::Supported));
    assert_eq!(of(&[(1000.0, 700.0); 5]), Some(Answer::Refuted));
}

#[test]
fn value_alone_is_judged_over_rounds() {
    let finding = Finding::value("lag", "µs", &[4.0, 5.0, 6.0, 5.0, 5.0], Some(Goal::AtMost(20.0))).unwrap();
    assert!((finding.estimate.value - 5.0).abs() < 1e-9 && finding.estimate.interval.contains(5.0));
    assert_eq!(finding.answer, Some(Answer::Supported));
    assert!(Finding::value("lag", "µs", &[], None).is_none());
    assert_eq!(Finding::value("lag", "µs", &[4.0], None).unwrap().answer, None);
}
