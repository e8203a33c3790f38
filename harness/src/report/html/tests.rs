//! The page says what the record says, and bears whatever is missing from it.

use expect_test::expect_file;

use crate::{
    example::{self, tenants},
    ranged::Ranged,
    record::Run,
    report::{page as render, sections::document},
};

fn ranged(value: f64, lower: f64, upper: f64) -> Ranged {
    Ranged { value, lower, upper }
}

/// What begins a line of the outline.
const LINES: [&str; 14] =
    ["h1", "h2", "h3", "h4", "p", "li", "dt", "tr", "caption", "figcaption", "summary", "section", "article", "footer"];

/// The text of the page as lines, without pictures.
fn outline(run: &Run) -> String {
    let page = super::render(&document(run));
    let body = page.split_once("<body>").map_or("", |(_, body)| body);
    let (mut text, mut pictures) = (String::new(), 0_u32);
    for piece in body.split('<') {
        let (tag, words) = piece.split_once('>').unwrap_or((piece, ""));
        match tag.split(' ').next().unwrap_or_default() {
            "svg" => pictures += 1,
            "/svg" => pictures -= 1,
            name if LINES.contains(&name) => text.push('\n'),
            "td" | "th" | "dd" => text.push_str(" | "),
            _ => {}
        }
        if pictures == 0 {
            text.push_str(words);
        }
    }
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n") + "\n"
}

#[test]
fn the_page_of_the_example_is_as_it_was() {
    expect_file!["outline.txt"].assert_eq(&outline(&example::run()));
}

#[test]
fn the_page_of_a_large_run_stays_small() {
    let page = render(&tenants::run());
    assert!(page.len() < 500_000, "{}", page.len());
}

#[test]
fn a_claim_has_a_picture_where_the_scenario_knows_what_it_is_of() {
    assert_eq!(render(&example::run()).matches("up to the bound of").count(), 3);
    let mut run = example::run();
    run.scenario.cells.clear();
    let page = render(&run);
    assert!(!page.contains("up to the bound of") && page.contains("hot_read.new.ratio &lt;= 1.5"));
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
fn arms_that_are_compared_with_each_other_have_cards_in_paired_cells_only() {
    let page = render(&example::run());
    let cards = page.split("Claims made before the run</h3>").next().unwrap_or_default();
    assert_eq!(cards.matches("new against traditional: ").count(), 2, "hot_read and write");
    assert_eq!(cards.matches("new against native: ").count(), 4, "these, first requests and the open loop");
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
