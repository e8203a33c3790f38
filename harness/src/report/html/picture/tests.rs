use super::{Scale, diagram, names, plot};

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
