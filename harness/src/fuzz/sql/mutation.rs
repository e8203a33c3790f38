//! Texts that were right, or nearly so, and then lose, double or swap what they are made of.

use super::{super::source::Source, literals, nesting};

/// Words that change what stands around them.
const WORDS: [&str; 30] = [
    "select", "from", "where", "(", ")", ",", ";", "'", "\"", "`", "[", "]", "$$", "/*", "*/", "--", "null", "not",
    "::", "*", "as", "union", "in", "?", "?99999", "$0", "$99999", ":name", "@name", "\\",
];

/// The text with one to four changes.
pub(super) fn mutated(text: &str, source: &mut Source) -> String {
    let mut tokens: Vec<String> = tokens(text).into_iter().map(str::to_owned).collect();
    for _ in 0..source.between(1, 4) {
        change(&mut tokens, source);
    }
    let mutated = tokens.concat();
    // Dropping the schema of everything is no fault of anybody else, and would take the keepsake along.
    let lower = mutated.to_lowercase();
    if lower.contains("drop") && lower.contains("public") { text.to_owned() } else { mutated }
}

fn change(tokens: &mut Vec<String>, source: &mut Source) {
    let place = source.below(tokens.len());
    let Some(token) = tokens.get(place).cloned() else {
        tokens.push(source.word(&WORDS).to_owned());
        return;
    };
    let instead = match source.below(12) {
        0 => String::new(),
        1 => format!("{token}{token}"),
        2 => {
            let other = source.below(tokens.len());
            tokens.swap(place, other);
            return;
        }
        3 => format!("{token} {} ", source.word(&WORDS)),
        4 => format!("{}{token}", source.word(&literals::ODD)),
        5 => odd_inside(&token, source),
        6 => {
            tokens.truncate(place);
            return;
        }
        7 => token.to_uppercase(),
        8 => token.repeat(source.between(2, 300)),
        9 => literals::of("INTEGER", source).unwrap_or_default(),
        10 => format!("\"{}\"", "n".repeat(source.between(1, 20_000))),
        _ => nesting::wrapped(&token, source),
    };
    if let Some(token) = tokens.get_mut(place) {
        *token = instead;
    }
}

/// A token with an odd character somewhere inside.
fn odd_inside(token: &str, source: &mut Source) -> String {
    let characters: Vec<char> = token.chars().collect();
    let (before, behind) = characters.split_at(source.below(characters.len() + 1));
    let odd = source.word(&literals::ODD);
    before.iter().copied().chain(odd.chars()).chain(behind.iter().copied()).collect()
}

/// Words, numbers, spaces and marks, one after the other; together they are the text.
fn tokens(text: &str) -> Vec<&str> {
    let kind = |character: char| {
        if character.is_alphanumeric() || character == '_' {
            0
        } else if character.is_whitespace() {
            1
        } else {
            2
        }
    };
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut last = None;
    for (place, character) in text.char_indices() {
        let this = kind(character);
        // A mark is a token of its own.
        if place > start && (last != Some(this) || this == 2) {
            tokens.push(&text[start..place]);
            start = place;
        }
        last = Some(this);
    }
    tokens.push(&text[start..]);
    tokens
}
