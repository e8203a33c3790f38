//! The page says what the record says, and bears whatever is missing from it.

use super::{diagram, names, numbers, plot, render, scale::Scale};
use crate::{
    record::{Ranged, example},
    scenario::Counts,
};

fn ranged(value: f64, lower: f64, upper: f64) -> Ranged {
    Ranged { value, lower, upper }
}

fn shown(shown: &numbers::Shown) -> String {
    format!("{} {}", shown.value, shown.interval)
}

#[test]
fn times_have_three_significant_digits_and_thin_spaces() {
    assert_eq!(shown(&numbers::milliseconds(&ranged(0.56, 0.551, 0.5689))), "0.560 [0.551, 0.569]");
    assert_eq!(shown(&numbers::milliseconds(&ranged(22.61, 20.5, 23.64))), "22.6 [20.5, 23.6]");
    assert_eq!(
        shown(&numbers::milliseconds(&ranged(12345.6, 9.0, 1_234_567.8))),
        "12\u{202f}346 [9, 1\u{202f}234\u{202f}568]"
    );
    assert_eq!(numbers::count(1_000_000), "1\u{202f}000\u{202f}000");
    assert_eq!(numbers::time(f64::NAN), numbers::NOTHING);
}

#[test]
fn differences_carry_their_sign_and_nothing_has_none() {
    assert_eq!(shown(&numbers::difference(&ranged(0.003, -0.012, 0.018))), "+0.0030 [−0.0120, +0.0180]");
    assert_eq!(shown(&numbers::difference(&ranged(-1.5, -1.52, 0.0))), "−1.50 [−1.52, 0.00]");
    assert_eq!(shown(&numbers::difference(&ranged(-0.000_001, 0.0, 0.0))), "0.0000 [0.0000, 0.0000]");
}

#[test]
fn narrow_ratios_have_a_third_decimal() {
    assert_eq!(shown(&numbers::ratio(&ranged(1.2234, 1.2, 1.25))), "1.22 [1.20, 1.25]");
    assert_eq!(shown(&numbers::ratio(&ranged(0.9951, 0.991, 0.999))), "0.995 [0.991, 0.999]");
    assert_eq!(shown(&numbers::ratio(&ranged(35.52, 30.0, 41.0))), "35.5 [30.0, 41.0]");
}

#[test]
fn ticks_are_round_and_inside() {
    assert_eq!(Scale::logarithmic([0.4, 6.0].into_iter()).unwrap().ticks(0.16), [0.5, 1.0, 2.0, 5.0]);
    assert_eq!(Scale::exactly(0.0, 0.71).ticks(0.2), [0.0, 0.2, 0.4, 0.2 * 3.0]);
    let narrow = Scale::logarithmic([1.01, 1.04].into_iter()).unwrap().ticks(0.16);
    assert!(narrow.len() >= 2, "{narrow:?}");
}

#[test]
fn axes_bear_one_value_and_none() {
    let one = Scale::of_times([0.5].into_iter()).unwrap();
    assert!((one.at(0.5) - 0.5).abs() < 0.01);
    assert_eq!(Scale::of_times([0.0, -1.0, f64::NAN].into_iter()), None);
    assert!(Scale::exactly(1.0, 1.0).ticks(0.2).is_empty());
    assert!(Scale::exactly(1.0, 1.0).at(1.0).is_finite());
}

#[test]
fn dots_come_back_to_their_places() {
    // Every step starts where the last dot was, so the steps add up to the rounded places.
    assert_eq!(plot::dots([(0.1, 10.0), (0.1004, 9.6), (0.05, 12.4)].into_iter()), "m100 10zm0 0zm-50 2z");
    assert_eq!(plot::line([(0.0, 1.0), (0.0001, 1.1), (0.5, 0.04)].into_iter()), "M0 1l500-1");
    assert_eq!(plot::line(std::iter::empty()), "");
}

#[test]
fn two_names_are_an_edge_and_a_sentence_is_not() {
    assert_eq!(diagram::edge("client and router"), Some(("client", "router")));
    assert_eq!(diagram::edge("state object to compute"), Some(("state object", "compute")));
    assert_eq!(diagram::edge("engine, and the rest of the object"), None);
    assert_eq!(diagram::edge("engine and the rest of the object"), None);
    assert_eq!(diagram::edge("SQL in the object"), None);
}

#[test]
fn names_give_way_to_each_other_and_stay_inside() {
    assert_eq!(names::apart(&[50.0, 100.0], 300.0), [50.0, 100.0]);
    assert_eq!(names::apart(&[50.0, 52.0, 53.0], 300.0), [50.0, 65.0, 80.0]);
    assert_eq!(names::apart(&[0.0, 290.0, 299.0], 300.0), [7.5, 277.5, 292.5]);
    assert_eq!(names::apart(&[], 300.0), Vec::<f64>::new());
}

#[test]
fn a_survey_draws_what_has_a_place_on_logarithmic_axes_and_says_what_has_none() {
    let mut run = example::run();
    let page = render(&run);
    let curve = |page: &str| {
        page.split("<figure class=\"curve\">").nth(1).unwrap().split("</figure>").next().unwrap().to_owned()
    };
    let drawn = curve(&page);
    assert!(drawn.contains("An open mark says “at most”") && drawn.contains("2 points lie below zero"), "{drawn}");
    let marks =
        [drawn.matches("<use class=\"mark a2\"").count(), drawn.matches("<use class=\"mark a1 hollow\"").count()];
    assert_eq!(marks, [3, 1], "new in three cells, traditional only where its interval includes zero");
    assert!(drawn.contains(">100 B<") && drawn.contains(">10 KB<"), "{drawn}");
    for cell in &mut run.findings.cells {
        cell.arms.iter_mut().for_each(|arm| arm.difference_ms = Some(ranged(-2.0, -3.0, -1.0)));
    }
    let page = render(&run);
    assert!(!page.contains("<figure class=\"curve\">") && page.contains("table of what a request costs"));
}

