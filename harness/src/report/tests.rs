//! What holds for all forms of a report together.

use std::collections::BTreeSet;

use super::{odd, *};
use crate::example::{self, tenants};

/// The numbers of a text, as they are written; digits within a word, such as those of a hash, are none.
fn numbers(text: &str) -> BTreeSet<&str> {
    let words = text.split(|character: char| !(character.is_alphanumeric() || "_.,-".contains(character)));
    let trimmed = words.map(|word| word.trim_matches(['.', ',', '-']));
    let is_number = |word: &&str| {
        word.starts_with(|first: char| first.is_ascii_digit())
            && word.bytes().all(|byte| byte.is_ascii_digit() || b".,".contains(&byte))
    };
    trimmed.filter(is_number).collect()
}

#[test]
fn a_number_is_the_same_text_in_every_form() {
    for run in [example::run(), tenants::policies()] {
        let (markdown, page) = (markdown(&run), page(&run));
        let terminal = terminal(&run, Extent::All, None);
        let told = numbers(&markdown);
        assert!(told.len() > 100, "{}", told.len());
        for (form, text) in [("page", &page), ("terminal", &terminal)] {
            let missing: Vec<_> = told.difference(&numbers(text)).copied().collect();
            assert!(missing.is_empty(), "not in the {form}: {missing:?}");
        }
    }
}

#[test]
fn what_never_failed_is_told_with_how_far_that_was_seen() {
    let mut run = example::run();
    for claim in &mut run.findings.claims {
        (claim.found, claim.none_failed_up_to) = (None, Some(1000));
    }
    for text in [terminal(&run, Extent::All, None), markdown(&run), page(&run), summary(&run, &[])] {
        assert!(text.contains("none failed up to 1,000"), "{text}");
    }
}

#[test]
fn an_invalid_or_partial_run_says_so_in_every_form() {
    let run = odd::broken();
    for text in [terminal(&run, Extent::Answer, None), terminal(&run, Extent::All, None), markdown(&run), page(&run)] {
        let text = text.to_lowercase();
        assert!(text.contains("invalid run") && text.contains("partial run"), "{text}");
    }
}

#[test]
fn every_form_survives_every_run() {
    for run in odd::all() {
        assert!(!page(&run).contains("NaN"));
        markdown(&run);
        summary(&run, &[]);
    }
}

#[test]
fn a_part_is_a_table_or_pictures_that_stand_alone() {
    let run = example::run();
    let of = |id, wanted| part(&run, ("split", id), wanted, "pictures").unwrap();
    assert!(of("answer", Wanted::All).text.starts_with("- **found** over hot_read and write: new 1.230"));
    let table = of("cell-hot_read", Wanted::Table);
    assert!(table.text.contains("| `new` | 0.685 [0.678, 0.692] |") && table.pictures.is_empty());
    for (id, expected) in [("cell-hot_read", 3), ("cell-ladder", 5), ("ratios", 1), ("survey-payload", 1), ("ways", 0)]
    {
        let found = of(id, Wanted::Pictures);
        assert_eq!(found.pictures.len(), expected, "{id}");
        for (name, picture) in &found.pictures {
            assert!(found.text.contains(&format!("(pictures/{name})")));
            assert!(picture.starts_with("<svg") && !picture.contains("<div") && picture.len() < 60_000, "{name}");
        }
    }
    assert!(part(&run, ("split", "nowhere"), Wanted::All, "pictures").is_err());
}
