//! A difference of two runs on a terminal of 80 columns; every meaning is a word.

use statistics::Verdict;

use super::{ArmDifference, CellDifference, Changed, Difference};
use crate::{
    numbers::{NONE, number_or_none, percent},
    record::Share,
};

/// Columns of a terminal.
const WIDTH: usize = 80;

/// Letters of an arm's name; longer ones are cut.
const NAME: usize = 20;

/// The same where the numbers beside it leave more room.
const WIDE: usize = 30;

/// The text.
pub fn render(difference: &Difference) -> String {
    let [before, after] = &difference.began;
    let mut text = String::new();
    line(&mut text, &format!("before  {before}"));
    line(&mut text, &format!("after   {after}"));
    if !difference.warnings.is_empty() {
        text.push('\n');
    }
    for warning in &difference.warnings {
        wrapped(&mut text, "warning: ", warning);
    }
    if !difference.changed.is_empty() {
        text.push_str("\nwhat differs\n");
    }
    for changed in &difference.changed {
        wrapped(&mut text, "  ", &told(changed));
    }
    for cell in &difference.cells {
        cell_lines(&mut text, cell);
    }
    text.push('\n');
    for (what, cells) in [("before", &difference.only_before), ("after", &difference.only_after)] {
        if !cells.is_empty() {
            wrapped(&mut text, "", &format!("measured only {what}: {}", cells.join(", ")));
        }
    }
    wrapped(&mut text, "", conclusion(difference));
    text
}

fn conclusion(difference: &Difference) -> &'static str {
    if !difference.comparable {
        "no verdict: the runs measured different kinds of targets, which do not compare"
    } else if !difference.sound {
        "no verdict: an invalid or partial run proves nothing changed, and nothing unchanged"
    } else if !difference.judged() {
        "no verdict: the runs have no ratio in common"
    } else if difference.cells.iter().any(is_traffic) {
        if difference.regressed() {
            "regressed: an arm serves fewer requests warm than before"
        } else {
            "no arm was found to serve fewer requests warm than before"
        }
    } else if difference.regressed() {
        "regressed: an arm takes longer than before in relation to its base"
    } else {
        "no arm was found slower than before in relation to its base"
    }
}

/// Whether the cell is one of traffic, whose arms are judged by how many of their answers are warm.
fn is_traffic(cell: &CellDifference) -> bool {
    cell.arms.iter().any(|arm| arm.warm.is_some())
}

fn told(Changed { name, before, after, .. }: &Changed) -> String {
    let [before, after] = [before, after].map(|side| side.as_deref().unwrap_or("unknown"));
    format!("{name}: {before} -> {after}")
}

fn cell_lines(text: &mut String, cell: &CellDifference) {
    text.push('\n');
    wrapped(text, "", &format!("{}: {}", cell.name, cell.title));
    if is_traffic(cell) {
        line(text, &format!("  {:WIDE$} {:^29}  verdict", "", "warm answers"));
        line(text, &warm_columns("", &["before", "after", "more"].map(str::to_owned), ""));
        cell.arms.iter().for_each(|arm| line(text, &warm_line(arm)));
        return only_lines(text, cell);
    }
    let ratio = cell.base.as_ref().map_or_else(|| "ratio".to_owned(), |base| cut(&format!("ratio to {base}"), 20));
    line(text, &format!("  {:NAME$} {:^22} {ratio:^20}", "", "milliseconds"));
    let heads = ["before", "after", "times", "before", "after", "times"].map(str::to_owned);
    line(text, &columns("", &heads, "verdict"));
    for arm in &cell.arms {
        line(text, &arm_line(arm));
    }
    only_lines(text, cell);
}

fn only_lines(text: &mut String, cell: &CellDifference) {
    for (what, arms) in [("before", &cell.only_before), ("after", &cell.only_after)] {
        if !arms.is_empty() {
            wrapped(text, "  ", &format!("measured only {what}: {}", arms.join(", ")));
        }
    }
}

fn arm_line(arm: &ArmDifference) -> String {
    let word = match arm.word {
        Some(word) => word.as_str(),
        None if arm.control => "control",
        None => "",
    };
    let numbers = [arm.before_ms, arm.after_ms, arm.times, arm.ratio_before, arm.ratio_after, arm.change];
    columns(&arm.name, &numbers.map(|number| number_or_none(number.map(|number| number.value))), word)
}

fn warm_line(arm: &ArmDifference) -> String {
    let share = |share: &Share| percent(share.share.value);
    let numbers = arm.warm.as_ref().map(|warm| [share(&warm.before), share(&warm.after), percent(warm.gain.value)]);
    let word = match arm.word {
        Some(Verdict::Faster) => "more",
        Some(Verdict::Slower) => "fewer",
        Some(Verdict::Equivalent) => "as many",
        Some(Verdict::Inconclusive) => "inconclusive",
        None => "",
    };
    warm_columns(&arm.name, &numbers.unwrap_or_else(|| [NONE; 3].map(str::to_owned)), word)
}

fn warm_columns(name: &str, [before, after, more]: &[String; 3], word: &str) -> String {
    let name = cut(name, WIDE);
    format!("  {name:WIDE$} {before:>9} {after:>9} {more:>9}  {word}")
}

fn columns(name: &str, [before_ms, after_ms, times, before, after, change]: &[String; 6], word: &str) -> String {
    let name = cut(name, NAME);
    format!("  {name:NAME$} {before_ms:>7} {after_ms:>7} {times:>6} {before:>6} {after:>6} {change:>6}  {word}")
}

/// A line without blanks at its end, cut at the width.
fn line(text: &mut String, line: &str) {
    text.push_str(cut(line.trim_end(), WIDTH).as_str());
    text.push('\n');
}

/// Words on as many lines as they take; those after the first are indented by as much as the first begins with.
fn wrapped(text: &mut String, begin: &str, words: &str) {
    let indent = " ".repeat(begin.chars().count());
    let mut current = begin.to_owned();
    let mut empty = true;
    for word in words.split_whitespace() {
        if !empty && current.chars().count() + 1 + word.chars().count() > WIDTH {
            line(text, &current);
            current.clone_from(&indent);
            empty = true;
        }
        if !empty {
            current.push(' ');
        }
        current.push_str(word);
        empty = false;
    }
    line(text, &current);
}

fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    text.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}
