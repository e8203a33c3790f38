use super::*;
use crate::{
    error::Exit,
    experiments::{configuration::made::scenario, study::sound::assert_sound},
    instrument::scenario::{Cell, Fit, Role},
};

#[test]
fn other_cells_go_with_their_legs_and_claims() {
    let mut scenario = scenario();
    keep_cells(&mut scenario, &words("hop,hot_read")).unwrap();
    assert_eq!(scenario.cells.keys().collect::<Vec<_>>(), ["hot_read", "hop"]);
    assert_eq!(scenario.legs.iter().map(|leg| leg.cell.as_str()).collect::<Vec<_>>(), ["hot_read"]);
    assert_eq!(scenario.claims.keys().collect::<Vec<_>>(), ["hop", "hot", "fast"]);
    assert_sound(&scenario);
}

#[test]
fn a_cell_that_is_not_there_is_refused_with_those_that_are() {
    let mut scenario = scenario();
    let error = keep_cells(&mut scenario, &words("hop,hot")).unwrap_err();
    assert_eq!(error.exit(), Exit::Usage);
    assert_eq!(error.to_string(), "there is no cell \"hot\"; there are hop, cold, open, hot_read, ladder");
}

#[test]
fn the_first_arm_is_the_base_and_the_control_is_its_copy() {
    let mut scenario = scenario();
    keep_arms(&mut scenario, &words("new,native")).unwrap();
    assert_eq!(scenario.cells.keys().collect::<Vec<_>>(), ["hot_read", "ladder", "open"]);
    let cell = &scenario.cells["hot_read"];
    assert_eq!(names(cell), ["new", "new_again", "native"]);
    assert_eq!((cell.base.as_deref(), cell.headline.as_str()), (Some("new"), "native"));
    assert_eq!(cell.control(), Some("new_again"));
    assert_eq!(tenants(cell), ["hot-new", "hot-new-again", "hot-native"]);
    assert_eq!(cell.arms["new_again"].values["level"], 2);
    assert_sound(&scenario);
}

#[test]
fn the_same_arm_twice_is_compared_with_itself() {
    let mut scenario = scenario();
    keep_arms(&mut scenario, &words("new,new")).unwrap();
    let cell = &scenario.cells["hot_read"];
    assert_eq!(names(cell), ["new", "new_again", "new_2"]);
    assert_eq!((cell.base.as_deref(), cell.headline.as_str()), (Some("new"), "new_2"));
    assert_eq!(tenants(cell), ["hot-new", "hot-new-again", "hot-new-2"]);
    assert_eq!(cell.arms["new_2"].role, Role::Compared);
    assert_eq!(scenario.cells["open"].control(), None);
    assert_eq!(names(&scenario.cells["open"]), ["new", "new_2"]);
    let agreement = scenario.agreement.as_ref().unwrap();
    assert_eq!(agreement.arms["new_2"]["tenant"], "agree-new-2");
    assert_eq!(agreement.arms["new_2"]["route"], "new");
    assert_eq!(agreement.arms.len(), 2);
    assert_sound(&scenario);
}

#[test]
fn steps_for_some_arms_follow_their_copies_and_go_with_their_last_arm() {
    let mut scenario = scenario();
    keep_arms(&mut scenario, &words("new,native,new")).unwrap();
    let steps = &scenario.cells["hot_read"].preparation;
    let arms: Vec<Vec<&str>> = steps.iter().map(|step| step.arms.iter().map(String::as_str).collect()).collect();
    assert_eq!(arms, [vec![], vec!["new", "new_2", "new_again"]]);
}

#[test]
fn the_base_that_was_there_keeps_what_was_claimed_against_it() {
    let mut scenario = scenario();
    keep_arms(&mut scenario, &words("native,new")).unwrap();
    assert_eq!(scenario.claims.keys().collect::<Vec<_>>(), ["hot", "fast"]);
    assert!(scenario.legs.is_empty());
    let cell = &scenario.cells["hot_read"];
    assert_eq!(names(cell), ["native", "native_again", "new"]);
    assert_eq!(cell.headline, "new");
}

#[test]
fn claims_against_another_base_are_dropped() {
    let mut scenario = scenario();
    keep_arms(&mut scenario, &words("traditional,new,native")).unwrap();
    assert_eq!(scenario.claims.keys().collect::<Vec<_>>(), ["fast"]);
    assert_eq!(scenario.cells["cold"].base.as_deref(), Some("traditional"));
    assert_eq!(scenario.cells["cold"].headline, "native");
    assert_eq!(scenario.legs.len(), 2);
}

#[test]
fn a_cell_of_one_arm_stays_with_its_arm() {
    let mut scenario = scenario();
    keep_arms(&mut scenario, &words("envelope")).unwrap();
    assert_eq!(scenario.cells.keys().collect::<Vec<_>>(), ["hop"]);
    assert_eq!(scenario.claims.keys().collect::<Vec<_>>(), ["hop"]);
    assert_eq!(scenario.agreement, None);
    assert_eq!(scenario.cells["hop"].base, None);
}

#[test]
fn arms_that_cannot_be_compared_are_refused() {
    let refused = |arms: &str| {
        let error = keep_arms(&mut scenario(), &words(arms)).unwrap_err();
        assert_eq!(error.exit(), Exit::Usage);
        error.to_string()
    };
    assert_eq!(refused("new,nativ"), "there is no arm \"nativ\"; there are native, new, envelope, traditional");
    assert!(refused("new,native_again").starts_with("there is no arm \"native_again\""));
    assert!(refused("new").starts_with("no cell compares new\n"));
}

