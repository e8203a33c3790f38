//! Says what there is when a name is not known.

/// `there is no cell "hot_raed"; there are hot_read, write`, the nearest name first.
pub(crate) fn unknown<'a>(what: &str, name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let mut known: Vec<&str> = known.into_iter().collect();
    known.sort_by_key(|candidate| distance(name, candidate));
    format!("there is no {what} {name:?}{}", listed(known))
}

/// `; there are hot_read, write`, or what to say for a single one.
pub(super) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    match names.as_slice() {
        [] => "; there is none".to_owned(),
        [only] => format!("; there is {only}"),
        several => format!("; there are {}", several.join(", ")),
    }
}

/// How many letters have to be put in, taken out or changed.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for letter in left.chars() {
        let mut next = vec![row.first().map_or(1, |first| first + 1)];
        for ((other, above), diagonal) in right.iter().zip(row.iter().skip(1)).zip(&row) {
            let changed = diagonal + usize::from(*other != letter);
            let before = next.last().copied().unwrap_or_default();
            next.push(changed.min(above + 1).min(before + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
