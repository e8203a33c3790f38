//! The marks of a page, and what stands between them.

use crate::{
    error::{Error, Result},
    report::Wanted,
};

/// How a mark begins and ends.
const MARK: (&str, &str) = ("<!-- isolab:", " -->");

/// What ends the part that a mark asks for.
const END: &str = "<!-- /isolab -->";

/// What a page wants to have written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mark<'page> {
    /// The name of the run's file.
    pub run: &'page str,
    /// The address of the part in the run's report.
    pub part: &'page str,
    pub wanted: Wanted,
}

/// The page with everything between its marks written anew.
pub(super) fn rewritten(page: &str, mut write: impl FnMut(Mark) -> Result<String>) -> Result<String> {
    let mut pieces = page.split(MARK.0);
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let broken =
            || Error::usage(format!("{}{}: not a mark with an end", MARK.0, piece.lines().next().unwrap_or_default()));
        let (words, rest) = piece.split_once(MARK.1).ok_or_else(broken)?;
        let (_, behind) = rest.split_once(END).ok_or_else(broken)?;
        let mark = parse(words).ok_or_else(broken)?;
        let part = write(mark)?;
        text += &[MARK.0, words, MARK.1, "\n\n", part.trim_end(), "\n\n", END, behind].concat();
    }
    Ok(text)
}

fn parse(words: &str) -> Option<Mark<'_>> {
    match words.split_whitespace().collect::<Vec<_>>().as_slice() {
        [run, part] => Some(Mark { run, part, wanted: Wanted::All }),
        [run, part, wanted] => Some(Mark { run, part, wanted: Wanted::parse(wanted)? }),
        _ => None,
    }
}