#[test]
fn two_ways_of_measuring_stand_with_their_word() {
    let page = render(&example::run());
    let section = page.split("<section id=\"cross-checks\"").nth(1).unwrap().split("</section>").next().unwrap();
    let row = |name: &str| {
        section.split(&format!("id=\"cross-check-{name}\"")).nth(1).unwrap().split("</tr>").next().unwrap()
    };
    for text in ["0.110", "1.04", "agree", "✓", "path.ping.cost_ms"] {
        assert!(row("hop_alone").contains(text), "{text}");
    }
    assert!(row("hop_in_batches").contains("differ") && row("hop_elsewhere").contains("not measured"));
}

#[test]
fn a_fit_has_a_column_for_each_coordinate_that_varied() {
    let page = render(&example::run());
    let table = page.split("id=\"fit-hops\"").nth(1).unwrap().split("</table>").next().unwrap();
    for text in ["constant µs", "µs per KB", "µs per hop", "+94.0", "[+84.6, +103.4]", "8.3\u{202f}%"] {
        assert!(table.contains(text), "{text} in {table}");
    }
    assert!(!table.contains("tenants"));
}

#[test]
fn of_very_many_pairs_some_are_drawn_and_it_is_said() {
    let mut run = example::run();
    assert!(!render(&run).contains("one pair in"));
    for arm in run.findings.cells.iter_mut().flat_map(|cell| &mut cell.arms) {
        arm.pair_ratios = arm.pair_ratios.iter().cycle().take(600).copied().collect();
    }
    assert!(render(&run).contains("; one pair in 2 is drawn"));
}

#[test]
fn text_of_the_record_is_escaped() {
    let mut run = example::run();
    run.scenario.title = "<script>alert(1)</script>".to_owned();
    run.card.command = "\"><img src=x>".to_owned();
    let page = render(&run);
    assert!(!page.contains("<script") && !page.contains("<img"));
    assert!(page.contains("&lt;script&gt;"));
}

#[test]
fn page_names_no_address_and_runs_nothing() {
    let page = render(&example::run());
    for foreign in ["http://", "https://", "url(", "@import", "<script", "src=", " onload"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
}

#[test]
fn verdicts_intervals_and_controls_are_said() {
    let page = render(&example::run());
    for text in
        ["slower", "inconclusive", "native again", "1.22", "[1.20, 1.25]", "A/A control", "refuted", "undecided"]
    {
        assert!(page.contains(text), "{text}");
    }
}

#[test]
fn claims_are_pictured_in_the_unit_of_what_they_name() {
    let page = render(&example::run());
    assert!(page.contains("1.22 ms"), "hop.envelope.cost_ms is a time");
    assert_eq!(page.matches("up to the bound of").count(), 3);
    let mut run = example::run();
    run.scenario.cells.clear();
    let page = render(&run);
    assert!(!page.contains("up to the bound of") && page.contains("hot_read.new.ratio &lt;= 1.5"));
}

#[test]
fn arms_that_are_compared_with_each_other_have_cards_in_paired_cells_only() {
    let page = render(&example::run());
    let cards = page.split("Claims made before the run</h3>").next().unwrap_or_default();
    assert_eq!(cards.matches("new against traditional: ").count(), 2, "hot_read and write");
    assert_eq!(cards.matches("new against native: ").count(), 4, "these, first requests and the open loop");
}

#[test]
fn an_arm_that_the_target_lacks_has_a_row_that_says_why() {
    let row = "<th scope=\"row\">hybrid</th><td class=\"sentence\" colspan=\"";
    let page = render(&example::run());
    let (_, behind) = page.split_once(row).unwrap();
    assert!(behind.contains("\">not available here: this runtime cannot load another engine</td>"));
}

#[test]
fn a_ladder_of_operations_is_told_in_calls() {
    let mut run = example::run();
    run.findings.cells.retain(|cell| cell.name == "ladder");
    assert!(render(&run).contains("first failure at 64 clients"));
    run.findings.cells[0].counts = Some(Counts::Operations);
    let page = render(&run);
    for said in [
        "ever more calls in one request, one client",
        "calls answered in a second, over the number of calls in one request",
        "first failure at 64 calls in one request",
        "no failure up to 64 calls in one request",
        ">calls</th>",
    ] {
        assert!(page.contains(said), "{said}");
    }
    assert!(!page.contains("over clients") && !page.contains(">clients</th>"));
}

#[test]
fn numbers_that_are_none_break_nothing() {
    let mut run = example::run();
    let bad = ranged(f64::NAN, f64::NEG_INFINITY, f64::INFINITY);
    for arm in run.findings.cells.iter_mut().flat_map(|cell| &mut cell.arms) {
        (arm.p50_ms, arm.ratio, arm.difference_ms) = (Some(bad), Some(bad), Some(bad));
        for points in [&mut arm.strip, &mut arm.spectrum, &mut arm.pair_ratios] {
            points.truncate(2);
            for point in points {
                (point.x, point.y) = (f64::NAN, f64::NAN);
            }
        }
    }
    for leg in &mut run.findings.legs {
        leg.elapsed_ms = bad;
    }
    for pair in &mut run.findings.break_even {
        (pair.cold_ms, pair.warm_ms) = (bad, ranged(0.0, 0.0, 0.0));
    }
    let page = render(&run);
    assert!(!page.contains("NaN") && !page.contains("inf\"") && !page.contains("inf%"));
}