#[test]
fn a_handicap_is_set_wherever_the_arm_can_be_held_back() {
    let mut scenario = scenario();
    keep_arms(&mut scenario, &words("new,new")).unwrap();
    "new_2=0.05".parse::<Handicap>().unwrap().apply(&mut scenario).unwrap();
    let held_back = |cell: &str, arm: &str| scenario.cells[cell].arms[arm].handicap;
    assert_eq!((held_back("hot_read", "new_2"), held_back("hot_read", "new")), (Some(0.05), None));
    assert_eq!((held_back("ladder", "new_2"), held_back("open", "new_2")), (None, None));
    assert_sound(&scenario);
    let error = "new_3=0.05".parse::<Handicap>().unwrap().apply(&mut scenario).unwrap_err();
    assert_eq!(error.exit(), Exit::Usage);
    assert_eq!(
        error.to_string(),
        "there is no arm of a paired or first_request cell \"new_3\"; there are new_2, new, new_again"
    );
}

#[test]
fn a_handicap_leaves_out_the_arms_that_are_read_by_a_clock_inside() {
    let mut scenario = scenario();
    for arm in scenario.cells["hot_read"].arms.values_mut() {
        arm.reading = Some("/elapsed_ms".to_owned());
    }
    "native=0.05".parse::<Handicap>().unwrap().apply(&mut scenario).unwrap();
    assert_eq!(scenario.cells["hot_read"].arms["native"].handicap, None);
    assert_eq!(scenario.cells["cold"].arms["native"].handicap, Some(0.05));
    assert_sound(&scenario);
}

#[test]
fn a_handicap_is_an_arm_and_a_share() {
    let refused = |text: &str| text.parse::<Handicap>().unwrap_err().to_string();
    for text in ["new", "=1", "new=", "new=x", ""] {
        assert!(refused(text).ends_with("is not an arm and a share, such as new_2=0.05"), "{text}");
    }
    for text in ["new=-0.1", "new=11", "new=nan", "new=inf"] {
        assert!(refused(text).contains("is not between 0 and 10"), "{text}");
    }
}

fn words(text: &str) -> Vec<String> {
    text.split(',').map(str::to_owned).collect()
}

fn names(cell: &Cell) -> Vec<&str> {
    cell.arms.keys().map(String::as_str).collect()
}

fn tenants(cell: &Cell) -> Vec<&str> {
    cell.arms.values().filter_map(|arm| arm.values["tenant"].as_str()).collect()
}

#[test]
fn a_survey_keeps_the_cells_that_are_left_while_there_are_two() {
    let kept = |cells: &str| {
        let mut scenario = scenario();
        keep_cells(&mut scenario, &words(cells)).unwrap();
        assert_sound(&scenario);
        scenario.surveys.get("payload").map(|survey| survey.cells.clone())
    };
    assert_eq!(kept("open,hop,hot_read"), Some(words("hot_read,open")));
    assert_eq!(kept("cold,hop"), None);
}

#[test]
fn a_survey_leaves_out_cells_that_got_another_base() {
    let kept = |arms: &str| {
        let mut scenario = scenario();
        keep_arms(&mut scenario, &words(arms)).unwrap();
        assert_sound(&scenario);
        scenario.surveys.get("payload").map(|survey| survey.cells.clone())
    };
    // Only in open, which has no traditional, new would be the base.
    assert_eq!(kept("traditional,new,native"), Some(words("hot_read,cold")));
    assert_eq!(kept("new,native"), Some(words("hot_read,open")));
}

#[test]
fn a_cross_check_is_dropped_when_either_way_is_another_one() {
    let kept = |change: &dyn Fn(&mut Scenario)| {
        let mut scenario = scenario();
        change(&mut scenario);
        assert_sound(&scenario);
        scenario.cross_checks.len()
    };
    assert_eq!(kept(&|scenario| keep_cells(scenario, &words("hop,hot_read")).unwrap()), 1);
    assert_eq!(kept(&|scenario| keep_cells(scenario, &words("hot_read,cold")).unwrap()), 0);
    assert_eq!(kept(&|scenario| keep_arms(scenario, &words("native,new,envelope")).unwrap()), 1);
    assert_eq!(kept(&|scenario| keep_arms(scenario, &words("traditional,new,envelope")).unwrap()), 0, "another base");
}

#[test]
fn a_fit_keeps_the_cells_that_are_left_while_there_are_two() {
    let kept = |cells: &str| {
        let mut scenario = scenario();
        scenario.cells["cold"].procedure = scenario.cells["hot_read"].procedure.clone();
        scenario.cells["open"].procedure = scenario.cells["hot_read"].procedure.clone();
        let fit = Fit { title: String::new(), cells: words("hot_read,cold,open"), over: words("bytes,depth") };
        scenario.fits.insert("growth".to_owned(), fit);
        keep_cells(&mut scenario, &words(cells)).unwrap();
        assert_sound(&scenario);
        scenario.fits.get("growth").map(|fit| fit.cells.clone())
    };
    assert_eq!(kept("open,hop,cold"), Some(words("cold,open")));
    assert_eq!(kept("open,hop"), None);
}
